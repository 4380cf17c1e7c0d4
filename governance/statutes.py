"""The verbs of the statutes: which bodies there are, who sits in them, how each decides, which adopts the charters."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from associations import rights
from associations.hands import lock
from associations.models import Association, Membership
from governance import tally
from governance.models import Ballot, Body, DecisionRule, Meeting, Seat
from journal.models import Entry
from journal.moves import Refused

Composition = Body.Composition
ASSEMBLIES = (Body.Kind.ASSEMBLY, Body.Kind.EXTRAORDINARY)


class Changed(Refused):
    """The rule is no longer the one that was read: somebody else answered meanwhile."""


def _lock(association: Association, by: Membership) -> None:
    rights.require(by, "governance.manage")
    lock(Association.objects.filter(pk=association.pk))


@transaction.atomic
def state_rule(
    association: Association,
    *,
    by: Membership,
    kind: str,
    name: str,
    answers: dict[str, Any],
    expected: int | None = None,
) -> Body:
    """Write down which body adopts the charters, and how its statutes decide.

    Ballots already open keep their own rule. `expected` is the revision that was read of the rule in use, 0 when there
    was none: raises Changed when it is another now, and Refused when the body named has answers of its own already.
    """
    _lock(association, by)
    body = _body(association, kind, name)
    if expected is not None:
        read = DecisionRule.objects.filter(association=association, body__decides_texts=True).first()
        _check_revision(read, expected)
        if body is not None and (read is None or read.body_id != body.pk):
            raise Refused(
                _("Cette instance est déjà dans la liste, avec ses réponses : ouvrez sa page pour les compléter."), body
            )
    if body is None:
        body = Body.objects.create(association=association, kind=kind, name=name, composition=composition_of(kind))
    _make_decide(body)
    Body.objects.filter(pk=body.pk).update(name=name)
    rule = _write(body, answers)
    Entry.objects.record(rule, by=by, action="governance.manage")
    return Body.objects.get(pk=body.pk)


def _body(association: Association, kind: str, name: str) -> Body | None:
    """The body of this kind, if there is one; a committee is known by its name."""
    bodies = Body.objects.of(association).filter(kind=kind)
    if kind != Body.Kind.COMMITTEE:
        return bodies.first()
    return bodies.filter(name__iexact=name).first() or bodies.filter(name="").first()


def _check_revision(rule: DecisionRule | None, expected: int | None) -> None:
    now = rule.revision if rule else 0
    if expected is not None and now != expected:
        raise Changed(
            _(
                "Quelqu’un d’autre a enregistré des réponses pendant que vous écriviez. Rien n’est écrasé : "
                "comparez, puis enregistrez de nouveau si vos réponses sont les bonnes."
            ),
            rule,
        )


def _write(body: Body, answers: dict[str, Any]) -> DecisionRule:
    rule = DecisionRule.objects.filter(body=body).first()
    if rule is None:
        return DecisionRule.objects.create(association=body.association, body=body, **answers)
    for field, value in answers.items():
        setattr(rule, field, value)
    rule.revision += 1
    rule.save()
    return rule


def _make_decide(body: Body) -> None:
    Body.objects.filter(association=body.association_id, decides_texts=True).exclude(pk=body.pk).update(
        decides_texts=False
    )
    Body.objects.filter(pk=body.pk).update(decides_texts=True)
    # The body nobody could name yet has done its work, unless something was decided in its name.
    Body.objects.filter(
        association=body.association_id, kind=Body.Kind.UNKNOWN, decides_texts=False, ballots=None, meetings=None
    ).filter(seats=None).delete()


@transaction.atomic
def answer(body: Body, *, by: Membership, answers: dict[str, Any], expected: int) -> DecisionRule:
    """Write how `body` decides, if its rule is still at revision `expected`; raises Changed otherwise.

    Ballots and meetings already begun keep the rule they copied.
    """
    _lock(body.association, by)
    _check_revision(DecisionRule.objects.filter(body=body).first(), expected)
    rule = _write(body, answers)
    Entry.objects.record(rule, by=by, action="governance.manage")
    return rule


@transaction.atomic
def add_body(association: Association, *, by: Membership, kind: str, name: str, composition: str = "") -> Body:
    """Add a body of the statutes, with a rule in which every answer is unknown.

    Raises Refused for a second body of one kind, or a committee without a name of its own.
    """
    _lock(association, by)
    if kind == Body.Kind.COMMITTEE and not name.strip():
        raise Refused(_("Donnez un nom à ce comité, par exemple « comité de rédaction »."))
    if _named(association, kind, name).exists():
        raise Refused(
            _("Il y a déjà un comité de ce nom : donnez-en un autre.")
            if kind == Body.Kind.COMMITTEE
            else _("Cette instance est déjà dans la liste : ouvrez sa page pour la compléter.")
        )
    body = Body.objects.create(
        association=association, kind=kind, name=name.strip(), composition=composition or composition_of(kind)
    )
    DecisionRule.objects.create(association=association, body=body)
    Entry.objects.record(body, by=by, action="governance.manage", after="body added")
    return body


def _named(association: Association, kind: str, name: str) -> Any:
    bodies = Body.objects.of(association).filter(kind=kind)
    return bodies.filter(name__iexact=name.strip()) if kind == Body.Kind.COMMITTEE else bodies


@transaction.atomic
def describe_body(body: Body, *, by: Membership, name: str, composition: str) -> Body:
    """Say what the statutes call `body` and who sits in it.

    Raises Refused for a name already taken, or another composition while a vote or a session runs on the present one.
    """
    _lock(body.association, by)
    current = Body.objects.get(pk=body.pk)
    name = name.strip()
    if current.kind == Body.Kind.COMMITTEE and not name:
        raise Refused(_("Donnez un nom à ce comité, par exemple « comité de rédaction »."))
    if current.kind == Body.Kind.COMMITTEE and (
        _named(body.association, current.kind, name).exclude(pk=body.pk).exists()
    ):
        raise Refused(_("Il y a déjà un comité de ce nom : donnez-en un autre."))
    if composition != current.composition and _is_deciding_now(current):
        raise Refused(_("Un vote ou une séance est en cours ici : changez qui y siège quand ce sera fini."))
    if (name, composition) != (current.name, current.composition):
        current.name, current.composition = name, composition
        current.save(update_fields=["name", "composition"])
        Entry.objects.record(current, by=by, action="governance.manage", after="body described")
    return current


def _is_deciding_now(body: Body) -> bool:
    ballots = Ballot.objects.filter(body=body, status__in=[Ballot.Status.DRAFT, Ballot.Status.OPEN])
    return ballots.exists() or Meeting.objects.filter(body=body, status=Meeting.Status.HELD).exists()


@transaction.atomic
def choose_deciding(body: Body, *, by: Membership) -> Body:
    """Make `body` the one that adopts the charters. Ballots already open stay with the body that began them."""
    _lock(body.association, by)
    if not Body.objects.filter(pk=body.pk, decides_texts=True).exists():
        _make_decide(body)
        DecisionRule.objects.get_or_create(body=body, defaults={"association": body.association})
        Entry.objects.record(body, by=by, action="governance.manage", after="decides texts")
    return Body.objects.get(pk=body.pk)


@transaction.atomic
def remove_body(body: Body, *, by: Membership) -> None:
    """Take out a body written by mistake. Raises Refused once anything was decided, called or seated in it."""
    _lock(body.association, by)
    if Body.objects.filter(pk=body.pk, decides_texts=True).exists():
        raise Refused(_("Cette instance adopte les chartes : choisissez-en d’abord une autre."), body)
    if any(rows.filter(body=body).exists() for rows in (Ballot.objects, Meeting.objects, Seat.objects)):
        raise Refused(_("Cette instance a déjà des sièges, une réunion ou un vote : elle reste dans la liste."), body)
    Entry.objects.record(body, by=by, action="governance.manage", after="body removed")
    body.delete()


@transaction.atomic
def add_seat(
    body: Body, membership: Membership, *, by: Membership, function: str, starts_on: dt.date, ends_on: dt.date | None
) -> Seat:
    """Seat a person in `body` from `starts_on` to `ends_on`, both counted; None for no end yet.

    Raises Refused when the dates cross, when the person left, or already sits there on one of those days.
    """
    _lock(body.association, by)
    if ends_on and ends_on < starts_on:
        raise Refused(_("La fin vient avant le début. Choisissez une date plus tardive, ou laissez vide."))
    if not Membership.objects.filter(pk=membership.pk, association=body.association_id, left_on=None).exists():
        raise Refused(_("Cette personne n’est plus membre de l’association."))
    _refuse_overlap(Seat.objects.filter(body=body, membership=membership), membership, starts_on, ends_on)
    seat = Seat.objects.create(
        association=body.association,
        body=body,
        membership=membership,
        function=function,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    Entry.objects.record(seat, by=by, action="governance.manage", after="seat given")
    return seat


def _refuse_overlap(seats: Any, membership: Membership, starts_on: dt.date, ends_on: dt.date | None) -> None:
    other = seats.meeting(starts_on, ends_on).first()
    if other is None:
        return
    first = date_format(other.starts_on, "j F Y")
    if other.ends_on is None:
        sentence = _("%(name)s siège déjà ici depuis le %(first)s, sans fin : notez d’abord la fin de ce siège.")
        raise Refused(sentence % {"name": membership.name, "first": first})
    sentence = _("%(name)s siège déjà ici du %(first)s au %(last)s : choisissez des dates qui ne se croisent pas.")
    last = date_format(other.ends_on, "j F Y")
    raise Refused(sentence % {"name": membership.name, "first": first, "last": last})


@transaction.atomic
def end_seat(seat: Seat, *, by: Membership, ends_on: dt.date | None) -> Seat:
    """Move the last day of a seat; None leaves it open. Raises Refused for a day before its first, or an overlap."""
    _lock(seat.association, by)
    current = Seat.objects.select_related("membership__user", "body").get(pk=seat.pk)
    if ends_on and ends_on < current.starts_on:
        raise Refused(_("La fin vient avant le début. Choisissez une date plus tardive, ou laissez vide."))
    others = Seat.objects.filter(body=current.body_id, membership=current.membership_id).exclude(pk=current.pk)
    _refuse_overlap(others, current.membership, current.starts_on, ends_on)
    if current.ends_on != ends_on:
        current.ends_on = ends_on
        current.save(update_fields=["ends_on"])
        Entry.objects.record(current, by=by, action="governance.manage", after="seat ended")
    return current


def composition_of(kind: str) -> str:
    """Return who sits in a body of `kind` by default: every member in an assembly, the elected elsewhere."""
    return Composition.MEMBERS if kind in ASSEMBLIES else Composition.MANDATES


def deciding_body(association: Association) -> Body:
    """Return the body that adopts texts, with its rule.

    Until the statutes were asked, an unknown body with an unknown rule.
    """
    body = Body.objects.of(association).deciding_texts().first()
    if body is None:
        body, _new = Body.objects.get_or_create(association=association, kind=Body.Kind.UNKNOWN)
        Body.objects.filter(pk=body.pk).update(decides_texts=True)
    DecisionRule.objects.get_or_create(body=body, defaults={"association": association})
    return Body.objects.select_related("rule", "association").get(pk=body.pk)


def why_advisory(body: Body, modality: str, rule: dict[str, Any] | None = None) -> list[str]:
    """Return why a vote of `body` held by `modality` (tally.MODALITIES) is only an opinion.

    "body" or names of fields of its rule, today's or the snapshot `rule` of a convocation; empty when it decides.
    """
    read = body.rule.as_rule() if rule is None else tally.Rule.from_data(rule)
    reasons = tally.advisory_reasons(read, modality)
    return ["body", *reasons] if body.kind == Body.Kind.UNKNOWN else reasons
