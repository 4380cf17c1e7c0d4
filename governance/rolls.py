"""Who sits in a body on a day: by mandate, as a member of the association, or by a seat in one's own name.

A ballot freezes this roll when it opens; a mandate or a seat that ends later takes the voice away, never the count.
"""

from __future__ import annotations

import datetime as dt

from associations.models import Membership, Role
from governance.models import BODY_ROLES, Body, Seat
from journal.frozen import Wall

Composition = Body.Composition

# The last wall behind the verbs, which say it in words: nobody sits twice in one body on one day.
_OVERLAPS = (
    "EXISTS (SELECT 1 FROM governance_seat other WHERE other.body_id = NEW.body_id "
    "AND other.membership_id = NEW.membership_id AND other.id <> COALESCE(NEW.id, 0) "
    "AND (other.ends_on IS NULL OR other.ends_on >= NEW.starts_on) "
    "AND (NEW.ends_on IS NULL OR other.starts_on <= NEW.ends_on))"
)
WALLS = [
    Wall("governance_seat", event, "one person has one seat at a time in a body", _OVERLAPS, label="apart")
    for event in ("INSERT", "UPDATE")
]


def electorate(body: Body, on: dt.date) -> list[Membership]:
    """Return who sits in `body` on the day `on`, each once; people who left the association never do."""
    people = Membership.objects.filter(association=body.association_id)
    if body.composition == Composition.MEMBERS:
        return list(people.current())
    if body.composition == Composition.NAMED:
        seated = Seat.objects.filter(body=body).in_date(on).values("membership")
        return list(people.current().filter(pk__in=seated))
    return list(people.holding(BODY_ROLES[body.kind], on))


def sits(body: Body, membership: Membership, on: dt.date) -> bool:
    """Whether `membership` sits in `body` on the day `on`.

    No query when the mandates of the one and, for named seats, the seats of the other were prefetched.
    """
    if membership.left_on is not None:
        return False
    if body.composition == Composition.MEMBERS:
        return True
    if body.composition == Composition.NAMED:
        return any(seat.membership_id == membership.pk and seat.is_in_date(on) for seat in body.seats.all())
    return bool(membership.roles_on(on) & BODY_ROLES[body.kind])


def chairs(body: Body, on: dt.date) -> list[Membership]:
    """Return who presides over `body` on the day `on`: the seat that says so, else the presidency if it sits there.

    More than one is possible (two people preside together): then nobody has the casting vote alone.
    """
    roll = electorate(body, on)
    if body.composition == Composition.NAMED:
        seats = Seat.objects.filter(body=body, function=Seat.Function.CHAIR).in_date(on)
        presiding = set(seats.values_list("membership_id", flat=True))
        if named := [membership for membership in roll if membership.pk in presiding]:
            return named
    return [membership for membership in roll if Role.PRESIDENT in membership.roles_on(on)]
