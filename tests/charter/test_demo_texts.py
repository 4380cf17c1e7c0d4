"""The demo's texts, read once their places to adapt are filled: no seam shows."""

import re

import pytest

from charter.library import TO_ADAPT, template
from config.demo.texts import ADAPTED

# A word said twice running, an elision left out, two colons in a sentence, a sentence begun without its capital.
SEAMS = {
    "twice": re.compile(r"\b(?!nous nous|vous vous)([^\W\d]+) \1\b", re.IGNORECASE),
    "elision": re.compile(r"\b(?:de|que|le|la|ne|se|je) (?=[aeiouéèêàAEIOUÉÈÊÀ]\w)"),
    "capital": re.compile(r"[.?] +[a-zéèêàç]"),
    "before": re.compile(r"[a-z»é)] +(?:Nous|Elle|Vous) (?!nous)"),
    "stop": re.compile(r"[.,]{2}"),
}


def filled(kind):
    answers = iter(ADAPTED[kind])
    paragraphs = []
    for clause in template(kind).clauses:
        body = TO_ADAPT.sub(lambda _match: next(answers), clause.body)
        paragraphs += body.split("\n")
    assert next(answers, None) is None
    return [paragraph for paragraph in paragraphs if paragraph]


@pytest.mark.parametrize("kind", ["usage", "moderation", "editorial"])
@pytest.mark.parametrize("seam", SEAMS)
def test_a_filled_text_shows_no_seam(kind, seam):
    assert [line for line in filled(kind) if SEAMS[seam].search(line)] == []


@pytest.mark.parametrize("kind", ["usage", "moderation", "editorial"])
def test_a_filled_paragraph_ends_where_it_should(kind):
    assert [line for line in filled(kind) if not line.startswith("- ") and line[-1] not in ".:»"] == []
