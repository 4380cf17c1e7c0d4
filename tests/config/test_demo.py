"""What somebody who tries the house finds in it."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from django_scopes import scopes_disabled

from associations.models import Association, Membership, Role, User
from calendar_app.models import Channel, Connector, Departure, Post
from charter.models import Version
from config.demo.people import PASSWORD
from governance.models import Ballot, Minutes
from kpis.models import FollowedIndicator, Reading
from reminders.todo import waiting

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """The small demo, lived once for this module, and taken back at its end."""
    from django.db import transaction

    with django_db_blocker.unblock():
        block = transaction.atomic()
        block.__enter__()
        said = StringIO()
        call_command("demo", stdout=said)
        with scopes_disabled():
            yield said.getvalue()
        transaction.set_rollback(True)
        block.__exit__(None, None, None)


def test_it_prints_who_can_sign_in_and_they_can(demo):
    assert "helene@mains-voisines.example" in demo
    assert PASSWORD in demo
    client = Client()
    answer = client.post("/compte/login/", {"login": "helene@mains-voisines.example", "password": PASSWORD})
    assert answer.status_code == 302
    assert "Ligne éditoriale, version 2" in client.get("/").content.decode()


def test_it_shows_accounts_that_could_send_by_themselves_and_none_does(demo, settings):
    written = Connector.unscoped.filter(association__slug="mains-voisines")
    assert set(written.values_list("kind", "is_on")) == {("mastodon", False), ("webhook", False)}
    assert not settings.CONNECTORS
    assert not Departure.unscoped.exists()
    client = Client()
    client.force_login(User.objects.get(email="ines@mains-voisines.example"))
    page = client.get(Connector.unscoped.get(kind="mastodon").get_absolute_url()).content.decode()
    assert "Connexion à essayer" in page
    assert "Essayer la connexion" not in page


def test_it_holds_eight_months_of_life(demo):
    association = Association.objects.get(slug="mains-voisines")
    assert Channel.objects.of(association).count() == 9
    posts = Post.objects.filter(association=association)
    assert posts.count() >= 200
    assert posts.earliest("due_at").due_at < timezone.now() - dt.timedelta(days=240)
    assert set(posts.values_list("status", flat=True)) >= {"draft", "review", "scheduled", "published"}
    assert Version.objects.filter(association=association, status="in_force").count() == 3
    assert Ballot.objects.filter(association=association, status="open").count() == 1
    assert FollowedIndicator.objects.filter(association=association).count() == 12
    [minutes] = Minutes.objects.filter(association=association)
    assert (minutes.status, minutes.number, minutes.signatures.count()) == ("filed", 1, 2)
    assert bytes(minutes.pdf).startswith(b"%PDF")
    assert Reading.objects.filter(association=association).count() > 300


def test_every_role_has_somebody(demo):
    held = {role for member in Membership.objects.all().prefetch_related("mandates") for role in member.roles}
    assert held == set(Role)


@pytest.mark.parametrize("name", ["bernadette", "helene", "ines", "yanis", "robert"])
def test_some_work_waits_for_each(demo, name):
    member = Membership.objects.current().get(user__email=f"{name}@mains-voisines.example")
    assert waiting([member], timezone.now())


def test_its_journal_holds(demo):
    call_command("verify_journal", "--association", "mains-voisines", stdout=StringIO())


def test_a_second_demo_changes_nothing_and_says_so(demo):
    before = Post.objects.count()
    with pytest.raises(CommandError, match="existe déjà"):
        call_command("demo", stdout=StringIO())
    assert Post.objects.count() == before
