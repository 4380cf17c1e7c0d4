"""The sum as it is read aloud."""

import pytest

from governance import wording
from governance.tally import Result, Rule, result


def plain(lines):
    return [line.replace("\u00a0", " ").replace("\u202f", " ") for line in lines]


def test_the_whole_sum_is_said():
    rule = Rule("registered", "half", "cast", "over_half", "excluded", "chair", "allowed")
    lines = plain(wording.arithmetic(rule, result(rule, ["for"] * 6 + ["against"] * 2 + ["abstain"], seats=12)))
    assert lines == [
        "12 sièges, 9 votes reçus : 6 pour, 2 contre, 1 abstention.",
        "Quorum : la moitié de 12, soit 6 au moins ; participation : 9, il est atteint.",
        "Base de la majorité : 6 pour + 2 contre = 8 ; l’abstention n’y compte pas.",
        "Majorité : plus de la moitié de 8, soit 5 pour au moins ; il y en a 6.",
        "Résultat : favorable.",
    ]


@pytest.mark.parametrize(
    ("rule", "votes", "says"),
    [
        (
            Rule("none", "unknown", "present", "over_half", "excluded", "none"),
            ["for"],
            "Quorum : les statuts n’en prévoient pas.",
        ),
        (
            Rule("registered", "all", "cast", "over_half", "excluded", "none"),
            ["for"],
            "participation : 1, il n’est pas atteint",
        ),
        (
            Rule("none", "unknown", "registered", "over_half", "excluded", "none"),
            ["for"],
            "tous les sièges, votants ou non, soit 4",
        ),
        (
            Rule("none", "unknown", "present", "two_thirds", "excluded", "none"),
            ["for"],
            "abstentions comprises, soit 1",
        ),
        (
            Rule("none", "unknown", "cast", "over_half", "counted", "none"),
            ["for", "abstain"],
            "1 pour + 0 contre + 1 abstention = 2",
        ),
        (
            Rule("none", "unknown", "cast", "over_half", "counted", "none"),
            ["for", "abstain", "abstain"],
            "1 pour + 0 contre + 2 abstentions = 3",
        ),
        (
            Rule("none", "unknown", "cast", "over_half", "excluded", "none"),
            ["for", "against"],
            "Les voix sont à égalité : la proposition n’est pas adoptée.",
        ),
        (
            Rule("none", "unknown", "cast", "over_half", "excluded", "unknown"),
            ["for", "against"],
            "nous ne savons pas si les statuts donnent une voix prépondérante",
        ),
        (Rule(), ["for", "against"], "chaque lecture possible a été calculée"),
    ],
)
def test_each_rule_is_said(rule, votes, says):
    assert says in " ".join(plain(wording.arithmetic(rule, result(rule, votes, seats=4))))


def test_the_chairs_voice_is_named_when_it_decides():
    rule = Rule("none", "unknown", "cast", "over_half", "excluded", "chair", "allowed")
    lines = plain(wording.arithmetic(rule, result(rule, ["for", "against"], seats=2, chair="for")))
    assert "Les voix sont à égalité : la voix de la présidence, prépondérante, décide." in lines


def test_every_outcome_has_a_sentence():
    for outcome in ("adopted", "rejected", "no_quorum", "unsettled"):
        assert wording.arithmetic(Rule(), Result(outcome, 3, 1, 1, 0))[-1].startswith("Résultat")


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        (Rule(majority_basis="cast", abstention="excluded"), "pas dans la majorité"),
        (Rule(majority_basis="cast", abstention="counted"), "comme un vote contre"),
        (Rule(majority_basis="present", abstention="excluded"), "comme un vote contre"),
        (Rule(majority_basis="registered", abstention="unknown"), "comme un vote contre"),
        (Rule(majority_basis="cast"), "n’est pas connu"),
        (Rule(), "n’est pas connu"),
    ],
)
def test_a_voter_is_told_what_an_abstention_does(rule, says):
    assert says in wording.abstention(rule)


def test_why_a_vote_is_only_an_opinion():
    data = {"advisory": ["quorum_basis", "remote"], "remote": "none", "article": "article 12"}
    said = wording.why_advisory(data).replace("\u00a0", " ").replace("\u202f", " ")
    assert said == (
        "Ce vote est un avis consultatif (article 12) : le quorum prévu par les statuts n’est pas connu ; "
        "les statuts ne prévoient pas le vote à distance. La décision sera prise en séance."
    )
    assert wording.why_advisory({"advisory": []}) == ""
