"""Who may give which role: judgement on plain sets, no database and no clock."""

from __future__ import annotations

from collections.abc import Iterable, Set

from associations.permissions import PERMISSIONS
from associations.roles import Role

# Elected seats: they vote, or answer for the association in law. Only the two who keep its registers hand them out.
ELECTED = frozenset({Role.PRESIDENT, Role.SECRETARY, Role.TREASURER, Role.BOARD_MEMBER})
REGISTRARS = frozenset({Role.PRESIDENT, Role.SECRETARY})
INVITERS = PERMISSIONS["associations.invite"]


def grantable(own: Set[Role], held_by_all: Set[Role]) -> frozenset[Role]:
    """Return the roles a person holding `own` may give, end or extend.

    `held_by_all` are the roles somebody holds today in the association: while nobody presides nor keeps the registers,
    whoever may invite may fill those seats, or a house founded by its coordinator would stay without a board.
    """
    if not own & INVITERS:
        return frozenset()
    if own & REGISTRARS or not held_by_all & REGISTRARS:
        return frozenset(Role)
    return frozenset(Role) - ELECTED


def keeps_a_key(remaining: Iterable[Set[Role]]) -> bool:
    """Whether one of the remaining people can still invite: an association must never lock itself out."""
    return any(roles & INVITERS for roles in remaining)
