"""The rooms above that put texts to the vote: each registers its kind of text, and is told the outcome.

Governance looks only down. A room calls `register` from its AppConfig.ready.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from associations.models import Association, Membership
    from governance.models import Ballot
    from governance.transitions import Opening, Text


class PutToVote(Protocol):
    def __call__(
        self,
        association: Association,
        subject_id: int,
        *,
        question: str,
        closes_at: dt.datetime,
        by: Membership,
        now: dt.datetime,
        opening: Opening,
    ) -> Ballot:
        """Open the ballot through `governance.transitions.open_ballot`. Raises Refused when the text is not ready."""


@dataclass(frozen=True)
class Subject:
    """What a room answers for its texts.

    `decided(ballot, now)` runs inside the transaction that settled or voided the ballot. `page(ballot)` gives the
    context of `template`, which shows what is being voted.
    """

    template: str
    page: Callable[[Ballot, Membership], dict[str, Any]]
    decided: Callable[[Ballot, dt.datetime], None]
    # The texts ready to be put on the agenda of a meeting; none by default.
    offered: Callable[[Association], Iterable[Text]] = lambda association: ()
    # Puts the text of that number to the vote, held as `opening` says; for a meeting, and for a second call.
    put_to_vote: PutToVote | None = None
    # The membership (id) that wrote the text: it may vote, and cannot be alone to approve (domain I9); None: nobody is.
    author: Callable[[Ballot], int | None] = lambda ballot: None


_SUBJECTS: dict[str, Subject] = {}


def register(subject_type: str, subject: Subject) -> None:
    _SUBJECTS[subject_type] = subject


def named(subject_type: str) -> Subject:
    """Return the subject of texts of that kind. KeyError when its room is not installed."""
    return _SUBJECTS[subject_type]


def of(ballot: Ballot) -> Subject:
    """Return the subject of `ballot`. KeyError when its room is not installed."""
    return _SUBJECTS[ballot.subject_type]


def offered(association: Association) -> list[Text]:
    """Return the texts of every room that a meeting of `association` may put on its agenda."""
    return [text for subject in _SUBJECTS.values() for text in subject.offered(association)]
