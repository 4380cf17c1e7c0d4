"""The acts a person is offered on a post: drawn from the map `move` obeys, refused in sight when the gate says no."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from associations.models import Membership
from calendar_app.hours import spoken
from calendar_app.models import Post
from calendar_app.rules import Finding
from calendar_app.transitions import Status
from journal.moves import open_moves

# How an act is asked: straight away, or on a page of its own.
POST, PAGE = "post", "page"


@dataclass(frozen=True)
class Offer:
    """One button. `why` is set when the act is refused for now; `look` is primary, danger or ""."""

    verb: str
    path: str
    words: str
    how: str = POST
    look: str = ""
    why: str = ""


def path(post: Post, verb: str) -> str:
    return reverse(f"calendar:post-{verb}", kwargs={"association": post.association.slug, "pk": post.pk})


def of(
    post: Post, membership: Membership, findings: Mapping[str, Sequence[Finding]], *, awaits: bool, is_mine: bool
) -> list[Offer]:
    """Return the buttons of this page, the expected act first. `findings` are those of each act.

    `awaits`: a yes of this person would add something (`risk.adds`).
    """
    moves = set(open_moves(post, membership))
    found = [*_forward(post, membership, moves, findings, awaits, is_mine)]
    if any(variant.published_at for variant in post.variants.all()):
        # Out on one account: neither the words nor the day change any more.
        return found
    if post.status in (Status.DRAFT, Status.REVIEW, Status.SCHEDULED) and membership.can("calendar.edit"):
        found.append(Offer("edit", path(post, "edit"), _("Modifier"), PAGE))
        found.append(Offer("move", path(post, "move"), _("Déplacer"), PAGE))
    if post.status == Status.REVIEW and Status.DRAFT in moves:
        found.append(Offer("ask-changes", path(post, "ask-changes"), _("Demander des changements"), PAGE))
    if post.status == Status.SCHEDULED and Status.REVIEW in moves:
        found.append(Offer("reopen", path(post, "reopen"), _("Remettre en relecture")))
    if Status.CANCELLED in moves:
        found.append(Offer("cancel", path(post, "cancel"), _("Annuler cette publication"), PAGE, "danger"))
    return found


def _forward(
    post: Post,
    membership: Membership,
    moves: set[str],
    findings: Mapping[str, Sequence[Finding]],
    awaits: bool,
    is_mine: bool,
) -> list[Offer]:
    """The acts that bring the post nearer to its readers."""
    if post.status == Status.DRAFT and Status.REVIEW in moves:
        return [_offer(post, "submit", _("Envoyer en relecture"), _why(findings["submit"]))]
    found = []
    if post.status == Status.REVIEW and membership.can("calendar.approve") and awaits:
        own = _("Vous avez écrit une partie de ce texte : une autre personne doit l’approuver.") if is_mine else ""
        found.append(_offer(post, "approve", _("Approuver ce texte"), own or _why(findings["approve"])))
    if post.status == Status.REVIEW and Status.SCHEDULED in moves:
        words = _("Programmer pour %(moment)s") % {"moment": spoken(post.due_at)}
        found.append(_offer(post, "schedule", words, _why(findings["schedule"])))
    if post.status == Status.SCHEDULED and Status.PUBLISHED in moves:
        why = _why(findings["publish"])
        found.append(Offer("kit", path(post, "kit"), _("Publier à la main"), PAGE, "" if why else "primary", why))
    return found


def _offer(post: Post, verb: str, words: str, why: str) -> Offer:
    return Offer(verb, path(post, verb), words, POST, "" if why else "primary", why)


def _why(findings: Sequence[Finding]) -> str:
    """The first reason not to, and what to do about it."""
    return next((str(finding) for finding in findings if finding.blocks), "")
