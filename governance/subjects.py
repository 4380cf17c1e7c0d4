"""The rooms above that put texts to the vote: each registers its kind of text, and is told the outcome.

Governance looks only down. A room calls `register` from its AppConfig.ready.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from associations.models import Association, Membership
    from governance.models import Ballot
    from governance.transitions import Text


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


_SUBJECTS: dict[str, Subject] = {}


def register(subject_type: str, subject: Subject) -> None:
    _SUBJECTS[subject_type] = subject


def of(ballot: Ballot) -> Subject:
    """Return the subject of `ballot`. KeyError when its room is not installed."""
    return _SUBJECTS[ballot.subject_type]


def offered(association: Association) -> list[Text]:
    """Return the texts of every room that a meeting of `association` may put on its agenda."""
    return [text for subject in _SUBJECTS.values() for text in subject.offered(association)]
