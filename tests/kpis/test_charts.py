"""The geometry of a trend: holes stay holes, the axis carries true figures, everything is inside the frame."""

import re
from decimal import Decimal as D

from hypothesis import given
from hypothesis import strategies as st

from kpis import charts

LETTERS = list("NDJFMAMJJASO")


def drawn(values, targets=None, decimals=0):
    return charts.draw(
        [None if v is None else D(str(v)) for v in values],
        targets or [None] * len(values),
        LETTERS[: len(values)],
        lambda value: f"{value.quantize(D(1).scaleb(-decimals))}",
        gap_word="pas de relevé",
        target_word="cible : %(target)s",
        decimals=decimals,
    )


def test_a_hole_is_not_joined_across():
    chart = drawn([1, 2, None, 4, 5])
    assert chart.line.count("M") == 2
    assert len(chart.gaps) == 1
    assert chart.gaps[0].label.text == "pas de relevé"
    assert len(chart.points) == 4


def test_months_before_the_series_began_are_not_holes():
    assert drawn([None, None, 3, 4]).gaps == []


def test_a_last_month_nobody_read_is_a_hole_and_the_last_known_point_is_marked():
    chart = drawn([1, 2, 3, None])
    assert len(chart.gaps) == 1
    assert [point.is_last for point in chart.points] == [False, False, True]


def test_nothing_known_draws_nothing():
    assert drawn([None, None]) is None


def test_counts_are_drawn_from_zero_unless_that_flattens_them():
    assert drawn([5, 12, 9]).starts_at is None
    assert drawn([82, 94, 91]).starts_at == 80


def test_the_marks_of_a_count_are_whole():
    chart = drawn([35, 44, 38])
    assert all(re.fullmatch(r"\d+", tick.label.text) for tick in chart.ticks)
    steps = {int(b.label.text) - int(a.label.text) for a, b in zip(chart.ticks, chart.ticks[1:], strict=False)}
    assert len(steps) == 1


def test_a_target_that_changed_is_drawn_in_two_levels():
    chart = drawn([10, 11, 12, 13], [D(10), D(10), D(14), D(14)])
    assert chart.target.count("M") == 2
    assert chart.target_label.text == "cible : 14"


@given(
    st.lists(st.none() | st.decimals(min_value=-1000, max_value=10**9, places=1), min_size=1, max_size=24),
    st.none() | st.decimals(min_value=0, max_value=10**9, places=0),
)
def test_everything_stays_in_the_frame(values, target):
    chart = charts.draw(
        values, [target] * len(values), ["J"] * len(values), str, gap_word="-", target_word="%(target)s", decimals=1
    )
    if chart is None:
        assert not any(value is not None for value in values)
        return
    for point in chart.points:
        assert charts.TOP - 0.1 <= float(point.y) <= charts.BASE + 0.1
        assert 0 <= float(point.x) <= charts.WIDTH
    for number in re.findall(r"-?\d+\.?\d*", chart.line):
        assert "," not in number
    assert sum(point.is_last for point in chart.points) == 1
