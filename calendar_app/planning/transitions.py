"""The verbs of a planning: ask for one, send it back, say which column is which, apply it, set it aside."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from associations import rights
from associations.hands import lock
from associations.models import Association, Membership
from calendar_app.models import PlanningExport, PlanningImport
from calendar_app.planning import parsing
from calendar_app.planning.grids import FileRefused, Grid
from journal.models import Entry
from journal.moves import move

# A planning of more than this is a mistake of dates.
LONGEST = dt.timedelta(days=200)


@transaction.atomic
def ask_export(
    association: Association,
    first: dt.date,
    last: dt.date,
    *,
    shape: str,
    query: str,
    by: Membership,
    language: str,
    now: dt.datetime,
) -> PlanningExport:
    """Ask for the planning of the days `first` to `last`. The same one asked while it is being made is joined."""
    # Imported here: the task module calls the makers of this room.
    from calendar_app.planning.tasks import make_planning

    rights.require(by, "calendar.view")
    lock(Association.objects.filter(pk=association.pk))
    wanted = {"shape": shape, "first_on": first, "last_on": last, "query": query[:500], "language": language}
    mine = PlanningExport.objects.of(association).filter(asked_by=by, status__in=["waiting", "running"], **wanted)
    export = mine.first()
    if export is None:
        export = PlanningExport.objects.create(
            association=association, asked_by=by, asked_at=now, seen_alive_at=now, **wanted
        )
        Entry.objects.record(export, by=by, action="calendar.planning", after=export.status)
    make_planning.delay_on_commit(export.pk)  # type: ignore[attr-defined]  # celery’s own Django task
    return export


@transaction.atomic
def retry_export(export: PlanningExport, *, by: Membership, now: dt.datetime) -> None:
    """Put a failed one back in the queue."""
    from calendar_app.planning.tasks import make_planning

    move(export, export.Status.WAITING, by=by, progress=0, attempts=0, problem="", seen_alive_at=now, finished_at=None)
    make_planning.delay_on_commit(export.pk)  # type: ignore[attr-defined]


@transaction.atomic
def receive(grid: Grid, name: str, *, by: Membership, now: dt.datetime) -> PlanningImport:
    """Keep what was read of a file. One of our workbooks is ready to be looked at; any other waits for its columns.

    Raises FileRefused for the workbook of another association or of another house.
    """
    rights.require(by, "calendar.edit")
    association = by.association
    found = parsing.locate(grid)
    identity = parsing.whose(grid)
    if identity is not None:
        _must_be_ours(identity, association)
    if not found.is_ours and not found.columns:
        raise FileRefused(
            _(
                "Aucune colonne de ce fichier ne ressemble à un planning. Donnez un titre à chaque colonne : "
                "Date, Titre, Texte…"
            )
        )
    export = PlanningExport.objects.of(association).filter(pk=(identity or {}).get("e")).first() if identity else None
    row = PlanningImport.objects.create(
        association=association,
        name=name[-200:],
        by=by,
        at=now,
        export=export,
        grid=grid.to_json(),
        columns=found.columns,
    )
    Entry.objects.record(row, by=by, action="calendar.planning", after="received")
    if found.is_ours:
        move(row, PlanningImport.Status.PREVIEW, by=by)
    return row


def _must_be_ours(identity: dict[str, Any], association: Association) -> None:
    if not identity:
        raise FileRefused(
            _(
                "Ce classeur vient d’un autre espace Portevoix, ou sa marque a été modifiée. Téléchargez le "
                "planning ici, "
                "et recopiez-y vos lignes."
            )
        )
    if identity["a"] != association.pk:
        raise FileRefused(
            _("Ce classeur est celui de « %(name)s », pas de votre association. Rien n’a été lu.")
            % {"name": identity["n"]}
        )


@transaction.atomic
def match(row: PlanningImport, columns: dict[str, int], *, by: Membership) -> None:
    """Say which column answers each of ours; the file is then ready to be looked at."""
    _must_see(row, by)
    move(row, row.Status.PREVIEW, by=by, columns=columns)


@transaction.atomic
def rematch(row: PlanningImport, *, by: Membership) -> None:
    """Go back to the columns."""
    _must_see(row, by)
    move(row, row.Status.MATCHING, by=by)


@transaction.atomic
def ask_apply(row: PlanningImport, choices: dict[str, Any], *, by: Membership, now: dt.datetime) -> None:
    """Apply what was chosen, line by line (see applying.Choice). Of two people asking at once, one is told."""
    from calendar_app.planning.tasks import apply_planning

    _must_see(row, by)
    # What is applied is applied in the name of whoever said yes: the coordination may finish somebody's import.
    kept = {"lines": choices, "by": by.pk}
    move(row, row.Status.WAITING, by=by, choices=kept, progress=0, attempts=0, seen_alive_at=now)
    apply_planning.delay_on_commit(row.pk)  # type: ignore[attr-defined]


@transaction.atomic
def reopen(row: PlanningImport, *, by: Membership) -> None:
    """Look again at what is left of a planning already applied."""
    _must_see(row, by)
    move(row, row.Status.PREVIEW, by=by)


@transaction.atomic
def set_aside(row: PlanningImport, *, by: Membership) -> None:
    """Drop a file that was only looked at, and what it said."""
    _must_see(row, by)
    move(row, row.Status.SET_ASIDE, by=by, grid={"sheets": [], "notes": []}, choices={})


def _must_see(row: PlanningImport, by: Membership) -> None:
    rights.require(by, "calendar.edit")
    if row.by_id != by.pk and not by.can("calendar.manage"):
        raise PermissionDenied
