"""What this room wants told: a text in force waits for a signature, a date was brought forward, rights will wait."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from associations.models import Association, Membership
from charter.models import Campaign
from charter.signing import Asked, Duty, unsigned
from governance.wording import plain_day
from reminders.outbox import Planned

DAY, WEEK = dt.timedelta(days=1), dt.timedelta(days=7)
# For a text without which nothing waits, this many weekly reminders after its date; then the list alone remembers.
WEEKS_OF_OTHERS = 4


def planned(association: Association, now: dt.datetime) -> Iterator[Planned]:
    """Yield one reminder per person and text not signed, and tell the coordination when a grace has ended.

    At the start, a week and a day before the date, on that day, then every week until it is signed, excused, replaced
    or left behind. Where rights wait: a week before, the day before, and on the day itself.
    """
    today = timezone.localdate(now)
    people = list(Membership.objects.filter(association=association).current())
    owed = [each for each in unsigned(people, today=today) if each.duty.campaign.status != Campaign.Status.CLOSED]
    for asked in owed:
        with override(asked.membership.user.language):
            yield from _calls(asked, today)
    yield from _escalated(owed, [m for m in people if m.can("charter.follow")], today)


def calls(asked: Asked, today: dt.date) -> list[dt.date]:
    """The days up to `today` on which this person was to be reminded, in order."""
    start, due, waits = asked.start_on, asked.due_on, asked.waits_on
    days = {start, due - WEEK, due - DAY, due}
    weeks = max(0, (today - due) // WEEK)
    days |= {
        due + number * WEEK for number in range(1, weeks + 1) if asked.duty.is_required or number <= WEEKS_OF_OTHERS
    }
    if asked.duty.is_required:
        days |= {waits - WEEK, waits - DAY, waits}
    return sorted(day for day in days if start <= day <= today)


def _calls(asked: Asked, today: dt.date) -> Iterator[Planned]:
    campaign = asked.duty.campaign
    if days := calls(asked, today):
        key = f"charter:{campaign.version_id}:sign:{days[-1]:%Y-%m-%d}"
        # The day rights begin to wait is told at once, and alone.
        urgent = asked.duty.is_required and days[-1] == asked.waits_on
        yield _call(asked, key, days[-1], _sentence(asked, today), urgent=urgent)
    if campaign.shortened_on and asked.due_on == campaign.due_on and not asked.is_late(today):
        sentence = _("La date limite pour signer « %(version)s » a été avancée au %(due)s.") % _words(asked)
        key = f"charter:{campaign.version_id}:moved:{campaign.due_on:%Y-%m-%d}"
        yield _call(asked, key, campaign.shortened_on, sentence, urgent=True)


def _call(asked: Asked, key: str, day: dt.date, sentence: str, *, urgent: bool) -> Planned:
    version = asked.duty.version
    text, number = version.charter.get_kind_display().lower(), version.number
    return Planned(
        key=key,
        to=asked.membership,
        due_at=_morning(day),
        subject=_("À lire et signer : %(text)s, version %(number)d") % {"text": text, "number": number},
        sentence=sentence,
        path=reverse("charter:sign", args=[asked.membership.association.slug, version.pk]),
        urgent=urgent,
    )


def _morning(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(7)))


def _words(asked: Asked) -> dict[str, object]:
    return {
        "version": asked.duty.version,
        "due": plain_day(asked.due_on),
        "waits": plain_day(asked.waits_on),
    }


def _sentence(asked: Asked, today: dt.date) -> str:
    # A digest prints the sentence alone: it names its text and its dates.
    words = _words(asked)
    if not asked.duty.is_required:
        return (
            _("Votre rôle s’appuie sur « %(version)s » : lisez ce texte et signez-le, si possible d’ici le %(due)s.")
            % words
        )
    if asked.has_lost_rights(today):
        return (
            _(
                "Sans votre signature sur « %(version)s », vous ne pouvez plus publier depuis le %(waits)s. "
                "Lire et signer prend cinq minutes, et vos droits reviennent aussitôt."
            )
            % words
        )
    if today >= asked.waits_on - WEEK:
        return (
            _(
                "« %(version)s » était à signer le %(due)s au plus tard. "
                "Sans votre signature, vous ne pourrez plus publier à partir du %(waits)s."
            )
            % words
        )
    return (
        _("« %(version)s » est en vigueur : lisez ce texte et signez-le d’ici le %(due)s. Cela prend cinq minutes.")
        % words
    )


def _escalated(owed: list[Asked], followers: list[Membership], today: dt.date) -> Iterator[Planned]:
    """Tell those who follow the signatures, on each day on which somebody's grace has ended."""
    by_text: dict[int, list[Asked]] = {}
    for asked in owed:
        if asked.waits_on <= today:
            by_text.setdefault(asked.duty.version.pk, []).append(asked)
    for late in by_text.values():
        day, duty = max(asked.waits_on for asked in late), late[0].duty
        if day <= today - WEEK:
            continue
        for follower in followers:
            with override(follower.user.language):
                yield _escalation(follower, duty, day, len(late))


def _escalation(follower: Membership, duty: Duty, day: dt.date, count: int) -> Planned:
    sentence = ngettext(
        "%(count)d personne n’a pas signé « %(version)s », malgré les rappels et les jours de grâce.",
        "%(count)d personnes n’ont pas signé « %(version)s », malgré les rappels et les jours de grâce.",
        count,
    )
    words = {"count": count, "version": duty.version}
    end = _("Leurs droits de publier attendent.") if duty.is_required else ""
    return Planned(
        key=f"charter:{duty.campaign.version_id}:escalated:{day:%Y-%m-%d}",
        to=follower,
        due_at=_morning(day),
        subject=_("Signatures en retard : %(version)s") % words,
        sentence=f"{sentence % words} {end}".strip(),
        path=reverse("charter:signatures", args=[follower.association.slug, duty.version.pk]),
    )
