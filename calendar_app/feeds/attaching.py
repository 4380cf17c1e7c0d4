"""The .ics of a reminder mail, made when the mail leaves (reminders.outbox, `Planned.attachment`)."""

from __future__ import annotations

from associations.models import Association
from calendar_app.feeds import events, ical
from calendar_app.models import Post
from reminders.outbox import Attachment


def post(association: Association, key: str) -> Attachment | None:
    """The post of that id as an event, as it is now: to publish, or called off. None when it is no longer there."""
    found = Post.objects.of(association).select_related("association", "owner__user").filter(pk=int(key)).first()
    if found is None:
        return None
    cancelled = found.status == Post.Status.CANCELLED
    body = ical.calendar(association.name, [events.post_event(found)], method="CANCEL" if cancelled else "PUBLISH")
    return Attachment(
        f"publication-{found.pk}.ics", body, f"text/calendar; method={'CANCEL' if cancelled else 'PUBLISH'}"
    )
