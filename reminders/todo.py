"""What waits for a person: one shape for every room."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string
from django_scopes import scope

from associations.models import Association, Membership


@dataclass(frozen=True)
class Todo:
    """One act that waits: `verb` is the button's word, `path` the page of the act, `state` a chip, `words` its text.

    `urgent` lifts it above lines of the same date. `due_at` None sorts last, or, when urgent, with what is due now:
    a paper that waits for a signature has no date, and must not wait behind those of next year.
    """

    association: Association
    title: str
    sentence: str
    path: str
    verb: str
    due_at: dt.datetime | None = None
    state: str = ""
    words: str = ""
    urgent: bool = False


Source = Callable[[list[Membership], dt.datetime], Iterable[Todo]]


def waiting(memberships: list[Membership], now: dt.datetime) -> list[Todo]:
    """Return everything that waits for these memberships of one person, soonest first (undated last, unless urgent)."""
    if not memberships:
        return []
    sources: list[Source] = [import_string(name) for name in settings.TODO_SOURCES]
    with scope(association=[m.association for m in memberships]):
        found = [todo for source in sources for todo in source(memberships, now)]
    return sorted(found, key=lambda t: (t.due_at is None and not t.urgent, t.due_at or now, not t.urgent, t.title))
