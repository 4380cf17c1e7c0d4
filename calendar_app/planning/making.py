"""Makes a planning that was asked for, once, whoever asks and however often; empties and deletes what is old."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_scopes import scope

from calendar_app.filters import of_request
from calendar_app.hours import DAY, midnight, spoken, spoken_date
from calendar_app.models import PlanningExport, PlanningImport, Post
from calendar_app.planning import book, commas
from calendar_app.planning.directory import directory
from calendar_app.planning.seal import identity, seal
from calendar_app.planning.stored import Stored, plain, stored
from journal.moves import HOUSE, Overtaken, move

# Tries before we stop asking a task that is lost each time.
TRIES = 3
Status = PlanningExport.Status


def make(pk: int, now: Callable[[], dt.datetime] = timezone.now) -> None:
    """Make the planning `pk`. A second call finds it taken and leaves."""
    rows = PlanningExport.unscoped.defer("content").select_related("association", "asked_by__user")
    export = rows.filter(pk=pk).first()
    if export is None or export.status != Status.WAITING:
        return
    try:
        move(export, Status.RUNNING, by=HOUSE, seen_alive_at=now(), progress=1, attempts=export.attempts + 1)
    except Overtaken:
        return

    def told(percent: int) -> None:
        # Only a running export is alive: one that was taken back stays as it is.
        running = PlanningExport.unscoped.filter(pk=pk, status=Status.RUNNING)
        running.update(progress=max(1, min(percent, 99)), seen_alive_at=now())

    try:
        content, ids = build(export, now(), told)
    except Exception:
        _fail(export, now())
        raise
    try:
        move(export, Status.READY, by=HOUSE, content=content, posts=ids, progress=100, finished_at=now(), problem="")
    except Overtaken:
        # Taken back as lost meanwhile: whoever took it makes the one file that counts.
        return


def build(
    export: PlanningExport, now: dt.datetime, told: Callable[[int], None] = lambda percent: None
) -> tuple[bytes, list[int]]:
    """The file of `export` and the ids of its posts. Writes nothing."""
    association = export.association
    with scope(association=association), translation.override(export.language):
        lines = lines_of(export, now)
        told(8)
        names = directory(association)
        seals = {each.pk: seal(association, export.pk, each.pk, each.version, each.values) for each in lines}
        if export.shape == PlanningExport.Shape.CSV:
            return commas.to_csv(lines, seals, names), [each.pk for each in lines]
        period = period_words(export.first_on, export.last_on)
        local = timezone.localtime(now)
        made = book.Made(
            plain(association.name),
            period,
            _("Filtré comme dans le calendrier. ") if export.query else "",
            spoken(local),
            identity(association, export.pk, period, local.isoformat()),
        )
        return book.to_xlsx(lines, seals, names, made, told), [each.pk for each in lines]


def lines_of(export: PlanningExport, now: dt.datetime) -> list[Stored]:
    """The posts of the days asked for, narrowed as the calendar was."""
    filters = of_request(export.asked_by, QueryDict(export.query.lstrip("?")), now)
    posts = Post.objects.of(export.association).with_approval()
    posts = posts.due_between(midnight(export.first_on), midnight(export.last_on + DAY))
    return stored(filters.narrow(posts, now))


def period_words(first: dt.date, last: dt.date) -> str:
    """« novembre 2026 », or « du 1er octobre 2026 au 31 décembre 2026 »."""
    if first.day == 1 and last + DAY == (first.replace(day=28) + 4 * DAY).replace(day=1):
        return spoken_date(first).split(" ", 1)[1]
    return _("du %(first)s au %(last)s") % {"first": spoken_date(first), "last": spoken_date(last)}


def _fail(export: PlanningExport, now: dt.datetime) -> None:
    with translation.override(export.language):
        problem = _("La préparation s’est arrêtée sur une erreur. Le calendrier est intact ; vous pouvez relancer.")
    try:
        move(export, Status.FAILED, by=HOUSE, problem=problem, finished_at=now)
    except Overtaken:
        return


@transaction.atomic
def take_back(export: PlanningExport, now: dt.datetime) -> bool:
    """Put a lost export back in the queue; after TRIES tries, say it failed. True when it waits again."""
    try:
        if export.attempts >= TRIES:
            _fail(export, now)
            return False
        if export.status == Status.RUNNING:
            move(export, Status.WAITING, by=HOUSE, seen_alive_at=now, progress=0)
        else:
            PlanningExport.unscoped.filter(pk=export.pk, status=Status.WAITING).update(seen_alive_at=now)
    except Overtaken:
        return False
    return True


def forget_old(now: dt.datetime) -> tuple[int, int]:
    """Empty the files downloaded and delete the plannings sent back that are over; return how many of each.

    The list of posts of a download stays: a workbook that comes back late still tells which lines were deleted.
    """
    emptied = PlanningExport.unscoped.to_empty(now).update(content=None)
    deleted, _by_model = PlanningImport.unscoped.over(now).delete()
    return emptied, deleted
