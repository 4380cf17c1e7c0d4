"""After founding, « À faire » offers the next steps to who may take them, and only while they are missing."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django_scopes import scope

from associations.models import Association, Role
from calendar_app.models import Channel
from charter import transitions as charters
from kpis.models import FollowedIndicator
from reminders.todo import waiting
from tests.conftest import make_member
from tests.house.neighbours import NOW, TODAY

STEPS = ["Choisir des indicateurs", "Inscrire un compte", "Écrire la première charte"]


def steps(membership):
    return [todo for todo in waiting([membership], NOW) if todo.title in STEPS]


def test_who_has_just_founded_knows_what_comes_next(as_, cast, time_machine):
    time_machine.move_to(NOW, tick=False)
    client = as_("chloe")
    client.post(reverse("associations:create"), {"name": "Les Amis du parc", "role": "president"})
    page = client.get("/").content.decode()
    assert all(step in page for step in STEPS)
    for todo in client.get("/").context["others"]:
        assert client.get(todo.path).status_code == 200


@pytest.mark.parametrize(("role", "offered"), [(Role.READER, []), (Role.CONTRIBUTOR, []), (Role.DATA_LEAD, STEPS[:1])])
def test_a_step_is_offered_to_who_may_take_it(association, role, offered):
    assert [todo.title for todo in steps(make_member(association, "a@exemple.example", "Ana", [role]))] == offered


def test_a_step_taken_is_offered_no_more(association, cast):
    assert [todo.title for todo in steps(cast.amina)] == STEPS
    with scope(association=association):
        charters.start_version(association, "crisis", by=cast.amina)
        Channel.objects.create(association=association, name="Blog", slug="blog", network="blog")
        FollowedIndicator.objects.create(association=association, indicator="subscribers", rank=0, since=TODAY)
    assert steps(cast.amina) == []
    assert len(steps(cast.damien)) == 3, "the neighbours still have theirs"


def test_more_associations_cost_no_more_queries(as_, cast, assert_flat):
    numbers = iter(range(20))

    def grow():
        n = next(numbers)
        other = Association.objects.create(name=f"Association {n}", slug=f"association-{n}")
        make_member(other, cast.amina.email, cast.amina.name, [Role.PRESIDENT])

    assert_flat(as_("amina"), "/", grow)
