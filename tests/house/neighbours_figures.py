"""Exports and imported files of figures, for the neighbour's-object test."""

from __future__ import annotations

import datetime as dt

from .neighbours import NOW, TODAY, _channel, _post, neighbour


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


def _post_line(by):
    """A post that X measured, which nobody planned: it waits for nobody."""
    from calendar_app.models import Channel
    from kpis import receiving
    from kpis.models import PostLine

    heading = "Tweet id,Tweet permalink,Tweet text,time,impressions,engagements,retweets\n"
    data = heading + '"1","https://x.com/a/status/1","Bonjour","2026-10-01 10:00 +0000","9","2","1"\n'
    account = Channel.objects.create(association=by.association, name="Notre fil", slug="notre-fil", network="x")
    file = receiving.receive(
        data.encode(), "x.csv", association=by.association, channel=account, by=by, now=NOW, today=TODAY
    )
    receiving.keep(file, by=by, now=NOW, today=TODAY)
    return PostLine.objects.of(by.association).get(file=file)


@neighbour("kpis:pairing")
def measured(by):
    return {"pk": _post_line(by).pk}


@neighbour("kpis:post-figures")
def measured_post(by):
    return {"pk": _post(by).pk}


@neighbour("kpis:own")
def own_indicator(by):
    from kpis.models import OwnIndicator
    from kpis.own import acts

    made = OwnIndicator(association=by.association, name="Cafés offerts", unit="count", aggregation="sum")
    return {"pk": acts.save(made, by=by, now=NOW).pk}


@neighbour("kpis:break")
def series_break(by):
    from kpis.models import SeriesBreak
    from kpis.own import acts

    noted = SeriesBreak(
        association=by.association, indicator="posts", on=dt.date(2026, 6, 1), reason="Nouvel outil de mesure"
    )
    return {"pk": acts.note_break(noted, by=by, now=NOW).pk}
