"""An invitation: sent once, opened once, for a fortnight, by whoever holds its link."""

import datetime as dt
import re

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from associations import invitations
from associations.models import Invitation, Mandate, Membership, Role, User
from associations.tasks import send_invitation, send_waiting_invitations
from journal.models import Entry
from tests.house.cases import ask, spread

NOW = dt.datetime(2026, 11, 22, 10, tzinfo=dt.UTC)
TODAY = NOW.date()
GUEST = "yanis.kermarrec@exemple.example"

pytestmark = pytest.mark.usefixtures("unscoped")


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(NOW, tick=False)
    return time_machine


@pytest.fixture
def invite(as_, url, django_capture_on_commit_callbacks):
    """Return a function: who invites, with which changes to the form → the response; mail leaves as after a commit."""

    def send(who="amina", **changes):
        data = {"email": GUEST, "name": "Yanis Kermarrec", "roles": ["contributor"], "starts_on": "2026-11-22"}
        with django_capture_on_commit_callbacks(execute=True):
            return as_(who).post(url("associations:invite"), data | changes)

    return send


@pytest.fixture
def link(invite):
    """The path of the link in the mail that an invitation sends."""
    invite(ends_on="2027-03-14")
    return _link(mail.outbox[-1])


def _link(message):
    return re.search(r"/invitation/[0-9a-f]+/", message.body).group()


def _as_user(user):
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


TABLE = {
    "GET associations:invite": "nobody 302, amina 200, bruno 200, chloe 403, elise 403, damien 404",
    "GET associations:members": "nobody 302, amina 200, chloe 200, gilles 200, damien 404",
}


@pytest.mark.parametrize(("who", "what", "status"), spread(TABLE))
def test_who_may_ask(as_, url, who, what, status):
    assert ask(as_, url, who, what) == status


# -- inviting ---------------------------------------------------------------


def test_the_mail_says_who_where_what_and_until_when(invite, association):
    assert invite(ends_on="2027-03-14").status_code == 302
    (message,) = mail.outbox
    assert message.to == [GUEST]
    assert message.subject == "Amina Belkacem vous invite à rejoindre Les Mains voisines"
    for words in ("Bonjour Yanis Kermarrec,", "- Rédaction", "14 mars 2027", "6 décembre à 11", settings.SITE_URL):
        assert words in message.body.replace("\u00a0", " ")
    assert Entry.objects.get(association=association).action == "associations.invite"


def test_the_link_is_kept_nowhere(link):
    token = link.split("/")[2]
    row = Invitation.objects.values().get()
    assert token not in str(row)
    assert row["token_hash"] != token


def test_nothing_leaves_before_the_commit(as_, url, django_capture_on_commit_callbacks):
    data = {"email": GUEST, "roles": ["contributor"], "starts_on": "2026-11-22"}
    with django_capture_on_commit_callbacks() as queued:
        as_("amina").post(url("associations:invite"), data)
    assert (len(queued), len(mail.outbox)) == (1, 0)


def test_a_task_asked_twice_sends_once(invite):
    invite()
    send_invitation(Invitation.objects.get().pk)
    send_waiting_invitations()
    assert len(mail.outbox) == 1


def test_what_a_stopped_worker_left_is_sent_later(as_, url):
    as_("amina").post(url("associations:invite"), {"email": GUEST, "roles": ["reader"], "starts_on": "2026-11-22"})
    send_waiting_invitations()
    assert len(mail.outbox) == 1


def test_a_task_for_a_gone_row_is_quiet(db):
    send_invitation(404)
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": ""}, "email"),
        ({"email": "yanis"}, "email"),
        ({"email": "chloe@mains-voisines.example"}, "email"),
        ({"email": "CHLOE@mains-voisines.example"}, "email"),
        ({"roles": []}, "roles"),
        ({"roles": ["emperor"]}, "roles"),
        ({"starts_on": ""}, "starts_on"),
        ({"starts_on": "2026-12-01", "ends_on": "2026-11-30"}, "ends_on"),
        ({"ends_on": "2026-11-21"}, "ends_on"),
        ({"name": "x" * 121}, "name"),
        ({"email": "a\x00b@exemple.example"}, "email"),
    ],
)
def test_a_bad_answer_is_told_and_nothing_leaves(invite, changes, field):
    response = invite(**changes)
    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert not Invitation.objects.exists()
    assert mail.outbox == []


def test_a_name_cannot_forge_a_header(invite, cast):
    cast.amina.user.name = "Amina\r\nBcc: tous@exemple.example"
    cast.amina.user.save()
    invite()
    assert "Bcc" not in {header for header, _ in mail.outbox[0].message().items()}


def test_one_invitation_waits_per_address(invite):
    invite()
    response = invite(email=GUEST.upper())
    assert "attend déjà" in str(response.context["form"].errors["email"])
    assert Invitation.objects.count() == 1


