"""The count, on worked examples of French voting rules and on whatever hypothesis can think of."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance import tally
from governance.tally import Rule, result, threshold

SIMPLE = Rule("none", "unknown", "cast", "over_half", "excluded", "none", "allowed")
F, A, B = "for", "against", "abstain"


def rule(**changes):
    return replace(SIMPLE, **changes)


def voices(pros, cons, blanks):
    return [F] * pros + [A] * cons + [B] * blanks


# name, rule, seats, (for, against, abstain), chair's voice, outcome; the sum stands beside each.
EXAMPLES = [
    ("simple: 1 > 0", rule(), 9, (1, 0, 0), "", "adopted"),
    ("simple: 5 of 9 cast, 5 needed", rule(), 9, (5, 4, 0), "", "adopted"),
    ("simple: 4 of 8 cast, 5 needed", rule(), 9, (4, 4, 0), "", "rejected"),
    ("simple: abstentions aside, 3 of 5 cast", rule(), 12, (3, 2, 7), "", "adopted"),
    ("simple: nobody speaks, nothing passes", rule(), 9, (0, 0, 9), "", "rejected"),
    ("simple: nobody votes, nothing passes", rule(), 9, (0, 0, 0), "", "rejected"),
    ("abstentions cast: 3 of 12, 7 needed", rule(abstention="counted"), 12, (3, 2, 7), "", "rejected"),
    ("abstentions cast: 7 of 12, 7 needed", rule(abstention="counted"), 12, (7, 0, 5), "", "adopted"),
    ("present: 6 of 10, 6 needed", rule(majority_basis="present"), 12, (6, 2, 2), "", "adopted"),
    ("present: 5 of 10, 6 needed", rule(majority_basis="present"), 12, (5, 0, 5), "", "rejected"),
    ("registered: 6 of 12, 7 needed", rule(majority_basis="registered"), 12, (6, 0, 0), "", "rejected"),
    ("registered: 7 of 12, 7 needed", rule(majority_basis="registered"), 12, (7, 5, 0), "", "adopted"),
    ("registered, odd: 6 of 11, 6 needed", rule(majority_basis="registered"), 11, (6, 0, 0), "", "adopted"),
    ("two thirds: 6 of 9, 6 needed", rule(majority_share="two_thirds"), 9, (6, 3, 0), "", "adopted"),
    ("two thirds: 6 of 10, 7 needed", rule(majority_share="two_thirds"), 10, (6, 4, 0), "", "rejected"),
    ("two thirds: 7 of 10, 7 needed", rule(majority_share="two_thirds"), 10, (7, 3, 0), "", "adopted"),
    ("three quarters: 9 of 12", rule(majority_share="three_quarters"), 12, (9, 3, 0), "", "adopted"),
    ("three quarters: 8 of 11, 9 needed", rule(majority_share="three_quarters"), 12, (8, 3, 0), "", "rejected"),
    ("three fifths: 6 of 10", rule(majority_share="three_fifths"), 10, (6, 4, 0), "", "adopted"),
    ("four fifths: 7 of 9, 8 needed", rule(majority_share="four_fifths"), 9, (7, 2, 0), "", "rejected"),
    ("unanimity of those who speak: 4 of 4", rule(majority_share="all"), 9, (4, 0, 5), "", "adopted"),
    ("unanimity: one voice against", rule(majority_share="all"), 9, (8, 1, 0), "", "rejected"),
    ("unanimity of all: 8 of 9", rule(majority_share="all", majority_basis="registered"), 9, (8, 0, 0), "", "rejected"),
    (
        "quorum half of 12 = 6: 6 voted",
        rule(quorum_basis="registered", quorum_share="half"),
        12,
        (4, 2, 0),
        "",
        "adopted",
    ),
    (
        "quorum half of 12 = 6: 5 voted",
        rule(quorum_basis="registered", quorum_share="half"),
        12,
        (5, 0, 0),
        "",
        "no_quorum",
    ),
    (
        "quorum half of 9 = 5: 4 voted",
        rule(quorum_basis="registered", quorum_share="half"),
        9,
        (4, 0, 0),
        "",
        "no_quorum",
    ),
    (
        "quorum over half of 12 = 7: 6 voted",
        rule(quorum_basis="registered", quorum_share="over_half"),
        12,
        (6, 0, 0),
        "",
        "no_quorum",
    ),
    (
        "quorum third of 10 = 4: 4 voted",
        rule(quorum_basis="registered", quorum_share="third"),
        10,
        (3, 1, 0),
        "",
        "adopted",
    ),
    (
        "quorum quarter of 10 = 3: 2 voted",
        rule(quorum_basis="registered", quorum_share="quarter"),
        10,
        (2, 0, 0),
        "",
        "no_quorum",
    ),
    (
        "quorum fifth of 11 = 3: 3 voted",
        rule(quorum_basis="registered", quorum_share="fifth"),
        11,
        (2, 1, 0),
        "",
        "adopted",
    ),
    ("abstentions make the quorum", rule(quorum_basis="registered", quorum_share="half"), 12, (1, 0, 5), "", "adopted"),
    ("tie, chair for", rule(casting_vote="chair"), 10, (5, 5, 0), F, "adopted"),
    ("tie, chair against", rule(casting_vote="chair"), 10, (5, 5, 0), A, "rejected"),
    ("tie, chair abstained", rule(casting_vote="chair"), 10, (4, 4, 1), B, "rejected"),
    ("tie, chair silent", rule(casting_vote="chair"), 10, (4, 4, 0), "", "rejected"),
    ("tie but two thirds asked", rule(casting_vote="chair", majority_share="two_thirds"), 10, (5, 5, 0), F, "rejected"),
    (
        "equal voices, larger base",
        rule(casting_vote="chair", majority_basis="registered"),
        12,
        (5, 5, 0),
        F,
        "rejected",
    ),
    (
        "tie without quorum",
        rule(casting_vote="chair", quorum_basis="registered", quorum_share="all"),
        9,
        (4, 4, 0),
        F,
        "no_quorum",
    ),
    ("unknown casting vote, no tie", rule(casting_vote="unknown"), 9, (5, 4, 0), F, "adopted"),
    ("unknown casting vote, tie", rule(casting_vote="unknown"), 8, (4, 4, 0), F, "unsettled"),
    ("all unknown, all for", Rule(), 5, (5, 0, 0), F, "adopted"),
    ("all unknown, all against", Rule(), 5, (0, 5, 0), A, "rejected"),
    ("all unknown, divided", Rule(), 5, (3, 1, 1), F, "unsettled"),
    ("unknown abstention that changes nothing", rule(abstention="unknown"), 9, (7, 2, 0), "", "adopted"),
    ("unknown abstention that changes all", rule(abstention="unknown"), 9, (3, 2, 4), "", "unsettled"),
]


@pytest.mark.parametrize(
    ("given_rule", "seats", "votes", "chair", "outcome"), [e[1:] for e in EXAMPLES], ids=[e[0] for e in EXAMPLES]
)
def test_worked_examples(given_rule, seats, votes, chair, outcome):
    assert result(given_rule, voices(*votes), seats=seats, chair=chair).outcome == outcome


def test_there_are_enough_examples():
    assert len(EXAMPLES) >= 30


def test_a_majority_of_nobody_is_not_a_majority():
    assert result(rule(), [], seats=3).needed == 1


@pytest.mark.parametrize("bad", [["yes"], ["for", ""], [F] * 4])
def test_what_is_no_ballot_is_refused(bad):
    with pytest.raises(ValueError):  # noqa: PT011 - the two refusals are one kind
        result(rule(), bad, seats=3)


complete = st.builds(
    Rule,
    quorum_basis=st.sampled_from(["none", "registered"]),
    quorum_share=st.sampled_from(sorted(tally.SHARES)),
    majority_basis=st.sampled_from(["cast", "present", "registered"]),
    majority_share=st.sampled_from(sorted(set(tally.SHARES) - {"fifth", "quarter", "third", "half"})),
    abstention=st.sampled_from(["excluded", "counted"]),
    casting_vote=st.sampled_from(["none", "chair"]),
    electronic=st.sampled_from(["allowed", "none", "unknown"]),
)
holes = st.sets(st.sampled_from(["quorum_basis", "majority_basis", "majority_share", "abstention", "casting_vote"]))
polls = st.lists(st.sampled_from([F, A, B]), max_size=30)


@given(complete, polls, st.randoms(), st.integers(0, 10))
def test_the_order_of_votes_never_matters(given_rule, votes, random, silent):
    shuffled = list(votes)
    random.shuffle(shuffled)
    seats = len(votes) + silent
    assert result(given_rule, votes, seats=seats) == result(given_rule, shuffled, seats=seats)


@given(complete, polls, st.integers(0, 10))
def test_nothing_is_adopted_without_quorum(given_rule, votes, silent):
    found = result(given_rule, votes, seats=len(votes) + silent)
    if found.quorum_needed is not None and found.taking_part < found.quorum_needed:
        assert found.outcome == "no_quorum"
    else:
        assert found.outcome in ("adopted", "rejected")


@given(complete, polls)
def test_an_abstention_is_counted_by_the_rule_and_only_by_it(given_rule, votes):
    """Where the rule leaves it aside, one more abstention changes the quorum at most."""
    aside = replace(given_rule, majority_basis="cast", abstention="excluded", quorum_basis="none")
    seats = len(votes) + 1
    before, after = result(aside, votes, seats=seats), result(aside, [*votes, B], seats=seats)
    assert (before.outcome, before.base, before.needed) == (after.outcome, after.base, after.needed)
    counted = replace(aside, abstention="counted")
    assert result(counted, [*votes, B], seats=seats).base == result(counted, votes, seats=seats).base + 1


@given(complete, polls, st.integers(0, 5))
def test_a_voice_that_turns_from_against_to_for_never_harms(given_rule, votes, silent):
    seats = len(votes) + silent + 1
    against, for_ = result(given_rule, [*votes, A], seats=seats), result(given_rule, [*votes, F], seats=seats)
    assert not (against.outcome == "adopted" and for_.outcome != "adopted")


@settings(max_examples=200)
@given(complete, holes, polls, st.integers(0, 5))
def test_an_unknown_never_says_more_than_every_answer_would(given_rule, gaps, votes, silent):
    """What a rule with holes settles, each complete rule it may turn out to be settles alike."""
    seats = max(1, len(votes) + silent)
    full = replace(given_rule, quorum_share="over_half" if given_rule.quorum_basis == "registered" else "unknown")
    holed = replace(full, **dict.fromkeys(gaps, "unknown"))
    said = result(holed, votes, seats=seats).outcome
    if said != "unsettled":
        assert result(full, votes, seats=seats).outcome == said


@given(st.sampled_from(sorted(tally.SHARES)), st.integers(0, 500))
def test_a_threshold_reaches_its_share_and_not_one_voice_more(share, of):
    fraction, strictly = tally.SHARES[share]
    needed = threshold(share, of)
    reaches = (lambda n: n > fraction * of) if strictly else (lambda n: n >= fraction * of)
    assert reaches(needed)
    assert needed == 0 or not reaches(needed - 1)


@given(complete, polls)
def test_a_result_kept_as_data_comes_back_whole(given_rule, votes):
    found = result(given_rule, votes, seats=len(votes))
    assert tally.Result.from_data(found.as_data()) == found


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        ({}, []),
        ({"electronic": "none"}, ["electronic"]),
        ({"electronic": "unknown"}, ["electronic"]),
        ({"quorum_basis": "unknown"}, ["quorum_basis"]),
        ({"quorum_basis": "registered", "quorum_share": "unknown"}, ["quorum_basis"]),
        ({"majority_share": "unknown"}, ["majority_basis"]),
        ({"abstention": "unknown"}, ["abstention"]),
        ({"abstention": "unknown", "majority_basis": "present"}, []),
        ({"casting_vote": "unknown"}, []),
    ],
)
def test_a_vote_is_an_opinion_when_the_rule_cannot_carry_it(changes, reasons):
    assert tally.advisory_reasons(rule(**changes), "electronic") == reasons


@pytest.mark.parametrize("share", ["over_half", "two_thirds", "all"])
def test_a_text_for_which_nobody_votes_is_never_adopted(share):
    """Two thirds of no vote cast at all is nought, and nought is reached: at least one voice for is asked."""
    rule = Rule("none", "unknown", "cast", share, "excluded", "none", "allowed")
    assert result(rule, ["abstain"] * 3, seats=4).outcome == "rejected"
    assert result(rule, [], seats=4).outcome == "rejected"
