"""Who is told about amendments: the rapporteur, of those that wait; the author, of what became of theirs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from associations.models import Association, Membership
from charter.amendments import pages
from charter.amendments.deciding import DECIDES
from charter.models import Amendment, Version
from reminders.outbox import Planned
from reminders.todo import Todo

Status = Amendment.Status
# An author who was away is told for two weeks; later the page of the amendment says it all the same.
TOLD_FOR = dt.timedelta(days=14)


def waiting(memberships: list[Membership], now: dt.datetime) -> Iterator[Todo]:
    """Yield, in two queries, the versions with amendments to decide on, and the drafts left unfiled."""
    mine = {m.pk: m for m in memberships}
    yield from _to_decide({pk: m for pk, m in mine.items() if m.can(DECIDES)})
    yield from _to_file(mine)


def _to_decide(mine: dict[int, Membership]) -> Iterator[Todo]:
    reported = Q(rapporteur__in=mine) | Q(rapporteur=None, created_by__in=mine)
    is_open = Count("amendments", filter=Q(amendments__status__in=Amendment.OPEN))
    versions = Version.objects.filter(reported, association__in=[m.association_id for m in mine.values()]).editable()
    for version in versions.with_charter().annotate(open_count=is_open).filter(open_count__gt=0):
        membership = mine[version.rapporteur_id or version.created_by_id]
        count = version.open_count
        yield Todo(
            association=membership.association,
            title=_("Décider des amendements : %(version)s") % {"version": version},
            sentence=ngettext(
                "%(count)d amendement attend votre décision.", "%(count)d amendements attendent votre décision.", count
            )
            % {"count": count},
            path=reverse("charter:version-settle", args=[membership.association.slug, version.pk]),
            verb=_("Examiner les amendements"),
            state="waiting",
            words=_("À décider"),
        )


def _to_file(mine: dict[int, Membership]) -> Iterator[Todo]:
    drafts = Amendment.objects.filter(
        association__in=[m.association_id for m in mine.values()], proposed_by__in=mine, status=Status.DRAFT
    )
    for amendment in drafts.with_people():
        membership = mine[amendment.proposed_by_id]
        yield Todo(
            association=membership.association,
            title=_("Déposer votre amendement : %(version)s") % {"version": amendment.version},
            sentence=pages.title_of(amendment),
            path=reverse("charter:amendment-detail", args=[membership.association.slug, amendment.pk]),
            verb=_("Relire le brouillon"),
            state="draft",
            words=_("Brouillon"),
        )


def planned(association: Association, now: dt.datetime) -> Iterator[Planned]:
    """Yield one reminder per amendment decided or lapsed, to its author, once."""
    since = now - TOLD_FOR
    settled = Q(decided_at__gt=since) | Q(lapsed_at__gt=since, submitted_at__isnull=False)
    decided = [Status.ACCEPTED, Status.ACCEPTED_MODIFIED, Status.REJECTED, Status.LAPSED]
    found = Amendment.objects.filter(settled, association=association, status__in=decided)
    for amendment in found.filter(proposed_by__left_on=None).with_people():
        # Nobody is mailed what they have just done themselves.
        if amendment.decided_by_id != amendment.proposed_by_id:
            with override(amendment.proposed_by.user.language):
                told = _told(amendment)
            yield told


def _told(amendment: Amendment) -> Planned:
    words = {"number": amendment.number, "version": amendment.version, "state": amendment.get_status_display().lower()}
    return Planned(
        key=f"amendment:{amendment.pk}:settled",
        to=amendment.proposed_by,
        due_at=amendment.decided_at or amendment.lapsed_at,  # type: ignore[arg-type]  # one of them by the filter
        subject=_("Votre amendement n° %(number)d : %(state)s") % words,
        sentence=_outcome(amendment) % (words | {"note": amendment.decision_note}),
        path=amendment.get_absolute_url(),
    )


def _outcome(amendment: Amendment) -> str:
    if amendment.status == Status.ACCEPTED:
        return _("Votre amendement n° %(number)d est accepté : vos mots sont dans « %(version)s ».")
    if amendment.status == Status.ACCEPTED_MODIFIED:
        return _(
            "Votre amendement n° %(number)d à « %(version)s » est accepté avec modification. Le motif est sur sa page."
        )
    if amendment.status == Status.REJECTED:
        return _(
            "Votre amendement n° %(number)d à « %(version)s » est rejeté. Le motif est sur sa page, et vous pouvez le "
            "redéposer."
        )
    cause = Amendment.Cause(amendment.lapse_cause).label
    return _(
        "Votre amendement n° %%(number)d à « %%(version)s » est caduc : %(cause)s. Vos mots sont gardés, et vous "
        "pouvez le redéposer."
    ) % {"cause": cause}
