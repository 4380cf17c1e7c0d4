"""What the pages of slips show, and what the page of a post says of its departure."""

from __future__ import annotations

from typing import Any

from django import forms

from associations.models import Association, Membership
from calendar_app.departures import correcting, lateness
from calendar_app.departures.forms import CaptureForm, InformForm, LessonForm
from calendar_app.departures.telling import NEXT
from calendar_app.models import Post, Slip, SlipStep

Status = Slip.Status
# The form of the step that comes next, by state.
FORMS: dict[str, type[forms.Form]] = {
    Status.DETECTED: CaptureForm,
    Status.TAKEN_DOWN: InformForm,
    Status.CORRECTED: InformForm,
    Status.INFORMED: LessonForm,
}
LISTED = 100


def slip(found: Slip, membership: Membership, form: forms.Form | None = None) -> dict[str, Any]:
    """Return the context of one slip. `form` is the one just refused."""
    if form is None and (kind := FORMS.get(found.status)):
        form = kind()
    step = Status(found.status)
    return {
        "slip": found,
        "post": found.post,
        "form": form,
        "next": NEXT[step]() if step in NEXT else "",
        "steps": [(row, Status(row.state).label) for row in found.steps.select_related("by__user")],
        "proofs": found.proofs.select_related("channel", "by__user"),
        "corrections": found.post.corrections.select_related("by__user"),
        "may_mend": correcting.may_mend(found.post, membership),
        "may_close": membership.can("calendar.manage"),
    }


def listed(association: Association) -> dict[str, Any]:
    """The open slips, and those that are closed with what was learnt. Three queries."""
    rows = list(Slip.objects.of(association).with_post()[:LISTED])
    lessons = dict(
        SlipStep.objects.filter(association=association, state=Status.LESSONS, slip__in=rows).values_list(
            "slip", "note"
        )
    )
    told = [(row, row.get_status_display(), lessons.get(row.pk, "")) for row in rows]
    return {
        "open": [each for each in told if each[0].status != Status.CLOSED],
        "closed": [each for each in told if each[0].status == Status.CLOSED],
    }


def post(found: Post, membership: Membership) -> dict[str, Any]:
    """What the page of a post says once it is out on one account at least: two queries, none before."""
    outs = [v for v in found.variants.all() if v.published_at]
    if not outs:
        return {}
    last = max(v.published_at for v in outs if v.published_at)
    is_out = correcting.is_out(found)
    rows = list(Slip.objects.of(found.association).filter(post=found).select_related("association"))
    opened = next((row for row in rows if row.status != Status.CLOSED), None)
    return {
        "lateness": lateness.sentence(found.due_at, last) if found.status != Post.Status.SCHEDULED else "",
        "late_by": {v.pk: lateness.sentence(found.due_at, v.published_at) for v in outs if v.published_at},
        "corrections": list(found.corrections.select_related("by__user")),
        "slips": rows if membership.can("calendar.slip") else [],
        "open_slip": opened,
        "may_mend": is_out and correcting.may_mend(found, membership),
        "may_slip": is_out and opened is None and membership.can("calendar.slip"),
    }
