"""What this room wants told: a vote opens, a vote closes soon, a vote is settled or called off."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from associations.models import Association
from governance.models import Ballot, BallotSeat
from governance.transitions import lapsed
from governance.wording import moment
from reminders.outbox import Planned

SOON = dt.timedelta(days=2)
LAST_CALL = dt.timedelta(hours=12)
# After this the news is old: someone who joins the house later is not told.
FRESH = dt.timedelta(days=3)


def planned(association: Association, now: dt.datetime) -> Iterator[Planned]:
    """Yield what each seat should hear by now; who may no longer vote is not asked to."""
    seats = BallotSeat.objects.filter(association=association, membership__left_on=None).select_related(
        "ballot__association", "ballot__body", "membership__user", "vote"
    )
    running = seats.filter(ballot__status=Ballot.Status.OPEN, ballot__closes_at__gt=now)
    for seat in running.prefetch_related("membership__mandates"):
        if not hasattr(seat, "vote") and not lapsed(seat.ballot, seat.membership, timezone.localdate(now)):
            with override(seat.membership.user.language):
                calls = list(_to_vote(seat, now))
            yield from calls
    for seat in seats.filter(ballot__closed_at__gt=now - FRESH).exclude(ballot__status=Ballot.Status.CLOSED):
        if seat.ballot.status != Ballot.Status.VOID or hasattr(seat, "vote"):
            with override(seat.membership.user.language):
                news = _settled(seat)
            yield news


def _to_vote(seat: BallotSeat, now: dt.datetime) -> Iterator[Planned]:
    """The opening, then one reminder two days and one twelve hours before the close."""
    ballot = seat.ballot
    opened_at = ballot.opened_at or ballot.created_at
    hour = moment(ballot.closes_at)
    calls = [
        ("open", opened_at, _("Votre vote est attendu : %(title)s"), True),
        ("soon", ballot.closes_at - SOON, _("Il reste deux jours pour voter : %(title)s"), False),
        ("last", ballot.closes_at - LAST_CALL, _("Dernières heures pour voter : %(title)s"), True),
    ]
    sentence = _("« %(question)s » : lisez ce qui change et votez avant le %(hour)s. Deux minutes suffisent.")
    if ballot.is_advisory:
        sentence = _("« %(question)s » : lisez ce qui change et donnez votre avis, consultatif, avant le %(hour)s.")
    came = [call for call in calls if call[1] <= now and (call[0] == "open" or call[1] > opened_at)]
    # Only the newest call: after a long silence of the machine nobody wants three mails at once.
    for word, due_at, subject, urgent in came[-1:]:
        yield Planned(
            key=f"ballot:{ballot.pk}:{word}:{timezone.localtime(ballot.closes_at):%Y-%m-%dT%H%M}",
            to=seat.membership,
            due_at=due_at,
            subject=subject % {"title": ballot.title},
            sentence=sentence % {"question": ballot.question, "hour": hour},
            path=ballot.get_absolute_url(),
            urgent=urgent,
        )


def _settled(seat: BallotSeat) -> Planned:
    ballot = seat.ballot
    if ballot.status == Ballot.Status.VOID:
        subject = _("Scrutin annulé : %(title)s") % {"title": ballot.title}
        sentence = _("Le scrutin est annulé, votre vote ne compte plus. Motif : %(reason)s") % {
            "reason": ballot.void_reason
        }
    else:
        subject = _("Scrutin clos : %(title)s") % {"title": ballot.title}
        sentence = _("« %(question)s » : %(outcome)s. Le calcul complet est sur la page du scrutin.") % {
            "question": ballot.question,
            "outcome": ballot.get_status_display().lower(),
        }
    return Planned(
        key=f"ballot:{ballot.pk}:{ballot.status}",
        to=seat.membership,
        due_at=ballot.closed_at or ballot.closes_at,
        subject=subject,
        sentence=sentence,
        path=ballot.get_absolute_url(),
        urgent=ballot.status == Ballot.Status.VOID,
    )
