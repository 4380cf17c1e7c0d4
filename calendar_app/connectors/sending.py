"""One attempt: claim, look if it may be out, send, confirm. No lock is held while the network talks."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable

from calendar_app.connectors import claims
from calendar_app.connectors.outcomes import CannotLook, Doubtful, Port, Receipt, Trouble, Unsent
from calendar_app.connectors.parcels import parcel, written
from calendar_app.connectors.ports import port
from calendar_app.models import Departure
from journal.moves import Refused

logger = logging.getLogger(__name__)


class Undecided(Exception):
    """We could not look: what may be out still may."""


def attempt(pk: int, now: dt.datetime, chance: Callable[[], float]) -> None:
    """Carry the departure `pk` one step. `chance` gives numbers from 0 to 1, for the wait before the next attempt."""
    try:
        departure = claims.claim(pk, now)
    except Refused:
        # Taken by another worker between our look and our claim.
        return
    if departure is None:
        return
    try:
        _finish(departure, now, chance)
    except claims.Lost:
        logger.warning("Departure %s was taken over; this attempt stops.", pk)


def _finish(departure: Departure, now: dt.datetime, chance: Callable[[], float]) -> None:
    try:
        receipt = _carry(departure, now)
    except claims.Lost:
        raise
    except Unsent as unsent:
        claims.fail(departure, unsent, now, chance)
    except (Doubtful, Undecided):
        claims.doubt(departure, now, chance)
    except CannotLook:
        claims.doubt(departure, now, chance, can_look=False)
    except Exception as error:
        # Only its name: the words of a client may hold a token.
        logger.error("Departure %s met %s.", departure.pk, type(error).__name__)
        if departure.may_be_out:
            claims.doubt(departure, now, chance)
        else:
            claims.fail(departure, Unsent(Trouble.UNREACHABLE), now, chance)
    else:
        if receipt:
            claims.arrive(departure, receipt, now)


def _carry(departure: Departure, now: dt.datetime) -> Receipt | None:
    """Return the receipt; None when the gate stopped what was to be sent again."""
    if departure.may_be_out:
        found = _look(departure)
        if found or not claims.clear(departure, now):
            return found
    way = port(departure.variant.channel.connector)
    if not departure.carried:
        claims.load(departure, written(departure))
    return way.send(parcel(departure), lambda: claims.leave(departure))


def _look(departure: Departure) -> Receipt | None:
    try:
        way: Port = port(departure.variant.channel.connector)
        if way.looks_by_words and claims.has_twin(departure):
            raise Undecided
        return way.look(parcel(departure, with_pictures=False), claims.names_taken(departure))
    except Unsent:
        # That we could not ask says nothing of the message.
        raise Undecided from None
