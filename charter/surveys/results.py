"""What the answers say, from the sums alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from charter.surveys.questions import QUESTIONS, question

Counts = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class Line:
    """One possible answer: its words, how many chose it, and their share in whole percent."""

    words: str
    count: int
    percent: int


@dataclass(frozen=True)
class Answers:
    words: str
    several: bool
    lines: list[Line]


def added(counts: Counts, answers: Mapping[str, list[str]]) -> dict[str, dict[str, int]]:
    """Return `counts` with one person's `answers` (question -> keys) added; what is no known answer is left out."""
    total = {key: dict(value) for key, value in counts.items()}
    for asked in QUESTIONS:
        known = {key for key, _words in asked.options}
        for key in set(answers.get(asked.key, ())) & known:
            sums = total.setdefault(asked.key, {})
            sums[key] = sums.get(key, 0) + 1
    return total


def tables(counts: Counts, answered: int) -> list[Answers]:
    """The sums of every question, in the order they were asked."""
    return [
        Answers(
            str(asked.words),
            asked.several,
            [_line(counts, asked.key, key, words, answered) for key, words in asked.options],
        )
        for asked in QUESTIONS
    ]


def _line(counts: Counts, asked: str, key: str, words: Any, answered: int) -> Line:
    count = counts.get(asked, {}).get(key, 0)
    return Line(str(words), count, round(100 * count / answered) if answered else 0)


def sentences(counts: Counts, answered: int) -> list[str]:
    """What a person who writes a charter should have in mind, in short sentences."""
    found = []
    if top := _top(counts, "networks", {"none", "other"}):
        found.append(_("Les plus utilisés : %(list)s.") % {"list": top})
    short = _sum(counts, "time", "under_1", "1_to_3")
    found.append(_("%(share)s y passent moins de trois heures par semaine.") % {"share": _share(short, answered)})
    uneasy = _sum(counts, "ease", "little", "not")
    found.append(_("%(share)s se sentent peu ou pas à l’aise pour y écrire.") % {"share": _share(uneasy, answered)})
    if ready := _top(counts, "ready", {"nothing"}):
        found.append(_("Prêts et prêtes à : %(list)s.") % {"list": ready})
    giving = answered - _sum(counts, "month", "none")
    found.append(_("%(share)s donneraient au moins une heure par mois.") % {"share": _share(giving, answered)})
    return found


def _share(count: int, of: int) -> str:
    return ngettext("%(count)d personne sur %(of)d", "%(count)d personnes sur %(of)d", count) % {
        "count": count,
        "of": of,
    }


def _sum(counts: Counts, asked: str, *keys: str) -> int:
    return sum(counts.get(asked, {}).get(key, 0) for key in keys)


def _top(counts: Counts, asked: str, but: set[str], first: int = 3) -> str:
    """The answers most often given, with their number: "WhatsApp (10), Facebook (8)"; "" when there are none."""
    words = dict(question(asked).options)
    ranked = sorted(
        ((n, key) for key, n in counts.get(asked, {}).items() if n and key not in but), key=lambda x: (-x[0], x[1])
    )
    return ", ".join(f"{words[key]} ({n})" for n, key in ranked[:first])
