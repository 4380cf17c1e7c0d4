"""How a month is made of its readings. Nothing is ever guessed."""

import datetime as dt
from decimal import Decimal as D

import pytest

from kpis import catalogue
from kpis.aggregation import Book, Days, Figure, Read, Why, of_readings

MONTH = dt.date(2026, 10, 1)
BEFORE = dt.date(2026, 9, 1)
FACEBOOK, X = 1, 2


def days(count, total, last=None, first=1, end=31, weighted=None):
    return Days(D(count), D(total), MONTH.replace(day=first), MONTH.replace(day=end), last, weighted)


def book(**reads):
    """book(posts={FACEBOOK: 3, None: 4}, followers_before={X: 5})."""
    made = {}
    for name, values in reads.items():
        month = BEFORE if name.endswith("_before") else MONTH
        for channel, value in values.items():
            read = value if isinstance(value, Read) else Read(month=D(str(value)))
            made[name.removesuffix("_before"), channel, month] = read
    return Book(made, [FACEBOOK, X])


@pytest.mark.parametrize(
    ("indicator", "read", "value", "why"),
    [
        ("posts", None, None, Why.NO_READING),
        ("posts", Read(month=D(0)), D(0), None),
        ("posts", Read(days=days(31, 40)), D(40), None),
        ("posts", Read(month=D(38), days=days(31, 40)), D(38), None),
        ("followers", Read(days=days(31, 99999, last=D(1200))), D(1200), None),
        ("reach", Read(days=days(31, 99999)), None, Why.NOT_ADDITIVE),
        ("reach", Read(month=D(4100), days=days(31, 99999)), D(4100), None),
        ("response_time_median", Read(days=days(31, 900)), None, Why.NOT_ADDITIVE),
        ("er_impressions", Read(days=days(31, 120)), None, Why.NOT_ADDITIVE),
        ("yt_ctr", Read(days=days(31, 93, weighted=D("3.06"))), D("3.06"), None),
        ("yt_ctr", Read(days=days(31, 93)), None, Why.NOT_ADDITIVE),
    ],
)
def test_the_figure_of_one_series(indicator, read, value, why):
    figure = of_readings(catalogue.get(indicator), read, MONTH)
    assert (figure.value, figure.why) == (value, why)


def test_an_unbroken_run_that_stops_short_is_partial_and_a_list_of_post_days_is_not():
    posts = catalogue.get("posts")
    assert of_readings(posts, Read(days=days(20, 30, end=20)), MONTH).partial
    assert of_readings(posts, Read(days=days(11, 30, first=21)), MONTH).partial
    assert not of_readings(posts, Read(days=days(31, 30)), MONTH).partial
    # Files of posts only name the days with posts.
    assert not of_readings(posts, Read(days=days(6, 30, first=2, end=27)), MONTH).partial


def test_a_rate_is_the_ratio_of_the_sums_never_a_mean_of_rates():
    figures = book(engagements={FACEBOOK: 1, X: 90}, impressions={FACEBOOK: 100, X: 1000})
    assert figures.figure("er_impressions", FACEBOOK, MONTH).value == 1
    assert figures.figure("er_impressions", X, MONTH).value == 9
    assert round(figures.total("er_impressions", MONTH).value, 4) == D("8.2727")


def test_a_sum_over_channels_that_lacks_one_says_so():
    figures = book(posts={FACEBOOK: 3}, posts_before={FACEBOOK: 2, X: 7})
    assert figures.total("posts", BEFORE) == Figure(D(9))
    assert figures.total("posts", MONTH) == Figure(D(3), partial=True, missing=(X,))


def test_unique_counts_are_never_added_but_one_account_is_its_own_total():
    assert book(reach={FACEBOOK: 10, X: 20}).total("reach", MONTH).why is Why.NOT_ADDITIVE
    assert book(reach={FACEBOOK: 10}).total("reach", MONTH).value == 10
    assert book(reach={FACEBOOK: 10, X: 20, None: 25}).total("reach", MONTH).value == 25


def test_a_missing_term_and_a_zero_leave_the_figure_unknown():
    assert book(answered={None: 3}).total("response_rate", MONTH).why is Why.MISSING_TERMS
    zero = book(answered={None: 0}, first_messages_received={None: 0})
    assert zero.total("response_rate", MONTH).why is Why.DIVIDED_BY_ZERO
    assert book().total("response_rate", MONTH).why is Why.NO_READING


def test_the_growth_of_a_stock_needs_both_ends():
    figures = book(followers={FACEBOOK: 130}, followers_before={FACEBOOK: 120, X: 50})
    assert figures.figure("follower_growth", FACEBOOK, MONTH).value == 10
    assert figures.figure("follower_growth", X, MONTH).value is None
    total = figures.total("follower_growth", MONTH)
    assert total.value == 10
    assert total.partial


def test_terms_read_at_different_levels_still_meet():
    figures = book(volunteer_hours={None: 40}, posts={FACEBOOK: 12, X: 8})
    assert figures.total("hours_per_post", MONTH).value == 2


def test_what_a_network_gives_ready_made_wins_over_the_formula():
    figures = book(engagements={X: 12}, reactions={X: 1}, comments={X: 1}, shares={X: 1}, saves={X: 1})
    assert figures.figure("engagements", X, MONTH).value == 12
