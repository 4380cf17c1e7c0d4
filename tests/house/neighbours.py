"""One row of every kind, in any association: what the neighbour's-object test asks for.

A route whose address holds more than the association names an object. Each room registers here how to make that object,
under the beginning of the URL name: "calendar:post" serves "calendar:post-detail", "calendar:post-edit" and so on; the
longest beginning wins. The factory is called in the association's scope, with a member of it who holds every role:

    @neighbour("watch:item")
    def item(by):
        return {"pk": transitions.note(Item(association=by.association, ...), by=by, now=NOW).pk}

and returns what fills the address besides the association. Use the room's own verbs: a test reaches a state by living
it. Imports stay inside the functions, so that one unfinished room does not hide the others.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

NOW = dt.datetime(2026, 11, 22, 10, tzinfo=dt.UTC)
TODAY = NOW.date()

Factory = Callable[[Any], dict[str, Any]]
FACTORIES: dict[str, Factory] = {}

# Address parts (name, converter) that name no row: every association has its November 2026 and its usage charter.
NO_ROW: dict[tuple[str, str], Any] = {
    ("year", "int"): 2026,
    ("month", "int"): 11,
    ("day", "int"): 22,
    ("month", "kpi_month"): "2026-11",
    ("kind", "charterkind"): "usage",
    ("network", "slug"): "mastodon",
    ("format", "slug"): "post",
    ("key", "str"): "text.max",
}


def neighbour(prefix: str) -> Callable[[Factory], Factory]:
    """Register a factory for the routes whose name is `prefix` or begins with `prefix` and a dash."""

    def register(factory: Factory) -> Factory:
        FACTORIES[prefix] = factory
        return factory

    return register


def factory_for(name: str) -> Factory | None:
    """Return the factory with the longest matching beginning, or None."""
    fitting = [prefix for prefix in FACTORIES if name == prefix or name.startswith(prefix + "-")]
    return FACTORIES[max(fitting, key=len)] if fitting else None


@neighbour("associations:member")
def member(by):
    from tests.conftest import make_member

    return {"pk": make_member(by.association, f"membre-{by.association.slug}@exemple.example", "Ève Jourdan", []).pk}


@neighbour("associations:mandate")
def mandate(by):
    from associations.models import Mandate, Role

    return {
        "pk": Mandate.objects.create(
            association=by.association, membership=by, role=Role.READER, starts_on=TODAY, ends_on=None
        ).pk
    }


@neighbour("associations:invitation")
def invitation(by):
    from associations import invitations

    return {
        "pk": invitations.invite(
            by.association, email="invitee@exemple.example", roles=["reader"], starts_on=TODAY, by=by, now=NOW
        ).pk
    }


# -- charter, governance ------------------------------------------------------


def _version(by):
    from charter import transitions

    return transitions.start_version(by.association, "usage", by=by)


def _frozen(by):
    from charter import transitions, writing
    from charter.library import to_adapt

    version = _version(by)
    for clause in version.clauses.all():
        if to_adapt(f"{clause.title}\n{clause.body}"):
            words = writing.Words(clause.title.translate(NO_MARKS), clause.body.translate(NO_MARKS))
            writing.rewrite(clause, words, expected=clause.revision, by=by, now=NOW)
    transitions.submit(version, by=by)
    transitions.freeze(version, by=by, now=NOW)
    return version


# Templates mark what each association must adapt between these brackets.
NO_MARKS = str.maketrans("", "", "[]")


@neighbour("charter:survey")
def survey(by):
    from associations.models import Role
    from charter.surveys import transitions
    from tests.conftest import make_member

    slug = by.association.slug
    for number in range(4):
        make_member(by.association, f"sonde-{number}-{slug}@exemple.example", f"Sonde {number}", [Role.READER])
    closes_on = TODAY + dt.timedelta(days=9)
    return {"pk": transitions.open_survey(by.association, closes_on=closes_on, by=by, today=TODAY).pk}


@neighbour("charter:version")
@neighbour("charter:sign")
@neighbour("charter:signatures")
@neighbour("charter:clause-add")
def version(by):
    return {"pk": _version(by).pk}


@neighbour("charter:clause")
def clause(by):
    return {"pk": _version(by).clauses.first().pk}


def _amendment(by, file=True):
    from charter.amendments import proposing
    from charter.amendments.rows import Asked
    from charter.writing import Words

    asked = Asked("insert", words=Words("Nos délais", "Sous trois jours."), reason="Rien n’en est dit.")
    act = proposing.propose if file else proposing.begin
    return {"pk": act(_version(by), asked, by=by, now=NOW).pk}


@neighbour("charter:amendment")
def amendment(by):
    return _amendment(by)


@neighbour("charter:amendment-edit")
@neighbour("charter:amendment-submit")
def amendment_draft(by):
    return _amendment(by, file=False)


@neighbour("charter:amendment-refile")
def amendment_rejected(by):
    from charter.amendments import deciding
    from charter.models import Amendment

    made = _amendment(by)
    deciding.reject(Amendment.objects.get(**made), note="Pas maintenant.", by=by, now=NOW)
    return made


@neighbour("governance:ballot")
def ballot(by):
    from charter import transitions

    closes_at = NOW + dt.timedelta(days=9)
    opened = transitions.open_ballot(_frozen(by), by=by, question="D’accord ?", closes_at=closes_at, now=NOW)
    return {"pk": opened.pk}


def _meeting(by):
    """A board called together: a point on its agenda, a document, somebody's proxy."""
    from governance import meetings
    from governance.agenda import Point, add_item
    from governance.models import Body, DecisionRule

    body, _new = Body.objects.get_or_create(association=by.association, kind=Body.Kind.BOARD)
    DecisionRule.objects.get_or_create(body=body, defaults={"association": by.association, "proxies": "unlimited"})
    meeting = meetings.prepare(
        body, by=by, now=NOW, starts_at=NOW + dt.timedelta(days=20), form="in_person", place="Salle", video_url=""
    )
    add_item(meeting, Point("Le budget", resolution="Adopter."), by=by, now=NOW)
    return meeting


