"""What people do in the figures room: enter a month, fix a target, choose indicators, ask for a workbook."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from associations import rights
from associations.hands import lock
from associations.models import Association, Membership
from journal.models import Entry
from journal.moves import House, move
from kpis import numbers
from kpis.models import Export, FollowedIndicator, PeriodKind, Reading, Source, Target


@dataclass(frozen=True, slots=True)
class Change:
    """What a person changed in one cell: from what the page showed (`seen`) to `value`; None is no reading."""

    indicator: str
    channel_id: int | None
    seen: Decimal | None
    value: Decimal | None
    note: str

    @property
    def cell(self) -> str:
        """The name of the cell in the page."""
        return cell_name(self.indicator, self.channel_id)


def cell_name(indicator: str, channel_id: int | None) -> str:
    """The name of a field: v-followers-12, or v-donations_count-0 for the association as a whole."""
    return f"v-{indicator}-{channel_id or 0}"


class Conflicts(Exception):
    """Somebody else changed the same cells meanwhile: `cells` maps their names to sentences."""

    def __init__(self, cells: dict[str, str]) -> None:
        self.cells = cells
        super().__init__(", ".join(cells))


@transaction.atomic
def enter(
    association: Association, month: date, changes: Sequence[Change], *, by: Membership, now: datetime
) -> dict[str, int]:
    """Keep all `changes` of a monthly grid, or none; return how many were "added", "corrected", "removed".

    Raises Conflicts when a cell no longer holds what the person saw and does
    not hold what they want either.
    """
    rights.require(by, "kpis.enter")
    # The lock makes two hands queue: the second is compared with what the first kept.
    lock(Association.objects.filter(pk=association.pk))
    current = {
        (reading.indicator, reading.channel_id): reading
        for reading in Reading.objects.of(association).of_month(month).select_related("by__user")
    }
    conflicts = {
        change.cell: _overtaken(current.get((change.indicator, change.channel_id)))
        for change in changes
        if _value(current.get((change.indicator, change.channel_id))) not in (change.seen, change.value)
    }
    if conflicts:
        raise Conflicts(conflicts)
    done = {"added": 0, "corrected": 0, "removed": 0}
    for change in changes:
        reading = current.get((change.indicator, change.channel_id))
        if _value(reading) != change.value:
            done[_keep(association, month, change, reading, by, now)] += 1
    if done["added"]:
        words = json.dumps([[c.indicator, c.channel_id, str(c.value)] for c in changes])
        Entry.objects.record(
            association,
            by=by,
            action="kpis.enter",
            after=f"{month:%Y-%m} +{done['added']}",
            object_hash=hashlib.sha256(words.encode()).hexdigest(),
        )
    return done


def _value(reading: Reading | None) -> Decimal | None:
    return reading.value if reading else None


def _overtaken(reading: Reading | None) -> str:
    if reading is None:
        return _("Ce chiffre a été retiré entre-temps. Enregistrez de nouveau pour garder le vôtre.")
    who = reading.by.name if reading.by else _("Un import")
    return _("%(who)s a enregistré %(value)s entre-temps. Gardez ce chiffre, ou enregistrez de nouveau le vôtre.") % {
        "who": who,
        "value": numbers.plain(reading.value),
    }


def _keep(
    association: Association, month: date, change: Change, reading: Reading | None, by: Membership, now: datetime
) -> str:
    """Write one cell; return what was done, as a word of `enter`."""
    if reading is None:
        assert change.value is not None  # noqa: S101 -- nothing to write over nothing is no change
        Reading.objects.create(
            association=association,
            indicator=change.indicator,
            channel_id=change.channel_id,
            period_kind=PeriodKind.MONTH,
            period_start=month,
            value=change.value,
            source=Source.TYPED,
            note=change.note,
            by=by,
            at=now,
        )
        return "added"
    before = numbers.plain(reading.value)
    if change.value is None:
        Entry.objects.record(reading, by=by, action="kpis.reading_removed", before=before)
        reading.delete()
        return "removed"
    # A figure that came in a file and is corrected by hand is a figure typed: its source is the person's.
    reading.value, reading.note, reading.source, reading.import_file = change.value, change.note, Source.TYPED, None
    reading.by, reading.at = by, now
    reading.save()
    Entry.objects.record(
        reading, by=by, action="kpis.reading_corrected", before=before, after=numbers.plain(change.value)
    )
    return "corrected"


@transaction.atomic
def fix_target(target: Target, *, by: Membership, now: datetime) -> Target:
    """Keep a target from its month on; the one already fixed for the same month is replaced."""
    rights.require(by, "kpis.targets")
    kept, created = Target.objects.update_or_create(
        association=target.association,
        indicator=target.indicator,
        channel=target.channel,
        from_month=target.from_month,
        defaults={"value": target.value, "reason": target.reason, "by": by, "at": now},
    )
    Entry.objects.record(
        kept,
        by=by,
        action="kpis.target_fixed" if created else "kpis.target_changed",
        after="" if target.value is None else numbers.plain(target.value),
    )
    return kept


@transaction.atomic
def follow(
    association: Association, chosen: Iterable[str], headlines: Iterable[str], *, by: Membership, on: date
) -> None:
    """Follow exactly `chosen`, in that order; `headlines` are shown at the head of the month.

    Readings and targets of an indicator no longer followed stay: it may come back.
    """
    rights.require(by, "kpis.targets")
    # The lock makes two hands queue: the table is one choice or the other, never a mixture.
    lock(Association.objects.filter(pk=association.pk))
    chosen, headlines = list(dict.fromkeys(chosen)), set(headlines)
    rows = FollowedIndicator.objects.of(association)
    before = set(rows.values_list("indicator", flat=True))
    rows.exclude(indicator__in=chosen).delete()
    for rank, indicator in enumerate(chosen):
        FollowedIndicator.objects.update_or_create(
            association=association,
            indicator=indicator,
            defaults={"rank": rank, "headline": indicator in headlines},
            create_defaults={"rank": rank, "headline": indicator in headlines, "since": on},
        )
    Entry.objects.record(association, by=by, action="kpis.follow", before=str(len(before)), after=str(len(chosen)))


@transaction.atomic
def ask_export(
    association: Association, month: date, *, by: Membership | House, language: str, now: datetime
) -> Export:
    """Ask for the workbook of `month`. Asking again while one is being made joins it."""
    # Imported here: the task module calls the makers of this room.
    from kpis.tasks import make_export

    if not isinstance(by, House):
        rights.require(by, "kpis.export")
    lock(Association.objects.filter(pk=association.pk))
    under_way = Export.objects.of(association).filter(
        month=month, language=language, status__in=[Export.Status.WAITING, Export.Status.RUNNING]
    )
    export = under_way.first()
    if export is None:
        export = Export.objects.create(
            association=association,
            month=month,
            language=language,
            asked_by=None if isinstance(by, House) else by,
            asked_at=now,
        )
        Entry.objects.record(export, by=by, action="kpis.export", after=export.status)
    make_export.delay_on_commit(export.pk)  # type: ignore[attr-defined]  # celery’s own Django task
    return export


@transaction.atomic
def retry_export(export: Export, *, by: Membership, now: datetime) -> Export:
    """Put a failed export back in the queue."""
    from kpis.tasks import make_export

    move(export, Export.Status.WAITING, by=by, progress=0, attempts=0, problem="", seen_alive_at=now, finished_at=None)
    make_export.delay_on_commit(export.pk)  # type: ignore[attr-defined]  # celery’s own Django task
    return export
