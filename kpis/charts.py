"""The geometry of a trend: twelve months become a line, its holes, its target and its labels. Pure.

All coordinates are strings ready for SVG attributes: a page in French would
otherwise print them with a comma.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

WIDTH, HEIGHT = 345, 182
TOP, BASE, RIGHT = 22, 160, 327
CHARACTER = 6  # width given to one character of a label, at 11 px
STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))


@dataclass(frozen=True, slots=True)
class Label:
    """A word at a place."""

    x: str
    y: str
    text: str


@dataclass(frozen=True, slots=True)
class Point:
    """A known month; `is_last` marks the one in coral."""

    x: str
    y: str
    is_last: bool


@dataclass(frozen=True, slots=True)
class Gap:
    """A run of months nobody read; `label` is None when there is no room for the words."""

    x: str
    width: str
    label: Label | None


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the axis and its figure. The lowest is the base."""

    y: str
    label: Label
    is_base: bool


@dataclass(frozen=True, slots=True)
class Cut:
    """A month from which the series is counted otherwise; `label` is None when there is no room for the word."""

    x: str
    label: Label | None


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything the template draws. `starts_at` is set when the axis does not begin at zero."""

    left: str
    ticks: Sequence[Tick]
    line: str
    points: Sequence[Point]
    gaps: Sequence[Gap]
    target: str
    target_label: Label | None
    last_label: Label | None
    months: Sequence[Label]
    starts_at: Decimal | None
    cuts: Sequence[Cut] = ()


def draw(
    values: Sequence[Decimal | None],
    targets: Sequence[Decimal | None],
    initials: Sequence[str],
    write: Callable[[Decimal], str],
    *,
    gap_word: str,
    target_word: str,
    decimals: int = 0,
    broken_at: Sequence[int] = (),
    break_word: str = "",
) -> Chart | None:
    """Draw `values` (None: a hole, never joined across); None when nothing is known.

    `initials` are the letters under the axis, `write` prints a value with its
    unit with `decimals`, `target_word` holds "%(target)s". `broken_at` are the places before which the line is cut:
    the series is counted otherwise from there, and `break_word` says so.
    """
    known = [value for value in values if value is not None]
    if not known:
        return None
    low, high, step = _axis([*known, *(target for target in targets if target is not None)], decimals)
    marks = _steps(low, high, step)
    left = max(20, 6 + CHARACTER * max(len(write(mark)) for mark in marks))
    column = Decimal(RIGHT - left) / max(len(values) - 1, 1)
    xs = [left + column * place for place in range(len(values))]

    def y(value: Decimal) -> Decimal:
        return BASE - (value - low) / (high - low) * (BASE - TOP)

    last = max(place for place, value in enumerate(values) if value is not None)
    return Chart(
        left=_n(Decimal(left)),
        ticks=[
            Tick(_n(y(mark)), Label(_n(Decimal(left - 5)), _n(y(mark) + 4), write(mark)), mark == low) for mark in marks
        ],
        line=_path(
            [None if value is None else (x, y(value)) for x, value in zip(xs, values, strict=True)], set(broken_at)
        ),
        points=[
            Point(_n(x), _n(y(value)), place == last)
            for place, (x, value) in enumerate(zip(xs, values, strict=True))
            if value is not None
        ],
        gaps=_gaps(values, xs, column, gap_word),
        target=_target(targets, xs, column, y),
        target_label=_target_label(targets, xs, y, write, target_word, values),
        last_label=_last_label(xs[last], y(known[-1]), write(known[-1]), len(known) > 1 and known[-1] > known[-2]),
        months=[Label(_n(x), _n(Decimal(BASE + 16)), text) for x, text in zip(xs, initials, strict=True)],
        starts_at=low if low else None,
        cuts=_cuts(broken_at, xs, column, break_word),
    )


def _n(value: Decimal) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _axis(values: Sequence[Decimal], decimals: int) -> tuple[Decimal, Decimal, Decimal]:
    """Low end, high end and step of the axis: from zero, unless that would flatten the line."""
    low, high = min(values), max(values)
    if low >= 0 and low < high * Decimal("0.6"):
        low = Decimal()
    span = high - low or abs(high) or Decimal(1)
    raw = span / 4
    scale = Decimal(1).scaleb(raw.adjusted())
    # A mark must be a figure the labels can print: no "38" for 37.5.
    finest = Decimal(1).scaleb(-decimals)
    step = next((scale * factor for factor in STEPS if scale * factor >= raw and not scale * factor % finest), finest)
    start = (low / step).to_integral_value("ROUND_FLOOR") * step
    end = (high / step).to_integral_value("ROUND_CEILING") * step
    return start, end if end > start else start + step, step


def _steps(low: Decimal, high: Decimal, step: Decimal) -> list[Decimal]:
    count = int((high - low) / step)
    return [low + step * place for place in range(count + 1)]


def _path(points: Sequence[tuple[Decimal, Decimal] | None], cut_before: Collection[int] = ()) -> str:
    """M and L commands; a hole or a break starts a new piece."""
    commands, pen_down = [], False
    for place, point in enumerate(points):
        pen_down = pen_down and place not in cut_before
        if point is not None:
            commands.append(f"{'L' if pen_down else 'M'}{_n(point[0])} {_n(point[1])}")
        pen_down = point is not None
    return "".join(commands)


def _gaps(values: Sequence[Decimal | None], xs: Sequence[Decimal], column: Decimal, word: str) -> list[Gap]:
    """Holes between the first known month and the end; months before the series began are no holes."""
    first = next(place for place, value in enumerate(values) if value is not None)
    gaps: list[Gap] = []
    end_of_label = Decimal(-1)
    for is_hole, run in groupby(range(first, len(values)), key=lambda place: values[place] is None):
        places = list(run)
        if not is_hole:
            continue
        x = xs[places[0]] - column * Decimal("0.4")
        width = xs[places[-1]] - xs[places[0]] + column * Decimal("0.8")
        half = Decimal(len(word) * CHARACTER) / 2
        centre = min(x + width / 2, WIDTH - half)
        fits = centre - half > end_of_label
        if fits:
            end_of_label = centre + half
        gaps.append(Gap(_n(x), _n(width), Label(_n(centre), _n(Decimal(TOP - 6)), word) if fits else None))
    return gaps


def _cuts(places: Sequence[int], xs: Sequence[Decimal], column: Decimal, word: str) -> list[Cut]:
    """A line between the month before and the month of the break, its word kept inside the drawing."""
    cuts: list[Cut] = []
    end_of_label, half = Decimal(-1), Decimal(len(word) * CHARACTER) / 2
    for place in sorted(set(places)):
        x = xs[place] - column / 2 if place else xs[0]
        centre = max(min(x, WIDTH - half), half)
        fits = centre - half > end_of_label
        end_of_label = centre + half if fits else end_of_label
        cuts.append(Cut(_n(x), Label(_n(centre), _n(Decimal(BASE - 6)), word) if fits else None))
    return cuts


def _target(
    targets: Sequence[Decimal | None], xs: Sequence[Decimal], column: Decimal, y: Callable[[Decimal], Decimal]
) -> str:
    """One level per run of equal targets, each half a column wide on both sides, without risers."""
    pieces = []
    for target, run in groupby(range(len(targets)), key=lambda place: targets[place]):
        places = list(run)
        if target is None:
            continue
        start = max(xs[0], xs[places[0]] - column / 2)
        end = min(Decimal(RIGHT + 8), xs[places[-1]] + column / 2)
        pieces.append(f"M{_n(start)} {_n(y(target))}H{_n(end)}")
    return "".join(pieces)


def _target_label(
    targets: Sequence[Decimal | None],
    xs: Sequence[Decimal],
    y: Callable[[Decimal], Decimal],
    write: Callable[[Decimal], str],
    word: str,
    values: Sequence[Decimal | None],
) -> Label | None:
    """The words of the last target, along its line, where the series passes least."""
    last = targets[-1]
    if last is None:
        return None
    start = len(targets) - 1
    while start and targets[start - 1] == last:
        start -= 1
    text = word % {"target": write(last)}
    length, level = Decimal(CHARACTER * len(text)), y(last)
    trace = _trace(values, xs, y)
    places = [
        (max(min(x, Decimal(RIGHT) - length), xs[0]), base)
        for x in xs[start:]
        for base in (level - 5, level + 13)
        if TOP - 8 <= base <= BASE - 2
    ] or [(xs[0], level - 5)]

    def crowd(place: tuple[Decimal, Decimal]) -> int:
        left, base = place
        return sum(left - 6 <= px <= left + length + 6 and base - 14 <= py <= base + 6 for px, py in trace)

    x, base = min(places, key=crowd)
    return Label(_n(x), _n(base), text)


def _trace(
    values: Sequence[Decimal | None], xs: Sequence[Decimal], y: Callable[[Decimal], Decimal]
) -> list[tuple[Decimal, Decimal]]:
    """Points all along the line, an eighth of a column apart."""
    points = []
    for place, value in enumerate(values):
        if value is None:
            continue
        points.append((xs[place], y(value)))
        following = values[place + 1] if place + 1 < len(values) else None
        if following is not None:
            for part in range(1, 8):
                share = Decimal(part) / 8
                points.append(
                    (
                        xs[place] + (xs[place + 1] - xs[place]) * share,
                        y(value) + (y(following) - y(value)) * share,
                    )
                )
    return points


def _last_label(x: Decimal, y: Decimal, text: str, rises: bool) -> Label:
    """The last value: over its point when the line climbs to it, else under, so that the line stays clear."""
    half = Decimal(len(text) * CHARACTER) / 2
    return Label(_n(min(x, WIDTH - half)), _n(y - 9 if rises or y + 17 > BASE else y + 17), text)
