"""Plannings taken away and sent back, for the neighbour's-object test."""

from __future__ import annotations

from .neighbours import NOW, TODAY, neighbour


@neighbour("calendar:planning-export")
def planning_export(by):
    from calendar_app.planning import making, transitions

    days = {"shape": "csv", "query": "", "language": "fr"}
    export = transitions.ask_export(by.association, TODAY, TODAY, by=by, now=NOW, **days)
    # Made: a file that is not there yet is not found, whoever asks.
    making.make(export.pk, lambda: NOW)
    return {"pk": export.pk}


@neighbour("calendar:planning-import")
def planning_import(by):
    from calendar_app.planning import grids, transitions

    grid = grids.read(b"Date;Titre\n25/11/2026;Marche\n")
    return {"pk": transitions.receive(grid, "planning.csv", by=by, now=NOW).pk}
