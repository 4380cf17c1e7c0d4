"""A post moved with the keyboard alone, and once more by a browser that runs no script."""

import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from calendar_app.models import Post
from tests.journeys.conftest import PARIS, sign_in

pytestmark = pytest.mark.browser
FRIDAY, MONDAY = dt.date(2026, 11, 27), dt.date(2026, 11, 30)
# What stands under the focus, as a voice reads it.
UNDER = """() => { const here = document.activeElement;
  return (here.getAttribute("aria-label") || here.innerText || here.value || "").replace(/\\s+/g, " ").trim(); }"""


def test_a_post_is_moved_with_the_keyboard_alone(house, visit, shoot):
    ines = visit("ines")
    ines.goto(f"{house}/a/mains-voisines/calendrier/")
    post = _a_post_of(FRIDAY)
    _tab_to(ines, "Déplacer")
    ines.keyboard.press("Enter")
    ines.wait_for_url(re.compile("deplacer=1"))
    _tab_to(ines, f"Déplacer « {post.title} »")
    ines.keyboard.press("Enter")
    said = ines.locator("[data-move-status]")
    _says(said, post, "vendredi 27 novembre")

    # Each arrow is told; Escape leaves everything where it was.
    ines.keyboard.press("ArrowRight")
    _says(said, post, "samedi 28 novembre")
    ines.keyboard.press("Escape")
    expect(said).to_contain_text(f"« {post.title} » reste où elle était.")
    assert _day_of(post) == FRIDAY

    ines.keyboard.press("Enter")
    for key in ("ArrowDown", "ArrowLeft", "ArrowLeft", "ArrowLeft", "ArrowLeft"):
        ines.keyboard.press(key)
    _says(said, post, "lundi 30 novembre")
    ines.keyboard.press("Enter")
    # Told aloud, with the focus still on the post: nobody walks the whole month again.
    expect(said).to_contain_text(f"« {post.title} » est prévue lundi 30 novembre")
    assert ines.evaluate(UNDER) == f"Déplacer « {post.title} »"
    assert _day_of(post) == MONDAY
    shoot(ines, "deplacer-fait", at=".mover:focus-within")


def test_a_post_is_moved_where_no_script_runs(house, browser):
    """The link « Déplacer » is a page: a date, an hour, one button."""
    context = browser.new_context(java_script_enabled=False, locale="fr-FR")
    helene = context.new_page()
    helene.goto(f"{house}/compte/login/")
    sign_in(helene, "helene")
    post = _a_post_of(FRIDAY)
    helene.goto(f"{house}/a/mains-voisines/calendrier/?deplacer=1")
    helene.get_by_role("link", name=f"Déplacer « {post.title} »").click()
    helene.get_by_text("Seul le moment change").wait_for()
    helene.get_by_label("Nouvelle date").fill(MONDAY.isoformat())
    helene.get_by_role("button", name="Déplacer").click()
    told = helene.get_by_role("status").filter(has_text=f"« {post.title} » est prévue lundi 30 novembre")
    told.wait_for()
    assert _day_of(post) == MONDAY
    # The way back is in the sentence.
    told.get_by_role("link", name=re.compile("^Remettre vendredi 27 novembre")).click()
    helene.get_by_role("button", name="Déplacer").click()
    helene.get_by_role("status").filter(has_text=f"« {post.title} » est prévue vendredi 27 novembre").wait_for()
    assert _day_of(post) == FRIDAY
    context.close()


def _tab_to(page, name, most=120):
    """Press Tab until the focus is on `name`."""
    for _press in range(most):
        page.keyboard.press("Tab")
        if page.evaluate(UNDER) == name:
            return
    raise AssertionError(f"no « {name} » under {most} presses of Tab")


def _a_post_of(day):
    start = dt.datetime.combine(day, dt.time(0), tzinfo=PARIS)
    found = Post.objects.filter(due_at__range=(start, start + dt.timedelta(days=1)), status="scheduled")
    return found.get(association__slug="mains-voisines")


def _day_of(post):
    return Post.objects.get(pk=post.pk).due_at.astimezone(PARIS).date()


def _says(place, post, day):
    expect(place).to_contain_text(f"« {post.title} » se déplace, {day}.")
