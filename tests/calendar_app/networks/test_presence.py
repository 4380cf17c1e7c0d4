"""The presence register and the choice of a network, through their pages."""

import datetime as dt

import pytest

from calendar_app.models import Presence
from calendar_app.networks import choosing, networks
from calendar_app.presence import register
from tests.calendar_app.given import NOW
from tests.calendar_app.networks.test_facts import text_of

TODAY = dt.date(2026, 11, 22)
SEEN = {"network": "tiktok", "name": "Le Comptoir", "state": "free", "checked_on": "2026-11-20"}


def noted(given, **fields):
    values = {"network": "tiktok", "name": "Le Comptoir", "state": "free", "checked_on": TODAY} | fields
    return register.note(Presence(**values), by=given.cast.bruno)


def todo(given, who="bruno"):
    return list(register.waiting([getattr(given.cast, who)], NOW))


def test_a_name_is_noted_shown_and_corrected(as_, url, given):
    client = as_("bruno")
    said = SEEN | {"state": "spoken", "todo": "Écrire à cette personne", "link": "tiktok.example/comptoir"}
    assert client.post(url("calendar:presence-create"), said).status_code == 302
    presence = Presence.objects.get()
    page = text_of(as_("chloe").get(url("calendar:presence-list")))
    for words in ("Le Comptoir", "Quelqu’un parle à notre place", "À faire : Écrire à cette personne", "Bruno Castel"):
        assert words in page
    assert page.index("TikTok") < page.index("Facebook")
    client.post(url("calendar:presence-edit", pk=presence.pk), SEEN | {"state": "ours"})
    assert Presence.objects.get().state == "ours"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"state": "other"}, "Dites que faire, même si c’est « laisser »"),
        ({"checked_on": "2026-11-23"}, "Cette date n’est pas encore venue"),
        ({"checked_on": "hier"}, "Cette date ne se lit pas"),
        ({"checked_on": "0026-01-01"}, "Cette date ne se lit pas"),
        ({"link": "javascript:alert(1)"}, "Cette adresse ne se lit pas"),
        ({"network": "minitel"}, "Sélectionnez un choix valide"),
        ({"name": ""}, "Ce champ est obligatoire"),
        ({"name": "le comptoir", "network": "mastodon"}, "Ce nom est déjà suivi sur ce réseau"),
    ],
)
def test_what_is_not_readable_gets_a_sentence(as_, url, given, fields, sentence):
    noted(given, network="mastodon")
    page = text_of(as_("bruno").post(url("calendar:presence-create"), SEEN | fields))
    assert sentence in page
    assert Presence.objects.count() == 1


def test_what_nobody_looked_at_for_six_months_is_asked_again(as_, url, given):
    noted(given, checked_on=TODAY - dt.timedelta(days=183))
    assert todo(given) == []
    noted(given, network="mastodon", checked_on=TODAY - dt.timedelta(days=184))
    (line,) = todo(given)
    assert line.sentence == "1 nom n’a pas été regardé depuis six mois."
    assert todo(given, "chloe") == []
    assert "à regarder à nouveau" in text_of(as_("bruno").get(line.path))


def test_only_who_manages_writes_in_the_register(as_, url, given):
    pk = noted(given).pk
    assert as_("chloe").post(url("calendar:presence-create"), SEEN).status_code == 403
    assert as_("chloe").post(url("calendar:presence-edit", pk=pk), SEEN).status_code == 403


def test_the_register_costs_the_same_whatever_is_noted(as_, url, given, assert_flat):
    names = iter(range(100))
    assert_flat(as_("chloe"), url("calendar:presence-list"), lambda: noted(given, name=f"Nom {next(names)}"))


def test_the_blog_comes_first_then_who_relays(as_, url, given):
    given.channel("facebook")
    page = text_of(as_("chloe").get(url("calendar:network-choose") + "?public=neighbours&but=mobilise"))
    part = page.split('id="h-fits"')[1]
    assert part.index("Site ou blog") < part.index("Facebook")
    assert "Nous y sommes déjà : Facebook." in part
    assert "TikTok" not in part
    assert "à vérifier" in part
    assert "Et 3 à 6 mois avant de juger" in part
    for hours in ("5 h", "10 h", "10 à 15 h", "20 h"):
        assert f">{hours}</strong>" in part


def test_the_choice_leads_to_a_proposal_on_that_network(as_, url, given):
    client = as_("chloe")
    page = text_of(client.get(url("calendar:network-choose") + "?public=young"))
    path = url("calendar:opening-create") + "?reseau=tiktok"
    assert path in page
    assert '<option value="tiktok" selected>' in text_of(client.get(path))


@pytest.mark.parametrize("asked", ["", "?public=martiens", "?but=%00", "?public=young&but=lune"])
def test_an_unknown_question_is_as_none(as_, url, given, asked):
    assert as_("chloe").get(url("calendar:network-choose") + asked).status_code == 200


def test_every_network_has_its_place_in_the_choice():
    rows = choosing._data()["fits"]
    assert {row["network"] for row in rows} == set(networks())
    for row in rows:
        assert set(row["audiences"]) <= set(choosing.audiences())
        assert set(row["purposes"]) <= set(choosing.purposes())
        assert (row["src"], bool(row.get("note"))) in {("source", True), ("facts", False), ("memory", False)}
        assert row["year"] == 2026
