"""How the statutes decide: what may be unknown, what contradicts, who may write it."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from governance.models import Ballot, Body, DecisionRule
from governance.statutes import deciding_body
from journal import frozen
from tests.charter import given

pytestmark = pytest.mark.usefixtures("unscoped")

ANSWERS = {
    "kind": "board",
    "name": "Collégiale",
    "quorum_basis": "registered",
    "quorum_share": "third",
    "majority_basis": "cast",
    "majority_share": "two_thirds",
    "abstention": "excluded",
    "casting_vote": "none",
    "electronic": "none",
    "proxies": "limited",
    "proxy_cap": "2",
    "article": "article 9",
}
NOT_SURE = {name: "unknown" for name in ANSWERS} | {"name": "", "proxy_cap": "", "article": ""}


@pytest.mark.parametrize(
    ("who", "reads", "writes"), [("amina", 200, 302), ("bruno", 200, 302), ("chloe", 200, 403), ("damien", 404, 404)]
)
def test_who_reads_and_who_writes(as_, url, cast, who, reads, writes):
    client = as_(who)
    assert client.get(url("governance:statutes")).status_code == reads
    assert client.post(url("governance:statutes"), ANSWERS).status_code == writes
    assert DecisionRule.objects.exists() is (writes == 302)


def test_the_first_answers_lead_to_the_invitations_and_later_ones_back_to_the_rules(as_, url, cast):
    client, address = as_("amina"), url("governance:statutes")
    assert "Étape 2 sur 3" in client.get(address).content.decode()
    assert client.post(address, ANSWERS).url == url("associations:invite")
    page = client.get(address).content.decode()
    assert "Collégiale" in page
    assert "Oui, 2 par personne au plus" in page
    assert "Étape 2" not in client.get(f"{address}?modifier=1").content.decode()
    assert client.post(address, ANSWERS | {"article": "article 10"}).url == address
    assert DecisionRule.objects.get().article == "article 10"


def test_not_sure_is_an_answer_and_shows_as_such(as_, url, cast):
    client = as_("amina")
    assert client.post(url("governance:statutes"), NOT_SURE).status_code == 302
    rule = DecisionRule.objects.get()
    assert {rule.quorum_basis, rule.majority_basis, rule.abstention, rule.electronic, rule.proxies} == {"unknown"}
    page = client.get(url("governance:statutes")).content.decode()
    assert page.count("À préciser") >= 8
    assert "Ce vote est un avis consultatif" in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"quorum_basis": "none"}, "Vous dites qu’il n’y a pas de quorum"),
        ({"quorum_basis": "unknown"}, "dites au-dessus qu’un quorum est prévu"),
        ({"proxy_cap": ""}, "Indiquez le plafond"),
        ({"proxies": "none"}, "Vous donnez un plafond"),
        ({"proxy_cap": "0"}, "supérieure ou égale à 1"),
        ({"kind": "senate"}, "Sélectionnez un choix valide"),
        ({"majority_basis": ""}, "obligatoire"),
    ],
)
def test_contradictions_are_told_and_nothing_is_kept(as_, url, cast, changes, sentence):
    page = as_("amina").post(url("governance:statutes"), ANSWERS | changes)
    assert page.status_code == 200
    assert sentence in page.content.decode()
    assert not DecisionRule.objects.exists()


def test_changing_the_body_keeps_one_that_decides(cast, association):
    given.statutes(cast)
    given.statutes(cast, kind="bureau")
    assert Body.objects.filter(decides_texts=True).count() == 1
    assert deciding_body(association).kind == "bureau"


def test_reading_writes_nothing(as_, url, cast):
    as_("amina").get(url("governance:statutes"))
    assert not Body.objects.exists()


def test_the_rule_of_a_neighbour_stays_next_door(as_, url, cast):
    as_("damien").post(f"/a/{cast.other.slug}/statuts/", ANSWERS)
    assert "Collégiale" not in as_("amina").get(url("governance:statutes")).content.decode()


def test_the_rule_an_old_ballot_kept_is_carried_into_the_new_words(cast):
    given.statutes(cast, electronic="none")
    ballot = given.ballot(cast)
    old = {"remote": "none", "quorum_basis": "none", "advisory": ["quorum_basis", "remote"]}
    frozen.lift()  # as before every migration
    Ballot.objects.filter(pk=ballot.pk).update(rule=old)
    carry = import_module("governance.migrations.0006_carry_the_old_answers")
    carry.forwards(apps, SimpleNamespace(connection=connection))
    ballot.refresh_from_db()
    assert ballot.rule == {"electronic": "none", "quorum_basis": "none", "advisory": ["quorum_basis", "electronic"]}
    carry.backwards(apps, SimpleNamespace(connection=connection))
    ballot.refresh_from_db()
    frozen.install()
    assert ballot.rule == old
