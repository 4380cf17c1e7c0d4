"""Who, what, status; and the accounts page."""

import pytest

from calendar_app import transitions
from calendar_app.channel_forms import ChannelForm
from calendar_app.models import Channel
from journal.models import Entry
from journal.moves import Overtaken
from tests.house.cases import ask, spread

from .given import NOW

PAGES = {
    "GET calendar:month": "nobody 302, amina 200, bruno 200, chloe 200, elise 200, damien 404",
    "GET calendar:list": "nobody 302, chloe 200, elise 200, damien 404",
    "GET calendar:channel-list": "nobody 302, chloe 200, damien 404",
    "GET calendar:channel-create": "amina 200, bruno 200, chloe 403, elise 403, damien 404",
    "GET calendar:post-create": "nobody 302, chloe 200, damien 404",
    "POST calendar:count": "nobody 302, chloe 200, damien 404",
    "POST calendar:keep": "nobody 302, chloe 200, damien 404",
}
VERBS = {
    "GET calendar:post-detail": "nobody 302, chloe 200, elise 200, damien 404",
    "GET calendar:post-edit": "nobody 302, chloe 200, damien 404",
    "GET calendar:post-submit": "chloe 405",
    "POST calendar:post-submit": "nobody 302, chloe 302, damien 404",
    "POST calendar:post-approve": "nobody 302, chloe 403, farid 302, damien 404",
    "POST calendar:post-schedule": "nobody 302, chloe 403, bruno 302, damien 404",
    "POST calendar:post-ask-changes": "nobody 302, chloe 403, farid 200, damien 404",
    "GET calendar:post-cancel": "nobody 302, chloe 200, damien 404",
    "GET calendar:post-kit": "nobody 302, chloe 302, damien 404",
}


@pytest.mark.parametrize(("who", "what", "status"), spread(PAGES))
def test_who_may_open(as_, url, cast, who, what, status):
    assert ask(as_, url, who, what) == status


@pytest.mark.parametrize(("who", "what", "status"), spread(VERBS))
def test_who_may_act(as_, url, given, who, what, status):
    post = given.draft()
    assert ask(as_, url, who, what, pk=post.pk) == status


def test_a_reader_reads_and_writes_nothing(as_, url, given, association):
    from django.conf import settings
    from django.test import Client

    from associations.models import Role
    from tests.conftest import make_member

    reader, post = make_member(association, "lise@mains-voisines.example", "Lise", [Role.READER]), given.draft()
    client = Client()
    client.force_login(reader.user, backend=settings.AUTHENTICATION_BACKENDS[0])
    assert client.get(post.get_absolute_url()).status_code == 200
    assert "Modifier" not in client.get(post.get_absolute_url()).content.decode()
    assert client.get(url("calendar:post-create")).status_code == 403
    assert client.post(url("calendar:post-submit", pk=post.pk)).status_code == 403


def channel_data(**fields):
    return {
        "network": "mastodon",
        "name": "Mastodon",
        "url": "",
        "purpose": "",
        "opened_by_decision": "",
        "decided_on": "",
    } | fields


def test_a_coordinator_enters_an_account(as_, url, given):
    data = channel_data(
        url="https://mastodon.example/@mains",
        opened_by_decision="Assemblée générale",
        decided_on="14/03/2026",
        is_active="on",
    )
    as_("bruno").post(url("calendar:channel-create"), data)
    channel = Channel.objects.get()
    assert (channel.slug, channel.association, channel.is_active) == ("mastodon", given.association, True)
    page = as_("chloe").get(url("calendar:channel-list")).content.decode()
    assert "décision antérieure : Assemblée générale, le 14 mars 2026" in page
    assert "Aucune décision inscrite" not in page


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": "x"}, "Un compte porte déjà ce nom."),
        ({"name": ""}, "Ce champ est obligatoire."),
        ({"network": "minitel"}, "Sélectionnez un choix valide"),
        ({"url": "javascript:alert(1)"}, "Cette adresse ne se lit pas."),
        ({"url": "ftp://mastodon.example/@mains"}, "Cette adresse ne se lit pas."),
    ],
)
def test_an_account_is_refused_with_a_sentence(as_, url, given, fields, sentence):
    given.channel("x")
    response = as_("bruno").post(url("calendar:channel-create"), channel_data(**fields))
    assert sentence in response.content.decode()
    assert Channel.objects.count() == 1


def test_two_accounts_of_close_names_have_two_addresses(as_, url, given):
    for name in ("Facebook", "Facebook !", "!!!"):
        as_("bruno").post(url("calendar:channel-create"), channel_data(network="facebook", name=name))
    assert sorted(Channel.objects.values_list("slug", flat=True)) == ["facebook", "facebook-2", "facebook-3"]


def test_an_account_is_mended_and_closed(as_, url, given):
    channel = given.channel("x")
    post = given.draft(channels=[channel])
    as_("bruno").post(url("calendar:channel-edit", pk=channel.pk), channel_data(network="x", name="X"))
    channel.refresh_from_db()
    assert (channel.is_active, channel.opened_by_decision, channel.slug) == (False, "", "x")
    assert "n’est plus en service" in as_("chloe").get(post.get_absolute_url()).content.decode()
    assert "Décochez" in as_("chloe").get(post.get_absolute_url()).content.decode()


def test_accounts_cost_the_same_however_many(as_, url, given, assert_flat):
    names = iter(range(100))

    def grow():
        number = next(names)
        given.channel("x", name=f"X {number}", slug=f"x-{number}")

    assert_flat(as_("bruno"), url("calendar:channel-list"), grow)


def test_the_page_of_a_post_costs_the_same_however_often_it_was_saved(as_, url, given, assert_flat):
    from calendar_app import transitions

    post = given.draft(channels=[given.channel("x"), given.channel("mastodon")])
    numbers = iter(range(1, 100))

    def grow():
        number = next(numbers)
        channels = [given.channel("x"), given.channel("mastodon")]
        words = given.words(text=f"Version {number}", channels=channels)
        transitions.write(post, words, given.plan(), expected=number, by=given.cast.chloe, now=NOW)

    assert_flat(as_("elise"), post.get_absolute_url(), grow)


def test_of_two_people_naming_an_account_alike_at_once_one_is_told(cast, association, scoped):
    forms = [
        ChannelForm(channel_data(network="facebook", name="Facebook"), association=association, today=NOW.date())
        for _ in range(2)
    ]
    # Both pages were judged good before either was kept.
    assert all(form.is_valid() for form in forms)
    transitions.keep_account(forms[0].save(commit=False), by=cast.bruno)
    with pytest.raises(Overtaken, match="vient d’enregistrer un compte de ce nom"):
        transitions.keep_account(forms[1].save(commit=False), by=cast.amina)
    assert Channel.objects.of(association).filter(name="Facebook").count() == 1
    assert Entry.objects.of(association).filter(action="calendar.manage").count() == 1
