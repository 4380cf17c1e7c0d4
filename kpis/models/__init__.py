"""What the figures room keeps: indicators followed, readings, targets, imports, exports."""

from .exports import Export
from .imports import *  # noqa: F403 -- the noun "import" is written in its own module
from .indicators import FollowedIndicator
from .post_lines import PostLine
from .readings import PeriodKind, Reading, Source
from .targets import Target

__all__ = ["Export", "FollowedIndicator", "PeriodKind", "PostLine", "Reading", "Source", "Target"]