def test_two_hands_invite_the_same_address(invite, cast, association):
    invite()
    with pytest.raises(invitations.Declined):
        invitations.invite(association, email=GUEST, roles=["reader"], starts_on=TODAY, by=cast.bruno, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.create(
            association=association,
            email=GUEST.upper(),
            roles=["reader"],
            starts_on=TODAY,
            invited_by=cast.amina,
            invited_at=NOW,
            expires_at=NOW,
            token_hash="x",
        )


# -- nobody gives a role they could not --------------------------------------


@pytest.mark.parametrize(
    ("who", "role", "sent"),
    [
        ("amina", "president", True),
        ("amina", "board_member", True),
        ("bruno", "contributor", True),
        ("bruno", "coordinator", True),
        ("bruno", "president", False),
        ("bruno", "secretary", False),
        ("bruno", "board_member", False),
    ],
)
def test_who_gives_which_role(invite, who, role, sent):
    response = invite(who, roles=[role])
    assert Invitation.objects.exists() == sent
    if not sent:
        assert "Vous ne pouvez pas donner ce rôle" in str(response.context["form"].errors["roles"])


def test_a_coordinator_founding_alone_may_call_a_president(invite, cast):
    Mandate.objects.filter(membership=cast.amina).delete()
    invite("bruno", roles=["president"])
    assert Invitation.objects.get().roles == ["president"]


def test_the_verb_refuses_too(cast, association):
    with pytest.raises(invitations.PermissionDenied):
        invitations.invite(association, email=GUEST, roles=["president"], starts_on=TODAY, by=cast.bruno, now=NOW)


def test_the_right_is_asked_again_when_the_link_is_opened(client, invite, cast):
    """Bruno invites, then his mandate ends: what he promised falls with it."""
    invite("bruno", roles=["coordinator"])
    Mandate.objects.filter(membership=cast.bruno).update(ends_on=dt.date(2026, 11, 21))
    response = client.post(_link(mail.outbox[0]), {"name": "Yanis Kermarrec"})
    assert response.status_code == 410
    assert "ne peut plus donner ce rôle" in response.content.decode()
    assert not User.objects.filter(email=GUEST).exists()


# -- answering ----------------------------------------------------------------


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
def test_an_unknown_link(client, db, token):
    response = client.get(reverse("associations:invitation", args=[token]))
    assert response.status_code == 404
    assert "Ce lien n’ouvre aucune invitation" in response.content.decode()


def test_who_has_an_account_signs_in_first(client, link):
    User.objects.create_user(GUEST, "un-mot-de-passe", name="Yanis")
    page = client.get(link).content.decode()
    assert f"{reverse('account_login')}?next={link}" in page
    client.post(link, {"name": "Un imposteur"})
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
    response = client.post(_link(mail.outbox[0]), {"name": "Yanis"})
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


# -- sending again, taking back ---------------------------------------------


def test_a_new_link_kills_the_old_one(as_, url, link, clock, client, django_capture_on_commit_callbacks):
    clock.move_to(NOW + dt.timedelta(days=20), tick=False)
    row = Invitation.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        as_("bruno").post(url("associations:invitation-resend", pk=row.pk))
    fresh = _link(mail.outbox[-1])
    assert len(mail.outbox) == 2
    assert client.get(link).status_code == 404
    assert client.get(fresh).status_code == 200


def test_a_link_is_not_sent_twice_in_ten_minutes(as_, url, link):
    row = Invitation.objects.get()
    page = as_("amina").post(url("associations:invitation-resend", pk=row.pk), follow=True).content.decode()
    assert "moins de dix minutes" in page
    assert len(mail.outbox) == 1


def test_a_coordinator_does_not_resend_a_presidents_seat(as_, url, invite, clock):
    invite(roles=["president"])
    clock.move_to(NOW + dt.timedelta(hours=1), tick=False)
    assert as_("bruno").post(url("associations:invitation-resend", pk=Invitation.objects.get().pk)).status_code == 403


def test_a_withdrawn_link_says_so(as_, url, link, client):
    row = Invitation.objects.get()
    as_("bruno").post(url("associations:invitation-withdraw", pk=row.pk))
    response = client.post(link, {"name": "Yanis"})
    assert response.status_code == 410
    assert "a été retirée" in response.content.decode()
    again = as_("bruno").post(url("associations:invitation-withdraw", pk=row.pk), follow=True).content.decode()
    assert "a été retirée" in again


def test_what_was_accepted_cannot_be_withdrawn(as_, url, link, client):
    client.post(link, {"name": "Yanis"})
    row = Invitation.objects.get()
    page = as_("bruno").post(url("associations:invitation-withdraw", pk=row.pk), follow=True).content.decode()
    assert "a déjà servi" in page
    row.refresh_from_db()
    assert row.withdrawn_at is None


def test_cost(as_, url, association, cast, assert_flat):
    numbers = iter(range(100))

    def grow():
        invitations.invite(
            association,
            email=f"p{next(numbers)}@exemple.example",
            roles=["reader"],
            starts_on=TODAY,
            by=cast.amina,
            now=NOW,
        )

    assert_flat(as_("amina"), url("associations:invite"), grow)
    assert_flat(as_("amina"), url("associations:members"), grow)
