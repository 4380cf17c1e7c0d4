"""A body and a seat in any association, for the neighbour's-object test (see neighbours.py, which reads this file)."""

from __future__ import annotations

from .neighbours import TODAY, neighbour


@neighbour("governance:body")
def body(by):
    from governance import statutes

    return {"pk": statutes.add_body(by.association, by=by, kind="committee", name="Fêtes", composition="named").pk}


@neighbour("governance:seat")
def seat(by):
    from governance import statutes
    from governance.models import Body

    committee = Body.objects.get(**body(by))
    return {"pk": statutes.add_seat(committee, by, by=by, function="chair", starts_on=TODAY, ends_on=None).pk}
