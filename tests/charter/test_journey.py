"""From a template to a text in force, through the door."""

import datetime as dt

import pytest
import time_machine
from django.core import mail

from charter.models import Acknowledgement, Clause, Version
from charter.tasks import bring_due_into_force
from governance.models import Ballot
from governance.tasks import close_due_ballots
from tests.conftest import PASSWORD

from . import given

pytestmark = pytest.mark.usefixtures("unscoped")


def test_a_text_is_written_voted_and_comes_into_force(as_, url, cast, association, django_capture_on_commit_callbacks):
    with time_machine.travel(given.NOW, tick=False):
        given.statutes(cast)
        bruno = as_("bruno")
        bruno.post(url("charter:version-create", kind="usage"))
        version = Version.objects.get()
        for clause in version.clauses.all():
            clean = clause.body.replace("[à adapter", "(fait").replace("]", ")")
            kept = bruno.post(
                url("charter:clause-edit", pk=clause.pk),
                {"title": clause.title, "body": clean, "revision": clause.revision},
            )
            assert kept.status_code == 302
        bruno.post(url("charter:version-submit", pk=version.pk))
        bruno.post(url("charter:version-freeze", pk=version.pk))
        opened = bruno.post(
            url("charter:version-ballot", pk=version.pk),
            {"question": "Adopter ?", "closes_on": "2026-11-29", "closes_time": "20:00"},
        )
        ballot = Ballot.objects.get()
        assert opened.url == ballot.get_absolute_url()
        assert ballot.seats.count() == 4
        for name in ("amina", "elise", "farid"):
            client = as_(name)
            page = client.get(opened.url)
            assert page.status_code == 200
            with django_capture_on_commit_callbacks(execute=True):
                done = client.post(url("governance:ballot-vote", pk=ballot.pk), {"choice": "for", "reason": "Oui."})
            assert done.status_code == 302
    assert len(mail.outbox) == 3
    assert "Reçu de votre vote" in mail.outbox[0].subject
    assert opened.url in mail.outbox[0].body
    with time_machine.travel(dt.datetime(2026, 11, 29, 19, 1, tzinfo=dt.UTC), tick=False):
        assert close_due_ballots() == 1
        assert close_due_ballots() == 0
        version.refresh_from_db()
        assert version.status == Version.Status.ADOPTED
        page = as_("chloe").get(opened.url).content.decode()
        assert "3 pour, 0 contre" in page
        assert "favorable." in page
        early = as_("amina").get(url("charter:version-enforce", pk=version.pk)).content.decode()
        assert "Deux personnes doivent d’abord le certifier : Amina Belkacem, Gilles Hamon." in early
        given.certified(ballot, cast, now=dt.datetime(2026, 11, 29, 19, 1, tzinfo=dt.UTC))
        as_("amina").post(url("charter:version-enforce", pk=version.pk), {"on": "2026-12-01"})
        assert bring_due_into_force() == 0
    with time_machine.travel(dt.datetime(2026, 12, 1, 6, tzinfo=dt.UTC), tick=False):
        assert bring_due_into_force() == 1
        assert bring_due_into_force() == 0
        version.refresh_from_db()
        assert version.status == Version.Status.IN_FORCE
        as_("chloe").post(url("charter:sign-open", pk=version.pk))
        typed = {"approved": "on", "by": "password", "proof": PASSWORD}
        as_("chloe").post(url("charter:sign", pk=version.pk), typed)
        signature = Acknowledgement.objects.get()
        assert signature.content_hash == version.content_hash
        assert Clause.objects.filter(version=version).count() > 10


PAGES = [
    ("charter:list", {}),
    ("charter:kind-detail", {"kind": "usage"}),
    ("charter:kind-detail", {"kind": "crisis"}),
    ("governance:ballot-list", {}),
    ("governance:statutes", {}),
]


@pytest.mark.parametrize(("name", "kwargs"), PAGES)
@pytest.mark.parametrize("who", ["amina", "chloe"])
def test_the_pages_open_empty_and_full(as_, url, cast, name, kwargs, who):
    client = as_(who)
    assert client.get(url(name, **kwargs)).status_code == 200
    given.statutes(cast)
    given.in_force(cast)
    given.draft(cast, kind="editorial")
    assert client.get(url(name, **kwargs)).status_code == 200


def test_every_page_of_a_version_opens(as_, url, cast):
    given.statutes(cast)
    amina = as_("amina")
    first = given.in_force(cast)
    second = given.draft(cast, words="Nous parlons en ligne pour être vraiment utiles.")
    clause = second.clauses.first()
    pages = [
        url("charter:version-detail", pk=first.pk),
        url("charter:sign", pk=first.pk),
        url("charter:signatures", pk=first.pk),
        url("charter:version-detail", pk=second.pk),
        url("charter:version-edit", pk=second.pk),
        url("charter:version-withdraw", pk=second.pk),
        url("charter:clause-add", pk=second.pk),
        url("charter:clause-edit", pk=clause.pk),
        url("charter:clause-remove", pk=clause.pk),
        f"{url('charter:compare')}?avant={first.pk}&apres={second.pk}",
    ]
    for page in pages:
        assert amina.get(page).status_code == 200, page
    given.transitions.submit(second, by=cast.bruno)
    assert amina.get(url("charter:version-return", pk=second.pk)).status_code == 200
    given.transitions.freeze(second, by=cast.bruno, now=given.NOW)
    assert amina.get(url("charter:version-ballot", pk=second.pk)).status_code == 200
    third = given.adopted(cast, kind="moderation")
    assert amina.get(url("charter:version-enforce", pk=third.pk)).status_code == 200
