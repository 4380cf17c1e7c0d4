"""The pages of openings and of keys, through the door."""

import datetime as dt

import pytest

from associations.transitions import leave
from calendar_app import keys, openings
from calendar_app.models import AccessGrant, AccountOpening, Channel
from tests.house.cases import ask, spread

from . import opening_given as walk
from .given import NOW

TODAY = NOW.date()
PAGES = {
    "GET calendar:opening-list": "nobody 302, chloe 200, damien 404",
    "GET calendar:opening-create": "nobody 302, chloe 200, elise 200, damien 404",
    "GET calendar:key-list": "nobody 302, amina 200, bruno 200, elise 200, chloe 403, damien 404",
}
OPENING = {
    "GET calendar:opening-detail": "nobody 302, chloe 200, gilles 200, damien 404",
    "GET calendar:opening-edit": "chloe 200, bruno 200, elise 403, damien 404",
    "POST calendar:opening-remark": "nobody 302, elise 200, damien 404",
    "GET calendar:opening-remark": "elise 405",
    "GET calendar:opening-discuss": "bruno 200, chloe 403, elise 403, damien 404",
    "GET calendar:opening-refuse": "bruno 200, chloe 403, damien 404",
    "GET calendar:opening-ballot": "bruno 302, chloe 403, damien 404",
    "POST calendar:opening-reopen": "bruno 302, chloe 403, damien 404",
}
ACCOUNT = {
    "GET calendar:channel-review": "bruno 200, chloe 403, elise 403, damien 404",
    "GET calendar:channel-keys": "bruno 200, elise 200, chloe 403, damien 404",
    "GET calendar:channel-key-give": "bruno 200, elise 403, chloe 403, damien 404",
    "GET calendar:channel-key-check": "bruno 200, elise 403, chloe 403, damien 404",
}


@pytest.mark.parametrize(("who", "what", "status"), spread(PAGES))
def test_who_may_open(as_, url, cast, who, what, status):
    assert ask(as_, url, who, what) == status


@pytest.mark.parametrize(("who", "what", "status"), spread(OPENING))
def test_who_may_act_on_an_opening(as_, url, given, cast, who, what, status):
    assert ask(as_, url, who, what, pk=walk.proposed(cast).pk) == status


@pytest.mark.parametrize(("who", "what", "status"), spread(ACCOUNT))
def test_who_may_act_on_an_account(as_, url, given, who, what, status):
    assert ask(as_, url, who, what, pk=given.channel("x").pk) == status


def data(cast, **changes):
    sheet = walk.sheet(cast, **changes)
    words = {"keeper": sheet.keeper.pk, "feeders": [each.pk for each in sheet.feeders], "expected": ""}
    names = ("network", "name", "purpose", "audience", "kinds", "told", "withdraws", "within_hours", "hours_per_week")
    return {name: getattr(sheet, name) for name in names} | words


def text(response):
    return response.content.decode()


def test_a_sheet_with_a_single_feeder_says_so(as_, url, given, cast):
    as_("chloe").post(url("calendar:opening-create"), data(cast, feeders=[cast.bruno]))
    opening = AccountOpening.objects.get()
    assert "Une seule personne l’alimente" in text(as_("chloe").get(opening.get_absolute_url()))
    other = walk.proposed(cast, name="Un autre compte")
    assert "Une seule personne l’alimente" not in text(as_("chloe").get(other.get_absolute_url()))


