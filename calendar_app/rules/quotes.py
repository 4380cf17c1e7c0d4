"""What the gate knows of a testimony, as plain data. No name in it: the findings are read by everybody."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Quote:
    """The leave to use the words of one person, the last day included. `is_withdrawn`: they said no since."""

    ends_on: dt.date
    is_withdrawn: bool = False
    is_accepted: bool = True
    # The first words of theirs that the text takes; empty for a post made from their testimony.
    said: str = ""
