"""What a machine made: which words say so, and on which accounts they are looked for."""

import pytest

from calendar_app.rules import BLOCK, Image, Ruleset, check
from calendar_app.rules.leaves import Facts
from calendar_app.rules.machines import is_labelled

from .drafts import draft, outlet

LIFELIKE = Image("foule.jpg", "Une foule devant la mairie.", facts=Facts("crowd", licence="own", is_lifelike=True))


@pytest.mark.parametrize(
    "text",
    [
        "Image faite avec une IA.",
        "Illustration : IA",
        "Vive la paix ! #IA",
        "Vive la paix ! #ImageIA",
        "Image générée par intelligence artificielle",
        "INTELLIGENCE\u00a0ARTIFICIELLE",
        "Made with AI.",
        "Image : I.A.",
    ],
)
def test_words_that_say_so(text):
    assert is_labelled(text)


@pytest.mark.parametrize(
    "text", ["", "J’ai vu la foule.", "Ai-je bien lu ?", "MARIAGE", "DIALOGUE", "Une photo de la foule.", "SIAM", "IAE"]
)
def test_words_that_do_not(text):
    assert not is_labelled(text)


def machine(one, act="submit"):
    return [f for f in check(one, Ruleset(), act) if f.code == "machine_unsaid"]


def test_each_account_that_shows_it_says_so():
    silent, told = outlet("La foule est là."), outlet("La foule est là (IA).", "Blog", 2)
    bare = outlet("La foule est là.", "Bluesky", 3, images=())
    found = machine(draft(outlets=(silent, told, bare), images=(LIFELIKE,)))
    assert [f.severity for f in found] == [BLOCK]
    assert "sur X" in found[0].sentence


def test_the_description_may_say_it():
    image = Image("foule.jpg", "Image faite par une IA : une foule.", facts=LIFELIKE.facts)
    assert not machine(draft(images=(image,)))


def test_a_first_draft_is_advised_only():
    assert not [f for f in machine(draft(images=(LIFELIKE,)), "write") if f.blocks]


def test_nothing_is_asked_of_what_nobody_said_a_machine_made():
    assert not machine(draft(images=(Image("foule.jpg", "Une foule.", facts=Facts("crowd", licence="own")),)))
