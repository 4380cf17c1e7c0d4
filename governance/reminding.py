"""What this room wants told: a vote opens, a vote closes soon, a vote is settled or called off."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from associations.models import Association, Membership
from governance import certifying
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
        "ballot__association", "ballot__body", "membership__user", "represented_by__user"
    )
    # In session nobody is written to: who sits there hears it, and the minutes tell the others.
    seats = seats.exclude(ballot__modality__in=[Ballot.Modality.SESSION, Ballot.Modality.VIDEO])
    running = seats.filter(ballot__status=Ballot.Status.OPEN, ballot__closes_at__gt=now)
    for seat in running.silent().prefetch_related("membership__mandates"):
        if not lapsed(seat.ballot, seat.membership, timezone.localdate(now)):
            with override(_voter(seat).user.language):
                calls = list(_to_vote(seat, now))
            yield from calls
    for seat in seats.filter(ballot__closed_at__gt=now - FRESH).exclude(ballot__status=Ballot.Status.CLOSED):
        if seat.ballot.status != Ballot.Status.VOID or seat.has_voted:
            with override(seat.membership.user.language):
                news = _settled(seat)
            yield news
    yield from _to_proclaim(association, now)
    yield from _to_review(association, now)


def _voter(seat: BallotSeat) -> Membership:
    """Who gives the voice of `seat`: the holder of a proxy is called in the place of who gave it."""
    return seat.represented_by or seat.membership


def _to_proclaim(association: Association, now: dt.datetime) -> Iterator[Planned]:
    """Ask those who may to vouch for a result, once, and only while it still waits for them."""
    ballots = list(Ballot.objects.of(association).to_proclaim())
    if not ballots:
        return
    stands_in = bool(certifying.without_secretary([association], timezone.localdate(now)))
    people = list(Membership.objects.filter(association=association).current())
    for ballot in ballots:
        given = list(ballot.certifications.all())
        for membership in people:
            if certifying.capacity_left(ballot, membership, given, stands_in=stands_in):
                with override(membership.user.language):
                    call = _to_certify(ballot, membership)
                yield call


def _to_certify(ballot: Ballot, membership: Membership) -> Planned:
    return Planned(
        key=f"ballot:{ballot.pk}:certify:{ballot.status}",
        to=membership,
        due_at=ballot.closed_at or ballot.closes_at,
        subject=_("Un résultat à certifier : %(title)s") % {"title": ballot.title},
        sentence=_("« %(question)s » : %(outcome)s. Relisez le calcul et certifiez-le ; il faut deux personnes.")
        % {"question": ballot.question, "outcome": ballot.state_words.lower()},
        path=reverse("governance:ballot-certify", args=[ballot.association.slug, ballot.pk]),
    )


def _to_review(association: Association, now: dt.datetime) -> Iterator[Planned]:
    """On the day an outcome is to be looked at again, tell those who vouched for it."""
    today = timezone.localdate(now)
    due = Ballot.objects.of(association).filter(review_on__lte=today, review_on__gt=today - FRESH)
    for ballot in due.select_related("association").prefetch_related("certifications__membership__user"):
        for each in ballot.certifications.all():
            if each.membership.left_on is None:
                with override(each.membership.user.language):
                    call = _review(ballot, each.membership)
                yield call


def _review(ballot: Ballot, membership: Membership) -> Planned:
    day: Any = ballot.review_on
    sentence = _("« %(question)s » devait être revu aujourd’hui. %(follow_up)s")
    return Planned(
        key=f"ballot:{ballot.pk}:review:{day:%Y-%m-%d}",
        to=membership,
        due_at=timezone.make_aware(dt.datetime.combine(day, dt.time(7))),
        subject=_("Décision à revoir : %(title)s") % {"title": ballot.title},
        sentence=(sentence % {"question": ballot.question, "follow_up": ballot.follow_up}).strip(),
        path=ballot.get_absolute_url(),
    )


def _to_vote(seat: BallotSeat, now: dt.datetime) -> Iterator[Planned]:
    """The opening, then one reminder two days and one twelve hours before the close."""
    ballot = seat.ballot
    opened_at = ballot.opened_at or ballot.created_at
    hour = moment(ballot.closes_at)
    first = _("Votre vote est attendu : %(title)s")
    if ballot.call == 2:
        first = _("Deuxième convocation, votre vote est attendu : %(title)s")
    calls = [
        ("open", opened_at, first, True),
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
            to=_voter(seat),
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
            "outcome": ballot.state_words.lower(),
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
