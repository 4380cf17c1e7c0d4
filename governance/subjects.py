"""The rooms above that put texts to the vote: each registers its kind of text, and is told the outcome.

Governance looks only down. A room calls `register` from its AppConfig.ready.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from associations.models import Membership
    from governance.models import Ballot


@dataclass(frozen=True)
class Subject:
    """What a room answers for its texts.

    `decided(ballot, now)` runs inside the transaction that settled or voided the ballot. `page(ballot)` gives the
    context of `template`, which shows what is being voted.
    """

    template: str
    page: Callable[[Ballot, Membership], dict[str, Any]]
    decided: Callable[[Ballot, dt.datetime], None]


_SUBJECTS: dict[str, Subject] = {}


def register(subject_type: str, subject: Subject) -> None:
    _SUBJECTS[subject_type] = subject


def of(ballot: Ballot) -> Subject:
    """Return the subject of `ballot`. KeyError when its room is not installed."""
    return _SUBJECTS[ballot.subject_type]
