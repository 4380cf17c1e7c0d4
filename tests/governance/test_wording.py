"""The sum as it is read aloud."""

from dataclasses import replace

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


@pytest.mark.parametrize(
    ("rule", "votes"),
    [
        (Rule("none", "unknown", "unknown", "unknown", "unknown", "none"), ["for"] * 4),
        (Rule("none", "unknown", "cast", "over_half", "unknown", "none"), ["for"] * 4),
        (Rule("none", "unknown", "cast", "unknown", "excluded", "none"), ["for"] * 4),
        (Rule("none", "unknown", "cast", "unknown", "excluded", "none"), ["for"]),
        (Rule("none", "unknown", "unknown", "over_half", "excluded", "none"), ["for"] * 4),
    ],
)
def test_a_rule_not_known_is_never_invented_even_when_every_reading_agrees(rule, votes):
    count = result(rule, votes, seats=4)
    lines = plain(wording.arithmetic(rule, count))
    assert lines[-2:] == [
        "Majorité : la règle n’est pas connue en entier ; chaque lecture possible a été calculée, "
        "et toutes donnent le même résultat.",
        "Résultat : favorable.",
    ]
    assert "nous ne savons pas de" not in " ".join(lines)
    assert "n’y compte pas" not in " ".join(lines)


def test_an_unknown_effect_of_abstaining_is_no_matter_where_abstentions_always_weigh():
    rule = Rule("none", "unknown", "registered", "over_half", "unknown", "none")
    assert "soit 3 pour au moins" in " ".join(plain(wording.arithmetic(rule, result(rule, ["for"] * 3, seats=4))))


def test_readings_that_disagree_are_said_to():
    lines = plain(wording.arithmetic(Rule(), result(Rule(), ["for", "against"], seats=4)))
    assert "elles ne donnent pas toutes le même résultat" in " ".join(lines)


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


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"body_kind": "board", "body": "conseil d’administration"}, "par le conseil d’administration"),
        ({"body_kind": "board", "body": "Collégiale"}, "par l’instance « Collégiale »"),
        ({"body_kind": "committee", "body": "Comité"}, "par l’instance « Comité »"),
        ({"body_kind": "unknown", "body": "Instance à préciser"}, ""),
        ({}, ""),
    ],
)
def test_the_body_that_adopted_is_named(data, says):
    assert wording.by_body(data) == says


def test_why_a_vote_is_only_an_opinion():
    data = {"advisory": ["quorum_basis", "electronic"], "electronic": "none", "article": "article 12"}
    said = wording.why_advisory(data).replace("\u00a0", " ").replace("\u202f", " ")
    assert said == (
        "Ce vote est un avis consultatif (article 12) : le quorum prévu par les statuts n’est pas connu ; "
        "les statuts ne prévoient pas le vote en ligne. La décision sera prise en séance."
    )
    assert wording.why_advisory({"advisory": []}) == ""


FULL = Rule("registered", "half", "cast", "over_half", "excluded", "none", "allowed", "excluded", "none", "leaves")


def said(rule, votes, **numbers):
    return plain(wording.arithmetic(rule, result(rule, votes, **numbers)))


def test_a_session_is_said_with_its_presence_its_recusals_and_its_blank_votes():
    votes = ["for"] * 6 + ["against"] * 2 + ["abstain", "blank", "blank"]
    assert said(FULL, votes, seats=20, present=13, recused=1, recused_present=1) == [
        "20 sièges, dont 1 en déport, 12 personnes présentes ou représentées, 11 votes reçus : "
        "6 pour, 2 contre, 1 abstention, 2 votes blancs.",
        "Déport : 1 personne se retire de ce vote et sort du calcul ; il reste 19 sièges.",
        "Quorum : la moitié de 19, soit 10 au moins ; 12 personnes présentes ou représentées, il est atteint.",
        "Base de la majorité : 6 pour + 2 contre = 8 ; l’abstention et le vote blanc n’y comptent pas.",
        "Majorité : plus de la moitié de 8, soit 5 pour au moins ; il y en a 6.",
        "Résultat : favorable.",
    ]


