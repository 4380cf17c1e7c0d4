"""What the journal calls the objects of this room (settings.JOURNAL_NAMES)."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from associations.models import Membership
from governance.models import Ballot, BallotSeat, Body, Meeting, Minutes, Proxy
from journal.naming import Names


def names(reader: Membership, wanted: Mapping[str, set[str]]) -> Names:
    """Return title and path of what is `wanted` (ids by model label), one query for each kind asked for."""
    found: Names = {}
    if not reader.can("governance.view"):
        return found
    slug = reader.association.slug
    for pk in wanted.get("governance.decisionrule", ()):
        found["governance.decisionrule", pk] = (
            _("Comment les statuts décident"),
            reverse("governance:statutes", args=[slug]),
        )
    if ids := wanted.get("governance.ballotseat"):
        seats = BallotSeat.objects.filter(association=reader.association, pk__in=ids)
        for pk, ballot, title in seats.values_list("pk", "ballot", "ballot__title"):
            found["governance.ballotseat", str(pk)] = title, reverse("governance:ballot-detail", args=[slug, ballot])
    if ids := wanted.get("governance.ballot"):
        ballots = Ballot.objects.of(reader.association).filter(pk__in=ids)
        for pk, title in ballots.values_list("pk", "title"):
            found["governance.ballot", str(pk)] = title, reverse("governance:ballot-detail", args=[slug, pk])
    if ids := wanted.get("governance.meeting"):
        meetings = Meeting.objects.of(reader.association).filter(pk__in=ids).select_related("body", "association")
        for meeting in meetings:
            found["governance.meeting", str(meeting.pk)] = meeting.dated, meeting.get_absolute_url()
    if ids := wanted.get("governance.body"):
        bodies = Body.objects.filter(association=reader.association, pk__in=ids).order_by()
        for pk, name in bodies.values_list("pk", "name"):
            found["governance.body", str(pk)] = name, reverse("governance:body-detail", args=[slug, pk])
    if ids := wanted.get("governance.proxy"):
        proxies = Proxy.objects.filter(association=reader.association, pk__in=ids)
        for pk, meeting_pk in proxies.values_list("pk", "meeting_id"):
            path = reverse("governance:meeting-detail", args=[slug, meeting_pk])
            found["governance.proxy", str(pk)] = _("Pouvoir pour une réunion"), path
    if ids := wanted.get("governance.minutes"):
        kept = Minutes.objects.filter(association=reader.association, pk__in=ids).defer("pdf", "content")
        for minutes in kept.select_related("meeting__body", "ballot"):
            path = reverse("governance:minutes-detail", args=[slug, minutes.pk])
            found["governance.minutes", str(minutes.pk)] = f"{minutes}, {minutes.subject}", path
    return found
