"""The crowd: one big association and fifty small ones, written in bulk to measure with."""

from __future__ import annotations

import datetime as dt


def fill(today: dt.date) -> None:
    """Add the crowd. Rows are written in bulk: this is weight to measure, not a story to read."""
