"""The names a planning may hold, and what they stand for: accounts, people, natures, purposes."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from django.db.models import F

from associations.models import Association, Membership
from calendar_app.campaigns import fields
from calendar_app.models import Campaign, Channel, Pillar, Post
from calendar_app.planning.columns import folded
from calendar_app.planning.stored import plain


@dataclass(frozen=True)
class Names:
    """One list of names: `words` maps what stands for each (in order) to its word on the sheet."""

    words: dict[str, str]
    # Read, never offered: an account closed since, a person who left or may not write.
    former: frozenset[str] = frozenset()
    folds: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        folds: dict[str, str] = {}
        for value, word in self.words.items():
            folds.setdefault(folded(word), value)
        object.__setattr__(self, "folds", folds)

    def find(self, word: object) -> str | None:
        """What `word` stands for, accents and capitals aside; None when unknown."""
        return self.folds.get(folded(word))

    def offered(self) -> list[str]:
        return [word for value, word in self.words.items() if value not in self.former]

    def split(self, cell: str) -> tuple[list[str], list[str]]:
        """The values named in `cell`, one after the other, and the pieces nobody knows."""
        found, unknown = [], []
        whole = self.find(cell)
        if whole is not None:
            return [whole], []
        rest = cell
        # A name may hold a comma itself: the longest are looked for first.
        for value, word in sorted(self.words.items(), key=lambda pair: -len(pair[1])):
            if re.search(r"[,;/&+\n]|\bet\b", word) and word in rest:
                found.append(value)
                rest = rest.replace(word, ",")
        for piece in re.split(r"[,;/&+\n]|\bet\b", rest):
            if piece.strip():
                value = self.find(piece)
                (unknown if value is None else found).append(piece.strip() if value is None else value)
        return list(dict.fromkeys(found)), unknown


@dataclass(frozen=True)
class Directory:
    """Every list of an association."""

    accounts: Names
    people: Names
    kinds: Names
    purposes: Names
    pillars: Names
    campaigns: Names
    # Who may no longer answer for anything: not the same sentence as for a member who may not write.
    left: frozenset[str] = frozenset()

    def of(self, key: str) -> Names | None:
        lists = {
            "accounts": self.accounts,
            "owner": self.people,
            "kind": self.kinds,
            "purpose": self.purposes,
            "pillar": self.pillars,
            "campaign": self.campaigns,
        }
        return lists.get(key)

    def word(self, key: str, value: str) -> str:
        """How a value is written on the sheet: "3,5" under accounts is "Mastodon, Blog"."""
        if key == "state":
            return str(Post.Status(value).label) if value else ""
        names = self.of(key)
        if names is None:
            return value
        if key == "accounts":
            return ", ".join(names.words.get(each, each) for each in value.split(",") if each)
        return names.words.get(value, value)


def directory(association: Association) -> Directory:
    """Read the lists of `association`; one query for each. Names as a cell can hold them: people paste odd signs."""
    people, left = _people(association)
    channels = list(Channel.objects.of(association).values_list("pk", "name", "is_active"))
    return Directory(
        accounts=Names(
            {str(pk): plain(name) for pk, name, _on in channels}, frozenset(str(c[0]) for c in channels if not c[2])
        ),
        people=people,
        kinds=Names({kind.value: str(kind.label) for kind in Post.Kind}),
        purposes=Names({purpose.value: str(purpose.label) for purpose in Post.Purpose}),
        pillars=Names(
            {
                str(pk): plain(name)
                for pk, name in Pillar.objects.filter(association=association).values_list("pk", "name")
            }
        ),
        campaigns=_campaigns(association),
        left=left,
    )


def _people(association: Association) -> tuple[Names, frozenset[str]]:
    """Everybody, of whom only those who may write today are offered; and those who left."""
    rows = list(
        Membership.objects.of(association)
        .order_by(F("left_on").asc(nulls_first=True), "user__name", "pk")
        .values_list("pk", "user__name", "left_on")
    )
    times = Counter(folded(name) for _pk, name, _left in rows)
    # Two people of one name are told apart by their number: an address would travel with the file.
    words = {str(pk): plain(name) if times[folded(name)] == 1 else f"{plain(name)} (n° {pk})" for pk, name, _l in rows}
    writing = set(fields.people(association).values_list("pk", flat=True))
    silent = frozenset(str(pk) for pk, _name, _left in rows if pk not in writing)
    return Names(words, silent), frozenset(str(pk) for pk, _name, left in rows if left)


def _campaigns(association: Association) -> Names:
    rows = list(Campaign.objects.filter(association=association).values_list("pk", "name", "closed_at"))
    return Names({str(pk): plain(name) for pk, name, _at in rows}, frozenset(str(pk) for pk, _name, at in rows if at))
