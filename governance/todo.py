"""What waits for a person in this room: a vote to give, a session to record, statutes to answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from associations.models import Membership
from governance import certifying
from governance.models import Ballot, BallotSeat, DecisionRule
from governance.transitions import lapsed
from reminders.todo import Todo


def waiting(memberships: list[Membership], now: dt.datetime) -> Iterator[Todo]:
    """Yield the acts of this room that wait for `memberships`, in as many queries whatever their number."""
    yield from _votes(memberships, now)
    yield from _sessions([m for m in memberships if m.can("governance.certify")])
    yield from _proclamations(memberships, now)
    yield from _statutes([m for m in memberships if m.can("governance.manage")])


def _votes(memberships: list[Membership], now: dt.datetime) -> Iterator[Todo]:
    mine = {membership.pk: membership for membership in memberships}
    seats = (
        BallotSeat.objects.held_by(memberships)
        .silent()
        .select_related("ballot__association", "ballot__body", "membership__user")
        .prefetch_related("ballot__body__seats")
    )
    for seat in seats.filter(ballot__status=Ballot.Status.OPEN, ballot__closes_at__gt=now):
        ballot = seat.ballot
        if ballot.is_held_together or lapsed(ballot, mine[seat.voter_id], timezone.localdate(now)):
            continue
        yield Todo(
            association=ballot.association,
            title=_to_vote(seat),
            sentence=_("Avis consultatif : lisez ce qui change et donnez votre voix.")
            if ballot.is_advisory
            else _("Lisez ce qui change et donnez votre voix. Deux minutes suffisent."),
            path=ballot.get_absolute_url(),
            verb=_("Lire et voter"),
            due_at=ballot.closes_at,
            state="ballot",
            words=_("Scrutin ouvert"),
            urgent=ballot.closes_at - now < dt.timedelta(days=2),
        )


def _to_vote(seat: BallotSeat) -> str:
    words = {"title": seat.ballot.title, "name": seat.membership.name}
    if seat.represented_by_id:
        return _("Voter au nom de %(name)s, par pouvoir : %(title)s") % words
    return _("Voter : %(title)s") % words


def _sessions(memberships: list[Membership]) -> Iterator[Todo]:
    ballots = Ballot.objects.filter(
        association__in=[m.association_id for m in memberships], status=Ballot.Status.TO_RATIFY
    ).select_related("association")
    for ballot in ballots:
        yield Todo(
            association=ballot.association,
            title=_("Écrire ce que la séance a décidé : %(title)s") % {"title": ballot.title},
            sentence=_("Le scrutin est clos. Portez le texte à l’ordre du jour, puis notez la décision et sa date."),
            path=ballot.get_absolute_url(),
            verb=_("Noter la décision"),
            state="review",
            words=_("À décider en séance"),
        )


def _proclamations(memberships: list[Membership], now: dt.datetime) -> Iterator[Todo]:
    mine = {membership.association_id: membership for membership in memberships}
    ballots = list(Ballot.objects.filter(association__in=mine).to_proclaim())
    if not ballots:
        return
    standing_in = certifying.without_secretary([b.association for b in ballots], timezone.localdate(now))
    for ballot in ballots:
        given = list(ballot.certifications.all())
        stands_in = ballot.association_id in standing_in
        if not certifying.capacity_left(ballot, mine[ballot.association_id], given, stands_in=stands_in):
            continue
        yield Todo(
            association=ballot.association,
            title=_("Certifier le résultat : %(title)s") % {"title": ballot.title},
            sentence=_("Le résultat n’est proclamé que si deux personnes l’ont relu et certifié.")
            if not given
            else _("%(name)s l’a déjà certifié : votre nom le proclame.") % {"name": given[0].membership.name},
            path=reverse("governance:ballot-certify", args=[ballot.association.slug, ballot.pk]),
            verb=_("Relire et certifier"),
            state="waiting",
            words=ballot.state_words,
            urgent=True,
        )


def _statutes(memberships: list[Membership]) -> Iterator[Todo]:
    # Any open question of the rule in use counts; a rule never stated has every question open.
    rules = DecisionRule.objects.filter(
        association__in=[m.association_id for m in memberships], body__decides_texts=True
    ).select_related("body")
    known = {rule.association_id: rule for rule in rules}
    for membership in memberships:
        rule = known.get(membership.association_id)
        if rule is not None and rule.is_settled:
            continue
        yield Todo(
            association=membership.association,
            title=_("Dire comment vos statuts décident"),
            sentence=_("Tant que des réponses manquent, vos scrutins ne sont que des avis consultatifs."),
            path=reverse("governance:statutes", args=[membership.association.slug]),
            verb=_("Compléter les règles"),
            state="draft",
            words=_("À préciser"),
        )
