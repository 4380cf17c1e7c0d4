"""The judgement on plain data: no database, no clock."""

import pytest

from calendar_app.rules import (
    ACTS,
    ADVISE,
    BLOCK,
    JUSTIFY,
    Article,
    Count,
    Draft,
    Image,
    Outlet,
    Ruleset,
    check,
)

X = Outlet("X", "x", "X (Twitter)", "Bonjour")
BLOG = Outlet("Blog", "blog", "Blog", "Bonjour")
LINE = Ruleset({"position": Article("Ligne éditoriale", "7", "/textes/7")})


def codes(draft, act="submit", ruleset=LINE):
    return {finding.code: finding.severity for finding in check(draft, ruleset, act)}


def at(outlet, **fields):
    return Draft("information", (Outlet(**{**outlet.__dict__, **fields}),), is_approved=True)


def test_a_plain_text_passes_every_act():
    draft = Draft("information", (X, BLOG), is_approved=True)
    assert [check(draft, LINE, act) for act in ACTS] == [[]] * 5


def test_too_long_names_the_network_the_count_and_the_limit():
    draft = at(X, counts=(Count(300, 280),))
    (finding,) = check(draft, LINE, "write")
    assert finding.sentence == "Trop long pour X\u00a0: 300 caractères comptés, la limite est de 280."
    assert "20" in finding.way_out
    assert finding.blocks


def test_a_bound_that_only_warns_never_blocks():
    assert codes(at(X, counts=(Count(300, 280, refuses=False),))) == {"too_long": ADVISE}


def test_at_the_limit_is_not_over_it():
    assert codes(at(X, counts=(Count(280, 280),))) == {}


def test_an_account_with_another_name_says_its_network():
    (finding,) = check(at(X, name="Annonces", counts=(Count(300, 280),)), LINE, "submit")
    assert "Annonces (X)" in finding.sentence


@pytest.mark.parametrize(("act", "severity"), [("write", ADVISE), ("submit", BLOCK), ("publish", BLOCK)])
def test_an_image_without_words_blocks_from_the_submission_on(act, severity):
    draft = Draft("information", (X,), (Image("photo.jpg", " "),), is_approved=True)
    assert codes(draft, act) == {"no_alt": severity}


@pytest.mark.parametrize(("act", "severity"), [("submit", JUSTIFY), ("schedule", BLOCK), ("publish", BLOCK)])
def test_a_stand_on_x_cites_the_article_in_force(act, severity):
    (finding,) = check(Draft("position", (X,), is_approved=True), LINE, act)
    assert finding.severity == severity
    assert str(finding.article) == "Ligne éditoriale, article 7"
    assert " accord du bureau (Ligne éditoriale, article 7). Retirez X" in str(finding)


def test_a_stand_on_x_without_a_line_in_force_cites_nothing():
    (finding,) = check(Draft("position", (X,), is_approved=True), Ruleset(), "submit")
    assert finding.article is None


@pytest.mark.parametrize(
    "draft",
    [
        Draft("position", (BLOG,), is_approved=True),
        Draft("information", (X,), is_approved=True),
        Draft("position", (X,), is_approved=True, bureau_agrees=True),
    ],
)
def test_elsewhere_or_with_the_bureau_a_stand_passes(draft):
    assert codes(draft, "publish") == {}


@pytest.mark.parametrize(
    ("act", "found"), [("write", {}), ("submit", {"no_channel": BLOCK}), ("approve", {"no_channel": BLOCK})]
)
def test_no_account(act, found):
    assert codes(Draft("information"), act) == found


def test_an_empty_text_is_named_by_account():
    (finding,) = check(at(X, text=" \n"), LINE, "submit")
    assert "X" in finding.sentence
    assert finding.code == "no_text"


@pytest.mark.parametrize(("act", "severity"), [("submit", JUSTIFY), ("approve", JUSTIFY), ("schedule", BLOCK)])
def test_an_account_nobody_decided_to_open(act, severity):
    assert codes(at(X, has_decision=False), act) == {"no_decision": severity}


def test_a_closed_account():
    assert codes(at(X, is_active=False), "submit") == {"channel_closed": BLOCK}


@pytest.mark.parametrize(
    ("act", "severity"), [("submit", ADVISE), ("approve", ADVISE), ("schedule", BLOCK), ("publish", BLOCK)]
)
def test_a_hold_stops_the_calendar_and_the_departure_and_warns_before(act, severity):
    assert codes(at(X, hold="Crise."), act) == {"held": severity}


@pytest.mark.parametrize(
    ("act", "found"), [("approve", {}), ("schedule", {"not_approved": BLOCK}), ("publish", {"not_approved": BLOCK})]
)
def test_without_a_second_reader(act, found):
    assert codes(Draft("information", (X,)), act) == found


@pytest.mark.parametrize(("act", "found"), [("schedule", {"past": BLOCK}), ("publish", {})])
def test_an_hour_already_past_is_not_scheduled_but_may_be_published(act, found):
    assert codes(Draft("information", (X,), is_approved=True, is_past=True), act) == found


def test_blocking_findings_come_first():
    draft = Draft("information", (Outlet("X", "x", "X", "a", counts=(Count(300, 280, refuses=False),)),))
    assert [finding.blocks for finding in check(draft, LINE, "schedule")] == [True, False]
