"""The texts an association starts from: complete, adaptable, and set as a careful printer would."""

import re

import pytest

from charter.library import KINDS, Template, TemplateClause, template, templates, to_adapt
from charter.models import Clause

TEXTS = [pytest.param(text, id=text.kind) for text in templates()]
CLAUSES = [pytest.param(clause, id=f"{text.kind}-{clause.key}") for text in templates() for clause in text.clauses]
# Ordinary space, or nothing at all, where French wants a space that does not break.
LOOSE_BEFORE = re.compile(r"(?<!\u202f)[;?]|(?<!\u00a0)[:»%]|«(?!\u00a0)")


def _words(clause: TemplateClause) -> str:
    return f"{clause.title}\n{clause.body}\n{clause.note}"


def test_the_four_texts_come_in_order_and_are_read_once() -> None:
    assert [text.kind for text in templates()] == list(KINDS)
    assert template("crisis") is template("crisis")


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(KeyError):
        template("../../manage")


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_has_twelve_to_twenty_articles_each_with_its_own_key(text: Template) -> None:
    keys = [clause.key for clause in text.clauses]
    assert 12 <= len(keys) <= 20
    assert len(set(keys)) == len(keys)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", key) for key in keys)
    assert len({clause.title for clause in text.clauses}) == len(keys)


@pytest.mark.parametrize("text", TEXTS)
def test_the_introduction_gives_no_legal_advice_and_says_so(text: Template) -> None:
    assert "ne donnons pas de conseil juridique" in text.intro
    assert to_adapt(text.intro) == []


@pytest.mark.parametrize("text", TEXTS)
def test_the_association_has_something_to_decide_and_the_board_to_adopt(text: Template) -> None:
    assert sum(len(clause.to_adapt) for clause in text.clauses) >= 8
    assert any("instance qui adopte" in place for clause in text.clauses for place in clause.to_adapt)


@pytest.mark.parametrize("clause", CLAUSES)
def test_every_bracket_is_a_marker(clause: TemplateClause) -> None:
    assert clause.body.count("[") == clause.body.count("]") == len(clause.to_adapt)
    assert all(len(place) > 3 for place in clause.to_adapt)
    assert "[" not in clause.title + clause.note


@pytest.mark.parametrize("clause", CLAUSES)
def test_an_article_is_plain_paragraphs_and_lists(clause: TemplateClause) -> None:
    assert len(clause.body.split()) >= 30
    for block in clause.body.split("\n\n"):
        lines = block.splitlines()
        assert block.strip() == block
        assert len(lines) == 1 or all(line.startswith("- ") for line in lines)
    assert not re.search(r"[*_#<>]", re.sub(r"#[A-Z]\w+", "", _words(clause)))


@pytest.mark.parametrize("clause", CLAUSES)
def test_the_typography_is_french(clause: TemplateClause) -> None:
    words = _words(clause)
    assert "!" not in words
    assert "'" not in words
    assert '"' not in words
    assert "·" not in words
    assert "..." not in words
    assert "  " not in words
    assert not LOOSE_BEFORE.search(words), LOOSE_BEFORE.search(words)
    assert not re.search(r"[^\S\n][.,]", words)
    assert words.count("«") == words.count("»")


@pytest.mark.parametrize("clause", CLAUSES)
def test_an_article_fits_in_its_columns(clause: TemplateClause) -> None:
    limits = {field: Clause._meta.get_field(field).max_length for field in ("key", "title", "body", "note")}
    assert {field: len(getattr(clause, field)) <= limit for field, limit in limits.items()} == dict.fromkeys(
        limits, True
    )


def test_a_marker_typed_by_hand_counts_too() -> None:
    assert to_adapt("Lire [à adapter : le lieu] puis [À adapter: l’heure ].") == ["le lieu", "l’heure"]
    assert to_adapt("Rien [à voir] ici.") == []
