"""The story in order: people, statutes, texts voted, accounts, posts, figures, what is said around."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django_scopes import scope

from associations.models import Association
from config.demo import (
    accounts,
    amendments,
    campaigns,
    connectors,
    departures,
    duty,
    figures,
    library,
    meetings,
    neighbours,
    networks,
    people,
    plannings,
    posts,
    relays,
    surveys,
    talk,
    texts,
)


def live(today: dt.date) -> Association:
    """Live the eight months that end on `today`; return the association."""
    now = timezone.now()
    association, cast = people.found(today)
    with scope(association=association):
        texts.state_the_statutes(association, cast)
        surveys.ask(association, cast, today)
        texts.vote_all(association, cast, today)
        meetings.meet(association, cast, today)
        amendments.propose_all(association, cast, today)
        channels = posts.open_channels(association, today)
        library.fill(association, cast, today)
        belongs = campaigns.begin(association, cast, today)
        posts.write_all(association, cast, channels, now, belongs)
        campaigns.go_on(association, cast, channels, belongs, today)
        duty.live(association, cast, channels, today)
        talk.discuss(association, cast, now)
        departures.slip(association, cast, now)
        figures.read_all(association, cast, channels, today)
        accounts.live(association, cast, channels, today)
        networks.live(association, cast, today)
        connectors.live(association, cast, channels, today)
        plannings.live(association, cast, now)
        relays.live(association, cast, today)
        neighbours.live_beside(cast, channels, today)
    return association
