"""From the lines somebody accepted to the calendar, each through the verb that a page would call."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from associations.models import Association, Membership
from calendar_app import hours, transitions
from calendar_app.models import PlanningImport, Post
from calendar_app.planning.comparing import PLAIN_HOUR, PLAIN_KIND, PLAIN_PURPOSE, Outcome, no_longer_here
from calendar_app.restoring import words_of
from calendar_app.transitions import Plan, Words
from journal.moves import Refused

MINE, THEIRS = "mine", "theirs"
_TOKENS = uuid.UUID("5f0c6f0e-6a58-4a3f-9d52-8a5d1f1a7c11")


@dataclass(frozen=True)
class Choice:
    """What a person decided of a line: taken or not, whose word wins where both changed, why it is cancelled.

    `seen` is the mark of the calendar they had before their eyes.
    """

    is_taken: bool
    seen: str
    sides: dict[str, str]
    reason: str = ""


def choice_of(kept: dict[str, Any] | None) -> Choice | None:
    """A choice as the row of the import keeps it."""
    return Choice(kept["taken"], kept["seen"], kept.get("sides", {}), kept.get("reason", "")) if kept else None


def token_of(row: PlanningImport, number: int) -> uuid.UUID:
    """The token of the new post of one line: applied twice, it is made once."""
    return uuid.uuid5(_TOKENS, f"{row.association.pk}.{row.pk}.{number}")


def apply(
    row: PlanningImport, outcome: Outcome, choice: Choice, *, by: Membership, now: dt.datetime
) -> tuple[str, str]:
    """Do one line. Return ("done" | "left" | "refused", a sentence); nothing of a refused line is kept."""
    if outcome.seen != choice.seen:
        return "refused", _("Quelqu’un a changé cette publication depuis votre aperçu. Revoyez la ligne.")
    try:
        if outcome.kind == "new":
            return _create(row, outcome, by, now)
        if outcome.kind == "deleted":
            return _cancel(row, outcome, choice, by, now)
        return _write(row.association, outcome, choice, by, now)
    except hours.NoSuchHour:
        return "refused", _("Cette heure n’existe pas ce jour-là : à 2 h, les horloges passent à 3 h.")
    except Refused as refusal:
        return "refused", str(refusal)
    except PermissionDenied as refusal:
        return "refused", str(refusal) or _("Vous n’avez pas ce droit.")


def _create(row: PlanningImport, outcome: Outcome, by: Membership, now: dt.datetime) -> tuple[str, str]:
    values = outcome.line.values if outcome.line else {}
    accounts = [int(each) for each in values.get("accounts", "").split(",") if each]
    words = Words(
        values["title"],
        values.get("kind") or PLAIN_KIND,
        values.get("text", ""),
        {account: values.get(f"own:{account}", "") for account in accounts},
    )
    due_at = hours.instant(
        dt.date.fromisoformat(values["day"]), dt.time.fromisoformat(values.get("hour") or PLAIN_HOUR)
    )
    owner = _member(row.association, values["owner"]) if values.get("owner") else by
    plan = Plan(due_at=due_at, purpose=values.get("purpose") or PLAIN_PURPOSE, owner=owner)
    plan = _with_links(plan, row.association, values)
    post = transitions.create(row.association, words, plan, by=by, now=now, token=token_of(row, outcome.number))
    outcome.post = post.pk
    return "done", _("Créée en brouillon.")


def _cancel(row: PlanningImport, outcome: Outcome, choice: Choice, by: Membership, now: dt.datetime) -> tuple[str, str]:
    if not choice.reason.strip():
        return "refused", _("Dites pourquoi en une phrase : la personne concernée la lira.")
    with transaction.atomic():
        post = transitions.locked(Post.objects.of(row.association).get(pk=outcome.post))
        # A long planning takes minutes: what somebody saved since this line was looked at is not given up unseen.
        if outcome.stored is None or post.revision.number != outcome.stored.version:
            return "refused", _("Quelqu’un a changé cette publication depuis votre aperçu. Revoyez la ligne.")
        transitions.cancel(post, reason=choice.reason[:500], by=by, now=now)
    return "done", _("Annulée.")


def _write(
    association: Association, outcome: Outcome, choice: Choice, by: Membership, now: dt.datetime
) -> tuple[str, str]:
    wanted = {
        change.field: change.after
        for change in outcome.changes
        if not change.is_conflict or choice.sides.get(change.field, THEIRS) == MINE
    }
    if not wanted or outcome.stored is None:
        return "left", _("Laissée telle quelle : vous gardez l’autre version.")
    posts = Post.objects.of(association).select_related("association", "owner", "current")
    post = posts.get(pk=outcome.post)
    words, plan = words_of(post.revision), plan_of(post)
    words = _worded(words, wanted)
    plan = _planned(plan, wanted, outcome.stored.values, association)
    transitions.write(post, words, plan, expected=outcome.stored.version, by=by, now=now)
    return "done", _("Modifiée.")


def plan_of(post: Post) -> Plan:
    """When, what for and by whom; what a plan leaves unsaid stays as the post has it."""
    return Plan(due_at=post.due_at, purpose=post.purpose, owner=post.owner)


def _worded(words: Words, wanted: dict[str, str]) -> Words:
    texts = dict(words.texts)
    if "accounts" in wanted:
        chosen = [int(each) for each in wanted["accounts"].split(",") if each]
        texts = {account: texts.get(account, "") for account in chosen}
    for key, value in wanted.items():
        if key.startswith("own:"):
            if int(key[4:]) not in texts:
                raise Refused(
                    _("Un texte propre vise un compte où la publication ne va pas. Ajoutez d’abord ce compte.")
                )
            texts[int(key[4:])] = value
    plain_words = {key: wanted[key] for key in ("title", "kind", "text") if key in wanted}
    own_images = {account: shown for account, shown in words.own_images.items() if account in texts}
    return replace(words, texts=texts, own_images=own_images, **plain_words)


def _planned(plan: Plan, wanted: dict[str, str], before: Any, association: Association) -> Plan:
    if "day" in wanted or "hour" in wanted:
        day, hour = wanted.get("day", before["day"]), wanted.get("hour", before["hour"])
        plan = replace(plan, due_at=hours.instant(dt.date.fromisoformat(day), dt.time.fromisoformat(hour)))
    if "purpose" in wanted:
        plan = replace(plan, purpose=wanted["purpose"])
    if "owner" in wanted:
        plan = replace(plan, owner=_member(association, wanted["owner"]))
    return _with_links(plan, association, wanted)


def _with_links(plan: Plan, association: Association, wanted: dict[str, str]) -> Plan:
    for name in ("pillar", "campaign"):
        if name in wanted:
            model: Any = Post._meta.get_field(name).related_model
            found = model.objects.filter(association=association, pk=wanted[name]).first() if wanted[name] else None
            plan = replace(plan, **{name: found})
    return plan


def _member(association: Association, pk: str) -> Membership:
    member = Membership.objects.of(association).filter(pk=pk).first()
    if member is None or member.left_on is not None:
        raise Refused(no_longer_here())
    return member


__all__ = ["MINE", "THEIRS", "Choice", "apply", "choice_of", "plan_of", "token_of"]
