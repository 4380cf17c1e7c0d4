"""What waits for a person in this room: to sign, to write, to fix, to put to the vote, to bring into force."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from associations.models import Membership
from charter.models import Campaign, Charter, Repeal, Version
from charter.proclaimed import proclaimed
from charter.reviewing import to_review
from charter.signing import Asked, unsigned
from governance.wording import plain_day
from reminders.todo import Todo

Status = Version.Status


def waiting(memberships: list[Membership], now: dt.datetime) -> Iterator[Todo]:
    """Yield the acts of this room that wait for `memberships`, in nine queries at most whatever their number."""
    yield from _to_begin([m for m in memberships if m.can("charter.edit")])
    yield from _to_sign(memberships, now)
    yield from _to_carry_on(memberships)
    yield from _repeals([m for m in memberships if m.can("charter.freeze")])
    yield from _to_review([m for m in memberships if m.can("charter.freeze")], timezone.localdate(now))


def _to_begin(writers: list[Membership]) -> Iterator[Todo]:
    """The first charter of an association that has no text at all."""
    if not writers:
        return
    versions = Version.objects.filter(association__in=[m.association_id for m in writers])
    begun = set(versions.order_by().values_list("association_id", flat=True).distinct())
    for membership in writers:
        if membership.association_id not in begun:
            yield Todo(
                association=membership.association,
                title=_("Écrire la première charte"),
                sentence=_("Partez de notre modèle : vous l’adaptez, l’instance le vote."),
                path=reverse("charter:kind-detail", args=[membership.association.slug, Charter.Kind.USAGE.value]),
                verb=_("Commencer la charte d’usage"),
                state="draft",
                words=_("À commencer"),
            )


def _to_sign(memberships: list[Membership], now: dt.datetime) -> Iterator[Todo]:
    today = timezone.localdate(now)
    for asked in unsigned(memberships, today=today):
        duty = asked.duty
        if duty.campaign.status == Campaign.Status.CLOSED:
            continue
        lost, late = asked.has_lost_rights(today), duty.is_required and asked.is_late(today)
        words = _("Droits en attente") if lost else _("En retard") if late else _("À signer")
        yield Todo(
            association=asked.membership.association,
            title=_("Lire et signer : %(version)s") % {"version": duty.version},
            sentence=_why(asked, today),
            path=reverse("charter:sign", args=[asked.membership.association.slug, duty.version.pk]),
            verb=_("Lire et signer"),
            due_at=timezone.make_aware(dt.datetime.combine(asked.due_on, dt.time(23, 59)))
            if duty.is_required
            else None,
            state="late" if late else "review",
            words=words,
            urgent=lost,
        )


def _why(asked: Asked, today: dt.date) -> str:
    waits = {"waits": plain_day(asked.waits_on)}
    if not asked.duty.is_required:
        return _("Votre rôle s’appuie sur ce texte. Cinq minutes de lecture, quand vous le pourrez.")
    if asked.has_lost_rights(today):
        return (
            _("Sans votre signature, vous ne pouvez plus publier depuis le %(waits)s. Elle vous rend vos droits.")
            % waits
        )
    if today >= asked.waits_on - dt.timedelta(days=7):
        return _("Sans votre signature, vous ne pourrez plus publier à partir du %(waits)s.") % waits
    return _("Ce texte est en vigueur pour tout le monde. Cinq minutes de lecture.")


def _to_carry_on(memberships: list[Membership]) -> Iterator[Todo]:
    """The next step of each version under way, for those who may take it."""
    mine = {m.association_id: m for m in memberships}
    versions = Version.objects.filter(
        association__in=mine,
        status__in=[*Version.EDITABLE, Status.FROZEN, Status.ADOPTED],
    )
    found = list(versions.with_charter())
    ready = proclaimed(version for version in found if version.status == Status.ADOPTED)
    for version in found:
        # Until then it waits for the two people who certify its ballot, and that line is governance's.
        if version.status == Status.ADOPTED and version.pk not in ready:
            continue
        membership = mine[version.association_id]
        step = _step(version, membership)
        if step is None:
            continue
        title, sentence, name, verb, state = step
        yield Todo(
            association=membership.association,
            title=title % {"version": version},
            sentence=sentence,
            path=reverse(name, args=[membership.association.slug, version.pk]),
            verb=verb,
            state=state,
            words=version.get_status_display(),
        )


def _to_review(keepers: list[Membership], today: dt.date) -> Iterator[Todo]:
    """The yearly reading of each text in force, from a month before its day; no more once a new version prepares it."""
    if not keepers:
        return
    mine = {m.association_id: m for m in keepers}
    for version in to_review(mine, today):
        day: Any = version.review_on
        late = day < today
        yield Todo(
            association=mine[version.association_id].association,
            title=_("Relire, une fois par an : %(version)s") % {"version": version},
            sentence=_("Ce texte est-il encore juste ? Dites s’il reste bon ou s’il doit changer."),
            path=reverse("charter:version-review", args=[version.association.slug, version.pk]),
            verb=_("Noter la revue"),
            due_at=timezone.make_aware(dt.datetime.combine(day, dt.time(23, 59))),
            state="late" if late else "review",
            words=_("En retard") if late else _("À revoir"),
        )


def _repeals(keepers: list[Membership]) -> Iterator[Todo]:
    """A repeal to put to the vote, and one whose decision is to be carried out."""
    if not keepers:
        return
    mine = {m.association_id: m for m in keepers}
    repeals = Repeal.objects.filter(association__in=mine, status__in=[Repeal.Status.PROPOSED, Repeal.Status.ADOPTED])
    found = list(repeals.with_version())
    # Until then it waits for the two people who certify its ballot, and that line is governance's.
    ready = proclaimed(repeal for repeal in found if repeal.status == Repeal.Status.ADOPTED)
    for repeal in found:
        membership, decided = mine[repeal.association_id], repeal.status == Repeal.Status.ADOPTED
        if decided and (repeal.pk not in ready or not membership.can("charter.enforce")):
            continue
        name = "charter:repeal-enforce" if decided else "charter:repeal-ballot"
        yield Todo(
            association=membership.association,
            title=str(repeal),
            sentence=_("L’instance l’a décidé : choisissez le jour où le texte cesse de s’appliquer.")
            if decided
            else _("L’abrogation est proposée : il reste à la mettre au vote."),
            path=reverse(name, args=[membership.association.slug, repeal.pk]),
            verb=_("Choisir le jour") if decided else _("Ouvrir le scrutin"),
            state="adopted" if decided else "waiting",
            words=repeal.get_status_display(),
        )


def _writes(version: Version, membership: Membership) -> bool:
    return version.created_by_id == membership.pk and membership.can("charter.edit")


def _step(version: Version, membership: Membership) -> tuple[str, str, str, str, str] | None:
    """Return title, sentence, URL name, verb and chip of the step that waits for `membership`.

    None when it is not theirs.
    """
    if version.status == Status.DRAFT and _writes(version, membership):
        sentence = _("Adaptez les articles, puis envoyez le texte en relecture.")
        return _("Continuer le brouillon : %(version)s"), sentence, "charter:version-edit", _("Continuer"), "draft"
    if version.status == Status.CHANGES_REQUESTED and _writes(version, membership):
        verb = _("Reprendre le texte")
        return _("Modifier le texte : %(version)s"), version.review_note, "charter:version-edit", verb, "review"
    if version.status == Status.REVIEW and membership.can("charter.freeze"):
        sentence = _("Relisez, demandez des changements ou arrêtez le texte pour le vote.")
        return _("Relire : %(version)s"), sentence, "charter:version-detail", _("Relire le texte"), "review"
    if version.status == Status.FROZEN and membership.can("charter.freeze"):
        sentence = _("Le texte est arrêté : il reste à le mettre au vote.")
        return (
            _("Ouvrir le scrutin : %(version)s"),
            sentence,
            "charter:version-ballot",
            _("Ouvrir le scrutin"),
            "waiting",
        )
    if version.status == Status.ADOPTED and version.in_force_on is None and membership.can("charter.enforce"):
        sentence = _("Le texte est adopté : choisissez le jour où il entre en vigueur.")
        return (
            _("Choisir la date d’effet : %(version)s"),
            sentence,
            "charter:version-enforce",
            _("Choisir la date"),
            "adopted",
        )
    return None
