"""The one place a status changes."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from associations import rights
from associations.models import Membership
from journal.models import Entry


class House:
    """The house itself, acting by a rule at a date: no person did it."""

    pseudonym = "house"

    def __repr__(self) -> str:
        return "HOUSE"


HOUSE = House()


class Refused(Exception):
    """An act that cannot happen now. The text is a sentence for the person; `obj` is the thing it was about."""

    def __init__(self, sentence: str, obj: Any = None) -> None:
        self.obj = obj
        super().__init__(sentence)


class NoSuchMove(Refused):
    """The map has no such arrow."""


class Overtaken(Refused):
    """Somebody else was quicker."""


def only_from(obj: Any, *statuses: str) -> Any:
    """Return `obj` if it stands at one of `statuses`; raise NoSuchMove, whose sentence leads back to its page."""
    if obj.status not in statuses:
        sentence = _("Cet acte n’est pas possible : l’état est « %(before)s ».")
        raise NoSuchMove(sentence % {"before": obj.get_status_display()}, obj)
    return obj


def move(obj: Any, to: str, *, by: Membership | House, **changes: Any) -> Entry:
    """Take `obj` along one arrow of its MOVES, once, and write it in the journal.

    `changes` are columns set in the same UPDATE (dates, reasons). Of two callers holding the same stale object, one
    moves it and the other is told it was overtaken. Raises NoSuchMove, PermissionDenied, NotYet or Overtaken.
    """
    before, after = obj.Status(obj.status), obj.Status(to)
    arrows = obj.MOVES[before]
    if after not in arrows:
        raise NoSuchMove(_("Cet acte n’est pas possible : l’état est « %(before)s ».") % {"before": before.label}, obj)
    permission = arrows[after]
    if not isinstance(by, House):
        if permission is None:
            raise PermissionDenied
        rights.require(by, permission)
    changes["status"] = after.value
    found = type(obj)._base_manager.filter(pk=obj.pk, association_id=obj.association_id, status=before.value)
    # No savepoint: an act that fails between the two fails whole, with whatever it is part of.
    with transaction.atomic(savepoint=False):
        if found.update(**changes):
            for name, value in changes.items():
                setattr(obj, name, value)
            return Entry.unscoped.record(
                obj,
                by=by,
                action=permission or "house.move",
                before=before.value,
                after=after.value,
                object_hash=getattr(obj, "content_hash", "") or "",
            )
    raise Overtaken(
        _("Quelqu’un vous a devancé : l’état a changé entre-temps. Rien n’a été modifié par votre demande."), obj
    )


def open_moves(obj: Any, by: Membership) -> list[str]:
    """Return the statuses `by` could move `obj` to now: it draws the buttons from the map that `move` obeys."""
    arrows = obj.MOVES[obj.Status(obj.status)]
    return [to for to, permission in arrows.items() if permission and by.can(permission)]
