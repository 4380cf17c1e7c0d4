"""The right to act: one list of requirements, asked by the button, the verb and the task alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from associations.models import Membership


@dataclass(frozen=True)
class Missing:
    """A link that lacks in the chain of authority.

    `sentence` says what lacks, `who` can mend it, `path` is the page where it is mended (may be empty).
    """

    sentence: str
    who: str = ""
    path: str = ""


class NotYet(PermissionDenied):
    """The role would allow the act, but something is missing before it may happen."""

    def __init__(self, missing: list[Missing]) -> None:
        self.missing = missing
        super().__init__(" ".join(str(m.sentence) for m in missing))


Requirement = Callable[["Membership", str], Missing | None]


@cache
def _requirements(names: tuple[str, ...]) -> list[Requirement]:
    return [import_string(name) for name in names]


def missing(membership: Membership, act: str) -> list[Missing]:
    """Return what stands between `membership` and `act` ("room.verb"), in the order of RIGHT_TO_ACT; empty when free.

    The role itself is not asked here: that is `membership.can(act)`.
    """
    found = (ask(membership, act) for ask in _requirements(tuple(settings.RIGHT_TO_ACT)))
    return [lack for lack in found if lack]


def require(membership: Membership, act: str) -> None:
    """Raise PermissionDenied without the role, NotYet when a requirement is missing."""
    if not membership.can(act):
        raise PermissionDenied(act)
    if lacks := missing(membership, act):
        raise NotYet(lacks)
