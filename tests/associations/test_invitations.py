"""Inviting: who may give which role, the mail, sending again, taking back."""

import datetime as dt

import pytest
from django.conf import settings
from django.core import mail
from django.db import IntegrityError, transaction

from associations import invitations
from associations.models import Invitation, Mandate
from associations.tasks import send_invitation, send_waiting_invitations
from journal.models import Entry
from tests.house.cases import ask, spread

from .conftest import GUEST, NOW, TODAY, link_in

pytestmark = pytest.mark.usefixtures("unscoped", "clock")

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


def test_a_hundred_a_day_and_no_more(invite, clock, monkeypatch):
    """Whoever founds an association could otherwise write to the whole world in our name; taking back does not help."""
    monkeypatch.setattr(invitations, "MOST_A_DAY", 2)
    invite(email="un@exemple.example")
    invite(email="deux@exemple.example")
    Invitation.objects.update(withdrawn_at=NOW)
    response = invite(email="trois@exemple.example")
    assert "Reprenez demain" in str(response.context["form"].errors)
    assert len(mail.outbox) == 2
    clock.move_to(NOW + dt.timedelta(days=1), tick=False)
    assert invite(email="trois@exemple.example").status_code == 302


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


# -- sending again, taking back ---------------------------------------------


def test_a_new_link_kills_the_old_one(as_, url, link, clock, client, django_capture_on_commit_callbacks):
    clock.move_to(NOW + dt.timedelta(days=20), tick=False)
    row = Invitation.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        as_("bruno").post(url("associations:invitation-resend", pk=row.pk))
    fresh = link_in(mail.outbox[-1])
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
