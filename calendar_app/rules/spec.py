"""One editorial rule as plain data: which check, how grave, with what figures and words, on which accounts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from calendar_app.rules.findings import Article


@dataclass(frozen=True)
class Spec:
    """A rule the association wrote. `check` is a key of `catalogue.CHECKS`, `severity` BLOCK, JUSTIFY or ADVISE.

    `key` is stable for one rule of one version of the line: dispensations name it. `channels` are ids of accounts,
    None for all. `words` are those of the association, shown beside what the check says (may be empty).
    """

    key: str
    check: str
    severity: str
    params: Mapping[str, Any] = field(default_factory=dict)
    channels: frozenset[int] | None = None
    article: Article | None = None
    words: str = ""
    # Which wording of the rule this is: a dispensation from another wording is no dispensation.
    digest: str = ""
