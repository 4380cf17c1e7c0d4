"""The demo association behind a real server, walked by real people in Chromium.

Each walk begins on a fresh story; the clock is the story's, moved by hand (`hour`), never waited for.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from io import StringIO
from pathlib import Path
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django_scopes import scopes_disabled
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from config.demo.people import PASSWORD

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PARIS = ZoneInfo("Europe/Paris")
# A Sunday: the demo's eight months end on it, so the same walk shows the same screens on any day.
STORY_NOW = dt.datetime(2026, 11, 22, 18, 0, tzinfo=PARIS)
SIZES = {"phone": {"width": 360, "height": 740}, "desk": {"width": 1280, "height": 800}}
# Where pictures go: PICTURES=docs/pictures refreshes those of the documentation.
PICTURES = os.environ.get("PICTURES", "")


class Hour:
    """The clock of the story."""

    def __init__(self) -> None:
        self.now = STORY_NOW

    def __call__(self) -> dt.datetime:
        return self.now

    def is_now(self, moment: dt.datetime) -> None:
        self.now = moment


@pytest.fixture
def hour() -> Iterator[Hour]:
    clock = Hour()
    with patch("django.utils.timezone.now", side_effect=clock):
        yield clock


@pytest.fixture(scope="session")
def kept_story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the demo is kept once it was lived: living it is most of a walk."""
    return tmp_path_factory.mktemp("story") / "demo.sqlite3"


def live(kept_story: Path) -> None:
    """Fill the database with the demo, copied from the first walk's where the database is a file of SQLite."""
    if connection.vendor != "sqlite":
        call_command("demo", stdout=StringIO())
        return
    connection.ensure_connection()
    is_new = not kept_story.exists()
    if is_new:
        call_command("demo", stdout=StringIO())
    with closing(sqlite3.connect(kept_story)) as kept:
        source, target = (connection.connection, kept) if is_new else (kept, connection.connection)
        source.backup(target)


@pytest.fixture
def house(hour: Hour, transactional_db: None, kept_story: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Fill the database with the demo and serve it; yields the address."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: install the package « chromium »")
    # Playwright keeps an event loop in this thread; Django would refuse to use its database beside it.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    live(kept_story)
    server = LiveServer("127.0.0.1")
    monkeypatch.setattr(settings, "SITE_URL", server.url)
    with scopes_disabled():
        yield server.url
    server.stop()


@pytest.fixture
def browser(house: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser: Browser, house: str) -> Iterator[Callable[..., Page]]:
    """visit("helene", "phone") opens a signed-in browser; visit(None, "phone") one where nobody signed in.

    Any error the page writes in its console, and any request to another host, fails the walk.
    """
    contexts, complaints = [], []

    def open_browser(who: str | None, size: str = "desk", theme: str = "light") -> Page:
        context = browser.new_context(
            viewport=SIZES[size], color_scheme=theme, locale="fr-FR", reduced_motion="reduce", accept_downloads=True
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on(
            "console",
            lambda line: (
                complaints.append(line.text) if line.type == "error" and "DISCONNECTED" not in line.text else None
            ),
        )
        page.on(
            "request", lambda r: complaints.append(r.url) if not r.url.startswith((house, "data:", "blob:")) else None
        )
        if who:
            page.goto(f"{house}/compte/login/")
            sign_in(page, who)
        return page

    yield open_browser
    for context in contexts:
        context.close()
    assert not complaints


def sign_in(page: Page, who: str) -> None:
    page.get_by_role("textbox", name="Adresse e-mail", exact=True).fill(f"{who}@mains-voisines.example")
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Ouvrir ma session").click()
    page.wait_for_load_state()


def mail_to(who: str, about: str) -> mail.EmailMessage:
    """The last mail to `who` whose subject speaks of `about`; the walk stops when there is none."""
    theirs = [m for m in mail.outbox if m.to == [f"{who}@mains-voisines.example"] and about in m.subject]
    assert theirs, f"no mail to {who} about {about} among {[(m.to, m.subject) for m in mail.outbox]}"
    return theirs[-1]


def link_in(message: mail.EmailMessage) -> str:
    """The first address written in a mail."""
    found = re.search(r"https?://\S+", message.body)
    assert found, message.body
    return found[0]


@pytest.fixture
def shoot(tmp_path: Path) -> Callable[..., None]:
    """shoot(page, "vote") pictures the page at both sizes; axe-core must find nothing there, in both themes.

    The picture begins at the top of the page, or at the element `at`.
    """

    def keep(page: Page, name: str, at: str = "body") -> None:
        folder = Path(settings.BASE_DIR) / PICTURES if PICTURES else tmp_path
        before = page.viewport_size
        for size in SIZES.values():
            page.set_viewport_size(size)
            page.locator(at).first.evaluate("element => element.scrollIntoView({block: 'start'})")
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], f"{name} overflows"
            page.screenshot(path=folder / f"{name}-{size['width']}.png")
            for theme in ("dark", "light"):
                page.emulate_media(color_scheme=theme, reduced_motion="reduce")
                found = Axe().run(page).response["violations"]
                assert not found, [(name, theme, v["id"], n["html"][:200]) for v in found for n in v["nodes"]]
        page.set_viewport_size(before)

    return keep
