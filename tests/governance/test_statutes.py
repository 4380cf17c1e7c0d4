"""How the statutes decide: what may be unknown, what contradicts, who may write it."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from governance import statutes
from governance.models import Body, DecisionRule
from governance.statutes import deciding_body
from journal.moves import Refused
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
# What the folded questions add.
FINER = {
    "video": "allowed",
    "written": "unknown",
    "blank": "excluded",
    "recusal": "leaves",
    "second_call": "without_quorum",
    "second_call_days": "15",
    "blank_proxies": "chair",
    "secret_trigger": "persons",
    "notice_days": "15",
}
FULL = {name: value for name, value in ANSWERS.items() if name not in ("kind", "name")} | FINER
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
    assert "Collégiale" in client.get(address).content.decode()
    body = Body.objects.get()
    page = client.get(body.get_absolute_url()).content.decode()
    assert "Oui, 2 par personne au plus" in page
    assert "Étape 2" not in client.get(f"{address}?modifier=1").content.decode()
    rule = url("governance:body-rule", pk=body.pk)
    assert client.post(rule, FULL | {"revision": "1", "article": "article 10"}).url == body.get_absolute_url()
    assert DecisionRule.objects.get().article == "article 10"


def test_the_first_step_stays_as_short_as_it_was(as_, url, cast):
    page = as_("amina").get(url("governance:statutes")).content.decode()
    assert page.count("<legend") + page.count("<label for") < 60
    for finer in ("deuxième réunion", "vote blanc", "déport", "sans nom", "Convocation"):
        assert finer not in page


def test_not_sure_is_an_answer_and_shows_as_such(as_, url, cast):
    client = as_("amina")
    assert client.post(url("governance:statutes"), NOT_SURE).status_code == 302
    rule = DecisionRule.objects.get()
    assert {rule.quorum_basis, rule.majority_basis, rule.abstention, rule.electronic, rule.proxies} == {"unknown"}
    assert "Ce vote est un avis consultatif" in client.get(url("governance:statutes")).content.decode()
    page = client.get(Body.objects.get().get_absolute_url()).content.decode()
    assert page.count("À préciser") >= 12
    assert "À égalité des voix, c’est la séance qui décidera." in page


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


def seat(cast, body, who, *, function="member", starts_on=dt.date(2026, 1, 1), ends_on=None):
    """Give `who` a seat in `body`."""
    return statutes.add_seat(
        body, getattr(cast, who), by=cast.amina, function=function, starts_on=starts_on, ends_on=ends_on
    )


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


# -- several bodies -----------------------------------------------------------------


@pytest.fixture
def board(cast):
    return given.statutes(cast)


def add(client, url, **data):
    return client.post(url("governance:body-create"), {"composition": "", "name": "", **data})


def test_the_page_lists_every_body_with_its_people_and_its_open_answers(as_, url, cast, board):
    client = as_("amina")
    add(client, url, kind="assembly")
    add(client, url, kind="extraordinary")
    add(client, url, kind="committee", name="Comité de rédaction", composition="named")
    add(client, url, kind="committee", name="Comité des fêtes", composition="named")
    page = as_("chloe").get(url("governance:statutes")).content.decode()
    for words in ("Conseil d’administration", "Assemblée générale ordinaire", "Assemblée générale extraordinaire"):
        assert words in page
    assert page.index("Conseil d’administration") < page.index("Comité de rédaction") < page.index("Comité des fêtes")
    assert page.count("Adopte les chartes") == 1
    assert "4 personnes" in page
    assert "6 personnes" in page
    assert "Ajouter une instance" not in page


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"kind": "board"}, "Sélectionnez un choix valide"),
        ({"kind": "unknown"}, "Sélectionnez un choix valide"),
        ({"kind": "committee"}, "Donnez un nom à ce comité"),
        ({"kind": "committee", "name": "comité DES fêtes"}, "Il y a déjà un comité de ce nom"),
        ({}, "obligatoire"),
    ],
)
def test_a_body_twice_or_without_a_name_is_refused(as_, url, cast, board, data, sentence):
    client = as_("amina")
    add(client, url, kind="committee", name="Comité des fêtes")
    page = add(client, url, **data)
    assert page.status_code == 200
    assert sentence in page.content.decode()
    assert Body.objects.count() == 2


def test_another_body_takes_over_the_charters(as_, url, cast, board):
    client = as_("amina")
    add(client, url, kind="assembly")
    assembly = Body.objects.get(kind="assembly")
    client.post(url("governance:body-decides", pk=assembly.pk))
    assert deciding_body(board.association) == assembly
    assert "avis consultatif" in client.get(url("governance:statutes")).content.decode()


def test_a_body_written_by_mistake_goes_and_one_that_decided_stays(as_, url, cast, board):
    client = as_("amina")
    add(client, url, kind="bureau")
    client.post(url("governance:body-remove", pk=Body.objects.get(kind="bureau").pk))
    assert not Body.objects.filter(kind="bureau").exists()
    told = client.post(url("governance:body-remove", pk=board.pk), follow=True).content.decode()
    assert "choisissez-en d’abord une autre" in told
    assert Body.objects.filter(pk=board.pk).exists()


def test_a_body_with_a_seat_stays(cast, board):
    committee = statutes.add_body(board.association, by=cast.amina, kind="committee", name="Fêtes", composition="named")
    seat(cast, committee, "chloe")
    with pytest.raises(Refused, match="déjà des sièges"):
        statutes.remove_body(committee, by=cast.amina)


@pytest.mark.parametrize("who", ["chloe", "elise"])
def test_only_those_who_keep_the_rules_change_them(as_, url, cast, board, who):
    client = as_(who)
    for name in ("body-rule", "body-edit", "body-decides", "body-remove", "body-seat-create"):
        assert client.post(url(f"governance:{name}", pk=board.pk), {}).status_code == 403
    page = client.get(board.get_absolute_url()).content.decode()
    assert "Modifier les règles" not in page
    assert "Ce que disent les statuts" in page


def test_the_pages_cost_the_same_with_more_bodies_and_more_seats(as_, url, cast, board, assert_flat):
    client, made = as_("amina"), []

    def grow():
        name = f"Comité {len(made)}"
        committee = statutes.add_body(
            board.association, by=cast.amina, kind="committee", name=name, composition="named"
        )
        seat(cast, committee, "chloe")
        seat(cast, committee, "farid", starts_on=dt.date(2025, 1, 1), ends_on=dt.date(2025, 2, 1))
        made.append(committee)

    assert_flat(client, url("governance:statutes"), grow)

    def seat_one_more():
        day = dt.date(2024, 1, 1) + dt.timedelta(days=len(made))
        seat(cast, made[0], "elise", starts_on=day, ends_on=day)
        made.append(made[0])

    assert_flat(client, made[0].get_absolute_url(), seat_one_more)


# -- the finer answers ----------------------------------------------------------------


def state(client, url, body, **changes):
    return client.post(url("governance:body-rule", pk=body.pk), FULL | {"revision": "1"} | changes)


def test_the_folded_answers_are_kept_and_shown(as_, url, cast, board):
    client = as_("amina")
    assert state(client, url, board).status_code == 302
    rule = DecisionRule.objects.get()
    kept = {name: getattr(rule, name) for name in FINER}
    assert kept == FINER | {"second_call_days": 15, "notice_days": 15}
    page = client.get(board.get_absolute_url()).content.decode()
    for words in ("15 jours au moins", "quel que soit le nombre de présents", "Ils vont à la présidence"):
        assert words in page
    assert page.count("Le vote décide") == 2  # in session and by video; not in writing, not online
    assert page.count("Avis consultatif") == 2


def test_a_body_nobody_answered_for_says_that_no_result_is_certain(as_, url, board):
    DecisionRule.objects.filter(body=board).delete()
    page = as_("amina").get(board.get_absolute_url()).content.decode()
    assert "ne peut pas être affirmé avec certitude, même en séance" in page
    assert f'class="btn" href="{url("governance:body-rule", pk=board.pk)}">Répondre aux questions' in page
    assert "Avis consultatif" not in page
    assert "Répondre aux questions" not in as_("elise").get(board.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"quorum_basis": "none", "quorum_share": "unknown"}, "second_call", "une deuxième réunion n’a alors pas lieu"),
        ({"quorum_basis": "unknown", "quorum_share": "unknown"}, "second_call", "dites plus haut qu’un quorum"),
        ({"second_call": "none"}, "second_call_days", "ne prévoit pas de deuxième réunion"),
        ({"proxies": "none", "proxy_cap": ""}, "blank_proxies", "interdisent les pouvoirs"),
        ({"proxies": "unlimited"}, "proxy_cap", "Vous donnez un plafond"),
        ({"proxy_cap": ""}, "proxy_cap", "Indiquez le plafond"),
        ({"majority_basis": "present"}, "abstention", "les présents ou représentés"),
        ({"majority_basis": "registered"}, "blank", "tous les membres de l’instance"),
        ({"notice_days": "0"}, "notice_days", "supérieure ou égale à 1"),
        ({"notice_days": "quinze"}, "notice_days", "nombre entier"),
        ({"second_call_days": "4000"}, "second_call_days", "inférieure ou égale à 365"),
        ({"secret_trigger": "sometimes"}, "secret_trigger", "Sélectionnez un choix valide"),
    ],
)
def test_answers_that_contradict_each_other_are_sent_back_with_a_sentence(
    as_, url, cast, board, changes, field, sentence
):
    response = state(as_("amina"), url, board, article="article 99", **changes)
    assert response.status_code == 200
    assert sentence in " ".join(response.context["form"].errors[field])
    assert "article 99" in response.content.decode()  # what was typed is still there
    assert "<details open>" in response.content.decode() or field == "abstention"
    assert DecisionRule.objects.get().article == "article 12"


@pytest.mark.parametrize(
    "answers",
    [
        {"quorum_basis": "none", "quorum_share": "unknown", "second_call": "same_quorum"},
        {"second_call": "none", "second_call_days": 8},
        {"proxies": "none", "blank_proxies": "chair"},
        {"notice_days": 0},
    ],
)
def test_the_database_refuses_what_the_form_would(cast, board, answers):
    with pytest.raises(IntegrityError), transaction.atomic():
        DecisionRule.objects.filter(body=board).update(**answers)


def test_a_second_hand_is_told_and_overwrites_only_knowingly(as_, url, cast, board):
    amina, bruno = as_("amina"), as_("bruno")
    assert state(amina, url, board, article="article 10").status_code == 302
    page = state(bruno, url, board, article="article 11")
    words = page.content.decode()
    assert page.status_code == 200
    assert "Quelqu’un d’autre a enregistré des réponses" in words
    assert "article 10" in words
    assert "article 11" in words
    assert DecisionRule.objects.get().article == "article 10"
    revision = page.context["form"]["revision"].value()
    assert state(bruno, url, board, article="article 11", revision=revision).status_code == 302
    assert DecisionRule.objects.get().article == "article 11"


def test_two_founders_do_not_answer_over_each_other(as_, url, cast):
    as_("amina").post(url("governance:statutes"), ANSWERS)
    page = as_("bruno").post(url("governance:statutes"), ANSWERS | {"kind": "bureau", "article": "article 3"})
    assert page.status_code == 200
    assert "Quelqu’un d’autre a enregistré des réponses" in page.content.decode()
    assert Body.objects.get().kind == "board"


def test_a_body_nobody_could_name_is_named_later_and_leaves_no_trace(as_, url, cast):
    client = as_("amina")
    client.post(url("governance:statutes"), NOT_SURE)
    assert "Dire quelle instance" in client.get(url("governance:statutes")).content.decode()
    page = client.get(url("governance:statutes") + "?modifier=1")
    revision = page.context["form"]["revision"].value()
    client.post(url("governance:statutes"), ANSWERS | {"revision": revision})
    assert [body.kind for body in Body.objects.all()] == ["board"]
    assert "Dire quelle instance" not in client.get(url("governance:statutes")).content.decode()


def test_naming_a_body_that_has_answers_already_does_not_overwrite_them(as_, url, cast):
    client = as_("amina")
    client.post(url("governance:statutes"), NOT_SURE)
    add(client, url, kind="board")
    page = client.post(url("governance:statutes"), ANSWERS | {"revision": 1})
    assert "déjà dans la liste" in page.content.decode()
    assert not DecisionRule.objects.filter(article="article 9").exists()


def test_a_rule_changed_later_leaves_the_open_ballot_as_it_was(cast, board):
    ballot = given.ballot(cast)
    statutes.answer(board, by=cast.amina, answers={"electronic": "none", "blank": "counted"}, expected=1)
    ballot.refresh_from_db()
    assert (ballot.rule["electronic"], ballot.rule["blank"]) == ("allowed", "unknown")
    assert not ballot.is_advisory


def test_each_way_of_voting_has_its_reason(cast, board):
    statutes.answer(board, by=cast.amina, answers={"video": "none", "written": "unknown"}, expected=1)
    body = deciding_body(board.association)
    assert statutes.why_advisory(body, "session") == []
    assert statutes.why_advisory(body, "electronic") == []
    assert statutes.why_advisory(body, "video") == ["video"]
    assert statutes.why_advisory(body, "written") == ["written"]
