"""The register of keys: confide one, check them all, take one back; and which ones must be taken back."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from associations import rights
from associations.hands import lock
from associations.models import Association, Membership, Role
from calendar_app.hours import spoken_date
from calendar_app.models import AccessGrant, Channel
from journal.models import Entry
from journal.moves import Overtaken, Refused

Kind = AccessGrant.Kind
# With one administrator, an illness or a quarrel is enough to lose the account (domain I31).
ADMINISTRATORS = 2


@dataclass(frozen=True)
class Doubt:
    """A key that should be taken back, and since when. `why` is a sentence for the coordination."""

    grant: AccessGrant
    since: dt.date
    why: str


@transaction.atomic
def give(
    channel: Channel, *, to: Membership, kind: str, two_factor: str, granted_on: dt.date, by: Membership, today: dt.date
) -> AccessGrant:
    """Write that `to` holds a key of `channel` since `granted_on`. One key per person and account at a time."""
    rights.require(by, "calendar.manage")
    _lock(channel)
    if Membership.objects.of(channel.association).get(pk=to.pk).left_on is not None:
        raise Refused(_("Cette personne a quitté l’association : aucune clé ne peut lui être confiée."), channel)
    if granted_on > today:
        raise Refused(_("La clé ne peut pas avoir été confiée dans le futur : corrigez la date."), channel)
    try:
        with transaction.atomic():
            grant = AccessGrant.objects.create(
                association=channel.association,
                channel=channel,
                membership=to,
                kind=kind,
                two_factor=two_factor,
                granted_on=granted_on,
                granted_by=by,
            )
    except IntegrityError as error:
        raise Overtaken(
            _("Cette personne tient déjà une clé de ce compte : retirez-la avant d’en confier une autre."), channel
        ) from error
    Entry.objects.record(channel, by=by, action="calendar.manage", after="key given")
    return grant


@transaction.atomic
def take_back(grant: AccessGrant, *, on: dt.date, by: Membership, today: dt.date) -> None:
    """Tick off that the key was really taken back, on that day. Never refused because too few would be left."""
    rights.require(by, "calendar.manage")
    _lock(grant)
    if not grant.granted_on <= on <= today:
        raise Refused(
            _("Choisissez un jour entre celui où la clé a été confiée et aujourd’hui."),
            grant.channel,
        )
    rows = AccessGrant.objects.of(grant.association).live().filter(pk=grant.pk)
    if not rows.update(revoked_on=on, revoked_by=by):
        raise Overtaken(_("Quelqu’un a déjà noté que cette clé est retirée."), grant.channel)
    Entry.objects.record(grant.channel, by=by, action="calendar.manage", after="key taken back")


@transaction.atomic
def check(channel: Channel, *, two_factor: Mapping[int, str], check_months: int, by: Membership, today: dt.date) -> int:
    """Note that somebody looked at every key of `channel`; return how many.

    `two_factor` is what was found, by id of grant: a key confided since the page was opened is not said to be checked.
    """
    rights.require(by, "calendar.manage")
    _lock(channel)
    grants = list(AccessGrant.objects.of(channel.association).live().filter(channel=channel, pk__in=list(two_factor)))
    if not grants:
        raise Refused(_("Aucune clé n’est inscrite pour ce compte : inscrivez-en d’abord une."), channel)
    for grant in grants:
        grant.two_factor, grant.checked_on, grant.checked_by = two_factor[grant.pk], today, by
    AccessGrant.objects.bulk_update(grants, ["two_factor", "checked_on", "checked_by"])
    Channel.objects.of(channel.association).filter(pk=channel.pk).update(check_months=check_months)
    Entry.objects.record(channel, by=by, action="calendar.manage", after="keys checked")
    return len(grants)


def doubts(grants: Iterable[AccessGrant], today: dt.date) -> list[Doubt]:
    """Return which of these live keys must be taken back, in their order. Needs `with_people()`; costs no query."""
    return [doubt for grant in grants if (doubt := _doubt(grant, today))]


def _doubt(grant: AccessGrant, today: dt.date) -> Doubt | None:
    holder = grant.membership
    if holder.left_on is not None:
        day = {"name": holder.name, "day": spoken_date(holder.left_on)}
        return Doubt(grant, holder.left_on, _("%(name)s a quitté l’association le %(day)s.") % day)
    seen, held = grant.checked_on or grant.granted_on, holder.roles_on(today)
    # The mandates of the day the key was given or last looked at: a later check has seen what changed since.
    ended = [m for m in holder.mandates.all() if m.ends_on and m.starts_on <= seen <= m.ends_on < today]
    lost = [m for m in ended if m.role not in held]
    if not lost and not held:
        lost = [m for m in holder.mandates.all() if m.ends_on and m.ends_on < today]
    if not lost:
        return None
    last = max(lost, key=lambda mandate: mandate.ends_on or today)
    words = {"role": Role(last.role).label, "name": holder.name, "day": spoken_date(last.ends_on or today)}
    return Doubt(grant, last.ends_on or today, _("%(name)s : le mandat « %(role)s » a pris fin le %(day)s.") % words)


def short_of_administrators(
    channels: Iterable[Channel], grants: Iterable[AccessGrant], today: dt.date
) -> dict[int, int]:
    """Return how many administrators each speaking channel has, by id, for those that have fewer than two.

    A key that must be taken back does not count: its holder will not help.
    """
    keys = list(grants)
    doubted = {doubt.grant.pk for doubt in doubts(keys, today)}
    counts: dict[int, int] = defaultdict(int)
    for grant in keys:
        counts[grant.channel_id] += grant.kind == Kind.ADMINISTRATION and grant.pk not in doubted
    return {each.pk: counts[each.pk] for each in channels if each.is_active and counts[each.pk] < ADMINISTRATORS}


def check_due_on(channel: Channel, grants: Iterable[AccessGrant]) -> dt.date | None:
    """The day the keys of `channel` must be looked at again, from the one seen longest ago; None without keys."""
    seen = [grant.checked_on or grant.granted_on for grant in grants if grant.channel_id == channel.pk]
    return _months_after(min(seen), channel.check_months) if seen else None


def _months_after(day: dt.date, months: int) -> dt.date:
    index = day.year * 12 + day.month - 1 + months
    # The 31st of a month that has 30 days is its first day after: one day late harms nobody.
    first = dt.date(index // 12, index % 12 + 1, 1)
    return first + dt.timedelta(days=day.day - 1)


def _lock(row: Channel | AccessGrant) -> None:
    # Locked first, as everywhere: the journal locks it too.
    lock(Association.objects.filter(pk=row.association_id))
