"""The word diff: nothing lost, whole words, phrases rather than confetti, and an answer in time whatever the text."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charter.diff import ClauseText, Span, by_paragraph, version_diff, word_diff
from charter.library import templates

ALPHABET = st.text(alphabet="ab é,’. \n-", max_size=60)
WORDS = st.lists(st.sampled_from(["le", "conseil", "vote", "la", "charte", ".", "\n\n", "- "]), max_size=40).map(
    " ".join
)
TEXTS = st.one_of(st.text(max_size=60), ALPHABET, WORDS)
VERSIONS = st.lists(
    st.builds(ClauseText, st.sampled_from("abcdefgh"), WORDS, TEXTS), unique_by=lambda clause: clause.key
)


def _joined(spans: list[Span], kind: str) -> str:
    return "".join(span.text for span in spans if span.kind in ("same", kind))


def _marked(old: str, new: str) -> str:
    marks = {"same": "{}", "del": "[-{}-]", "ins": "[+{}+]"}
    return "".join(marks[span.kind].format(span.text) for span in word_diff(old, new))


@given(TEXTS, TEXTS)
def test_the_spans_tell_both_texts_whole(old: str, new: str) -> None:
    spans = word_diff(old, new)
    assert _joined(spans, "del") == old
    assert _joined(spans, "ins") == new
    assert all(span.text for span in spans)
    assert all(one.kind != other.kind for one, other in pairwise(spans))


@given(TEXTS)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert [span.kind for span in word_diff(text, text)] == (["same"] if text else [])


@given(TEXTS, TEXTS)
def test_paragraphs_lose_nothing_but_their_breaks(old: str, new: str) -> None:
    spans = word_diff(old, new)
    flat = [span for paragraph in by_paragraph(spans) for span in paragraph]
    assert _joined(flat, "ins") == new.replace("\n", "")
    assert _joined(flat, "del") == old.replace("\n", "")


@pytest.mark.parametrize(
    ("old", "new", "marked"),
    [
        (
            "On publie surtout des dates.",
            "On publie uniquement des dates.",
            "On publie [-surtout-][+uniquement+] des dates.",
        ),
        ("Une photo où l’on voit.", "Une photo ou une vidéo où l’on voit.", "Une photo [+ou une vidéo +]où l’on voit."),
        ("", "Neuf.", "[+Neuf.+]"),
        ("Vieux.", "", "[-Vieux.-]"),
        ("bénévole", "bénévoles", "[-bénévole-][+bénévoles+]"),
        # An unchanged "de la" between two changes would be read as noise.
        (
            "le bureau de la section vote",
            "la cellule de la commission vote",
            "[-le bureau de la section-][+la cellule de la commission+] vote",
        ),
        ("- un\n- deux", "- un\n- trois\n- deux", "- un\n[+- trois\n+]- deux"),
        ("- un\n- trois\n- deux", "- un\n- deux", "- un\n[-- trois\n-]- deux"),
        ("Un.\n\nDeux.", "Un.\n\nAutre.\n\nDeux.", "Un.\n\n[+Autre.\n\n+]Deux."),
        ("Un  mot", "Un mot", "Un[-  -][+ +]mot"),
        # Paragraphs stay apart even when little in them is alike.
        ("Oui.\n\nNon.", "Si.\n\nBof.", "[-Oui-][+Si+].\n\n[-Non-][+Bof+]."),
    ],
)
def test_what_a_reader_sees(old: str, new: str, marked: str) -> None:
    assert _marked(old, new) == marked


def test_a_long_unchanged_phrase_is_never_drowned() -> None:
    old = "Avant, chaque personne élue vote une seule fois, après."
    new = "Désormais, chaque personne élue vote une seule fois, ensuite."
    assert Span("same", ", chaque personne élue vote une seule fois, ") in word_diff(old, new)


REPEATED = "a " * 20_000
NUMBERS = [str(number) for number in range(30_000)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(REPEATED, f"b {REPEATED}c", id="one word repeated"),
        pytest.param("x\n\n" * 5_000, "y\n\n" + "x\n\n" * 5_003, id="one paragraph repeated"),
        pytest.param(
            " ".join(NUMBERS), " ".join(f"{n}{'x' * (int(n) % 2)}" for n in NUMBERS), id="every other word changed"
        ),
    ],
)
def test_a_huge_text_is_answered_in_time_and_whole(old: str, new: str) -> None:
    start = time.process_time()
    spans = word_diff(old, new)
    # A tenth of a second on a small machine; minutes without the guard.
    assert time.process_time() - start < 5
    assert _joined(spans, "del") == old
    assert _joined(spans, "ins") == new


def _version(*keys: str, **bodies: str) -> list[ClauseText]:
    return [ClauseText(key, f"Titre {key}", bodies.get(key, f"Corps {key}.")) for key in keys]


def _states(old: list[ClauseText], new: list[ClauseText]) -> list[tuple[str, str, int | None, int | None]]:
    return [(change.key, change.state, change.number_old, change.number_new) for change in version_diff(old, new)]


def test_an_article_is_same_changed_added_or_removed() -> None:
    assert _states(_version("a", "b", "c"), _version("a", "d", "c", c="Autre corps.")) == [
        ("a", "same", 1, 1),
        ("b", "removed", 2, None),
        ("d", "added", None, 2),
        ("c", "changed", 3, 3),
    ]


def test_an_insertion_moves_no_one() -> None:
    states = _states(_version("a", "b", "c"), _version("z", "a", "b", "c"))
    assert [state for _, state, _, _ in states] == ["added", "same", "same", "same"]


def test_the_fewest_articles_are_said_to_have_moved() -> None:
    assert _states(_version("a", "b", "c", "d"), _version("b", "c", "d", "a")) == [
        ("b", "same", 2, 1),
        ("c", "same", 3, 2),
        ("d", "same", 4, 3),
        ("a", "moved", 1, 4),
    ]


def test_several_removed_articles_keep_their_order() -> None:
    assert [key for key, *_ in _states(_version("a", "b", "c", "d"), _version("d"))] == ["a", "b", "c", "d"]


def test_a_new_title_is_a_change_and_shows_in_the_title() -> None:
    (change,) = version_diff([ClauseText("a", "Le temps", "Corps.")], [ClauseText("a", "Un temps", "Corps.")])
    assert change.state == "changed"
    assert change.title_spans == [Span("del", "Le"), Span("ins", "Un"), Span("same", " temps")]
    assert change.body_spans == [Span("same", "Corps.")]


@given(VERSIONS, VERSIONS)
def test_every_article_of_both_versions_is_told_once(old: list[ClauseText], new: list[ClauseText]) -> None:
    changes = version_diff(old, new)
    assert [change.key for change in changes if change.number_new] == [clause.key for clause in new]
    assert sorted(change.number_old for change in changes if change.number_old) == list(range(1, len(old) + 1))
    for change in changes:
        assert (change.state == "added") == (change.number_old is None)
        assert (change.state == "removed") == (change.number_new is None)


@given(VERSIONS)
def test_a_version_compared_with_itself_is_all_same(version: list[ClauseText]) -> None:
    assert {change.state for change in version_diff(version, version)} <= {"same"}


def test_sixty_articles_are_compared_at_once() -> None:
    clauses = [clause for text in templates() for clause in text.clauses][:60]
    old = [ClauseText(f"{number}", clause.title, clause.body) for number, clause in enumerate(clauses)]
    new = [ClauseText(c.key, c.title, c.body.replace(" nous ", " l’équipe ").replace("une", "la")) for c in old]
    start = time.process_time()
    changes = version_diff(old, new)
    assert time.process_time() - start < 2
    assert sum(change.state == "changed" for change in changes) > 50
