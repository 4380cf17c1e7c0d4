"""The minutes beside what they are about: a meeting, or a ballot held without one."""

from __future__ import annotations

from typing import Any

from django import template

from governance.minutes import ENDED, may_write
from governance.models import Ballot, Meeting, Minutes

register = template.Library()


@register.inclusion_tag("governance/_minutes_of.html", takes_context=True)
def minutes_of(context: dict[str, Any], holder: Meeting | Ballot) -> dict[str, Any]:
    """Show the minutes of `holder`, or the button that begins them; nothing before there is anything to tell."""
    is_meeting = isinstance(holder, Meeting)
    if is_meeting:
        ready = holder.status in (Meeting.Status.HELD, Meeting.Status.CLOSED)
    else:
        ready = holder.meeting_id is None and holder.status in ENDED
    kept = []
    if ready:
        about = {"meeting": holder} if is_meeting else {"ballot": holder}
        kept = list(
            Minutes.objects.filter(**about).defer("pdf", "content").select_related("association").order_by("pk")
        )
    return {
        "association": context["association"],
        "ready": ready,
        "kept": kept,
        "holder": holder,
        "begin": "governance:meeting-minutes" if is_meeting else "governance:ballot-minutes",
        "may_begin": ready and not kept and may_write(holder if is_meeting else None, context["request"].membership),
    }