@pytest.mark.parametrize(
    ("changes", "votes", "numbers", "says"),
    [
        ({"blank": "counted"}, ["for", "blank"], {}, "1 pour + 0 contre + 1 vote blanc = 2 ; l’abstention n’y compte"),
        ({"abstention": "counted"}, ["for", "blank"], {}, "1 pour + 0 contre + 0 abstention = 1 ; le vote blanc n’y"),
        (
            {"abstention": "counted", "blank": "counted"},
            ["for", "abstain", "blank"],
            {},
            "1 pour + 0 contre + 1 abstention + 1 vote blanc = 3.",
        ),
        ({"blank": "unknown"}, ["for", "blank"], {}, "elles ne donnent pas toutes le même résultat"),
        ({"blank": "unknown"}, ["for", "for", "blank"], {}, "toutes donnent le même résultat"),
        ({"blank": "unknown"}, ["for"], {}, "1 pour + 0 contre = 1 ; l’abstention n’y compte pas"),
        ({"majority_basis": "present"}, ["for", "blank"], {}, "abstentions et votes blancs compris, soit 2"),
        ({"majority_basis": "present"}, ["for"], {"present": 3}, "personnes présentes ou représentées, soit 3"),
        ({"recusal": "counts"}, ["for"], {"recused": 1}, "elle reste comptée parmi les 4 sièges"),
        ({"recusal": "counts"}, ["for"], {"recused": 2}, "2 personnes se retirent de ce vote ; elles restent"),
        ({}, ["for"], {"recused": 2}, "sortent du calcul ; il reste 2 sièges"),
        ({"recusal": "unknown"}, ["for"], {"recused": 1}, "nous ne savons pas si une personne qui se retire"),
    ],
)
def test_each_answer_of_a_meeting_is_said(changes, votes, numbers, says):
    rule = replace(FULL, quorum_basis="none", quorum_share="unknown", **changes)
    assert says in " ".join(said(rule, votes, **{"seats": 4, **numbers}))


@pytest.mark.parametrize(
    ("second_call", "call", "says", "outcome"),
    [
        ("without_quorum", 1, "une deuxième convocation, où aucun quorum n’est exigé", "aucun, faute de quorum"),
        ("same_quorum", 1, "une deuxième convocation, avec le même quorum", "aucun, faute de quorum"),
        ("none", 1, "il n’est pas atteint", "aucun, faute de quorum"),
        ("without_quorum", 2, "les statuts n’exigent plus de quorum. Quorum : aucun.", "favorable"),
        ("same_quorum", 2, "les statuts exigent le même quorum.", "aucun, faute de quorum"),
        ("none", 2, "les statuts n’en prévoient pas, le quorum reste exigé", "aucun, faute de quorum"),
        ("unknown", 2, "Quorum : il dépend de la réponse qui manque.", "il dépend de la règle à préciser"),
    ],
)
def test_the_second_call_is_said(second_call, call, says, outcome):
    lines = said(replace(FULL, second_call=second_call), ["for"] * 3, seats=20, present=3, call=call)
    assert says in " ".join(lines)
    assert outcome in lines[-1]
    assert ("deuxième" in " ".join(lines).lower()) == (call == 2 or second_call != "none")


def test_an_unknown_quorum_stays_unknown_at_a_second_call():
    rule = replace(FULL, quorum_basis="unknown", quorum_share="unknown", second_call="unknown")
    lines = said(rule, ["for"] * 3, seats=20, call=2)
    assert "Quorum : nous ne savons pas ce que prévoient les statuts." in lines


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        (FULL, "pas dans la majorité"),
        (replace(FULL, blank="counted"), "comme un vote contre"),
        (replace(FULL, majority_basis="present"), "comme un vote contre"),
        (replace(FULL, blank="unknown"), "n’est pas connu"),
    ],
)
def test_a_voter_is_told_what_a_blank_vote_does(rule, says):
    assert says in wording.blank(rule)


def test_blank_votes_are_named_only_when_there_are_some():
    assert (
        wording.voices(Result("adopted", 9, 5, 1, 1, blank=2)) == "5 voix pour, 1 contre, 1 abstention, 2 votes blancs"
    )
    assert wording.voices(Result("adopted", 9, 5, 1, 0)) == "5 voix pour, 1 contre, 0 abstention"
