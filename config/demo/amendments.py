"""A text under review in the demo: what was rewritten in it, and the amendments that members propose."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

from associations.models import Association
from charter import transitions, writing
from charter.amendments import deciding, proposing
from charter.amendments.rows import Asked
from charter.models import Amendment, Version
from config.demo.clock import at, on
from config.demo.people import Cast

STORY: dict[str, Any] = tomllib.loads((Path(__file__).parent / "amendments.toml").read_text())


def propose_all(association: Association, cast: Cast, today: dt.date) -> None:
    """Open the next moderation charter for review five days ago, and live what was asked of it since."""
    with at(on(today - dt.timedelta(days=5), 18)) as now:
        version = transitions.start_version(association, "moderation", by=cast["ines"])
        clause = version.clauses.get(key=STORY["change"]["key"])
        words = _reworded(version, **STORY["change"])
        writing.rewrite(clause, words, expected=clause.revision, by=cast["ines"], now=now)
        transitions.describe(version, by=cast["ines"], summary=STORY["summary"], is_material=True)
        transitions.submit(version, by=cast["ines"])
        deciding.name_rapporteur(version, cast["helene"], by=cast["bernadette"])
    version = Version.objects.with_charter().get(pk=version.pk)
    told = sorted(STORY["amendment"], key=lambda each: (-each["days_ago"], each["hour"]))
    made = [(each, _file(version, each, cast, today)) for each in told]
    for each, amendment in made:
        _discuss(amendment, each, cast, today)
    for each, amendment in made:
        _decide(version, amendment, each, cast, today)


def _day(today: dt.date, each: dict[str, Any]) -> dt.datetime:
    return on(today - dt.timedelta(days=each["days_ago"]), each.get("hour", 18))


def _file(version: Version, each: dict[str, Any], cast: Cast, today: dt.date) -> Amendment:
    with at(_day(today, each)) as now:
        return proposing.propose(version, _asked(version, each), by=cast[each["by"]], now=now)


def _asked(version: Version, each: dict[str, Any]) -> Asked:
    kind, reason = each["kind"], each["reason"]
    if kind == "insert":
        words = writing.Words(each["title"], each["after"])
        return Asked(kind, after_key=each["key"], words=words, reason=reason)
    words = _reworded(version, each["key"], each["before"], each["after"]) if "after" in each else writing.Words("", "")
    return Asked(kind, each["key"], words=words, reason=reason)


def _reworded(version: Version, key: str, before: str, after: str) -> writing.Words:
    clause = version.clauses.get(key=key)
    if before not in clause.body:
        raise ValueError(f"The demo rewrites words that article {key} does not hold: {before}")
    return writing.Words(clause.title, clause.body.replace(before, after))


def _discuss(amendment: Amendment, each: dict[str, Any], cast: Cast, today: dt.date) -> None:
    for said in each.get("said", []):
        with at(_day(today, said)) as now:
            proposing.comment(amendment, said["words"], by=cast[said["by"]], now=now)


def _decide(version: Version, amendment: Amendment, each: dict[str, Any], cast: Cast, today: dt.date) -> None:
    if settled := each.get("settled"):
        with at(_day(today, settled)) as now:
            words = _reworded(version, each["key"], each["before"], settled["after"])
            deciding.accept_modified(amendment, words, note=settled["note"], by=cast["helene"], now=now)
    if rejected := each.get("rejected"):
        with at(_day(today, rejected)) as now:
            deciding.reject(amendment, note=rejected["note"], by=cast["helene"], now=now)