def test_a_volunteer_proposes_and_the_debate_is_read_by_all(as_, url, given, cast):
    response = as_("chloe").post(url("calendar:opening-create"), data(cast), follow=True)
    assert "La proposition est enregistrée" in text(response)
    opening = AccountOpening.objects.get()
    as_("elise").post(url("calendar:opening-remark", pk=opening.pk), {"body": "Et le <b>temps</b> ?"})
    page = text(as_("gilles").get(opening.get_absolute_url()))
    assert "Et le &lt;b&gt;temps&lt;/b&gt; ?" in page
    assert "Bruno Castel, Chloé Dubreuil" in page
    assert "dans les deux heures" in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"network": "minitel"}, "Sélectionnez un choix valide"),
        ({"name": ""}, "Ce champ est obligatoire"),
        ({"kinds": []}, "Cochez au moins une nature de message"),
        ({"feeders": []}, "Cochez au moins une personne"),
        ({"feeders": ["9" * 40]}, "choix valide"),
        ({"keeper": "9" * 40}, "choix valide"),
        ({"hours_per_week": 0}, "supérieure ou égale à 1"),
        ({"within_hours": 99}, "Sélectionnez un choix valide"),
    ],
)
def test_a_sheet_is_refused_with_a_sentence_and_nothing_is_lost(as_, url, given, cast, changes, sentence):
    response = as_("chloe").post(url("calendar:opening-create"), data(cast) | changes)
    assert sentence in text(response)
    assert "Montrer les gestes du tri" in text(response)
    assert not AccountOpening.objects.exists()


def test_a_neighbour_feeds_nothing(as_, url, given, cast):
    response = as_("chloe").post(url("calendar:opening-create"), data(cast) | {"keeper": cast.damien.pk})
    assert "choix valide" in text(response)


@pytest.mark.parametrize(("kinds", "words"), [(["position"], "deux membres"), (["information"], "informent")])
def test_the_sheet_says_what_x_allows(as_, url, given, cast, kinds, words):
    opening = walk.proposed(cast, network="x", name="X", kinds=kinds)
    assert words in text(as_("chloe").get(opening.get_absolute_url()))
    assert words in text(as_("chloe").get(url("calendar:opening-edit", pk=opening.pk)))
    other = walk.proposed(cast, name="Un autre compte")
    assert "Sur X" not in text(as_("chloe").get(other.get_absolute_url()))


def test_what_was_typed_over_somebody_elses_words_comes_back(as_, url, given, cast):
    opening = walk.proposed(cast)
    openings.rewrite(opening, walk.sheet(cast, audience="Les lycées"), expected=1, by=cast.bruno, now=NOW)
    address = url("calendar:opening-edit", pk=opening.pk)
    response = as_("chloe").post(address, data(cast, audience="Les écoles") | {"expected": 1})
    assert "Quelqu’un a réécrit cette fiche" in text(response)
    assert "Les écoles" in text(response)
    assert 'name="expected" value="2"' in text(response)
    as_("chloe").post(address, data(cast, audience="Les écoles") | {"expected": 2})
    assert walk.again(opening).audience == "Les écoles"


def test_the_vote_shows_the_sheet_and_the_debate(as_, url, given, cast):
    opening, ballot = walk.on_ballot(cast)
    page = text(as_("elise").get(ballot.get_absolute_url()))
    assert "Montrer les gestes du tri" in page
    assert "En bureau" in page
    assert "Ouvertures de compte" in page
    warned = text(as_("bruno").get(url("calendar:opening-edit", pk=opening.pk)))
    assert "les personnes qui ont voté en sont prévenues" in warned


def test_the_page_that_opens_the_vote_says_who_votes_and_how(as_, url, given, cast):
    from tests.charter.given import statutes

    statutes(cast)
    opening = walk.discussed(cast)
    page = text(as_("bruno").get(url("calendar:opening-ballot", pk=opening.pk)))
    assert "Élise Fontaine" in page
    assert "Majorité requise" in page


