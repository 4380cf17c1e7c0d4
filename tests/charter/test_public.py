"""What anyone may read: chosen texts that applied, at addresses that stay; never a draft, never a neighbour's."""

import datetime as dt

import pytest
from django.urls import reverse
from django_scopes import scopes_disabled

from charter import publishing
from charter.models import Charter
from journal.models import Entry

from . import given

SLUG = "mains-voisines"
HOME = f"/public/{SLUG}/"
TEXT = f"{HOME}moderation/"


def text(page):
    """The words of a page with ordinary spaces."""
    return page.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.fixture(autouse=True)
def _ruled(cast, unscoped):
    given.statutes(cast)


@pytest.fixture
def shown(cast):
    """A moderation charter in force: public without anybody asking."""
    return given.in_force(cast, kind="moderation")


def test_a_moderation_charter_is_public_at_once_and_the_others_are_not(client, cast, shown):
    given.in_force(cast, kind="usage")
    page = client.get(HOME).content.decode()
    assert "Charte de modération" in page
    assert "Charte d’usage" not in page
    assert client.get(f"{HOME}usage/").status_code == 404


def test_one_text_is_read_without_signing_in(client, shown):
    page = client.get(TEXT)
    words = page.content.decode()
    assert page.status_code == 200
    assert page["Content-Language"] == "fr"
    assert "Article 1." in words
    assert "Adoptée par le conseil d’administration le 29 novembre 2026" in words
    assert "<script" not in words
    assert "<form" not in words


def test_each_version_that_applied_has_its_address_for_ever(client, cast, shown):
    given.in_force(cast, kind="moderation", on=dt.date(2026, 12, 15), words="Autrement.")
    old = client.get(f"{TEXT}version-1/").content.decode()
    assert "Cette version ne s’applique plus." in old
    assert "Lire la version 2" in old
    assert "en vigueur du lundi 30 novembre 2026" in text(old)
    assert "15 décembre 2026" in text(old)
    history = client.get(TEXT).content.decode()
    assert f"{TEXT}version-1/" in history
    assert f"{TEXT}version-2/" in history


def test_a_repealed_text_stays_readable(client, cast, shown):
    day = dt.date(2026, 12, 20)
    given.repealed(cast, shown, on=day, reason="Fusionnée.")
    assert "Aucune version n’est en vigueur" in client.get(TEXT).content.decode()
    assert "Abrogée" in client.get(f"{TEXT}version-1/").content.decode()
    # Who ended it, and when, as who adopted it.
    for address in (TEXT, f"{TEXT}version-1/"):
        told = text(client.get(address).content.decode())
        assert "abrogée par le conseil d’administration" in told
        assert "20 décembre 2026" in told


@pytest.mark.parametrize("walk", ["draft", "review", "frozen", "ballot", "adopted"])
def test_what_never_applied_is_never_shown(client, cast, shown, walk):
    next_one = getattr(given, walk)(cast, kind="moderation", words="Secret du brouillon.")
    assert client.get(f"{TEXT}version-{getattr(next_one, 'number', 2)}/").status_code == 404
    assert "Secret du brouillon" not in client.get(TEXT).content.decode()
    assert client.get(f"{TEXT}version-2.pdf").status_code == 404


@pytest.mark.parametrize("choices", [("against",) * 4])
def test_a_rejected_text_is_never_shown(client, cast, shown, choices):
    from governance import transitions as governance

    governance.close(given.voted(given.ballot(cast, kind="moderation"), cast, *choices), now=given.CLOSES)
    assert client.get(f"{TEXT}version-2/").status_code == 404


def test_an_association_that_shows_nothing_is_not_known(client, cast):
    given.draft(cast, kind="moderation")
    for path in (HOME, TEXT, f"{HOME}mentions-legales/", "/public/inconnue/"):
        assert client.get(path).status_code == 404


