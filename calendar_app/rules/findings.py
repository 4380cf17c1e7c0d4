"""What a rule says: a finding, how grave it is, and the article it cites."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

BLOCK, JUSTIFY, ADVISE = "block", "justify", "advise"

# The life of a post, in order: a rule that speaks at one act speaks at all that follow.
ACTS = ("write", "submit", "approve", "schedule", "publish")


@dataclass(frozen=True)
class Article:
    """A clause in force: `title` is the text ("Ligne éditoriale"), `number` the article, `path` its page."""

    title: str
    number: str
    path: str = ""

    def __str__(self) -> str:
        return _("%(title)s, article %(number)s") % {"title": self.title, "number": self.number}


@dataclass(frozen=True)
class Finding:
    """One remark. `severity` is BLOCK, JUSTIFY or ADVISE; `sentence` says what is wrong, `way_out` what to do.

    `spec` is the key of the editorial rule that spoke; empty for what the house itself always asks. `said` is the
    article in full where somebody reads it beside the remark (may be empty). `is_passed`: somebody let these very
    words pass the rule, and said why. `media` is the number of the image whose page in the library mends it, or 0.
    """

    severity: str
    code: str
    sentence: str
    way_out: str = ""
    article: Article | None = None
    spec: str = ""
    said: str = ""
    is_passed: bool = False
    media: int = 0

    @property
    def blocks(self) -> bool:
        """Whether the act waits: an editorial rule that asks for a reason holds until the reason is given."""
        return self.severity == BLOCK or self.asks_why

    @property
    def asks_why(self) -> bool:
        """Whether a short written reason is enough to pass."""
        return self.severity == JUSTIFY and bool(self.spec)

    def __str__(self) -> str:
        said = self.sentence
        if self.article:
            # The citation belongs to the sentence: its full stop comes after.
            said = f"{said.rstrip('.')} ({self.article})."
        return f"{said} {self.way_out}".strip()


def has_reached(act: str, stage: str) -> bool:
    """Whether `act` is `stage` or later in the life of a post. ValueError for an unknown act."""
    return ACTS.index(act) >= ACTS.index(stage)
