"""The journal answers « who decided, on which text »: the deed as done, its object by name, one tap away."""

import contextlib
import datetime as dt

import pytest
from django.apps import apps as django_apps
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from associations.models import Mandate, Role
from calendar_app.models import Post
from charter import writing
from charter.models import Clause
from governance import transitions as governance
from governance.models import Ballot
from journal import naming
from journal.models import Entry
from journal.moves import HOUSE, Refused
from tests.calendar_app.given import Given
from tests.conftest import make_member
from tests.house.neighbours import FACTORIES, NOW
from tests.house.tree import ROOMS


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def boss(association):
    return make_member(association, "tout@mains-voisines.example", "Toutes Casquettes", list(Role))


@pytest.fixture
def newest(as_, url):
    """Return a function: the rows of the journal as one of the cast reads them, newest first."""
    return lambda who="amina": as_(who).get(url("journal:entry-list")).context["deeds"]


@pytest.mark.parametrize(
    ("prefix", "what", "title"),
    [
        ("associations:invitation", "Invitation envoyée", "invitee@exemple.example"),
        ("charter:version", "Version commencée", "Charte d’usage, version 1"),
        ("governance:ballot", "Texte mis au vote", "Charte d’usage, version 1"),
        ("calendar:post", "Publication rédigée", "Tri des jouets"),
        ("moderation:case", "Message signalé", "Dossier 1 : Une menace"),
        ("watch:item", "Mention notée", "Mention sur Le Journal"),
        ("training:workshop", "Atelier proposé", "Relire sans réécrire"),
        ("training:attendance", "Inscription à un atelier", "Relire sans réécrire"),
        ("kpis:export", "Classeur demandé", "Chiffres d’octobre 2026"),
    ],
)
def test_a_deed_names_its_object_and_leads_to_it(association, boss, as_, newest, prefix, what, title):
    with scope(association=association):
        FACTORIES[prefix](boss)
    rows = {row["what"]: row for row in newest()}
    assert str(rows[what]["object"]).replace("\u00a0", " ") == title
    assert as_("amina").get(rows[what]["path"]).status_code == 200


def test_approving_and_scheduling_read_as_they_were_done(association, cast, newest):
    with scope(association=association):
        Given(cast).scheduled()
    deeds = newest()
    assert [str(row["what"]) for row in deeds[:4]] == [
        "Publication programmée",
        "Publication approuvée",
        "Publication envoyée en relecture",
        "Publication rédigée",
    ]
    assert deeds[1]["who"] == "Farid Guermi"
    assert not any(row["before"] or row["after"] for row in deeds), "« En relecture → En relecture » says nothing"


def test_what_closed_by_itself_says_so(association, cast, boss, newest):
    with scope(association=association):
        ballot = Ballot.objects.get(**FACTORIES["governance:ballot"](boss))
        governance.close(ballot, now=ballot.closes_at + dt.timedelta(minutes=1))
    assert "Scrutin clos par la règle" in {str(row["what"]) for row in newest()}


def test_a_report_is_named_only_to_those_who_may_open_it(association, cast, boss, newest):
    reader = make_member(association, "lea@mains-voisines.example", "Léa Nour", [Role.READER])
    with scope(association=association):
        FACTORIES["moderation:case"](boss)
        FACTORIES["associations:invitation"](boss)
        entries = list(Entry.objects.all())
        assert {title for title, _path in naming.names(entries, boss).values()} >= {"invitee@exemple.example"}
        assert naming.names(entries, reader) == {}


def test_figures_and_mandates_keep_what_they_changed(association, cast, newest):
    def write(obj, action, before="", after=""):
        Entry.unscoped.record(obj, by=cast.amina, action=action, before=before, after=after)

    with scope(association=association):
        mandate = Mandate.objects.get(membership=cast.chloe)
    write(association, "kpis.enter", after="2026-10 +3")
    write(association, "kpis.follow", "4", "6")
    write(mandate, "associations.mandate", "until further notice", "until 2027-03-14")
    rows = newest()
    assert (rows[0]["before"], rows[0]["after"]) == ("sans fin prévue", "jusqu’au 14 mars 2027")
    assert "Chloé Dubreuil" in rows[0]["object"]
    assert (rows[1]["before"], rows[1]["after"]) == ("4", "6")
    assert rows[2]["after"] == "octobre 2026, 3 chiffres"
    assert rows[2]["object"] == association.name


def test_what_is_gone_keeps_its_kind_and_number(association, cast, boss, newest):
    with scope(association=association):
        clause = Clause.objects.get(**FACTORIES["charter:clause"](boss))
        number = clause.pk
        writing.remove(clause, by=boss)
    assert (newest()[0]["what"], newest()[0]["object"], newest()[0]["path"]) == (
        "Article supprimé",
        f"Article {number}",
        "",
    )