def test_from_the_debate_to_the_account_through_the_pages(as_, url, given, cast):
    """The whole way by the forms, as the coordination walks it."""
    from governance import transitions as governance
    from governance.models import Ballot
    from tests.charter.given import statutes, voted

    statutes(cast)
    opening, bruno = walk.proposed(cast), as_("bruno")
    bruno.post(url("calendar:opening-discuss", pk=opening.pk), {"on": "22/11/2026", "debate": "Oui, à deux."})
    closing = {"question": "Ouvrir TikTok ?", "closes_on": "2026-11-29", "closes_time": "11:00"}
    bruno.post(url("calendar:opening-ballot", pk=opening.pk), closing)
    ballot = Ballot.objects.get()
    voted(ballot, cast, "for", "for", "for")
    ballot = governance.close(ballot, now=walk.CLOSES)
    refused = bruno.post(url("calendar:opening-open", pk=opening.pk), {"review_on": "2027-11-20"})
    assert "deux personnes doivent d’abord le certifier" in text(refused)
    assert "Deux personnes doivent encore en certifier" in text(bruno.get(opening.get_absolute_url()))
    walk.certified(ballot, cast)
    opened = bruno.post(url("calendar:opening-open", pk=opening.pk), {"review_on": "2027-11-20"}, follow=True)
    assert "Le compte est ouvert" in text(opened)
    assert Channel.objects.get().opening == opening
    assert "autorisé par scrutin" in text(as_("chloe").get(url("calendar:channel-list")))


@pytest.mark.parametrize("act", ["suspend", "close"])
def test_an_account_is_stopped_through_its_page_with_a_reason(as_, url, given, cast, act):
    opening, _channel = walk.opened(cast)
    address = url(f"calendar:opening-{act}", pk=opening.pk)
    assert "Dites pourquoi" in text(as_("bruno").post(address, {"reason": " "}))
    page = text(as_("bruno").post(address, {"reason": "Un essai fini."}, follow=True))
    assert "Un essai fini." in page


def test_the_review_is_made_on_its_page(as_, url, given, cast):
    channel = given.channel("x")
    address = url("calendar:channel-review", pk=channel.pk)
    assert "dans les douze mois" in text(as_("bruno").post(address, {"outcome": "keep", "next_on": "2030-01-01"}))
    assert "Dites pourquoi" in text(as_("bruno").post(address, {"outcome": "close", "note": ""}))
    as_("bruno").post(address, {"outcome": "keep", "next_on": "2027-11-20"})
    channel.refresh_from_db()
    assert channel.review_on == dt.date(2027, 11, 20)
    assert "Le garder, Bruno Castel" in text(as_("bruno").get(address))


# -- the decision older than Portevoix here ---------------------------------------


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("", "Donnez aussi la date"),
        ("2026-11-25", "pas encore venue"),
        ("2026-11-22", ""),
        ("2019-03-14", ""),
    ],
)
def test_an_earlier_decision_has_its_date(as_, url, given, day, sentence):
    words = {"network": "x", "name": "X", "opened_by_decision": "Assemblée", "decided_on": day, "is_active": "on"}
    response = as_("bruno").post(url("calendar:channel-create"), words)
    assert Channel.objects.exists() is (not sentence)
    if sentence:
        assert sentence in text(response)


def test_since_the_association_is_here_an_account_is_proposed(as_, url, given, cast, time_machine):
    time_machine.move_to(NOW + dt.timedelta(days=30), tick=False)
    words = {"network": "x", "name": "X", "opened_by_decision": "Moi", "decided_on": "2026-12-01", "is_active": "on"}
    assert "proposez l’ouverture" in text(as_("bruno").post(url("calendar:channel-create"), words))
    assert not Channel.objects.exists()


def test_an_account_opened_here_keeps_its_decision(as_, url, given, cast):
    _opening, channel = walk.opened(cast)
    words = {"name": "TikTok du tri", "network": "x", "opened_by_decision": "Moi", "is_active": ""}
    as_("bruno").post(url("calendar:channel-edit", pk=channel.pk), words)
    channel.refresh_from_db()
    assert (channel.name, channel.network, channel.opened_by_decision) == ("TikTok du tri", "tiktok", "")
    assert channel.is_active


# -- keys --------------------------------------------------------------------------


def _key(given, cast, to=None, kind="administration", network="x"):
    return keys.give(
        given.channel(network),
        to=to or cast.chloe,
        kind=kind,
        two_factor="unknown",
        granted_on=TODAY,
        by=cast.bruno,
        today=TODAY,
    )


