"""What an association's front page says: each room above lends a few lines, named in settings like MIDDLEWARE."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.module_loading import import_string

from associations.models import Membership


@dataclass(frozen=True)
class Line:
    """One thing to know. `when` is ready text, `chip` a state of the look, empty when there is none."""

    title: str
    path: str = ""
    when: str = ""
    chip: str = ""


@dataclass(frozen=True)
class Part:
    """One paragraph of the page: its lines, or the sentence to say when there is none, and where to read on."""

    title: str
    empty: str
    path: str
    link: str
    lines: list[Line] = field(default_factory=list)


Source = Callable[[Membership, dt.datetime], Part | None]


def parts(membership: Membership, now: dt.datetime) -> list[Part]:
    """Return the parts in the order of settings.OVERVIEW_SOURCES; each source costs a fixed number of queries."""
    sources: list[Source] = [import_string(name) for name in settings.OVERVIEW_SOURCES]
    found = (source(membership, now) for source in sources)
    return [part for part in found if part]
