"""Editorial rules and dispensations, for the neighbour's-object test."""

from __future__ import annotations

from .neighbours import neighbour


def _draft(by):
    from charter import transitions
    from charter.models import Version

    under_way = Version.objects.of(by.association).of_kind("editorial").under_way().with_charter().first()
    return under_way or transitions.start_version(by.association, "editorial", by=by)


@neighbour("calendar:rule")
def rule(by):
    from calendar_app.editorial import writing

    text = writing.RuleText("tone", "mid_dot", "advise")
    return {"pk": writing.add(_draft(by), text, by=by).pk}


@neighbour("calendar:rule-list")
@neighbour("calendar:rule-add")
@neighbour("calendar:rule-offers")
@neighbour("calendar:rule-take")
def rules(by):
    return {"pk": _draft(by).pk}
