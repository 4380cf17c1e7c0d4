"""States of this room, reached by living them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from associations.models import Membership, Role
from calendar_app.models import Channel
from charter import transitions as charters
from charter import writing
from charter.models import Version
from governance import certifying
from governance import transitions as votes
from moderation import transitions
from moderation.models import Case
from tests.conftest import make_member

NOW = dt.datetime(2026, 11, 22, 10, tzinfo=dt.UTC)

REPORT = {
    "evidence": "Je sais où elle gare sa voiture.",
    "address": "https://reseau.example/p/81",
    "author_handle": "Rue du Port",
    "summary": "Un commentaire menace une bénévole",
    "seriousness": "unlawful",
}


def a_channel(by: Membership, name: str = "Page du quartier") -> Channel:
    channel, _new = Channel.objects.get_or_create(
        association=by.association, name=name, defaults={"slug": name.lower().replace(" ", "-"), "network": "facebook"}
    )
    return channel


def a_moderator(association: Any, name: str = "Maël Santini") -> Membership:
    return make_member(association, f"{name.split()[0].lower()}@mains-voisines.example", name, [Role.MODERATOR])


def a_case(by: Membership, now: dt.datetime = NOW, **words: Any) -> Case:
    """A case just reported by `by`; each one must differ by a word from the others."""
    case = Case(channel=a_channel(by), **REPORT | words)
    return transitions.receive(case, by=by, now=now)


def a_charter_in_force(president: Membership, now: dt.datetime = NOW) -> Version:
    """The moderation charter voted by the board and in force on the day of `now`, without its articles to adapt."""
    version = charters.start_version(president.association, "moderation", by=president)
    for clause in charters.left_to_adapt(version):
        writing.remove(clause, by=president)
    charters.submit(version, by=president)
    charters.freeze(version, by=president, now=now)
    ends = now + dt.timedelta(minutes=1)
    ballot = charters.open_ballot(version, by=president, question="Adopter ?", closes_at=ends, now=now)
    ballot = votes.close(ballot, now=ends)
    today = now.date()
    ballot = votes.record_session(ballot, adopted=True, session_on=today, by=president, now=ends)
    treasurer = Membership.objects.get(association=president.association, mandates__role="treasurer")
    for person in (president, treasurer):
        settled = type(ballot).objects.select_related("meeting").get(pk=ballot.pk)
        certifying.certify(settled, by=person, seen=certifying.result_hash(settled), now=ends)
    return charters.set_date(version, on=today, by=president, today=today)
