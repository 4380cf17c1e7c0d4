"""Walks of an opening: from a proposal to an account that speaks, through the real verbs."""

from __future__ import annotations

import datetime as dt

from calendar_app import openings
from calendar_app.models import AccountOpening
from governance import certifying
from governance import transitions as governance
from tests.charter.given import statutes, voted

from .given import DAY, NOW

CLOSES = NOW + 7 * DAY
AFTER = CLOSES + DAY
NEXT_YEAR = dt.date(2027, 11, 22)


def sheet(cast, **changes):
    words = {
        "network": "tiktok",
        "name": "TikTok",
        "purpose": "Montrer les gestes du tri aux plus jeunes.",
        "audience": "Les 15 à 25 ans du quartier",
        "kinds": ["information", "event"],
        "told": "la présidence, par téléphone",
        "withdraws": "la coordination",
        "within_hours": 2,
        "hours_per_week": 4,
        "keeper": cast.bruno,
        "feeders": [cast.chloe, cast.bruno],
    }
    return openings.Sheet(**words | changes)


def again(opening):
    return AccountOpening.objects.with_people().get(pk=opening.pk)


def proposed(cast, **changes):
    opening = openings.propose(cast.chloe.association, sheet(cast, **changes), by=cast.chloe, now=NOW)
    return again(opening)


def discussed(cast, **changes):
    opening = proposed(cast, **changes)
    openings.end_debate(opening, on=NOW.date(), debate="En bureau : d’accord.", by=cast.bruno, today=NOW.date())
    return again(opening)


def on_ballot(cast, **changes):
    """The opening and its ballot, where the statutes allow a vote at a distance."""
    statutes(cast)
    opening = discussed(cast, **changes)
    ballot = openings.open_ballot(opening, question="Ouvrir TikTok ?", closes_at=CLOSES, by=cast.amina, now=NOW)
    return again(opening), ballot


def voted_on(cast, *choices, **changes):
    opening, ballot = on_ballot(cast, **changes)
    voted(ballot, cast, *choices)
    return again(opening), governance.close(ballot, now=CLOSES)


def certified(ballot, cast, now=CLOSES):
    """Amina presides; nobody keeps the minutes, so Gilles who keeps the accounts stands in."""
    for name in ("amina", "gilles"):
        certifying.certify(ballot, by=getattr(cast, name), seen=certifying.result_hash(ballot), now=now)
    ballot.refresh_from_db()
    return ballot


def authorised(cast, **changes):
    opening, ballot = voted_on(cast, "for", "for", "for", "against", **changes)
    certified(ballot, cast)
    return again(opening)


def opened(cast, now=AFTER, **changes):
    """The opening and its account."""
    opening = authorised(cast, **changes)
    channel = openings.open_account(opening, url="", review_on=NEXT_YEAR, by=cast.bruno, now=now)
    return again(opening), channel


def suspended(cast, reason="Un mot de passe a fuité."):
    opening, channel = opened(cast)
    openings.suspend(opening, reason=reason, by=cast.bruno, now=AFTER)
    channel.refresh_from_db()
    return again(opening), channel


def closed(cast, reason="Plus personne pour l’alimenter."):
    opening, channel = opened(cast)
    openings.close_account(opening, reason=reason, by=cast.bruno, now=AFTER)
    channel.refresh_from_db()
    return again(opening), channel
