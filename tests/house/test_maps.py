"""The maps of statuses: every status is a key, every target exists, every arrow has a known opener."""

import pytest
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist

from associations.permissions import PERMISSIONS

from .tree import ROOMS

OURS = [model for model in apps.get_models() if model.__module__.split(".")[0] in ROOMS]
MAPPED = [model for model in OURS if hasattr(model, "MOVES")]

# Rows that belong to no association: people and the houses themselves.
OF_NO_ASSOCIATION = {"associations.User", "associations.Association"}


def _name(model):
    return model._meta.label


def _has(model, field):
    try:
        model._meta.get_field(field)
    except FieldDoesNotExist:
        return False
    return True


@pytest.mark.parametrize("model", [model for model in OURS if _has(model, "status")], ids=_name)
def test_a_status_has_a_map(model):
    assert hasattr(model, "MOVES"), f"{_name(model)} has a status and no MOVES"


@pytest.mark.parametrize("model", MAPPED, ids=_name)
def test_every_status_is_a_key_and_every_target_exists(model):
    statuses = set(model.Status)
    assert set(model.MOVES) == statuses
    assert {target for arrows in model.MOVES.values() for target in arrows} <= statuses


@pytest.mark.parametrize("model", MAPPED, ids=_name)
def test_every_arrow_has_a_known_opener(model):
    openers = {opener for arrows in model.MOVES.values() for opener in arrows.values()}
    assert openers - {None} <= set(PERMISSIONS)


@pytest.mark.parametrize("model", MAPPED, ids=_name)
def test_a_row_begins_somewhere_and_can_reach_every_status(model):
    reached, frontier = set(), [model.Status(model._meta.get_field("status").default)]
    while frontier:
        status = frontier.pop()
        if status not in reached:
            reached.add(status)
            frontier += model.MOVES[status]
    assert set(model.Status) == reached


@pytest.mark.parametrize("model", [model for model in OURS if _name(model) not in OF_NO_ASSOCIATION], ids=_name)
def test_every_row_carries_its_association(model):
    assert _has(model, "association"), f"{_name(model)} carries no association: the tenant filter is one column"
    assert not model._meta.get_field("association").null


@pytest.mark.parametrize("model", [model for model in OURS if _name(model) not in OF_NO_ASSOCIATION], ids=_name)
def test_a_query_without_a_scope_is_refused(model):
    from django_scopes.exceptions import ScopeError

    with pytest.raises(ScopeError):
        model.objects.first()
