"""The story in order: people, accounts, texts voted, posts written and published, figures read."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django_scopes import scope

from associations.models import Association
from config.demo import people, posts


def live(today: dt.date) -> Association:
    """Live the eight months that end on `today`; return the association."""
    now = timezone.now()
    association, cast = people.found(today)
    with scope(association=association):
        channels = posts.open_channels(association)
        posts.write_all(association, cast, channels, now)
    return association
