"""Exports and imported files of figures, for the neighbour's-object test."""

from __future__ import annotations

import datetime as dt

from .neighbours import NOW, TODAY, _channel, neighbour


def _export(by):
    from kpis import transitions

    return transitions.ask_export(by.association, dt.date(2026, 10, 1), by=by, language="fr", now=NOW)


@neighbour("kpis:export")
def export(by):
    return {"pk": _export(by).pk}


@neighbour("kpis:export-download")
def ready_export(by):
    from kpis import exporting

    made = _export(by)
    exporting.make(made.pk, lambda: NOW)
    return {"pk": made.pk}


@neighbour("kpis:import")
def import_file(by):
    """A reach curve of three days, in the shape Meta Business Suite gives it."""
    from kpis import receiving

    days = "".join(f'"2026-10-0{day}T00:00:00","{day}0"\n' for day in (1, 2, 3))
    data = ('sep=,\n"Facebook reach"\n"Date","Primary"\n' + days).encode("utf-16")
    received = receiving.receive(
        data, "Reach.csv", association=by.association, channel=_channel(by), by=by, now=NOW, today=TODAY
    )
    return {"pk": received.pk}
