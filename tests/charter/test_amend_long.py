"""A text on which a hundred amendments were filed: read a page at a time, in the order of its articles."""

import re

import pytest

from charter.amendments import pages

from . import amending, given

pytestmark = pytest.mark.usefixtures("unscoped")


@pytest.fixture
def version(cast):
    """Two articles asked about again and again, in turn; one page and some more."""
    version = given.review(cast)
    for number in range(pages.PAGE + 7):
        asked = amending.replace(version, position=3 - number % 2, body=f"Sous {number} jours.")
        amending.filed(version, asked, cast.chloe)
    return version


def numbers(page):
    return [int(found) for found in re.findall(r"N°\s(\d+)\.", page)]


@pytest.mark.parametrize("name", ["version-amendments", "version-settle"])
def test_amendments_are_read_a_page_at_a_time_in_the_order_of_the_text(as_, url, version, name):
    address = url(f"charter:{name}", pk=version.pk)
    first, second = (as_("bruno").get(address, {"page": n}).content.decode() for n in (1, 2))
    assert len(numbers(first)) == pages.PAGE
    assert len(numbers(second)) == 7
    assert sorted(numbers(first) + numbers(second)) == list(range(1, pages.PAGE + 8))
    assert "Page 2 sur 2" in second
    # Article 2 was asked about with every second amendment: those come first, all together.
    on_two = (pages.PAGE + 7) // 2
    assert all(number % 2 == 0 for number in numbers(first)[:on_two])


def test_how_many_compete_is_said_of_all_of_them(as_, url, version):
    """Those of the next page count too: they are settled together."""
    page = as_("bruno").get(url("charter:version-settle", pk=version.pk), {"page": 2}).content.decode()
    assert f"{pages.PAGE + 7 - (pages.PAGE + 7) // 2} amendements concernent ces mots" in page
    assert "Amendements ouverts sur 2 articles" in page


@pytest.mark.parametrize("number", ["0", "99", "x", "9" * 30, ""])
def test_a_page_that_is_not_there_is_the_nearest(as_, url, version, number):
    for name in ("version-amendments", "version-settle"):
        assert as_("bruno").get(url(f"charter:{name}", pk=version.pk), {"page": number}).status_code == 200


def test_a_filter_stays_from_page_to_page(as_, url, version):
    page = as_("bruno").get(url("charter:version-amendments", pk=version.pk), {"etat": "ouverts"}).content.decode()
    assert "etat=ouverts&amp;page=2" in page


@pytest.mark.parametrize("name", ["version-amendments", "version-settle"])
def test_the_pages_cost_the_same_for_a_crowd(as_, url, cast, assert_flat, name):
    version = given.review(cast)

    def grow():
        amending.filed(version, amending.replace(version), cast.chloe)

    assert_flat(as_("bruno"), url(f"charter:{name}", pk=version.pk), grow)
