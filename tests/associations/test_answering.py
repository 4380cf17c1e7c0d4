"""Answering an invitation: once, within a fortnight, by whoever holds its link."""

import datetime as dt

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse

from associations import invitations
from associations.models import Invitation, Mandate, Membership, Role, User
from journal.models import Entry

from .conftest import GUEST, NOW, TODAY, link_in

pytestmark = pytest.mark.usefixtures("unscoped", "clock")


def _as_user(user):
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def test_reading_the_link_changes_nothing(client, link):
    for _ in range(2):
        page = client.get(link).content.decode()
        assert "Amina Belkacem vous invite à rejoindre" in page
        assert "Rédaction" in page
    assert Invitation.objects.get().accepted_at is None


def test_somebody_without_an_account_comes_in(client, link, association):
    response = client.post(link, {"name": "Yanis Kermarrec"})
    assert (response.status_code, response.url) == (302, association.get_absolute_url())
    member = Membership.objects.get(user__email=GUEST)
    assert (member.name, member.roles, member.joined_on) == ("Yanis Kermarrec", {Role.CONTRIBUTOR}, TODAY)
    assert member.mandates.get().ends_on == dt.date(2027, 3, 14)
    assert EmailAddress.objects.get(user=member.user).verified
    assert not member.user.has_usable_password()
    assert client.get(response.url).status_code == 200
    assert Entry.objects.filter(association=association, action="associations.join").count() == 1


def test_a_newcomer_says_their_name(client, link):
    response = client.post(link, {"name": " "})
    assert response.status_code == 200
    assert "Écrivez votre prénom et votre nom." in response.content.decode()
    assert not User.objects.filter(email=GUEST).exists()


def test_the_second_click_is_told(client, link):
    client.post(link, {"name": "Yanis Kermarrec"})
    again = Client().post(link, {"name": "Quelqu’un d’autre"})
    assert again.status_code == 410
    assert "Un lien ne sert qu’une fois" in again.content.decode()
    assert Membership.objects.filter(user__email=GUEST).count() == 1


def test_who_clicks_twice_is_led_in(client, link, association):
    client.post(link, {"name": "Yanis Kermarrec"})
    again = client.post(link, {"name": "Yanis Kermarrec"})
    assert (again.status_code, again.url) == (302, association.get_absolute_url())


def test_of_two_stale_hands_one_wins(link, cast):
    row = Invitation.objects.get()
    stale = Invitation.objects.get()
    invitations.accept(row, user=cast.damien.user, now=NOW)
    with pytest.raises(invitations.Declined) as told:
        invitations.accept(stale, user=cast.chloe.user, now=NOW)
    assert told.value.reason == "used"
    assert cast.chloe.mandates.count() == 1


def test_the_link_lasts_a_fortnight(client, link, clock):
    clock.move_to(NOW + dt.timedelta(days=14), tick=False)
    for response in (client.get(link), client.post(link, {"name": "Yanis"})):
        assert response.status_code == 410
        assert "elle durait quatorze jours" in response.content.decode()
    assert not User.objects.filter(email=GUEST).exists()


@pytest.mark.parametrize("token", ["x", "0" * 64, "é"])
def test_an_unknownlink_in(client, db, token):
    response = client.get(reverse("associations:invitation", args=[token]))
    assert response.status_code == 404
    assert "Ce lien n’ouvre aucune invitation" in response.content.decode()


def test_who_has_an_account_signs_in_first(client, link):
    User.objects.create_user(GUEST, "un-mot-de-passe", name="Yanis")
    page = client.get(link).content.decode()
    assert f"{reverse('account_login')}?next={link}" in page
    assert "Vous avez déjà un compte" in client.post(link, {"name": "Un imposteur"}).content.decode()
    assert Invitation.objects.get().accepted_at is None
    assert User.objects.get(email=GUEST).name == "Yanis"


def test_a_second_address_is_an_account_too(client, link, cast):
    EmailAddress.objects.create(user=cast.damien.user, email=GUEST, verified=True, primary=False)
    assert "Vous avez déjà un compte" in client.get(link).content.decode()
    client.post(link, {"name": "Un double"})
    assert Invitation.objects.get().accepted_at is None
    page = _as_user(cast.damien.user).get(link).content.decode()
    assert "alors que l’invitation a été envoyée" not in page


def test_an_account_made_meanwhile_is_told(link, cast):
    User.objects.create_user(GUEST, "un-mot-de-passe", name="Yanis")
    with pytest.raises(invitations.Declined) as told:
        invitations.accept_as_new(Invitation.objects.get(), name="Yanis", now=NOW)
    assert told.value.reason == "account"
    assert User.objects.filter(email=GUEST).count() == 1


def test_a_promised_mandate_that_is_over_is_not_given(client, invite, clock):
    invite(ends_on="2026-11-25")
    clock.move_to(NOW + dt.timedelta(days=5), tick=False)
    response = client.post(link_in(mail.outbox[0]), {"name": "Yanis"})
    assert response.status_code == 410
    assert "déjà terminé" in response.content.decode()


def test_who_has_an_account_accepts_signed_in(link):
    user = User.objects.create_user(GUEST, "un-mot-de-passe", name="Yanis")
    assert _as_user(user).post(link).status_code == 302
    assert Membership.objects.filter(user=user).exists()


def test_another_address_is_told_in_words(as_, link):
    client = as_("damien")
    page = client.get(link).content.decode()
    assert "damien@fil-bleu.example" in page
    assert GUEST in page
    assert "Accepter avec damien@fil-bleu.example" in page
    assert client.post(link).status_code == 302
    assert Membership.objects.filter(user__email="damien@fil-bleu.example").count() == 2


def test_a_member_who_accepts_gets_one_more_role(as_, link, cast):
    assert as_("gilles").post(link).status_code == 302
    assert Membership.objects.current().get(pk=cast.gilles.pk).roles == {Role.TREASURER, Role.CONTRIBUTOR}


def test_who_had_left_comes_back_with_a_new_row(link, cast):
    Membership.objects.filter(pk=cast.gilles.pk).update(left_on=TODAY)
    assert _as_user(cast.gilles.user).post(link).status_code == 302
    assert list(cast.gilles.user.memberships.order_by("pk").values_list("left_on", flat=True)) == [TODAY, None]


def test_the_right_is_asked_again_when_the_link_is_opened(client, invite, cast):
    """Bruno invites, then his mandate ends: what he promised falls with it."""
    invite("bruno", roles=["coordinator"])
    Mandate.objects.filter(membership=cast.bruno).update(ends_on=dt.date(2026, 11, 21))
    response = client.post(link_in(mail.outbox[0]), {"name": "Yanis Kermarrec"})
    assert response.status_code == 410
    assert "ne peut plus donner ce rôle" in response.content.decode()
    assert not User.objects.filter(email=GUEST).exists()
