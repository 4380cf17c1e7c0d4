"""The figures somebody read each month, with the gaps a real year has, and what the association aims at."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from decimal import Decimal

from associations.models import Association
from calendar_app.models import Channel
from config.demo.clock import months_before, on
from config.demo.people import Cast
from kpis.models import FollowedIndicator, Reading, Target

FOLLOWED = (
    ("sessions_social", True),
    ("response_rate", True),
    ("volunteer_signups", True),
    ("followers", True),
    ("views", False),
    ("engagements", False),
    ("reach", False),
    ("link_clicks", False),
    ("mentions", False),
    ("volunteer_hours", False),
    ("donations_count", False),
    ("event_registrations", False),
)
# Whole association: id, first month's value, drift per month.
TYPED = (
    ("sessions_social", 1240, 70),
    ("mentions", 52, 3),
    ("first_messages_received", 61, 3),
    ("answered", 56, 1),
    ("volunteer_signups", 6, 1),
    ("volunteer_hours", 168, 5),
    ("donations_count", 21, 2),
    ("event_registrations", 34, 4),
)
# Per account: id, first month's value for an account of weight 1, drift per month.
PER_CHANNEL = (
    ("followers", 900, 14),
    ("views", 5200, 160),
    ("reach", 2100, 60),
    ("engagements", 293, 11),
    ("link_clicks", 96, 6),
)
WEIGHTS = {
    "facebook": 2.2,
    "instagram": 1.3,
    "x": 0.5,
    "mastodon": 0.6,
    "bluesky": 0.15,
    "linkedin": 0.3,
    "youtube": 0.2,
}
TARGETS = (("sessions_social", 1600), ("response_rate", 90), ("volunteer_signups", 10), ("mentions", 60))
# Nobody read the figures that month: the table says so instead of guessing.
GAP = 3


def read_all(association: Association, cast: Cast, channels: dict[str, Channel], today: dt.date) -> None:
    """Follow twelve indicators, aim at four, and note eight months of readings up to the last full month."""
    since = months_before(today, 9)
    FollowedIndicator.objects.bulk_create(
        FollowedIndicator(association=association, indicator=name, rank=rank, headline=headline, since=since)
        for rank, (name, headline) in enumerate(FOLLOWED)
    )
    Target.objects.bulk_create(
        Target(
            association=association,
            indicator=name,
            from_month=since,
            value=Decimal(value),
            reason="Fixée en conseil, revue chaque trimestre",
            by=cast["ines"],
            at=on(since),
        )
        for name, value in TARGETS
    )
    Reading.objects.bulk_create(_readings(association, cast, channels, today), batch_size=500)


def _readings(association: Association, cast: Cast, channels: dict[str, Channel], today: dt.date) -> Iterator[Reading]:
    # The same demo everywhere: a fixed seed, so that a screenshot taken twice shows the same figures.
    chance = random.Random(1901)  # noqa: S311 - nothing secret is drawn
    for months_ago in range(9, 0, -1):
        month, step = months_before(today, months_ago), 9 - months_ago
        noted = on(months_before(today, months_ago - 1) + dt.timedelta(days=2), 20)
        common = {
            "association": association,
            "period_kind": "month",
            "period_start": month,
            "source": "typed",
            "by": cast["paul"],
            "at": noted,
        }
        for name, first, drift in TYPED:
            if months_ago == GAP and name in {"mentions", "answered", "first_messages_received"}:
                continue
            value = round((first + drift * step) * chance.uniform(0.93, 1.07))
            if name == "answered":
                # In the last two months answers did not keep up: the page must say so.
                value = round((first + 3 * step) * (0.8 if months_ago <= 2 else 0.96))
            yield Reading(indicator=name, value=Decimal(value), note=_origin(name), **common)
        for slug, weight in WEIGHTS.items():
            if slug == "bluesky" and months_ago > 2:
                continue
            for name, first, drift in PER_CHANNEL:
                if slug == "x" and name == "reach":
                    continue
                value = round((first + drift * step) * weight * chance.uniform(0.95, 1.05))
                note = "Tableau de bord du réseau"
                yield Reading(indicator=name, channel=channels[slug], value=Decimal(value), note=note, **common)


def _origin(name: str) -> str:
    return {
        "sessions_social": "Matomo, canal « réseaux sociaux »",
        "mentions": "Cahier de veille",
        "answered": "Cahier de veille",
        "first_messages_received": "Cahier de veille",
        "volunteer_signups": "Fiches d’accueil",
        "volunteer_hours": "Feuille d’heures",
        "donations_count": "Registre des dons",
        "event_registrations": "Feuilles d’inscription",
    }[name]
