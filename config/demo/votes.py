"""The demo's votes in session: a budget noted by name, and a person chosen in secret, both proclaimed."""

from __future__ import annotations

import datetime as dt

from config.demo.clock import at, on
from config.demo.people import Cast
from governance import agenda, certifying, counting, resolutions
from governance.models import AgendaItem, Ballot, Meeting

BUDGET = "Budget de communication"
REFERENT = agenda.Point(
    "Personne référente pour le droit à l’image",
    "Deux personnes se sont proposées ; le vote porte sur une personne, il est donc secret.",
    "Le conseil d’administration confie à Hélène Marchetti le suivi des autorisations de droit à l’image.",
)


def vote(meeting: Meeting, cast: Cast, day: dt.date) -> None:
    """Vote the two resolutions of `meeting` while it sits, and have each certified the same evening."""
    with at(on(day, 21)) as now:
        ballot = _put(meeting, BUDGET, "names", cast, now)
        there = counting.voices_there(ballot)
        choices = {seat.pk: "abstain" if seat.membership == cast["robert"] else "for" for seat in there}
        counting.count_names(ballot, choices, by=cast["thierry"], now=now)
    _certify(ballot, cast, day, "Jean-Paul tient le compte des dépenses et le présente chaque trimestre.")
    with at(on(day, 21, 30)) as now:
        ballot = _put(meeting, REFERENT.title, "totals", cast, now, is_secret=True)
        voices = len(counting.voices_there(ballot))
        counting.count_totals(ballot, {"for": voices - 2, "against": 1, "abstain": 1}, by=cast["thierry"], now=now)
    _certify(ballot, cast, day, "")


def _put(meeting: Meeting, title: str, how: str, cast: Cast, now: dt.datetime, *, is_secret: bool = False) -> Ballot:
    item = AgendaItem.objects.select_related("meeting").get(meeting=meeting, title=title)
    return resolutions.put_to_vote(item, how=how, is_secret=is_secret, by=cast["thierry"], now=now, closes_at=None)


def _certify(ballot: Ballot, cast: Cast, day: dt.date, follow_up: str) -> None:
    for minutes, name in enumerate(("bernadette", "thierry")):
        with at(on(day, 21, 45 + minutes)) as now:
            settled = Ballot.objects.get(pk=ballot.pk)
            certifying.certify(
                settled, by=cast[name], seen=certifying.result_hash(settled), now=now, follow_up=follow_up
            )
