"""Two people applying one planning at once, two tasks taking it: on the database that production uses."""

import pytest
from django_scopes import scope

from calendar_app.models import PlanningImport, Post
from calendar_app.planning import grids, looking, transitions
from journal.models import Entry
from tests.calendar_app.given import NOW, Given
from tests.calendar_app.test_races import race, refused

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def sent(transactional_db, cast):
    with scope(association=cast.amina.association):
        yield Given(cast)


def ready(cast):
    row = transitions.receive(grids.read(b"Date;Titre\n25/11/2026;Marche\n"), "a.csv", by=cast.chloe, now=NOW)
    transitions.match(row, row.columns, by=cast.chloe)
    return row


CHOSEN = {"n2": {"taken": True, "seen": "", "sides": {}, "reason": ""}}


def test_two_people_apply_and_one_is_told(sent):
    row, cast = ready(sent.cast), sent.cast
    results = race(
        row.association,
        *(
            lambda by=by: transitions.ask_apply(
                PlanningImport.objects.select_related("association").get(pk=row.pk), CHOSEN, by=by, now=NOW
            )
            for by in (cast.chloe, cast.bruno)
        ),
    )
    assert len(refused(results)) == 1
    assert Post.objects.filter(title="Marche").count() == 1
    assert Entry.objects.filter(action="calendar.write").count() == 1


def test_two_tasks_apply_it_once(sent):
    row = ready(sent.cast)
    kept = {"lines": CHOSEN, "by": sent.cast.chloe.pk}
    from journal.moves import move

    move(row, "waiting", by=sent.cast.chloe, choices=kept, seen_alive_at=NOW)
    race(row.association, *[lambda: looking.apply(row.pk, lambda: NOW)] * 2)
    assert Post.objects.filter(title="Marche").count() == 1
    assert PlanningImport.objects.get().status == "applied"
