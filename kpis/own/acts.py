"""What people do with their own indicators and breaks: write, put right, retire, note, take away."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from associations import rights
from associations.models import Association, Membership
from journal.models import Entry
from kpis import catalogue, formulas
from kpis.models import FollowedIndicator, OwnIndicator, Reading, SeriesBreak, Target
from kpis.own import registry, writing

NEEDED = "kpis.targets"
# Once figures were read, what they are does not change under them; only the words about them do.
FIXED = ("unit", "aggregation", "scope", "formula")


class NameTaken(Exception):
    """Another indicator that is still offered has this name."""


class Loop(Exception):
    """The formula comes back to the indicator itself; `way` are the ids it passes."""

    def __init__(self, way: list[str]) -> None:
        self.way = way
        super().__init__(" > ".join(way))


class AlreadyRead(Exception):
    """Figures were read: what the indicator is can no longer change. `fields` are those that would."""

    def __init__(self, fields: list[str]) -> None:
        self.fields = fields
        super().__init__(", ".join(fields))


class StillUsed(Exception):
    """Other indicators are worked out from it: `names`, as people read them."""

    def __init__(self, names: list[str]) -> None:
        self.names = names
        super().__init__(", ".join(names))


@transaction.atomic
def save(indicator: OwnIndicator, *, by: Membership, now: datetime) -> OwnIndicator:
    """Keep `indicator`, new or put right. Raises NameTaken, Loop, AlreadyRead; nothing is kept then."""
    rights.require(by, NEEDED)
    _queue(indicator.association)
    before = OwnIndicator.unscoped.filter(pk=indicator.pk).first() if indicator.pk else None
    if before:
        _check_change(indicator, before)
    else:
        indicator.by, indicator.at = by, now
    try:
        with transaction.atomic():
            indicator.save()
    except IntegrityError as problem:
        raise NameTaken(indicator.name) from problem
    registry.forget(indicator.association)
    Entry.objects.record(
        indicator, by=by, action="kpis.own_changed" if before else "kpis.own_written", after=indicator.formula
    )
    return indicator


def _queue(association: Association) -> None:
    # The lock makes two hands queue: neither may close a loop that the other does not see.
    Association.objects.select_for_update(of=("self",)).get(pk=association.pk)
    registry.forget(association)


def _check_change(indicator: OwnIndicator, before: OwnIndicator) -> None:
    changed = [field for field in FIXED if getattr(before, field) != getattr(indicator, field)]
    held = [field for field in changed if field != "formula" or before.is_raw != indicator.is_raw]
    if held and Reading.objects.of(indicator.association).filter(indicator=before.code).exists():
        raise AlreadyRead(held)
    if not indicator.is_raw:
        others = registry.of(indicator.association)
        way = writing.depends_on(indicator.code, indicator.formula, {code: each.terms for code, each in others.items()})
        if way:
            raise Loop(way)


@transaction.atomic
def retire(indicator: OwnIndicator, *, by: Membership, now: datetime) -> None:
    """Offer it no more and stop following it; its readings and targets stay. Raises StillUsed. Twice is once."""
    rights.require(by, NEEDED)
    association = indicator.association
    _queue(association)
    users = OwnIndicator.objects.of(association).offered().exclude(pk=indicator.pk)
    names = [row.name for row in users if not row.is_raw and indicator.code in _bases(row.formula)]
    if names:
        raise StillUsed(names)
    if not OwnIndicator.objects.of(association).offered().filter(pk=indicator.pk).update(retired_at=now):
        return
    FollowedIndicator.objects.of(association).filter(indicator=indicator.code).delete()
    registry.forget(association)
    Entry.objects.record(indicator, by=by, action="kpis.own_retired")


def _bases(formula: str) -> set[str]:
    return {(catalogue.stock_term(term) or (term,))[0] for term in formulas.terms(formula)}


def is_used(indicator: OwnIndicator) -> bool:
    """Whether figures or targets of it were kept."""
    association = indicator.association
    return any(model.objects.of(association).filter(indicator=indicator.code).exists() for model in (Reading, Target))


@transaction.atomic
def note_break(noted: SeriesBreak, *, by: Membership, now: datetime) -> SeriesBreak:
    """Keep a break; noting the same one twice (indicator, account, day) keeps the first and returns it."""
    rights.require(by, NEEDED)
    _queue(noted.association)
    known = SeriesBreak.objects.of(noted.association).filter(
        indicator=noted.indicator, channel=noted.channel, on=noted.on
    )
    if found := known.first():
        return found
    noted.by, noted.at = by, now
    noted.save()
    Entry.objects.record(noted, by=by, action="kpis.break_noted", after=noted.on.isoformat())
    return noted


@transaction.atomic
def remove_break(noted: SeriesBreak, *, by: Membership) -> None:
    """Take a break away: it was noted by mistake. The journal keeps that it was."""
    rights.require(by, NEEDED)
    _queue(noted.association)
    if not SeriesBreak.objects.of(noted.association).filter(pk=noted.pk).exists():
        return
    Entry.objects.record(noted, by=by, action="kpis.break_removed", before=noted.on.isoformat())
    noted.delete()
