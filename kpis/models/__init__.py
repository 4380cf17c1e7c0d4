"""What the figures room keeps: indicators followed, readings, targets, imports, exports."""

from .breaks import SeriesBreak
from .exports import Export
from .imports import *  # noqa: F403 -- the noun "import" is written in its own module
from .indicators import FollowedIndicator
from .own import OwnIndicator
from .post_lines import PostLine
from .readings import PeriodKind, Reading, Source
from .targets import Target

__all__ = [
    "Export",
    "FollowedIndicator",
    "OwnIndicator",
    "PeriodKind",
    "PostLine",
    "Reading",
    "SeriesBreak",
    "Source",
    "Target",
]
