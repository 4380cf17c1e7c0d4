"""The result of the last usage survey, beside the draft it is meant for."""

from __future__ import annotations

from typing import Any

from django import template

from charter.models import Charter, Survey, Version
from charter.surveys import results

register = template.Library()


@register.inclusion_tag("charter/_survey_beside.html", takes_context=True)
def survey_beside(context: dict[str, Any], version: Version) -> dict[str, Any]:
    """Show what members said, on the pages where the usage charter is written; nothing beside the other texts."""
    shown: dict[str, Any] = {"association": context["association"], "shown": version.charter.kind == Charter.Kind.USAGE}
    if not (shown["shown"] and version.is_editable):
        return shown | {"shown": False}
    surveys = list(
        Survey.objects.filter(association=version.association_id).exclude(status=Survey.Status.DISCARDED)[:2]
    )
    closed = next((s for s in surveys if s.status == Survey.Status.CLOSED), None)
    shown |= {
        "survey": closed,
        "running": next((s for s in surveys if s.status == Survey.Status.OPEN), None),
        "sentences": results.sentences(closed.counts, closed.answered) if closed else [],
    }
    return shown
