"""The catalogue holds together, and carries every fact it came from."""

import tomllib
from collections import Counter

import pytest
from django.apps import apps

from kpis import catalogue, formulas

ENTRIES = list(catalogue.indicators().values())


def test_ids_are_given_once():
    ids = Counter(row["id"] for row in tomllib.loads(catalogue.FILE.read_text())["kpi"])
    assert [name for name, count in ids.items() if count > 1] == []


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_each_entry_is_complete(entry):
    assert entry.fr
    assert entry.en
    assert entry.direction in {"up", "down", "none"}
    assert entry.across in {"sum", "not_additive", "terms"}
    assert entry.scope in {"channel", "association", "either"}
    assert entry.src in catalogue.sources()
    assert bool(entry.pitfall_fr) == bool(entry.pitfall_en)
    for term in entry.terms:
        assert catalogue.stock_term(term) or catalogue.exists(term), term
    if entry.weight:
        assert catalogue.exists(entry.weight)


def test_each_indicator_is_in_one_group():
    placed = Counter(indicator for group in catalogue.groups() for indicator in group.indicators)
    assert dict(placed) == dict.fromkeys(catalogue.indicators(), 1)


def test_one_may_begin_with_eight_of_them():
    first = catalogue.beginning()
    assert len(set(first.follow)) == 8
    assert all(map(catalogue.exists, first.follow))
    assert set(first.headline) < set(first.follow)
    assert len(first.headline) == 4


def test_a_definition_nobody_checked_says_so_kindly():
    assert catalogue.sources()["memory"].in_words("fr") == "Définition courante, à vérifier"


def test_no_indicator_is_worked_out_from_itself():
    def below(indicator, above):
        assert indicator not in above, above
        for term in catalogue.get(indicator).terms:
            base = (catalogue.stock_term(term) or (term,))[0]
            below(base, {*above, indicator})

    for entry in ENTRIES:
        below(entry.id, set())


def test_every_fact_was_carried_over(shared_data):
    facts = tomllib.loads(shared_data("kpis.toml").read_text())
    # Watch time is kept in hours: the seconds of the facts become 3600 times it.
    rewritten = {"avg_view_duration"}
    for fact in facts["kpi"]:
        entry = catalogue.get(fact["id"])
        for key in {"fr", "en", "unit", "direction", "aggregation", "src"} | ({"formula"} - rewritten):
            if key == "formula" and fact["id"] in rewritten:
                continue
            assert getattr(entry, key).replace("\u00a0", " ").replace("\u202f", " ") == fact[key], (fact["id"], key)
    assert {b["id"] for b in facts["benchmark"]} == {b.id for b in catalogue.benchmarks()}


@pytest.mark.parametrize(
    "formula", ["__import__('os')", "a.b", "f(x)", "a ** b", "[1]", "a if b else c", "'a' + b", "a +"]
)
def test_a_formula_is_arithmetic_and_nothing_else(formula):
    with pytest.raises(formulas.NoSuchFormula):
        formulas.parse(formula)
    assert formulas.terms(formula) == ()


def test_a_formula_reads_as_a_sentence():
    assert catalogue.formula_in_words(catalogue.get("response_rate")) == (
        "100 × Messages ayant reçu une réponse / Messages appelant une réponse"
    )


def test_a_plain_sum_is_typed_ready_made_unless_its_terms_are_what_is_read():
    ready = [entry.id for entry in catalogue.typed_for(["er_impressions"])]
    assert ready == ["engagements", "impressions"]
    in_parts = [entry.id for entry in catalogue.typed_for(["er_impressions"], {"reactions"})]
    assert in_parts == ["reactions", "comments", "shares", "saves", "impressions"]


def test_the_journal_names_each_thing_in_french():
    names = {model.__name__: str(model._meta.verbose_name) for model in apps.get_app_config("kpis").get_models()}
    assert names == {
        "Export": "classeur",
        "FollowedIndicator": "indicateur suivi",
        "ImportFile": "fichier de chiffres",
        "OwnIndicator": "indicateur de l’association",
        "PostLine": "chiffres d’une publication",
        "Reading": "relevé",
        "SeriesBreak": "rupture de série",
        "Target": "cible",
    }