def test_the_neighbours_titles_stay_theirs(association, cast, newest):
    with scope(association=cast.other):
        theirs = FACTORIES["calendar:post"](cast.damien)
    # Even if a row of theirs were written in our chain, its words would not follow.
    post = Post.unscoped.get(**theirs)
    post.association = association
    Entry.unscoped.record(post, by=HOUSE, action="calendar.write", after="draft")
    assert newest()[0]["object"].startswith("Publication ")
    assert newest()[0]["path"] == ""


def test_names_cost_one_query_a_kind(association, cast, boss, as_, url, assert_flat):
    numbers = iter(range(20))
    with scope(association=association):
        given = Given(cast)

        def grow():
            given.draft()
            person = make_member(association, f"p{next(numbers)}@mains-voisines.example", "Ève", [Role.READER])
            mandate = Mandate.objects.get(membership=person)
            Entry.objects.record(mandate, by=boss, action="associations.mandate", after="until further notice")
            Entry.objects.record(person, by=boss, action="associations.join", before="sent", after="accepted")

        assert_flat(as_("amina"), url("journal:entry-list"), grow)


@pytest.mark.parametrize(
    ("prefix", "label", "title"),
    [
        ("calendar:library-item", "calendar.media", "a.jpg"),
        ("calendar:consent", "calendar.imageconsent", "Autorisation d’une personne montrée"),
        ("calendar:grant", "calendar.rightsgrant", "Cession de droits"),
        ("calendar:campaign", "calendar.campaign", ""),
        ("calendar:series", "calendar.eventseries", ""),
        ("calendar:template", "calendar.posttemplate", ""),
        ("calendar:recurrence", "calendar.recurrence", ""),
        ("calendar:shift", "calendar.dutyshift", ""),
    ],
)
def test_what_the_calendar_holds_is_named_and_nobody_shown_is(association, boss, as_, prefix, label, title):
    with scope(association=association):
        FACTORIES[prefix](boss)
        entry = Entry.objects.filter(object_type=label).latest("pk")
        name, path = naming.names([entry], boss)[label, entry.object_id]
    assert name == title or (not title and name)
    assert "Jeanne Roux" not in name
    assert "Marc Noël" not in name
    assert as_("amina").get(path).status_code == 200


def test_who_may_not_read_leaves_of_people_is_given_no_way_to_them(association, cast, boss):
    with scope(association=association):
        FACTORIES["calendar:consent"](boss)
        entry = Entry.objects.filter(object_type="calendar.imageconsent").latest("pk")
        assert naming.names([entry], cast.chloe)["calendar.imageconsent", entry.object_id][1] == ""


# Written by verbs that no factory below walks through, and no status to move.
WITHOUT_MOVES = {
    "calendar.channel",
    "calendar.daychoice",
    "calendar.dayconfirmation",
    "calendar.hold",
    "calendar.networkrule",
    "calendar.testimonycall",
}
MOVING = {
    model._meta.label_lower
    for model in django_apps.get_models()
    if model.__module__.split(".")[0] in ROOMS and hasattr(model, "MOVES")
}


@pytest.mark.parametrize("label", sorted(MOVING | WITHOUT_MOVES))
def test_a_room_answers_for_each_kind_of_object(association, boss, label):
    """Asked for an object of this kind, its room looks it up: else every deed on it would read « Clé 12 »."""
    with scope(association=association), CaptureQueriesContext(connection) as asked:
        naming.names([Entry(object_type=label, object_id="0")], boss)
    table = django_apps.get_model(label)._meta.db_table
    assert any(f'FROM "{table}"' in query["sql"] for query in asked), f"say it in the naming of {label}"


def test_every_object_of_the_journal_is_named_in_words(association, boss, cast, as_):
    """Walk the verbs of every room: no row of the journal reads « Clé 12 »."""
    with scope(association=association):
        for prefix in sorted(FACTORIES):
            with contextlib.suppress(Refused, IntegrityError), transaction.atomic():
                FACTORIES[prefix](boss)
        entries = list(Entry.objects.of(association).filter(object_type__gt=""))
        named = naming.names(entries, boss)
    assert len({entry.object_type for entry in entries}) > 25, "the walk goes through every room"
    without = {e.object_type for e in entries if not named.get((e.object_type, e.object_id), ("", ""))[0]}
    assert without == set()
    cast.boss = boss
    paths = {kind: path for (kind, _pk), (_title, path) in named.items() if path and kind.startswith("calendar.")}
    answers = {kind: as_("boss").get(path).status_code for kind, path in paths.items()}
    assert set(answers.values()) == {200}, answers
