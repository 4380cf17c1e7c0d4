"""Campaigns, series, templates and repetitions, for the neighbour's-object test."""

from __future__ import annotations

import datetime as dt
import uuid

from .neighbours import NOW, TODAY, neighbour


@neighbour("calendar:campaign")
def campaign(by):
    from calendar_app.campaigns import verbs
    from calendar_app.models import Campaign

    made = Campaign(
        association=by.association,
        name="Collecte d’hiver",
        audience="Les voisins",
        goal="Trente sacs",
        starts_on=TODAY,
        ends_on=TODAY + dt.timedelta(days=30),
        owner=by,
    )
    return {"pk": verbs.keep_campaign(made, by=by, now=NOW).pk}


@neighbour("calendar:pillar")
def pillar(by):
    from calendar_app.campaigns import verbs
    from calendar_app.models import Pillar

    return {"pk": verbs.keep_pillar(Pillar(association=by.association, name="Coulisses", share=30), by=by).pk}


@neighbour("calendar:series")
def series(by):
    from calendar_app.campaigns import events

    event = events.Event("Collecte de jouets", NOW + dt.timedelta(days=30), "Le local")
    said = {"steps": list(events.DAYS), "channels": [], "owner": by, "token": uuid.uuid4()}
    return {"pk": events.begin(by.association, event, by=by, now=NOW, **said).pk}


@neighbour("calendar:template")
def template(by):
    from calendar_app.campaigns import templates
    from calendar_app.models import PostTemplate

    made = PostTemplate(association=by.association, title="Merci", text="Nous étions [nombre de personnes].")
    return {"pk": templates.keep(made, [], by=by, now=NOW).pk}


@neighbour("calendar:recurrence")
def recurrence(by):
    from calendar_app.campaigns import repeats
    from calendar_app.models import Recurrence

    made = Recurrence(
        association=by.association,
        token=uuid.uuid4(),
        title="Permanence du mardi",
        text="Nous sommes là mardi.",
        starts_on=TODAY + dt.timedelta(days=2),
        hour=dt.time(18),
        count=3,
        owner=by,
    )
    return {"pk": repeats.begin(made, [], by=by, now=NOW).pk}
