"""The one place a status changes: along the map, by who holds the right, once, and written down."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from associations.rights import Missing, NotYet
from journal.models import Entry
from journal.moves import HOUSE, NoSuchMove, Overtaken, move, open_moves
from training import transitions
from training.models import Workshop

NOW = dt.datetime(2026, 11, 22, 10, tzinfo=dt.UTC)
Status = Workshop.Status

pytestmark = pytest.mark.usefixtures("unscoped")


@pytest.fixture
def workshop(cast):
    row = Workshop(title="Relire", about="Relire.", trainer=cast.bruno, place="Port", starts_at=NOW)
    return transitions.plan(row, by=cast.bruno)


def _status(workshop):
    return Workshop.objects.get(pk=workshop.pk).status


def _moved():
    return Entry.objects.exclude(before="")


def test_a_move_is_made_and_written_down(workshop, cast):
    entry = move(workshop, Status.HELD, by=cast.bruno)
    assert (_status(workshop), workshop.status) == ("held", "held")
    assert (entry.actor, entry.action, entry.before, entry.after) == (
        str(cast.bruno.pseudonym),
        "training.organise",
        "planned",
        "held",
    )


def test_what_changes_with_the_status_is_kept_with_it(workshop, cast):
    move(workshop, Status.CANCELLED, by=cast.bruno, cancel_reason="Salle prise.")
    assert Workshop.objects.get(pk=workshop.pk).cancel_reason == "Salle prise."


def test_a_member_without_the_right_moves_nothing(workshop, cast):
    with pytest.raises(PermissionDenied):
        move(workshop, Status.HELD, by=cast.chloe)
    assert _status(workshop) == "planned"
    assert not _moved().exists()


def nothing_today(membership, act):
    return Missing("Rien aujourd’hui.") if act == "training.organise" else None


def test_a_missing_link_moves_nothing(workshop, cast, settings):
    settings.RIGHT_TO_ACT = [f"{__name__}.nothing_today"]
    with pytest.raises(NotYet, match="Rien aujourd’hui"):
        move(workshop, Status.HELD, by=cast.bruno)
    assert _status(workshop) == "planned"


def test_an_arrow_of_the_house_is_not_for_people(workshop, cast, monkeypatch):
    monkeypatch.setattr(Workshop, "MOVES", Workshop.MOVES | {Status.PLANNED: {Status.HELD: None}})
    with pytest.raises(PermissionDenied):
        move(workshop, Status.HELD, by=cast.amina)
    assert open_moves(workshop, cast.amina) == []
    assert move(workshop, Status.HELD, by=HOUSE).actor == "house"


def test_there_is_no_way_but_the_map(workshop, cast):
    move(workshop, Status.HELD, by=cast.bruno)
    with pytest.raises(NoSuchMove, match="A eu lieu"):
        move(workshop, Status.PLANNED, by=cast.bruno)


def test_of_two_stale_hands_one_moves(workshop, cast):
    stale = Workshop.objects.get(pk=workshop.pk)
    move(workshop, Status.HELD, by=cast.bruno)
    with pytest.raises(Overtaken):
        move(stale, Status.CANCELLED, by=cast.amina, cancel_reason="Trop tard.")
    assert _status(workshop) == "held"
    assert _moved().count() == 1


# Nothing around the move here: it is whole by itself.
@pytest.mark.django_db(transaction=True)
def test_a_move_that_cannot_be_written_down_is_not_made(workshop, cast, monkeypatch):
    def fails(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("journal.models.EntryQuerySet.record", fails)
    with pytest.raises(RuntimeError):
        move(workshop, Status.HELD, by=cast.bruno)
    assert _status(workshop) == "planned"


def test_the_buttons_are_those_of_the_map(workshop, cast):
    assert open_moves(workshop, cast.bruno) == ["held", "cancelled"]
    assert open_moves(workshop, cast.chloe) == []
