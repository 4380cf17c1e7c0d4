"""How many readers, for which message: the table whole, on plain data."""

import itertools

import pytest

from calendar_app.rules import Image, Reader, risk
from calendar_app.rules.risk import ANYONE, BUREAU, CRISIS, PRESIDENT, ROUTINE, SENSITIVE, tier

from .drafts import draft, outlet, spec

FACE = (Image("photo.jpg", "Léa trie des jouets.", people=1),)
# (kind, images, text, rules of the line) -> level
WEIGHED = [
    ("information", (), "Bonjour", [], ROUTINE),
    ("appeal", (), "Donnez", [], ROUTINE),
    ("position", (), "Nous demandons", [], SENSITIVE),
    ("testimony", (), "Léa raconte", [], SENSITIVE),
    ("information", FACE, "Bonjour", [], SENSITIVE),
    ("information", FACE, "Bonjour", [("tier_people", {"level": "routine"})], ROUTINE),
    ("testimony", (), "Léa", [("tier_kinds", {"kinds": ["testimony"], "level": "routine"})], ROUTINE),
    ("position", (), "Nous", [("tier_kinds", {"kinds": ["testimony"], "level": "routine"})], SENSITIVE),
    ("reply", (), "Non", [("tier_kinds", {"kinds": [], "level": "crisis"})], CRISIS),
    ("reply", (), "Non", [("tier_kinds", {"level": "inconnu"})], SENSITIVE),
    ("event", (), "Un décès", [("sensitive_words", {"words": ["décès"], "level": "crisis"})], CRISIS),
    ("event", (), "Une fête", [("sensitive_words", {"words": ["décès"], "level": "crisis"})], ROUTINE),
    ("event", (), "Un deces", [("sensitive_words", {"words": ["décès"]})], SENSITIVE),
    ("position", FACE, "Un décès", [("sensitive_words", {"words": ["décès"], "level": "crisis"})], CRISIS),
]


@pytest.mark.parametrize(("kind", "images", "text", "said", "level"), WEIGHED)
def test_a_message_weighs(kind, images, text, said, level):
    found = tier(draft(text, kind, images=images), [spec(check, **params) for check, params in said])
    assert found.level == level
    assert bool(found.reasons) is (level != ROUTINE)
    assert found.label
    assert found.readers


def test_an_account_may_ask_for_more():
    blog = spec("tier_kinds", level="crisis", channels=frozenset({2}))
    assert tier(draft(outlets=(outlet(),)), [blog]).level == ROUTINE
    found = tier(draft(outlets=(outlet(), outlet(name="Blog", channel_id=2))), [blog])
    assert (found.level, found.reasons) == (CRISIS, ("nature\xa0: information, sur Blog",))


A, B = Reader(1), Reader(2)
BOARD, OTHER = Reader(3, is_of_the_bureau=True), Reader(4, is_of_the_bureau=True)
HEAD = Reader(5, is_of_the_bureau=True, presides=True)
# (level, who said yes) -> (how many yeses lack, who is waited for)
READ = [
    (ROUTINE, (), 1, ANYONE),
    (ROUTINE, (A,), 0, ""),
    (SENSITIVE, (), 2, ANYONE),
    (SENSITIVE, (A,), 1, BUREAU),
    (SENSITIVE, (A, B), 1, BUREAU),
    (SENSITIVE, (BOARD,), 1, ANYONE),
    (SENSITIVE, (A, BOARD), 0, ""),
    (SENSITIVE, (BOARD, BOARD), 1, ANYONE),
    (CRISIS, (), 2, ANYONE),
    (CRISIS, (A,), 1, PRESIDENT),
    (CRISIS, (BOARD, OTHER), 1, PRESIDENT),
    (CRISIS, (HEAD,), 1, ANYONE),
    (CRISIS, (A, HEAD), 0, ""),
]


@pytest.mark.parametrize(("level", "readers", "lacking", "awaited"), READ)
def test_who_is_still_needed(level, readers, lacking, awaited):
    assert risk.lacking(draft(), level, readers) == lacking
    assert risk.awaited(draft(), level, readers) == awaited


def test_a_stand_on_x_waits_for_two_of_the_bureau():
    stand = draft(kind="position")
    assert risk.awaited(stand, SENSITIVE, (A, BOARD)) == BUREAU
    assert risk.reached(stand, (A, BOARD)) == 0
    assert risk.reached(stand, (OTHER, BOARD)) == 2


def test_a_president_who_wrote_leaves_the_answer_to_the_bureau():
    own = draft(is_of_the_president=True)
    assert risk.awaited(own, CRISIS, (A,)) == BUREAU
    assert risk.awaited(own, CRISIS, (A, BOARD)) == ""


def test_every_company_of_readers():
    """A yes more never makes a text less approved, and whoever is waited for is always a yes that adds."""
    people = [A, B, BOARD, OTHER, HEAD]
    for kind, level in itertools.product(["information", "position"], risk.LEVELS):
        one = draft(kind=kind)
        for size in range(len(people) + 1):
            for company in itertools.combinations(people, size):
                assert bool(risk.awaited(one, level, company)) is bool(risk.lacking(one, level, company))
                for newcomer in set(people) - set(company):
                    more = (*company, newcomer)
                    assert risk.lacking(one, level, more) <= risk.lacking(one, level, company)
                    assert risk.reached(one, more) >= risk.reached(one, company)
                if risk.lacking(one, level, company):
                    assert any(risk.adds(one, level, company, Reader(9, True, True)) for _ in (1,))
