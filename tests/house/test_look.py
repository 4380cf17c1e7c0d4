"""The look as rules: what a template may hold, what it may name, and what the shared marks print."""

from __future__ import annotations

import datetime as dt
import gzip
import re
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines
from django.urls import get_resolver
from django.utils import translation

from config import context
from config.templatetags import look

ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
CSS = sorted((ROOT / "static" / "css").glob("*.css"))
SPRITE = set(re.findall(r'<symbol id="([a-z]+)"', (ROOT / "static" / "icons.svg").read_text()))
COMMENT = re.compile(r"{#.*?#}|{% comment %}.*?{% endcomment %}", re.S)
FORBIDDEN = {
    "a style attribute": r"<[^>]*\sstyle\s*=",
    "a style block": r"<style\b",
    "an inline script": r"<script(?![^>]*\bsrc=)",
    "an event attribute": r"<[^>]*\son[a-z]+\s*=",
    "a file from another host": r"""<(?:link|script|img|iframe|source|use)\b[^>]*(?:src|href)=["'](?:https?:)?//""",
    "a javascript address": r"javascript:",
}
INKS = ("ink", "ink-soft", "petrol", "coral", "ochre")
# Words between the quotes of {% translate %} and in the body of {% blocktranslate %}.
SENTENCE = re.compile(r'{% translate "([^"]*)"|{% blocktranslate[^%]*%}(.*?){% endblocktranslate %}', re.S)
ORDINARY_SPACE = re.compile(r"[^\W\d_»)}] [?!;:»%](?=\s|$|<)|« ")


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def source(path: Path) -> str:
    return COMMENT.sub("", path.read_text())


def draw(text: str, **values: object) -> str:
    return engines["django"].from_string("{% load look %}" + text).render(values)


def names_of(resolver: object, prefix: str = "") -> set[str]:
    """Every name `reverse` would find, namespaces included."""
    found = set()
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            found |= names_of(pattern, inner)
        elif pattern.name:
            found.add(prefix + pattern.name)
    return found


@cache
def all_names() -> set[str]:
    return names_of(get_resolver())


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_holds_no_inline_style_or_script(path: Path) -> None:
    text = source(path)
    held = [what for what, pattern in FORBIDDEN.items() if re.search(pattern, text, re.I)]
    assert not held, f"{name(path)} holds {', '.join(held)}"


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_links_to_pages_that_exist(path: Path) -> None:
    known = all_names()
    # `{% url … as x %}` asks whether the page exists: a missing one prints nothing.
    used = [m[1] for m in re.finditer(r"""{%\s*url\s+["']([^"']+)["']((?:(?!\bas\b)[^%])*)%}""", source(path))]
    missing = sorted(set(used) - known)
    assert not missing, f"{name(path)} links to {', '.join(missing)}, which no urls.py names"


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_uses_marks_that_exist(path: Path) -> None:
    text = source(path)
    icons = set(re.findall(r'{%\s*icon\s+"([^"]+)"', text)) - SPRITE
    states = set(re.findall(r'{%\s*chip\s+"([^"]+)"', text)) - set(look.STATES)
    assert not icons, f"{name(path)}: icons.svg has no {', '.join(sorted(icons))}"
    assert not states, f"{name(path)}: no such state as {', '.join(sorted(states))}"


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_french_sentences_keep_their_spaces_together(path: Path) -> None:
    sentences = [first or second for first, second in SENTENCE.findall(source(path))]
    broken = [s.strip() for s in sentences if ORDINARY_SPACE.search(s) or "'" in re.sub(r"{[{%].*?[%}]}", "", s)]
    assert not broken, f"{name(path)}: ordinary space before ? ! ; : » or straight apostrophe in {broken}"


def test_every_mark_of_our_tables_is_in_the_sprite() -> None:
    used = {icon for _look, icon, _word in look.STATES.values()} | {p.icon for p in context.FIVE + context.MORE}
    assert used <= SPRITE