def test_files_are_public_too(client, shown):
    for suffix, kind in ((".pdf", "application/pdf"), (".docx", "wordprocessingml")):
        answer = client.get(f"{TEXT}version-1{suffix}")
        assert kind in answer["Content-Type"]
        assert f'filename="mains-voisines-charte-moderation-version-1{suffix}"' in answer["Content-Disposition"]
        assert f"{TEXT}version-1{suffix}" in client.get(TEXT).content.decode()


@pytest.mark.parametrize("path", [HOME, TEXT, f"{TEXT}version-1/", f"{TEXT}version-1.pdf", f"{HOME}mentions-legales/"])
def test_who_has_the_page_already_is_spared(client, shown, path):
    first = client.get(path)
    assert "public" in first["Cache-Control"]
    again = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert again.content == b""


def test_a_new_version_changes_the_page(client, cast, shown):
    tag = client.get(TEXT)["ETag"]
    given.in_force(cast, kind="moderation", on=dt.date(2026, 12, 15), words="Autrement.")
    assert client.get(TEXT, headers={"If-None-Match": tag}).status_code == 200


def test_no_name_is_shown_but_the_one_the_law_wants(client, cast, association, shown):
    association.publishing_director = "Bernadette Oury"
    association.save()
    pages = [client.get(path).content.decode() for path in (HOME, TEXT, f"{TEXT}version-1/")]
    people = [getattr(cast, name) for name in ("amina", "bruno", "chloe", "elise", "farid", "gilles")]
    assert [p.name for p in people for page in pages if p.name in page or p.email in page] == []
    assert "Bernadette Oury" in client.get(f"{HOME}mentions-legales/").content.decode()


def test_the_legal_notice_says_what_is_not_given(client, association, shown):
    association.host, association.host_address = "Un hébergeur", "2 rue des Forges, Nantes"
    association.save()
    page = client.get(f"{HOME}mentions-legales/").content.decode()
    assert "2 rue des Forges, Nantes" in page
    assert "non indiqué à ce jour" in page


def test_managers_are_told_what_is_missing(as_, url, association, shown):
    page = as_("bruno").get(url("associations:settings")).content.decode()
    assert "Il reste à indiquer" in page
    assert "Téléphone de l’hébergeur" in page


@pytest.mark.parametrize("path", [HOME, TEXT])
def test_the_pages_cost_the_same_for_many_versions(client, cast, shown, assert_flat, path):
    days = (dt.date(2026, 12, 15) + dt.timedelta(days=n) for n in range(20))

    def more():
        day = next(days)
        given.in_force(cast, kind="moderation", on=day, words=f"Le {day}.")

    assert_flat(client, path, more)


# -- who chooses ---------------------------------------------------------------------


def _address(name="show", kind="usage"):
    return reverse(f"charter:{name}", args=[SLUG, kind])


def test_a_text_is_opened_and_closed_again(as_, client, cast):
    given.in_force(cast, kind="usage")
    bruno = as_("bruno")
    assert bruno.post(_address(), {"lecture": "public"}).status_code == 302
    bruno.post(_address(), {"lecture": "public"})
    assert client.get(f"{HOME}usage/").status_code == 200
    assert f"{HOME}usage/" in bruno.get(_address("kind-detail")).content.decode()
    bruno.post(_address(), {"lecture": "membres"})
    assert client.get(f"{HOME}usage/").status_code == 404
    assert list(Entry.objects.filter(action="charter.show").order_by("seq").values_list("after", flat=True)) == [
        "public",
        "members",
    ]


@pytest.mark.parametrize(("who", "status"), [("amina", 302), ("bruno", 302), ("chloe", 403), ("damien", 404)])
def test_who_may_open_a_text(as_, cast, who, status):
    given.draft(cast, kind="usage")
    assert as_(who).post(_address(), {"lecture": "public"}).status_code == status


def test_a_neighbours_text_is_not_at_our_address(client, cast, shown):
    with scopes_disabled():
        Charter.objects.create(association=cast.other, kind="usage", is_public=True)
    assert client.get(f"/public/{cast.other.slug}/").status_code == 404
    assert publishing.shown(cast.other) == []
