"""Several posts at once: each through its own door, each refusal told by itself, never half a post."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from associations.models import Association, Membership
from associations.rights import NotYet
from calendar_app import gate, moving, transitions
from calendar_app.hours import DAY, PARIS, NoSuchHour, same_hour
from calendar_app.models import Post
from calendar_app.transitions import Conflict, locked
from journal.moves import Refused

MOST = 100
# name of the act -> (its words, the right it needs)
ACTS = {
    "move": (gettext_lazy("Déplacer de plusieurs jours"), "calendar.edit"),
    "owner": (gettext_lazy("Confier à quelqu’un d’autre"), "calendar.edit"),
    "submit": (gettext_lazy("Envoyer en relecture"), "calendar.edit"),
    "approve": (gettext_lazy("Approuver ces textes"), "calendar.approve"),
    "cancel": (gettext_lazy("Annuler ces publications"), "calendar.edit"),
}


@dataclass(frozen=True)
class Wish:
    """What to do: `act` is a key of ACTS; `days`, `owner` and `reason` are those it needs."""

    act: str
    days: int = 0
    owner: Membership | None = None
    reason: str = ""


@dataclass(frozen=True)
class Seen:
    """A post as it was on the screen: its id, the number of its revision, the beginning of its hash."""

    pk: int
    number: int
    said: str

    def __str__(self) -> str:
        return f"{self.pk}-{self.number}-{self.said}"


@dataclass(frozen=True)
class Outcome:
    """`refusal` is "" for a post on which the act was done."""

    post: Post
    refusal: str = ""


def seen(post: Post) -> Seen:
    return Seen(post.pk, post.revision.number, post.content_hash[:16])


def read(marks: Iterable[str]) -> list[Seen]:
    """Read the marks a page gave; what is no mark of ours is left out, what comes twice counts once."""
    found: dict[int, Seen] = {}
    for mark in marks:
        pk, number, said = [*mark.split("-"), "", ""][:3]
        if pk.isdecimal() and number.isdecimal() and len(pk) < 19 and len(number) < 10:
            found.setdefault(int(pk), Seen(int(pk), int(number), said))
    return list(found.values())


def act(association: Association, chosen: list[Seen], wish: Wish, *, by: Membership, now: dt.datetime) -> list[Outcome]:
    """Do what is wished on each of the `chosen` (MOST at most), in the order of their hours; return what came of it."""
    if len(chosen) > MOST:
        raise Refused(_("%(most)s publications au plus à la fois.") % {"most": MOST})
    marks = {each.pk: each for each in chosen}
    posts = Post.objects.of(association).filter(pk__in=marks).select_related("association", "current__by__user")
    return [_one(post, marks[post.pk], VERBS[wish.act], wish, by, now) for post in posts.order_by("due_at", "pk")]


Verb = Callable[[Post, Wish, Membership, dt.datetime], object]


def _one(post: Post, mark: Seen, verb: Verb, wish: Wish, by: Membership, now: dt.datetime) -> Outcome:
    """Do it whole, or not at all and say why."""
    try:
        with transaction.atomic():
            post = locked(post)
            if seen(post) != mark:
                raise Conflict(_("%(name)s l’a modifiée entre-temps.") % {"name": post.revision.by.name}, post)
            verb(post, wish, by, now)
    except NotYet as lack:
        return Outcome(post, str(lack))
    except PermissionDenied:
        return Outcome(post, _("Votre rôle ne le permet pas."))
    except gate.Stopped as stop:
        return Outcome(post, " ".join(map(str, stop.findings)))
    except Refused as refusal:
        return Outcome(post, str(refusal))
    return Outcome(post)


def _move(post: Post, wish: Wish, by: Membership, now: dt.datetime) -> None:
    day = post.due_at.astimezone(PARIS).date() + DAY * wish.days
    try:
        due_at = same_hour(post.due_at, day)
    except NoSuchHour as error:
        sentence = _("Le %(day)s, cette heure n’existe pas : à 2 h, les horloges passent à 3 h.")
        raise Refused(sentence % {"day": f"{day:%d/%m/%Y}"}, post) from error
    moving.reschedule(post, due_at=due_at, expected=post.revision.number, by=by, now=now)


def _owner(post: Post, wish: Wish, by: Membership, now: dt.datetime) -> None:
    if wish.owner is None:
        raise Refused(_("Choisissez une personne."), post)
    moving.hand_over(post, owner=wish.owner, expected=post.revision.number, by=by, now=now)


def _submit(post: Post, wish: Wish, by: Membership, now: dt.datetime) -> None:
    transitions.submit(post, by=by, now=now)


def _approve(post: Post, wish: Wish, by: Membership, now: dt.datetime) -> None:
    transitions.approve(post, expected=post.revision.number, by=by, now=now)


def _cancel(post: Post, wish: Wish, by: Membership, now: dt.datetime) -> None:
    transitions.cancel(post, reason=wish.reason, by=by, now=now)


VERBS: dict[str, Verb] = {"move": _move, "owner": _owner, "submit": _submit, "approve": _approve, "cancel": _cancel}
