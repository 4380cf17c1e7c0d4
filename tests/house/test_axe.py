"""What a machine can see of accessibility: axe-core finds nothing, nothing runs off the side, the keyboard is seen.

Each page of `tests/axe_pages.py` is opened in Chromium in both themes, at 360 and 1280 px.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from associations.models import Association
from tests.axe_pages import PAGES, Page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: install the package « chromium »"),
    pytest.mark.django_db(transaction=True),
]
SIZES = ((360, 740), (1280, 800))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread; Django would refuse to use its database beside it.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        yield chromium
        chromium.close()


def open_as(browser: Browser, address: str, user) -> BrowserContext:
    context = browser.new_context(locale="fr-FR", reduced_motion="reduce")
    if user:
        client = Client()
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": address}])
    return context


# What sticks out on the right, innermost first; nothing where the page holds on its screen.
TOO_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll("body *")]
  .filter(e => e.getBoundingClientRect().right > innerWidth)
  .map(e => e.outerHTML.slice(0, 160)).reverse().slice(0, 5)"""


def complaints(results: list[dict]) -> list[str]:
    return [f"{found['id']}: {node['html'][:160]}" for found in results for node in found["nodes"]]


@pytest.mark.parametrize("entry", PAGES, ids=lambda entry: entry.label)
def test_axe_finds_nothing(
    entry: Page, browser: Browser, live_server, cast: SimpleNamespace, association: Association
) -> None:
    address = live_server.url + entry.address(cast, association)
    user = getattr(cast, entry.who).user if entry.who else None
    context = open_as(browser, live_server.url, user)
    page = context.new_page()
    refused: list[str] = []
    page.on("console", lambda line: refused.append(line.text) if "Content Security Policy" in line.text else None)
    try:
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            answer = page.goto(address)
            assert answer is not None
            assert answer.status < 500
            assert not page.evaluate(TOO_WIDE), f"wider than a screen of {width} px"
            for theme in ("light", "dark"):
                page.emulate_media(color_scheme=theme)
                found = complaints(Axe().run(page).response["violations"])
                assert not found, f"{theme}, {width} px"
    finally:
        context.close()
    assert not refused, "the page asks for what the browser walls refuse"


def test_menus_open_from_the_keyboard_and_pass_too(
    browser: Browser, live_server, cast: SimpleNamespace, association: Association
) -> None:
    context = open_as(browser, live_server.url, cast.amina.user)
    page = context.new_page()
    try:
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            page.goto(live_server.url + f"/a/{association.slug}/")
            menus = page.locator("details.menu")
            assert menus.count() == 3, "the association, the person, and « Plus »"
            for i in range(menus.count()):
                menus.nth(i).locator("summary").press("Enter")
                panel = menus.nth(i).locator("> div")
                assert panel.is_visible()
                for stop in [panel, *panel.locator("a, button").all()]:
                    box = stop.bounding_box()
                    assert box["x"] >= 0
                    assert box["x"] + box["width"] <= width, stop.inner_text()
                    assert box["y"] >= 0
                    assert box["y"] + box["height"] <= height, stop.inner_text()
                assert not complaints(Axe().run(page).response["violations"])
            assert page.locator("details.menu[open]").count() == 1, "opening one closes the others"
    finally:
        context.close()


def test_the_focus_is_seen_and_the_first_stop_leads_to_the_content(
    browser: Browser, live_server, cast: SimpleNamespace, association: Association
) -> None:
    context = open_as(browser, live_server.url, cast.amina.user)
    page = context.new_page()
    outline = "() => { const s = getComputedStyle(document.activeElement); return [s.outlineStyle, s.outlineWidth] }"
    try:
        page.goto(live_server.url + f"/a/{association.slug}/")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.getAttribute('href')") == "#contenu"
        for _stop in range(12):
            assert page.evaluate(outline) == ["solid", "3px"], page.evaluate("document.activeElement.outerHTML")[:200]
            page.keyboard.press("Tab")
    finally:
        context.close()


@pytest.mark.parametrize("who", ["chloe", "amina"])
def test_the_bar_of_a_phone_holds_all_its_entries(
    who: str, browser: Browser, live_server, cast: SimpleNamespace, association: Association
) -> None:
    context = open_as(browser, live_server.url, getattr(cast, who).user)
    page = context.new_page()
    try:
        page.set_viewport_size({"width": 360, "height": 740})
        page.goto(live_server.url + f"/a/{association.slug}/")
        boxes = [entry.bounding_box() for entry in page.locator(".mainnav .wrap > ul > li").all()]
        assert len(boxes) == 6
        assert len({box["y"] for box in boxes}) == 1, "one line"
        assert all(box["width"] >= 24 and box["height"] >= 44 for box in boxes)
        words = page.locator(".mainnav .wrap > ul > li span").all()
        cut = [w.inner_text() for w in words if w.evaluate("e => e.scrollWidth > e.parentElement.clientWidth + 1")]
        assert not cut, f"words cut: {cut}"
    finally:
        context.close()
