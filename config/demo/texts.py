"""The texts the demo's board voted, those who signed them, and the one it is voting now."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils import timezone

from associations.models import Association
from calendar_app.editorial import writing as rules
from charter import pages, transitions, writing
from charter.library import TO_ADAPT
from charter.models import Clause, Version
from config.demo import signing
from config.demo.clock import at, months_before, on
from config.demo.people import Cast
from governance import certifying
from governance import transitions as governance
from governance.models import Ballot
from governance.statutes import state_rule

ADAPTED: dict[str, Any] = tomllib.loads((Path(__file__).parent / "adapted.toml").read_text())
PROPOSAL: dict[str, Any] = ADAPTED["proposal"]
BOARD = ("bernadette", "thierry", "jeanpaul", "helene", "aicha", "robert", "sylvie", "marc", "odile")
# How the board voted each text, in the order of BOARD.
VOICES = {
    "usage": ("for", "for", "for", "for", "for", "abstain", "for", "for", "for"),
    "moderation": ("for", "for", "for", "for", "for", "for", "against", "for", "for"),
    "editorial": ("for", "for", "abstain", "for", "for", "for", "for", "against", "for"),
}
SUMMARIES = {
    "usage": "Qui parle au nom de l’association, avec quels accès, et comment nous nous y aidons.",
    "moderation": "Ce que nous laissons, ce que nous retirons, et comment contester une décision.",
    "editorial": "Ce que nous disons, à qui, sur quel compte et à quel rythme.",
}
# The first line mostly advises: one rule asks for a reason, one blocks. The version under vote would hold back more.
VOTED = (
    "words-of-respect",
    "room-to-breathe",
    "few-hashtags",
    "few-emoji",
    "no-mid-dots",
    "readable-hashtags",
    "no-decoration",
)
PROPOSED = ("x-informs", "no-shouting", "few-per-day", "civil-hours", "people-agree")
REASONS = {"abstain": "Je n’ai pas eu le temps de tout relire.", "against": "Je préférerais un texte plus court."}
# Those who have not signed yet: what waits for them on their home page.
UNSIGNED = {signing.PENDING, signing.OPENED, signing.ANSWERED}
STATUTES = {
    "quorum_basis": "registered",
    "quorum_share": "half",
    "majority_basis": "cast",
    "majority_share": "over_half",
    "abstention": "excluded",
    "casting_vote": "chair",
    "proxies": "limited",
    "proxy_cap": 2,
    "blank_proxies": "chair",
    "second_call": "without_quorum",
    "second_call_days": 15,
    "notice_days": 8,
    "video": "allowed",
    "electronic": "allowed",
    "blank": "excluded",
    "recusal": "leaves",
    "secret_trigger": "persons",
    "article": "articles 11 et 12",
}


def state_the_statutes(association: Association, cast: Cast) -> None:
    """Say how the board decides, as the wizard would ask."""
    state_rule(association, by=cast["thierry"], kind="board", name="Conseil d’administration", answers=STATUTES)


def vote_all(association: Association, cast: Cast, today: dt.date) -> None:
    """Adopt three texts before the first post, have them signed, begin a fourth, and open today's ballot."""
    start = months_before(today, 9)
    for rank, kind in enumerate(("usage", "moderation", "editorial")):
        _adopt(association, cast, kind, start + dt.timedelta(days=2 * rank), today)
    with at(on(today - dt.timedelta(days=12), 20)):
        transitions.start_version(association, "crisis", by=cast["ines"])
    _open_todays_ballot(association, cast, today)


