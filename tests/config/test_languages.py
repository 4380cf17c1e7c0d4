"""French first, English for who asks: the whole page, its dates and its plurals."""

import pytest
import time_machine
from django.utils.translation import ngettext, override


@pytest.fixture
def english(cast, unscoped):
    cast.elise.user.language = "en"
    cast.elise.user.save()


@time_machine.travel("2026-11-22 12:00", tick=False)
def test_a_page_is_in_the_language_the_person_chose(as_, url, english):
    page = as_("elise").get(url("calendar:month")).content.decode()
    assert '<html lang="en"' in page
    assert "November 2026" in page
    assert "To do" in page
    assert "Calendrier" not in page


@time_machine.travel("2026-11-22 12:00", tick=False)
def test_others_keep_french(as_, url, english):
    page = as_("bruno").get(url("calendar:month")).content.decode()
    assert '<html lang="fr"' in page
    assert "Novembre 2026" in page


def test_zero_takes_the_singular_in_french():
    with override("fr"):
        said = ngettext("%(counter)s chose vous attend", "%(counter)s choses vous attendent", 0)
    assert said == "%(counter)s chose vous attend"
