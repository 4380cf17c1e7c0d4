"""The demo's meetings: a board held last month, its minutes filed; and the next one, convened, with a proxy given."""

from __future__ import annotations

import datetime as dt

from associations.models import Association
from config.demo import minutes, votes
from config.demo.clock import at, on
from config.demo.people import Cast
from governance import agenda, convocations, meetings, proxies, sessions
from governance.models import Body, Meeting, Notice

PLACE = "Maison des associations, salle 2, 12 rue des Tanneurs"
CAME = ("bernadette", "thierry", "jeanpaul", "aicha", "robert", "odile")
LAST = (
    agenda.Point("Bilan de la rentrée", "Ce que les publications de septembre nous ont apporté."),
    agenda.Point(
        "Budget de communication",
        "Impression des affiches et petit matériel.",
        "Le conseil d’administration ouvre un budget de communication de 400 € pour l’année.",
    ),
    votes.REFERENT,
)
NEXT = (
    agenda.Point("Point sur les comptes en ligne", "Qui fait quoi, et qui peut remplacer qui."),
    agenda.Point(
        "Permanences en ligne",
        "Trois soirées par mois, à deux.",
        "Le conseil d’administration met en place trois permanences en ligne par mois, tenues à deux.",
    ),
    agenda.Point("Questions diverses"),
)


def meet(association: Association, cast: Cast, today: dt.date) -> None:
    """Hold the board of last month, and call the next one."""
    board = Body.objects.of(association).deciding_texts().get()
    _hold(board, cast, today - dt.timedelta(days=33))
    _call(board, cast, today)


def _convened(board: Body, cast: Cast, day: dt.date, called: dt.date, points: tuple[agenda.Point, ...]) -> Meeting:
    with at(on(called, 18)) as now:
        meeting = meetings.prepare(
            board,
            by=cast["thierry"],
            now=now,
            starts_at=on(day, 20),
            form=Meeting.Form.MIXED,
            place=PLACE,
            video_url="https://visio.exemple.example/conseil",
        )
        for point in points:
            agenda.add_item(meeting, point, by=cast["thierry"], now=now)
        meeting = meetings.convene(meeting, by=cast["thierry"], now=now)
        # Sent at its hour, not when the demo is built.
        convocations.send_notice(Notice.objects.get(meeting=meeting).pk)
    return meeting


def _hold(board: Body, cast: Cast, day: dt.date) -> None:
    meeting = _convened(board, cast, day, day - dt.timedelta(days=14), LAST)
    with at(on(day - dt.timedelta(days=2), 19)) as now:
        proxies.give(meeting, giver=cast["sylvie"], holder=cast["odile"], by=cast["sylvie"], now=now)
        sessions.mark(meeting, {cast["helene"].pk: "excused"}, by=cast["thierry"], now=now)
    with at(on(day, 20, 5)) as now:
        here = {cast[name].pk: "present" for name in CAME} | {cast["jeanpaul"].pk: "remote"}
        sessions.mark(meeting, here, by=cast["thierry"], now=now)
        sessions.open_session(meeting, chair=cast["bernadette"], secretary=cast["thierry"], by=cast["thierry"], now=now)
    with at(on(day, 20, 40)) as now:
        sessions.mark(meeting, {cast["marc"].pk: "present"}, by=cast["thierry"], now=now)
    votes.vote(meeting, cast, day)
    with at(on(day, 22, 10)) as now:
        sessions.close_session(meeting, by=cast["thierry"], now=now)
    minutes.file(meeting, cast, day)


def _call(board: Body, cast: Cast, today: dt.date) -> None:
    meeting = _convened(board, cast, today + dt.timedelta(days=11), today - dt.timedelta(days=3), NEXT)
    with at(on(today - dt.timedelta(days=1), 19)) as now:
        proxies.give(meeting, giver=cast["marc"], holder=cast["helene"], by=cast["marc"], now=now)
