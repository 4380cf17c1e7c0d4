"""The fields written directly are those the templates draw, and the page where people write stays cheap."""

import pytest
from crispy_forms.templatetags.crispy_forms_filters import as_crispy_field
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from calendar_app.forms import PostForm, initial_for_new
from calendar_app.templatetags.drawn import drawn
from tests.calendar_app.given import NOW

NASTY = "</textarea><script>alert('1')</script>\"&"


def shape(markup):
    """Every element with its attributes and its words; the templates add names of classes no sheet uses."""
    return [
        (
            node.tag,
            sorted(pair for pair in node.attrib.items() if pair[0] != "class"),
            " ".join((node.text or "").split()),
        )
        for node in html.fragment_fromstring(markup, create_parent=True).iter()
    ]


@pytest.fixture
def form(given):
    for network in ("x", "mastodon"):
        given.channel(network)
    initial = initial_for_new(NOW.date(), given.cast.chloe) | {"title": NASTY, "text": NASTY}
    return PostForm(initial=initial, association=given.association)


def test_each_field_is_what_the_templates_draw(form):
    for field in form:
        # The templates wrap a file in a box for what was sent before: here nothing was.
        if not field.is_hidden and field.name != "image":
            assert shape(drawn(field)) == shape(as_crispy_field(field)), field.name


def test_words_are_escaped(form):
    for name in ("title", "text"):
        assert "<script>" not in drawn(form[name])


def test_a_refused_field_says_so(given):
    form = PostForm({}, association=given.association)
    assert not form.is_valid()
    assert "is-invalid" in drawn(form["title"])


def test_a_page_to_write_on_asks_ten_questions_at_most(as_, url, given):
    client = as_("chloe")
    for network in ("x", "mastodon", "facebook", "blog"):
        given.channel(network)
    client.get(url("calendar:post-create"))
    with CaptureQueriesContext(connection):
        client.get(url("calendar:post-create"))
        asked = [query["sql"] for query in connection.queries if query["sql"].startswith("SELECT")]
    assert len(asked) <= 10, "\n".join(asked)
