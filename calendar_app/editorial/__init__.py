"""The rules of the editorial line as data: written on the draft, fixed and voted with it, dispensed with a reason."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from calendar_app.models import Post


def dispensed(post: Post) -> frozenset[str]:
    """Keys of the rules in force that the current words of `post` may break: a reason or a dispensation stands."""
    from calendar_app.editorial import dispensing

    return dispensing.dispensed(post)


def dispensed_many(posts: Iterable[Post]) -> dict[int, frozenset[str]]:
    """The same for many posts of one association, in two queries at most; those without any are absent."""
    from calendar_app.editorial import dispensing

    return dispensing.dispensed_many(posts)
