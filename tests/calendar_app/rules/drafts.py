"""Drafts and rules made in a line."""

import datetime as dt

from calendar_app.rules import Article, Draft, Neighbour, Outlet, Ruleset, Spec, check
from calendar_app.rules.catalogue import CHECKS

AT = dt.datetime(2026, 11, 25, 17, tzinfo=dt.UTC)  # a Wednesday, 18 h in Paris
ARTICLE = Article("Ligne éditoriale", "7", "/textes/7")


def outlet(text="Bonjour", name="X", channel_id=1, **fields):
    return Outlet(name, "x", name, text, channel_id=channel_id, **fields)


def draft(text="Bonjour", kind="information", outlets=None, **fields):
    fields = {"due_at": AT, "judged_at": AT - dt.timedelta(days=3)} | fields
    return Draft(kind, (outlet(text),) if outlets is None else outlets, is_approved=True, text=text, **fields)


def spec(check_id, severity="", key="r1", channels=None, **params):
    severity = severity or CHECKS[check_id].severities[0]
    return Spec(key, check_id, severity, params, channels, ARTICLE, "Dit l’association.")


def found(one, *specs, act="submit"):
    """What the editorial rules say, the house's own rules left aside."""
    return [f for f in check(one, Ruleset(specs=specs), act) if f.spec]


def near(hours, channel_id=1, pillar="", post_id=0):
    return Neighbour(channel_id, AT + dt.timedelta(hours=hours), pillar, post_id)