def test_the_page_frame_is_small() -> None:
    base = ROOT / "static" / "css" / "base.css"
    assert len(gzip.compress(base.read_bytes())) <= 8_000
    for path in CSS:
        assert path.read_text().count("\n") <= 400, f"{name(path)} has more than 400 lines"
        assert "url(" not in path.read_text(), f"{name(path)} fetches another file"


def _tokens() -> dict[str, tuple[str, str]]:
    text = (ROOT / "static" / "css" / "base.css").read_text()
    return dict((t, (light, dark)) for t, light, dark in re.findall(r"--([a-z-]+): light-dark\((#\w+), (#\w+)\)", text))


def _luminance(colour: str) -> float:
    def linear(value: float) -> float:
        return value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("text", "ground", "least"),
    [
        *[(ink, ground, 4.5) for ink in INKS for ground in ("paper", "sheet", "sunk")],
        ("on-accent", "petrol", 4.5),
        ("petrol", "petrol-wash", 4.5),
        ("ink", "petrol-wash", 4.5),
        ("coral", "coral-wash", 4.5),
        ("ochre", "ochre-wash", 4.5),
        ("on-hold", "hold", 4.5),
        ("edge", "paper", 3.0),
        ("edge", "sheet", 3.0),
    ],
)  # fmt: skip
def test_colours_keep_their_contrast(text: str, ground: str, least: float, theme: int) -> None:
    tokens = _tokens()
    high, low = sorted((_luminance(tokens[text][theme]), _luminance(tokens[ground][theme])), reverse=True)
    assert (high + 0.05) / (low + 0.05) >= least


AT_EIGHT = dt.datetime(2026, 11, 17, 19, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("{{ d|day }}", "dimanche 1er novembre"),
        ('{{ d|day:"year" }}', "dimanche 1er novembre 2026"),
        ("{{ m|day }}", "mardi 17 novembre"),
        ("{{ m|moment }}", "mardi 17 novembre à 20\u00a0h"),
        ("{{ m|hour }}", "20\u00a0h"),
        ("{% when d %}", '<time datetime="2026-11-01">dimanche 1<sup>er</sup> novembre</time>'),
        ("{% when m %}", '<time datetime="2026-11-17T20:00">mardi 17 novembre à 20\u00a0h</time>'),
        ("{{ n|fr }}", "1\u202f940"),
        ("{{ 12.5|fr }}", "12,5"),
        ("{{ 3|fr:2 }}", "3,00"),
        ("{{ 0|fr }}", "0"),
        ("{{ nothing|fr }}", "inconnu"),
        ("{{ nothing|day }}{{ nothing|moment }}{% when nothing %}", ""),
        ('{{ "late"|state_word }}', "En retard"),
    ],
)
def test_dates_and_figures_read_as_french(text: str, printed: str) -> None:
    assert draw(text, d=dt.date(2026, 11, 1), m=AT_EIGHT, n=1940, nothing=None) == printed


def test_dates_and_figures_read_as_english_too() -> None:
    with translation.override("en"):
        assert draw("{{ m|day }} {{ m|hour }} {{ n|fr }}", m=AT_EIGHT, n=1940.5) == "Tuesday 17 November 20:00 1,940.5"


def test_a_chip_is_an_icon_and_a_word_and_escapes_it() -> None:
    drawn = draw('{% chip "blocked" words %}{% chip "unheard-of" %}', words="<b>")
    assert "chip-blocked" in drawn
    assert "icons.svg#block" in drawn
    assert "&lt;b&gt;" in drawn
    assert ">unheard-of</span>" in drawn


def test_a_trail_links_all_but_its_last_step() -> None:
    drawn = draw('{% trail "/a" "Textes" "Ici" %}')
    assert '<a href="/a">Textes</a>' in drawn
    assert '<span aria-current="page">Ici</span>' in drawn
