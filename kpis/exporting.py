"""Makes a workbook that was asked for, once, whoever asks and however often."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_scopes import scope

from associations.models import Association
from journal.models import Entry
from journal.moves import HOUSE, Overtaken, move
from kpis import periods, workbook
from kpis.models import Export
from kpis.tables import monthly
from kpis.tables.month import HISTORY
from kpis.tables.readings import readings

# Tries before we stop asking a task that is lost each time.
TRIES = 3


def build(
    association: Association,
    month: date,
    language: str,
    now: datetime,
    progress: Callable[[int], None] = lambda percent: None,
) -> tuple[workbook.Made, str]:
    """The workbook of `month` and the head of the journal printed in it. Writes nothing."""
    with scope(association=association), translation.override(language):
        head = Entry.objects.head(association)
        journal_head = head.hash if head else ""
        table = monthly(association, month, timezone.localdate(now))
        rows = readings(association, periods.shift(month, 1 - HISTORY), month, table.language)
        stamp = workbook.Stamp(timezone.localtime(now), journal_head)
        return workbook.to_xlsx(table, rows, stamp, progress), journal_head


def make(pk: int, now: Callable[[], datetime] = timezone.now) -> None:
    """Make the workbook of the export `pk`. A second call finds it taken and leaves."""
    # The row says which association to open.
    export = Export.unscoped.defer("content").select_related("association").filter(pk=pk).first()
    if export is None or export.status != Export.Status.WAITING:
        return
    try:
        move(
            export,
            Export.Status.RUNNING,
            by=HOUSE,
            seen_alive_at=now(),
            progress=1,
            attempts=export.attempts + 1,
        )
    except Overtaken:
        return

    def told(percent: int) -> None:
        # Only a running export is alive: one that was taken back stays as it is.
        Export.unscoped.filter(pk=pk, status=Export.Status.RUNNING).update(
            progress=max(1, min(percent, 99)), seen_alive_at=now()
        )

    try:
        made, head = build(export.association, export.month, export.language, now(), told)
    except Exception:
        _fail(export, now())
        raise
    _finish(export, made, head, now())


def _finish(export: Export, made: workbook.Made, head: str, now: datetime) -> None:
    try:
        move(
            export,
            Export.Status.READY,
            by=HOUSE,
            content=made.content,
            size=len(made.content),
            sha256=made.sha256,
            data_sha256=made.data_sha256,
            journal_head=head,
            progress=100,
            finished_at=now,
            problem="",
        )
    except Overtaken:
        # Taken back as lost meanwhile: whoever took it makes the one file that counts.
        return


def _fail(export: Export, now: datetime) -> None:
    with translation.override(export.language):
        problem = _("La préparation s’est arrêtée sur une erreur. Vos chiffres sont intacts ; vous pouvez relancer.")
    try:
        move(export, Export.Status.FAILED, by=HOUSE, problem=problem, finished_at=now)
    except Overtaken:
        return


@transaction.atomic
def take_back(export: Export, now: datetime) -> bool:
    """Put a lost export back in the queue; after TRIES tries, say it failed. True when it waits again."""
    try:
        if export.attempts >= TRIES:
            _fail(export, now)
            return False
        if export.status == Export.Status.RUNNING:
            move(export, Export.Status.WAITING, by=HOUSE, seen_alive_at=now, progress=0)
        else:
            Export.unscoped.filter(pk=export.pk, status=Export.Status.WAITING).update(seen_alive_at=now)
    except Overtaken:
        return False
    return True
