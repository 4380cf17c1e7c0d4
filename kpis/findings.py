"""What a figure means beside its target and its past, in words. Pure: judges plain data.

Nothing is judged before three months are known, nor on a figure that lacks
part of its channels or days, nor on a share of fewer than ten cases.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kpis import numbers
from kpis.aggregation import Figure, Why
from kpis.catalogue import Indicator

ENOUGH_MONTHS = 3
ENOUGH_CASES = 10
# Missed by no more than this share of the target, and not twice running: fragile rather than missed.
NEAR = Decimal("0.10")


class State(StrEnum):
    """How a figure stands. Each is drawn as an icon and a word, never as a colour alone."""

    MET = "ok"
    MISSED = "ko"
    FRAGILE = "wait"
    EARLY = "early"
    UNKNOWN = "unknown"
    PLAIN = "plain"


ICONS = {
    State.MET: "rise",
    State.MISSED: "trend",
    State.FRAGILE: "info",
    State.EARLY: "clock",
    State.UNKNOWN: "info",
    State.PLAIN: "chart",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """A state and its sentence; `months_missed` counts how many months running the target was missed.

    `is_young`: too few months are known to judge. The reason is said once for the page, not in every row.
    """

    state: State
    words: str
    months_missed: int = 0
    is_young: bool = False

    @property
    def icon(self) -> str:
        """The icon drawn before the words."""
        return ICONS[self.state]

    @property
    def css(self) -> str:
        """The colour class that goes with the state."""
        return {State.MET: "ok", State.MISSED: "ko", State.PLAIN: ""}.get(self.state, "wait")


def unknown_in_words(figure: Figure) -> str:
    """Why there is no value, as a cell says it."""
    match figure.why:
        case Why.NOT_ADDITIVE:
            return _("ne s’additionne pas")
        case Why.MISSING_TERMS:
            return _("relevé incomplet")
        case Why.DIVIDED_BY_ZERO:
            return _("sans objet")
        case _:
            return _("pas de relevé")


def in_words(entry: Indicator, value: Decimal, language: str | None = None) -> str:
    """The value with its unit, as a page prints it in `language`, or in that of the moment."""
    language = language or get_language() or "fr"
    return numbers.with_unit(value, entry.unit, entry.decimals, language)


def is_met(entry: Indicator, value: Decimal, target: Decimal) -> bool:
    """Whether `value` reaches `target`, in the direction that is better; any value does when there is none."""
    if entry.direction == "up":
        return value >= target
    return value <= target if entry.direction == "down" else True


def is_solid(figure: Figure) -> bool:
    """Whether the figure may be judged and drawn: known and whole."""
    return figure.value is not None and not figure.partial


def few_cases(entry: Indicator, figure: Figure) -> tuple[Decimal, Decimal] | None:
    """(3, 4) for a share worked out on fewer than ten cases, else None."""
    if entry.unit != "%" or len(figure.parts) != 2:
        return None
    (_n, share), (_d, cases) = figure.parts
    return (share, cases) if cases < ENOUGH_CASES else None


def judge(entry: Indicator, history: Sequence[Figure], targets: Sequence[Decimal | None], language: str) -> Verdict:
    """The verdict on the last figure of `history`; `targets` are those of the same months, oldest first."""
    figure, target = history[-1], targets[-1]
    if figure.value is None:
        return Verdict(
            State.UNKNOWN, _("Pas de relevé ce mois-ci") if figure.why is Why.NO_READING else _capital(figure)
        )
    if figure.partial:
        return Verdict(State.UNKNOWN, _("Relevé incomplet : nous ne jugeons pas"))
    if few_cases(entry, figure):
        return Verdict(State.EARLY, _("Moins de dix cas : trop peu pour juger"))
    known = sum(is_solid(past) for past in history)
    if known < ENOUGH_MONTHS:
        return Verdict(State.EARLY, _("Trop tôt"), is_young=True)
    if target is None or entry.direction == "none":
        return Verdict(State.PLAIN, _change_in_words(entry, history, language))
    return _against(entry, history, targets, target, language)


def _capital(figure: Figure) -> str:
    words = unknown_in_words(figure)
    return words[:1].upper() + words[1:]


def _against(
    entry: Indicator, history: Sequence[Figure], targets: Sequence[Decimal | None], target: Decimal, language: str
) -> Verdict:
    value = history[-1].value
    assert value is not None  # noqa: S101 -- judge() lets only known figures through
    aim = in_words(entry, target, language)
    if is_met(entry, value, target):
        if value == target:
            return Verdict(State.MET, _("Cible de %(target)s atteinte") % {"target": aim})
        words = _("Au-dessus de la cible de %(target)s") if value > target else _("Mieux que la cible de %(target)s")
        return Verdict(State.MET, words % {"target": aim})
    missed = 0
    for figure, aimed in zip(reversed(history), reversed(targets), strict=True):
        if aimed is None or not is_solid(figure) or is_met(entry, figure.value or Decimal(), aimed):
            break
        missed += 1
    words = _("Sous la cible de %(target)s") if value < target else _("Au-delà de la cible de %(target)s")
    words %= {"target": aim}
    if missed > 1:
        return Verdict(State.MISSED, _("%(words)s, %(n)s mois de suite") % {"words": words, "n": missed}, missed)
    if abs(value - target) <= NEAR * abs(target):
        return Verdict(State.FRAGILE, _("%(words)s, de peu") % {"words": words}, missed)
    return Verdict(State.MISSED, words, missed)


def previous_solid(history: Sequence[Figure]) -> Figure | None:
    """The figure of the month just before, when it is known and whole."""
    if len(history) > 1 and is_solid(history[-2]):
        return history[-2]
    return None


def change(history: Sequence[Figure]) -> Decimal | None:
    """Difference with the month just before; None when either is unknown or incomplete."""
    before = previous_solid(history)
    if before is None or before.value is None or not is_solid(history[-1]) or history[-1].value is None:
        return None
    return history[-1].value - before.value


def _change_in_words(entry: Indicator, history: Sequence[Figure], language: str) -> str:
    moved = change(history)
    if moved is None:
        return _("Pas de mois précédent à comparer")
    if not moved:
        return _("Comme le mois précédent")
    return _("%(change)s par rapport au mois précédent") % {
        "change": numbers.signed(moved, entry.unit, entry.decimals, language)
    }


def relative(history: Sequence[Figure]) -> Decimal | None:
    """Change as a share of the month before: 0.2 for a fifth more. None when it cannot be said."""
    moved, before = change(history), previous_solid(history)
    if moved is None or before is None or not before.value:
        return None
    return moved / abs(before.value)