def _convened(by):
    from governance import meetings

    return meetings.convene(_meeting(by), by=by, now=NOW)


@neighbour("governance:meeting")
def meeting(by):
    return {"pk": _convened(by).pk}


@neighbour("governance:meeting-convene")
def meeting_to_convene(by):
    return {"pk": _meeting(by).pk}


@neighbour("governance:item")
@neighbour("governance:meeting-ballot")
def agenda_item(by):
    return {"pk": _meeting(by).agenda.first().pk}


@neighbour("governance:document")
def meeting_document(by):
    from io import BytesIO

    from governance.agenda import join_document

    return {"pk": join_document(_meeting(by), BytesIO(b"%PDF-1.7"), "comptes.pdf", by=by, now=NOW).pk}


@neighbour("governance:proxy")
def proxy(by):
    from associations.models import Role
    from governance import proxies
    from tests.conftest import make_member

    meeting = _convened(by)
    email = f"absent-{by.association.slug}@exemple.example"
    giver = make_member(by.association, email, "Ode Klein", [Role.BOARD_MEMBER])
    return {"pk": proxies.give(meeting, giver=giver, holder=by, by=by, now=NOW).pk}


@neighbour("governance:minutes")
def minutes_of_a_ballot(by):
    from governance import minutes, transitions
    from governance.models import Ballot

    running = Ballot.objects.get(pk=ballot(by)["pk"])
    return {"pk": minutes.begin(by=by, ballot=transitions.void(running, by=by, reason="Erreur", now=NOW)).pk}


# -- calendar -----------------------------------------------------------------


def _channel(by):
    from calendar_app.models import Channel

    return Channel.objects.create(association=by.association, name="Le mur", slug="le-mur", network="facebook")


def _post(by):
    from calendar_app.transitions import Plan, Words, create

    channel = _channel(by)
    words = Words(title="Tri des jouets", kind="event", text="Samedi, nous trions.", texts={channel.pk: ""})
    plan = Plan(due_at=NOW + dt.timedelta(days=3), purpose="known", owner=by)
    return create(by.association, words, plan, by=by, now=NOW)


@neighbour("calendar:post")
def post(by):
    return {"pk": _post(by).pk}


@neighbour("calendar:post-version")
def post_version(by):
    return {"pk": _post(by).pk, "number": 1}


@neighbour("calendar:comment")
def comment(by):
    from calendar_app.comments import saying

    return {"pk": saying.say(_post(by), "La date est-elle bonne ?", by=by, now=NOW).pk}


@neighbour("calendar:post-confirm")
def variant(by):
    made = _post(by)
    return {"pk": made.pk, "variant": made.variants.get().pk}


@neighbour("calendar:channel")
def channel(by):
    return {"pk": _channel(by).pk}


@neighbour("calendar:media")
def image(by):
    import io

    from PIL import Image

    from calendar_app import images, media

    file = io.BytesIO()
    Image.new("RGB", (8, 8), (by.pk % 256, 0, 0)).save(file, "PNG")
    size = file.tell()
    file.seek(0)
    return {"pk": media.keep(images.clean(file, size), "jouets.png", by.association, by=by, now=NOW).pk}


# -- moderation, watch, training ----------------------------------------------


@neighbour("moderation:case")
def case(by):
    from moderation import transitions
    from moderation.models import Case

    row = Case(association=by.association, summary="Une menace", channel=_channel(by), evidence="Je sais où tu gares.")
    row.seriousness = Case._meta.get_field("seriousness").choices[-1][0]
    return {"pk": transitions.receive(row, by=by, now=NOW).pk}


@neighbour("watch:item")
def item(by):
    from watch import transitions
    from watch.models import Item

    row = Item(
        association=by.association, url="https://journal.example/a", place="Le Journal", excerpt="Une association…"
    )
    return {"pk": transitions.note(row, by=by, now=NOW).pk}


def _workshop(by):
    from training import transitions
    from training.models import Workshop

    row = Workshop(association=by.association, title="Relire sans réécrire", about="Relire.", trainer=by, place="Port")
    row.starts_at, row.minutes, row.places = NOW + dt.timedelta(days=5), 90, 8
    return transitions.plan(row, by=by) or row


@neighbour("training:workshop")
def workshop(by):
    return {"pk": _workshop(by).pk}


@neighbour("training:workshop-withdraw")
def place(by):
    """Giving one's place back needs a place."""
    from training import transitions

    made = _workshop(by)
    transitions.sign_up(made, by=by, now=NOW)
    return {"pk": made.pk}


@neighbour("training:attendance")
def attendance(by):
    from training import transitions

    return {"pk": transitions.sign_up(_workshop(by), by=by, now=NOW).pk}


# Rooms that would not fit in one sitting register from their own file.
from . import (  # noqa: E402
    neighbours_accounts,  # noqa: F401
    neighbours_campaigns,  # noqa: F401
    neighbours_connectors,  # noqa: F401
    neighbours_departures,  # noqa: F401
    neighbours_duty,  # noqa: F401
    neighbours_editorial,  # noqa: F401
    neighbours_figures,  # noqa: F401
    neighbours_library,  # noqa: F401
    neighbours_planning,  # noqa: F401
    neighbours_relay,  # noqa: F401
    neighbours_signing,  # noqa: F401
    neighbours_statutes,  # noqa: F401
)