def _adopt(association: Association, cast: Cast, kind: str, day: dt.date, today: dt.date) -> None:
    with at(on(day, 9)):
        version = transitions.start_version(association, kind, by=cast["ines"])
        _adapt(version, cast, kind)
        if kind == "editorial":
            rules.take_offered(version, VOTED, by=cast["ines"])
        transitions.describe(version, by=cast["ines"], summary=SUMMARIES[kind], is_material=True)
        transitions.submit(version, by=cast["ines"])
    closes = on(day + dt.timedelta(days=8), 20)
    with at(on(day + dt.timedelta(days=1), 9)) as now:
        version.refresh_from_db()
        transitions.freeze(version, by=cast["ines"], now=now)
        question = pages.usual_question(version)
        ballot = transitions.open_ballot(version, by=cast["thierry"], question=question, closes_at=closes, now=now)
    for order, (name, choice) in enumerate(zip(BOARD, VOICES[kind], strict=True)):
        with at(on(day + dt.timedelta(days=2 + order % 5), 10 + order)) as now:
            reason = REASONS.get(choice, "")
            governance.cast_vote(ballot, by=cast[name], choice=choice, reason=reason, now=now)
    with at(closes) as now:
        governance.close(ballot, now=now)
    _certify(ballot, cast, closes)
    in_force = day + dt.timedelta(days=9)
    with at(on(in_force, 9)):
        version.refresh_from_db()
        transitions.set_date(version, on=in_force, by=cast["bernadette"], today=in_force)
        if kind == "usage":
            version.refresh_from_db()
            signing.ask(version, cast)
    _sign(version, cast, kind, in_force)
    if kind == "usage":
        signing.leave_some_waiting(version, cast, today)


def _certify(ballot: Ballot, cast: Cast, closes: dt.datetime) -> None:
    """The president and the secretary each vouch for the result, an hour apart."""
    for hours, name in enumerate(("bernadette", "thierry"), start=1):
        with at(closes + dt.timedelta(hours=hours)) as now:
            settled = Ballot.objects.get(pk=ballot.pk)
            certifying.certify(settled, by=cast[name], seen=certifying.result_hash(settled), now=now)


def _adapt(version: Version, cast: Cast, kind: str) -> None:
    """Answer every place to adapt, article by article."""
    answers = iter(ADAPTED[kind])
    for clause in version.clauses.order_by("position"):
        body = TO_ADAPT.sub(lambda _match: next(answers), clause.body)
        for change in PROPOSAL["change"] if kind == "editorial" else ():
            body = body.replace(change["after"], change["before"])
        _rewrite(clause, body, cast)


def _rewrite(clause: Clause, body: str, cast: Cast) -> None:
    words = writing.Words(clause.title, body)
    writing.rewrite(clause, words, expected=clause.revision, by=cast["ines"], now=timezone.now())


def _sign(version: Version, cast: Cast, kind: str, day: dt.date) -> None:
    for order, name in enumerate(_signatories(cast, kind)):
        with at(on(day + dt.timedelta(days=order % 4), 19, order)) as now:
            version.refresh_from_db()
            signing.sign(version, cast[name], now)


def _signatories(cast: Cast, kind: str) -> Iterator[str]:
    excused = {signing.EXCUSED} if kind == "usage" else set()
    return (name for name in cast if name not in UNSIGNED | excused)


def _open_todays_ballot(association: Association, cast: Cast, today: dt.date) -> None:
    """The editorial line, version 2: opened four days ago, closing in three, five voices in."""
    with at(on(today - dt.timedelta(days=6), 18)):
        version = transitions.start_version(association, "editorial", by=cast["ines"])
        for change in PROPOSAL["change"]:
            clause = version.clauses.get(key=change["key"])
            _rewrite(clause, clause.body.replace(change["before"], change["after"]), cast)
        rules.take_offered(version, PROPOSED, by=cast["ines"])
        transitions.describe(version, by=cast["ines"], summary=PROPOSAL["summary"], is_material=True)
        transitions.submit(version, by=cast["ines"])
    with at(on(today - dt.timedelta(days=4), 9)) as now:
        version.refresh_from_db()
        transitions.freeze(version, by=cast["ines"], now=now)
        closes = on(today + dt.timedelta(days=3), 20)
        question = pages.usual_question(version)
        ballot = transitions.open_ballot(version, by=cast["thierry"], question=question, closes_at=closes, now=now)
    for order, name in enumerate(("thierry", "jeanpaul", "aicha", "sylvie", "odile")):
        with at(on(today - dt.timedelta(days=3 - order // 2), 11 + order)) as now:
            governance.cast_vote(ballot, by=cast[name], choice="for" if order else "abstain", reason="", now=now)
