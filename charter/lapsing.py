"""What makes an amendment lapse: the article it was about changed, or the text was fixed before it was decided.

Its words stay, and can be filed again. Called inside the transaction of the deed that makes it so, the association
already locked.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils import timezone

from charter.models import Amendment, Clause, Version
from journal.moves import HOUSE, move

Cause = Amendment.Cause


def lapse(amendments: Iterable[Amendment], cause: Cause, *, now: dt.datetime | None = None) -> None:
    """Take each of `amendments` to lapsed, saying why."""
    for amendment in amendments:
        move(amendment, Amendment.Status.LAPSED, by=HOUSE, lapse_cause=cause.value, lapsed_at=now or timezone.now())


def on_article(clause: Clause, cause: Cause, *, now: dt.datetime | None = None) -> None:
    """Lapse what was asked of the words or the place of `clause`, and, once it is removed, what was to stand after it.

    To be called before the row of a removed article goes.
    """
    pending = Amendment.objects.filter(association=clause.association_id, version=clause.version_id).pending()
    lapse(pending.on_words().filter(clause=clause.pk), cause, now=now)
    if cause == Cause.REMOVED:
        moving = [Amendment.Kind.INSERT, Amendment.Kind.MOVE]
        lapse(pending.filter(kind__in=moving, after_key=clause.key), Cause.NO_PLACE, now=now)


def on_version(version: Version, cause: Cause, *, now: dt.datetime | None = None) -> None:
    """Lapse every amendment to `version` that nobody has decided."""
    lapse(Amendment.objects.filter(association=version.association_id, version=version).pending(), cause, now=now)
