"""No text and no parameter makes a rule fall over, nor makes it slow."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendar_app.rules import Image, Spec
from calendar_app.rules.catalogue import CHECKS
from calendar_app.rules.prose import phrase, prose, quoted
from calendar_app.rules.risk import LEVELS, tier

from .drafts import draft, found, near, outlet

ODD = "aÉœ·#@.… \n\t\x00\u200b\u200d\u202e\u0301\ufe0f\u20e3😀👨🇫🇷𝐚ⓐＡﷺهа"
texts = st.one_of(st.text(), st.text(alphabet=ODD), st.text(alphabet=st.characters()))
anything = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20)),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=8), inner, max_size=4)),
    max_leaves=8,
)
NAMES = sorted({param.name for check in CHECKS.values() for param in check.params})
HEAVY = {
    "marks": "e" + "\u0301\u0316" * 30_000,
    "marks after marks": "\u0301" * 60_000,
    "letters": "a" * 60_000,
    "capitals": "A" * 60_000,
    "words": "a " * 30_000,
    "tags": "#a " * 20_000,
    "signs": "#" * 60_000,
    "dots": "a·" * 30_000,
    "emoji": "😀" * 60_000,
    "families": "👨\u200d" * 30_000,
    "flags": "🇫" * 60_000,
    "links": "a.fr " * 12_000,
    "dotted": "a." * 30_000,
    "overrides": "\u202e" * 60_000,
    "nul": "\x00" * 60_000,
    "fancy": "𝐚" * 60_000,
    "long decompositions": "ﷺ" * 60_000,
    "tag characters": "\U000e0041" * 60_000,
}
SIXTY = [
    Spec(f"r{number}", check.id, check.severities[0], {p.name: p.default for p in check.params} | more)
    for number, (check, more) in enumerate(
        [
            *[(CHECKS["forbidden_words"], {"words": [f"mot{i} interdit{j}" for j in range(20)]}) for i in range(20)],
            *[(CHECKS["preferred_words"], {"pairs": {f"mot{i}": "autre"}}) for i in range(20 - len(CHECKS) % 20)],
            *[(check, {}) for check in CHECKS.values()],
            *[(CHECKS["sensitive_words"], {"words": ["a", "violence"]})] * 20,
        ]
    )
][:60]


@given(text=texts, alt=texts)
def test_no_text_makes_a_check_fail(text, alt):
    images = (Image(alt, alt, is_video=True, people=1, lacks_consent=(alt,)),)
    one = draft(outlets=(outlet(text), outlet("autre", "Blog", 2)), images=images, neighbours=(near(1),))
    for finding in found(one, *SIXTY, act="write"):
        assert str(finding)
    assert tier(one, SIXTY).level in LEVELS


@given(text=texts, params=st.dictionaries(st.sampled_from(NAMES), anything))
def test_no_parameter_makes_a_check_fail(text, params):
    specs = [Spec(check.id, check.id, "block", params) for check in CHECKS.values()]
    one = draft(text, pillar="a", neighbours=tuple(near(i, pillar="a") for i in range(6)))
    found(one, *specs)
    assert tier(one, specs).level in LEVELS


@given(text=texts)
def test_what_is_quoted_can_be_shown(text):
    shown = quoted(text)
    assert len(shown) <= 40
    assert not set(shown) & set("\n\r\x00\u202e\u200b")


@given(before=texts, after=texts, word=st.sampled_from(["assisté", "cas social", "œuvre"]))
def test_a_whole_word_is_always_found(before, after, word):
    assert prose(f"{before}. {word} .{after}").find(phrase(word))


@pytest.mark.parametrize("text", HEAVY.values(), ids=list(HEAVY))
def test_sixty_rules_on_the_heaviest_text(text):
    """Generous: a pattern that backtracks takes minutes here, not seconds."""
    start = time.process_time()
    found(draft(text), *SIXTY)
    tier(draft(text), SIXTY)
    assert time.process_time() - start < 5
