"""What an answer of a network tells: refused, asked to wait, or nothing certain."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

from calendar_app.connectors import wire
from calendar_app.connectors.outcomes import Doubtful, Trouble, Unsent

# The server gave up on our request, or wants it again: unlike other 4xx they say nothing of the message.
UNCERTAIN = {408, 425}
# Nobody may make us wait for ever.
LONGEST_WAIT = dt.timedelta(hours=6)


def asked_wait(headers: Mapping[str, str]) -> dt.timedelta | None:
    """Return what Retry-After asks (RFC 9110: seconds, or a date read beside the Date of the same answer)."""
    said = headers.get("retry-after", "")
    if said.isdecimal() and len(said) < 10:
        return min(dt.timedelta(seconds=int(said)), LONGEST_WAIT)
    try:
        wait = parsedate_to_datetime(said) - parsedate_to_datetime(headers.get("date", ""))
    except (TypeError, ValueError):
        return None
    return max(dt.timedelta(0), min(wait, LONGEST_WAIT))


def refusal(status: int | None, headers: Mapping[str, str] | None = None) -> Unsent | None:
    """Return what a 4xx says: the message is surely not out. None for what says nothing certain."""
    if status is None or not 400 <= status < 500 or status in UNCERTAIN:
        return None
    if status == 429:
        return Unsent(Trouble.BUSY, wait=asked_wait(headers or {}))
    if status in (401, 403):
        return Unsent(Trouble.TOKEN, is_final=True)
    return Unsent(Trouble.REFUSED, is_final=True)


def before_leaving(status: int | None, headers: Mapping[str, str] | None = None) -> Unsent:
    """Return what a failure means while nothing public was asked yet: surely not out."""
    return refusal(status, headers) or Unsent(Trouble.UNREACHABLE, wait=asked_wait(headers or {}))


def while_leaving(
    error: BaseException, status: int | None, headers: Mapping[str, str] | None = None
) -> Unsent | Doubtful:
    """Return what a failure of the request that publishes means: only a refusal, or no connection, is certain."""
    known = refusal(status, headers)
    if known is None and wire.never_reached(error):
        known = Unsent(Trouble.UNREACHABLE)
    return known or Doubtful()
