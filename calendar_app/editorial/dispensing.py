"""Passing a rule all the same: the reason of who wrote the text, or the dispensation of somebody who did not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from associations import rights
from associations.models import Association, Membership
from calendar_app.models import Dispensation, EditorialRule, Post
from calendar_app.rules import Finding
from calendar_app.rules.catalogue import CHECKS
from journal.models import Entry
from journal.moves import Overtaken, Refused, only_from

Level, Severity, Status = Dispensation.Level, EditorialRule.Severity, Post.Status
OPEN = (Status.DRAFT, Status.REVIEW, Status.SCHEDULED)
# At which act of the gate a rule is asked, by where the post stands.
NEXT_ACT = {Status.DRAFT: "submit", Status.REVIEW: "schedule", Status.SCHEDULED: "publish"}


def dispensed(post: Post) -> frozenset[str]:
    """Keys of the rules in force that these very words may break. One query, two once something was dispensed."""
    given = set(post.dispensations.of_these_words().values_list("spec_key", "rule_hash"))
    if not given:
        return frozenset()
    # The rule itself is named by its hash: rewritten by a later line, it is another rule.
    in_force = EditorialRule.objects.of(post.association).in_force()
    return frozenset(rule.key for rule in in_force if (rule.key, rule.digest()) in given)


def rule_in_force(association: Association, key: str) -> EditorialRule | None:
    rules = EditorialRule.objects.of(association).in_force().select_related("version__charter", "version__association")
    return rules.filter(key=key).first()


def level_of(rule: EditorialRule) -> Level | None:
    """What passes this rule; None for an advice, which holds nothing back."""
    return {Severity.BLOCK: Level.DISPENSATION, Severity.JUSTIFY: Level.JUSTIFICATION}.get(Severity(rule.severity))


def is_about_time(rule: EditorialRule) -> bool:
    """Whether the rule looks at days and hours: what passes it then holds for one moment only."""
    check = CHECKS.get(rule.check_id)
    return check is not None and check.is_about_time


def may(rule: EditorialRule, by: Membership, *, wrote: bool, owner: int) -> bool:
    """Whether `by`, who `wrote` some of the words or not, may pass this rule. `owner` is the id of a membership.

    The reason is given by who wrote or owns the text; a dispensation, by somebody who wrote nothing in it.
    """
    if level_of(rule) == Level.JUSTIFICATION:
        return by.can("calendar.edit") and (wrote or by.pk == owner or by.can("calendar.dispense"))
    return by.can("calendar.dispense") and not wrote


@transaction.atomic
def dispense(post: Post, key: str, *, reason: str, expected: int, by: Membership, now: dt.datetime) -> Dispensation:
    """Let the words of revision number `expected` pass the rule `key`, for `reason`.

    Raises Refused when the rule holds nothing back here, when the reason is empty or the words are one's own;
    Overtaken when the words changed or somebody was quicker.
    """
    from calendar_app import gate, transitions

    post = only_from(_locked(post), *OPEN)
    if post.revision.number != expected:
        raise Overtaken(_("Le texte a changé depuis que vous l’avez ouvert : relisez-le d’abord."), post)
    rule = rule_in_force(post.association, key)
    level = level_of(rule) if rule else None
    if rule is None or level is None:
        raise Refused(_("Cette règle n’est pas en vigueur, ou elle ne bloque rien : il n’y a rien à écarter."), post)
    rights.require(by, "calendar.edit" if level == Level.JUSTIFICATION else "calendar.dispense")
    wrote = by.user_id in transitions.writers(post)
    if not may(rule, by, wrote=wrote, owner=post.owner_id):
        if level == Level.JUSTIFICATION:
            raise PermissionDenied("calendar.edit")
        raise Refused(_("Vous avez écrit dans ce texte : une autre personne peut l’en dispenser."), post)
    if not reason.strip():
        raise Refused(_("Dites pourquoi en une phrase : elle reste au bas de la publication."), post)
    broken = [f for f in gate.findings(post, NEXT_ACT[Status(post.status)], now) if f.spec == key and f.blocks]
    if not broken and key not in dispensed(post):
        raise Refused(_("Ce texte suit déjà cette règle : il n’y a rien à écarter."), post)
    return _kept(post, rule, level, reason.strip()[:500], by, now)


def _kept(post: Post, rule: EditorialRule, level: Level, reason: str, by: Membership, now: dt.datetime) -> Dispensation:
    wrote = post.revisions.filter(has_new_words=True).select_related("by").latest("number").by
    clause = rule.version.clauses.filter(key=rule.clause).first()
    try:
        with transaction.atomic():
            kept = Dispensation.objects.create(
                association=post.association,
                post=post,
                content_hash=post.revision.content_hash,
                spec_key=rule.key,
                rule_hash=rule.digest(),
                rule_words=rule.words,
                article=_("%(version)s, article %(number)s")
                % {"version": rule.version, "number": clause.position if clause else "?"},
                due_at=post.due_at if is_about_time(rule) else None,
                level=level,
                reason=reason,
                writer=wrote,
                by=by,
                at=now,
            )
    except IntegrityError as error:
        raise Overtaken(_("Quelqu’un vient d’écarter cette règle pour ce texte : voyez sa raison."), post) from error
    after = "justified" if level == Level.JUSTIFICATION else "dispensed"
    Entry.objects.record(
        post, by=by, action="calendar.dispense", before=post.status, after=after, object_hash=kept.content_hash
    )
    return kept


def _locked(post: Post) -> Post:
    """The row as it is now, held until the end: words saved meanwhile are seen, and nobody else passes the rule."""
    rows = Post.objects.of(post.association).filter(pk=post.pk)
    rows.select_for_update().values_list("pk").get()
    return rows.select_related("association", "owner__user", "current__by__user", "pillar").get()


@dataclass(frozen=True)
class Way:
    """A rule that holds this text back, and the page where this person may pass it."""

    key: str
    words: str
    verb: str
    path: str


def page(
    post: Post, membership: Membership, findings: Mapping[str, Iterable[Finding]], *, is_mine: bool
) -> dict[str, Any]:
    """What the page of a post shows: the dispensations of its current words, and the ways for this person.

    `findings` are those of each act, `is_mine` says that this person wrote some of the words. Two queries at most.
    """
    given = list(post.dispensations.of_these_words().select_related("by__user"))
    act = NEXT_ACT.get(Status(post.status), "")
    held = {finding.spec for finding in findings.get(act, ()) if finding.spec and finding.blocks}
    ways = []
    if held:
        rules = EditorialRule.objects.of(post.association).in_force().filter(key__in=held).order_by("position")
        ways = [
            _way(post, rule)
            for rule in rules
            if level_of(rule) and may(rule, membership, wrote=is_mine, owner=post.owner_id)
        ]
    return {"dispensations": given, "dispensing_ways": ways}


def _way(post: Post, rule: EditorialRule) -> Way:
    verb = _("Donner une raison") if level_of(rule) == Level.JUSTIFICATION else _("Accorder une dispense")
    path = reverse("calendar:post-dispense", args=[post.association.slug, post.pk])
    return Way(rule.key, rule.words, verb, f"{path}?regle={rule.key}")
