"""Pillars, two campaigns, one event, one message that comes back, one template: what posts of the demo belong to."""

from __future__ import annotations

import datetime as dt
import uuid

from associations.models import Association, Membership
from calendar_app.campaigns import events, repeats, templates, verbs
from calendar_app.models import Campaign, Channel, Pillar, Post, PostTemplate, Recurrence
from config.demo.clock import at, on
from config.demo.people import Cast
from config.demo.posts import Belongs

DAY = dt.timedelta(days=1)
# name, share in per cent, rubrics that belong to it.
PILLARS = (
    ("Accueillir et orienter", 40, ("permanence",)),
    ("Celles et ceux qui font", 35, ("portrait", "coulisses")),
    ("Agir ensemble", 25, ("appel",)),
)
STOCK = "Au vestiaire : [ce qui manque]. On le dépose [jour] entre 14 h et 18 h, Maison du Port."


def begin(association: Association, cast: Cast, today: dt.date) -> Belongs:
    """Name the pillars and open both campaigns; return the pillars and campaigns by the rubric that belongs to them."""
    opened = today - 260 * DAY
    pillars: dict[str, Pillar] = {}
    with at(on(opened, 10)):
        for rank, (name, share, rubrics) in enumerate(PILLARS):
            kept = Pillar(association=association, name=name, share=share, position=rank)
            verbs.keep_pillar(kept, by=cast["ines"])
            pillars |= dict.fromkeys(rubrics, kept)
    return pillars, _campaigns(association, cast, today)


def _campaigns(association: Association, cast: Cast, today: dt.date) -> dict[str, Campaign]:
    told = {"association": association, "owner": cast["lea"], "purpose": Post.Purpose.MOBILISE}
    found = Campaign(
        name="Deux heures par mois",
        audience="Voisines et voisins qui n’ont jamais donné de temps",
        goal="Dix bénévoles de plus aux permanences du mardi",
        starts_on=today - 60 * DAY,
        ends_on=today + 45 * DAY,
        **told,
    )
    past = Campaign(
        name="Rentrée solidaire",
        audience="Familles du quartier",
        goal="Quarante cartables complets distribués",
        starts_on=today - 150 * DAY,
        ends_on=today - 100 * DAY,
        **told,
    )
    for campaign in (past, found):
        with at(on(campaign.starts_on - 7 * DAY, 20)) as now:
            verbs.keep_campaign(campaign, by=cast["ines"], now=now)
    with at(on(past.ends_on + 5 * DAY, 20)) as now:
        lesson = "Trente-six cartables. Dire plus tôt où les déposer : les dons sont venus la dernière semaine."
        verbs.close_campaign(past, lesson=lesson, by=cast["ines"], now=now)
    return {"appel": found}


def go_on(
    association: Association,
    cast: Cast,
    channels: dict[str, Channel],
    belongs: Belongs,
    today: dt.date,
) -> None:
    """Announce an event, keep a template, and begin a message that comes back."""
    pillars, campaigns = belongs
    with at(on(today - 5 * DAY, 18)) as now:
        held = events.Event(
            "La grande collecte de manteaux",
            on(today + 17 * DAY, 14),
            "Maison du Port",
            "https://mains-voisines.example/collecte",
            campaigns["appel"],
        )
        events.begin(
            association,
            held,
            steps=("week", "eve", "day", "thanks"),
            channels=[channels["facebook"]],
            owner=cast["lea"],
            by=cast["lea"],
            now=now,
            token=_token("collecte"),
        )
        _template(association, cast["nour"], channels, pillars["permanence"], now)
        _repeat(association, cast["yanis"], channels, pillars["permanence"], now)


def _template(
    association: Association, by: Membership, channels: dict[str, Channel], pillar: Pillar, now: dt.datetime
) -> None:
    kept = PostTemplate(
        association=association, title="Il manque au vestiaire : [ce qui manque]", text=STOCK, pillar=pillar
    )
    templates.keep(kept, [channels["facebook"]], by=by, now=now)


def _repeat(
    association: Association, by: Membership, channels: dict[str, Channel], pillar: Pillar, now: dt.datetime
) -> None:
    rule = Recurrence(
        association=association,
        token=_token("cafe"),
        title="Café des nouveaux",
        text="Vous venez d’arriver dans le quartier ? Le café des nouveaux, c’est jeudi à 10 h, Maison du Port.",
        pillar=pillar,
        purpose=Post.Purpose.OUTREACH,
        rhythm=Recurrence.Rhythm.MONTHLY,
        starts_on=now.date() + 9 * DAY,
        hour=dt.time(17),
        count=6,
        owner=by,
    )
    repeats.begin(rule, [channels["facebook"]], by=by, now=now)


def _token(word: str) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_URL, f"https://mains-voisines.example/{word}")
