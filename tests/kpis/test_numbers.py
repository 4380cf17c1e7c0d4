"""Numbers as people write them, and as pages print them."""

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpis import numbers


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("0", D(0)),
        ("1240", D(1240)),
        ("1 240", D(1240)),
        ("1\u202f240,5", D("1240.5")),
        ("1\u00a0240", D(1240)),
        ("12.5", D("12.5")),
        ("82 %", D(82)),
        ("15,20 €", D("15.2")),
        ("−3", D(-3)),
        ("1'240", D(1240)),
    ],
)
def test_what_is_understood(text, value):
    assert numbers.parse(text) == value


@pytest.mark.parametrize(
    "text", ["abc", "12,5,3", "=1+1", "1e5", "NaN", "inf", "١٢", "12h", "--3", " % ", "1_000", "0x10"]
)
def test_what_is_refused(text):
    with pytest.raises(numbers.NotANumber) as refused:
        numbers.parse(text)
    assert not refused.value.ambiguous


def test_a_dot_before_three_digits_is_asked_about():
    with pytest.raises(numbers.NotANumber) as refused:
        numbers.parse("1.240")
    assert refused.value.ambiguous


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=4))
def test_what_a_field_shows_is_read_back(value):
    text = numbers.plain(value)
    # "1,240" is French for 1.24: only a dot is ambiguous.
    assert numbers.parse(text) == value


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "text"),
    [
        (D(1940), "count", 0, "1\u202f940"),
        (D("82.05"), "%", 1, "82,1\u00a0%"),
        (D("82.04"), "%", 1, "82\u00a0%"),
        (D("1250"), "EUR", 2, "1\u202f250\u00a0€"),
        (D("12.5"), "EUR", 2, "12,50\u00a0€"),
        (D("-3.5"), "h", 1, "−3,5\u00a0h"),
    ],
)
def test_what_is_printed(value, unit, decimals, text):
    assert numbers.with_unit(value, unit, decimals) == text


def test_a_change_of_a_percentage_is_in_points():
    assert numbers.signed(D("3.5"), "%", 1) == "+3,5\u00a0points"
    assert numbers.signed(D("-0.5"), "%", 1) == "−0,5\u00a0point"
