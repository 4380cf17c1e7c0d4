"""What a person says of a post: its words, which are approved, and its plan, which moves without a new yes."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from associations.models import Membership
from calendar_app.models import Campaign, Media, Pillar
from calendar_app.models.revisions import content_hash


@dataclass(frozen=True)
class Words:
    """What goes out: `texts` maps each chosen channel id to its own text ("": the common one)."""

    title: str
    kind: str
    text: str
    texts: Mapping[int, str]
    images: Sequence[tuple[Media, str]] = ()
    # Images of their own for some accounts, by channel id; an empty list is an account without images.
    own_images: Mapping[int, Sequence[tuple[Media, str]]] = field(default_factory=dict)

    def hash(self) -> str:
        """SHA-256 in hexadecimal, as approvals know it."""
        return content_hash(
            title=self.title,
            kind=self.kind,
            text=self.text,
            texts=self.texts.items(),
            images=_hashes(self.images),
            own_images=[(channel, _hashes(shown)) for channel, shown in self.own_images.items()],
        )


def _hashes(images: Sequence[tuple[Media, str]]) -> list[tuple[str, str]]:
    return [(media.sha256, alt) for media, alt in images]


class Unsaid(enum.Enum):
    """What a door that does not ask about something says of it: leave it as it is."""

    UNSAID = enum.auto()


UNSAID = Unsaid.UNSAID


@dataclass(frozen=True)
class Plan:
    """When, what for and by whom: moving these asks for no new yes. What is unsaid stays as the post has it."""

    due_at: dt.datetime
    purpose: str
    owner: Membership
    pillar: Pillar | Unsaid | None = UNSAID
    campaign: Campaign | Unsaid | None = UNSAID
    audience: str | Unsaid = UNSAID
    voice: Membership | Unsaid | None = UNSAID

    def belongings(self) -> dict[str, Pillar | Campaign | Membership | str | None]:
        """What the post belongs to, whom it speaks to and by whose voice, by field: only what was said."""
        asked = {"pillar": self.pillar, "campaign": self.campaign, "audience": self.audience, "voice": self.voice}
        return {name: value for name, value in asked.items() if not isinstance(value, Unsaid)}
