"""Which texts in force are to be read again, and what their keepers and readers are told of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from associations.models import Association, Membership
from charter.models import Version
from charter.signing import SIGNATORIES
from governance.wording import plain_day
from reminders.outbox import Planned

# Days before the review day on which the keepers are reminded, the last one on the day itself.
CALLS = (30, 7, 0)
# A minor change is news for two weeks; after that the text is simply what applies.
FRESH = dt.timedelta(days=14)


def to_review(association_ids: Iterable[int], today: dt.date) -> list[Version]:
    """Return the texts whose review day is a month away or less, in one query; not those a new version replaces."""
    under_way = Version.objects.filter(charter=OuterRef("charter")).under_way()
    soon = Version.objects.due_for_review(today + dt.timedelta(days=CALLS[0]))
    waiting = soon.filter(~Exists(under_way), association__in=list(association_ids))
    return list(waiting.with_charter().order_by("review_on", "pk"))


def planned(association: Association, now: dt.datetime) -> Iterator[Planned]:
    """Yield what is told of a review to its keepers, and of a minor change to its readers (settings)."""
    today = timezone.localdate(now)
    current = Membership.objects.filter(association=association).current()
    members = list(current.select_related("user", "association").prefetch_related("mandates"))
    yield from _calls(association, members, today)
    yield from _minor_changes(association, members, today)


def _calls(association: Association, members: list[Membership], today: dt.date) -> Iterator[Planned]:
    """The newest call of each review for each keeper: president, secretary and coordinators."""
    keepers = [m for m in members if m.can("charter.freeze")]
    for version in to_review([association.pk], today) if keepers else ():
        day: Any = version.review_on
        before = min(ahead for ahead in CALLS if ahead >= max((day - today).days, 0))
        for keeper in keepers:
            with override(keeper.user.language):
                call = _call(version, keeper, day, before)
            yield call


def _call(version: Version, keeper: Membership, day: dt.date, before: int) -> Planned:
    sentence = _("« %(version)s » est à relire avant le %(day)s. Dites s’il reste bon ou s’il doit changer.")
    return Planned(
        key=f"charter:{version.pk}:review:{version.review_on:%Y-%m-%d}:{before}",
        to=keeper,
        due_at=timezone.make_aware(dt.datetime.combine(day - dt.timedelta(days=before), dt.time(7))),
        subject=_("Texte à revoir : %(version)s") % {"version": version},
        sentence=sentence % {"version": version, "day": plain_day(day)},
        path=reverse("charter:version-review", args=[version.association.slug, version.pk]),
    )


def _minor_changes(association: Association, members: list[Membership], today: dt.date) -> Iterator[Planned]:
    """One line per minor version that just came into force, for those whom its text concerns and who were there.

    It asks for nothing: what was signed stays signed (domain I23).
    """
    fresh = Version.objects.filter(association=association, is_material=False, based_on__isnull=False).in_force()
    for version in fresh.filter(in_force_on__gt=today - FRESH, in_force_on__lte=today).with_charter():
        roles = SIGNATORIES[version.charter.kind]
        day: Any = version.in_force_on
        for member in members:
            if member.joined_on <= day and (roles is None or member.roles & roles):
                with override(member.user.language):
                    news = _news(version, member, day)
                yield news


def _news(version: Version, member: Membership, day: dt.date) -> Planned:
    sentence = _("« %(version)s » est en vigueur, avec un changement mineur : rien à signer. %(summary)s")
    return Planned(
        key=f"charter:{version.pk}:minor",
        to=member,
        due_at=timezone.make_aware(dt.datetime.combine(day, dt.time(7))),
        subject=_("Changement mineur : %(version)s") % {"version": version},
        sentence=(sentence % {"version": version, "summary": version.summary}).strip(),
        path=version.get_absolute_url(),
    )