def test_a_key_is_given_checked_and_taken_back_on_its_pages(as_, url, given, cast):
    channel, bruno = given.channel("x"), as_("bruno")
    assert "Aucune clé n’est inscrite" in text(bruno.get(url("calendar:channel-keys", pk=channel.pk)))
    words = {"to": cast.chloe.pk, "kind": "administration", "two_factor": "no", "granted_on": "2026-11-22"}
    page = text(bruno.post(url("calendar:channel-key-give", pk=channel.pk), words, follow=True))
    assert "Chloé Dubreuil" in page
    assert "Une seule personne administre ce compte" in page
    assert "Aucun mot de passe n’est gardé ici" in page
    grant = AccessGrant.objects.get()
    checked = {f"two_factor_{grant.pk}": "yes", "check_months": 3}
    bruno.post(url("calendar:channel-key-check", pk=channel.pk), checked)
    grant.refresh_from_db()
    assert (grant.two_factor, grant.checked_by) == ("yes", cast.bruno)
    address = url("calendar:key-take-back", pk=grant.pk)
    assert "moins de deux personnes" in text(bruno.get(address))
    assert "Choisissez un jour entre" in text(bruno.post(address, {"on": "2026-11-01"}))
    assert "Clés retirées" in text(bruno.post(address, {"on": "2026-11-22"}, follow=True))
    assert bruno.get(address).status_code == 302


def test_a_person_of_another_association_gets_no_key(as_, url, given, cast):
    words = {"to": cast.damien.pk, "kind": "writing", "two_factor": "no", "granted_on": "2026-11-22"}
    page = text(as_("bruno").post(url("calendar:channel-key-give", pk=given.channel("x").pk), words))
    assert "choix valide" in page
    assert not AccessGrant.objects.exists()


def test_the_page_of_a_departure_lists_every_key(as_, url, given, cast):
    for network in ("x", "mastodon"):
        _key(given, cast, network=network)
    leave(cast.chloe, by=cast.amina, today=TODAY)
    page = text(as_("elise").get(url("calendar:keyholder", pk=cast.chloe.pk)))
    assert page.count("À retirer") == 2
    assert "a quitté l’association" in page
    assert "Date et signature" in page
    assert "Clés à retirer" in text(as_("elise").get(url("calendar:key-list")))


def test_pages_cost_the_same_however_many(as_, url, given, cast, association, assert_flat):
    from tests.conftest import Role, make_member

    numbers = iter(range(100))
    channel = given.channel("x")

    def grow():
        number = next(numbers)
        walk.proposed(cast, name=f"Compte {number}")
        person = make_member(association, f"p{number}@exemple.example", f"Personne {number}", [Role.CONTRIBUTOR])
        other = given.channel("facebook", name=f"F {number}", slug=f"f-{number}")
        for each in (channel, other):
            keys.give(each, to=person, kind="writing", two_factor="yes", granted_on=TODAY, by=cast.bruno, today=TODAY)
            if number % 2:
                leave_once(person)

    def leave_once(person):
        person.refresh_from_db()
        if person.left_on is None and AccessGrant.objects.filter(membership=person).count() == 2:
            leave(person, by=cast.amina, today=TODAY)

    bruno = as_("bruno")
    for name in ("opening-list", "key-list", "channel-list"):
        assert_flat(bruno, url(f"calendar:{name}"), grow)
    assert_flat(bruno, url("calendar:channel-keys", pk=channel.pk), grow)


def test_a_debate_costs_the_same_however_long(as_, url, given, cast, assert_flat):
    opening = walk.proposed(cast)
    assert_flat(as_("bruno"), opening.get_absolute_url(), lambda: openings.say(opening, "Oui.", by=cast.elise, now=NOW))


def test_empty_pages_say_what_to_do_first(as_, url, cast):
    assert "Remplissez la fiche" in text(as_("bruno").get(url("calendar:opening-list")))
    assert "inscrivez d’abord où l’association parle" in text(as_("bruno").get(url("calendar:key-list")))
