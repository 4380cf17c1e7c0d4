"""What meetings want told after the convocation: seven days before, and the day before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import override

from associations.models import Association, Membership
from governance import meeting_words
from governance.models import Meeting, Proxy
from governance.presence import expected
from governance.wording import moment
from reminders.outbox import Planned

WEEK, DAY = dt.timedelta(days=7), dt.timedelta(days=1)


def planned(association: Association, now: dt.datetime) -> Iterator[Planned]:
    """Yield the newest reminder of each coming meeting, to who sits and has not given their voice away."""
    soon = Meeting.objects.of(association).filter(
        status=Meeting.Status.CONVENED, starts_at__gt=now, starts_at__lte=now + WEEK
    )
    for meeting in soon.select_related("association", "body"):
        due_at = _due(meeting, now)
        if due_at is None:
            continue
        given = Proxy.objects.filter(meeting=meeting, status__in=Proxy.LIVE)
        away = set(given.values_list("giver_id", flat=True))
        for person in expected(meeting):
            if person.pk not in away:
                with override(person.user.language):
                    call = _call(meeting, person, due_at, now)
                yield call


def _due(meeting: Meeting, now: dt.datetime) -> dt.datetime | None:
    """The newest of the two hours that came since the convocation; somebody just called needs no reminder."""
    hours = [meeting.starts_at - WEEK, meeting.starts_at - DAY]
    called_at = meeting.convened_at or meeting.created_at
    came = [hour for hour in hours if called_at < hour <= now]
    return came[-1] if came else None


def _call(meeting: Meeting, person: Membership, due_at: dt.datetime, now: dt.datetime) -> Planned:
    hour, is_last = moment(meeting.starts_at), due_at == meeting.starts_at - DAY
    words = {"body": meeting.body, "hour": hour, "place": meeting.place or _("en visioconférence")}
    sentence = _("%(body)s : réunion %(hour)s, %(place)s. L’ordre du jour est sur la page de la réunion.") % words
    if meeting_words.takes_proxies(meeting.rule):
        sentence += " " + _("Si vous ne pouvez pas venir, donnez votre pouvoir sur la même page.")
    return Planned(
        key=f"meeting:{meeting.pk}:{'day' if is_last else 'week'}:{meeting.starts_at:%Y-%m-%dT%H%M}",
        to=person,
        due_at=due_at,
        subject=(_("Demain : %(body)s") if is_last else _("Dans une semaine : %(body)s")) % words,
        sentence=sentence,
        path=meeting.get_absolute_url(),
        urgent=is_last,
    )
