"""Read what the association filled in: a value of another shape is as if it were absent, never an error."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, NamedTuple

from calendar_app.rules.spec import Spec


class Period(NamedTuple):
    """Days from `start` to `end`, both included, and what they are kept free for."""

    start: dt.date
    end: dt.date
    why: str


def number(spec: Spec, name: str, default: int) -> int:
    value = spec.params.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**9 else default


def optional(spec: Spec, name: str) -> int | None:
    """The whole number, or None when nothing was filled in."""
    value = number(spec, name, -1)
    return value if value >= 0 else None


def strings(spec: Spec, name: str) -> list[str]:
    value = spec.params.get(name)
    return [each for each in value if isinstance(each, str) and each.strip()] if isinstance(value, list | tuple) else []


def string(spec: Spec, name: str, default: str = "") -> str:
    value = spec.params.get(name)
    return value.strip() if isinstance(value, str) else default


def pairs(spec: Spec, name: str) -> dict[str, str]:
    value = spec.params.get(name)
    if not isinstance(value, dict):
        return {}
    return {k: v for k, v in value.items() if isinstance(k, str) and isinstance(v, str) and k.strip() and v.strip()}


def shares(spec: Spec, name: str) -> dict[str, int]:
    value = spec.params.get(name)
    if not isinstance(value, dict):
        return {}
    return {k: int(v) for k, v in value.items() if isinstance(v, int | float) and 0 <= v <= 100}


def days(spec: Spec, name: str) -> set[int]:
    """Weekdays, Monday is 0; empty when nothing usable was filled in."""
    value = spec.params.get(name)
    if not isinstance(value, list | tuple):
        return set()
    return {int(each) for each in value if str(each).isdecimal() and len(str(each)) == 1 and int(each) < 7}


def hours(spec: Spec, name: str) -> tuple[dt.time, dt.time] | None:
    value = spec.params.get(name)
    if not isinstance(value, list | tuple) or len(value) != 2:
        return None
    try:
        start, end = (dt.time.fromisoformat(str(each)).replace(tzinfo=None) for each in value)
    except ValueError:
        return None
    return start, end


def periods(spec: Spec, name: str) -> Iterator[Period]:
    value = spec.params.get(name)
    for each in value if isinstance(value, list | tuple) else ():
        if isinstance(each, dict):
            try:
                start = dt.date.fromisoformat(str(each.get("from")))
                end = dt.date.fromisoformat(str(each.get("to") or each.get("from")))
            except ValueError:
                continue
            yield Period(start, end, str(each.get("why") or ""))


def speaks_of(spec: Spec, kind: str, name: str = "kinds") -> bool:
    """Whether the rule is about messages of this kind; no kind filled in means all."""
    chosen: Any = strings(spec, name)
    return not chosen or kind in chosen
