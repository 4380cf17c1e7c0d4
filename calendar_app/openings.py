"""The verbs of an account: propose, rewrite, debate, put to the vote, open, suspend, open again, close, review."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from associations import rights
from associations.hands import lock
from associations.models import Association, Membership
from calendar_app.models import AccountOpening, AccountReview, Channel, Feeder, OpeningRemark
from calendar_app.models.openings import latest_review
from governance import transitions as governance
from governance.models import Ballot
from journal.models import Entry
from journal.moves import HOUSE, Overtaken, Refused, move, only_from

Status = AccountOpening.Status
SUBJECT = "calendar.accountopening"


class Rewritten(Overtaken):
    """Somebody else rewrote the sheet since this person opened it."""


@dataclass(frozen=True)
class Sheet:
    """What a proposal says. `kinds` are words of Post.Kind; `feeders` are named members."""

    network: str
    name: str
    purpose: str
    audience: str
    kinds: Sequence[str]
    told: str
    withdraws: str
    within_hours: int
    hours_per_week: int
    keeper: Membership
    feeders: Sequence[Membership]

    def columns(self) -> dict[str, Any]:
        """The part of the sheet that is in the row of the opening; its feeders are rows of their own."""
        columns = {field.name: getattr(self, field.name) for field in fields(self) if field.name != "feeders"}
        return columns | {"kinds": sorted(self.kinds)}


@transaction.atomic
def propose(association: Association, sheet: Sheet, *, by: Membership, now: dt.datetime) -> AccountOpening:
    """Begin the debate on a new account. The same account proposed twice is told to the second hand."""
    rights.require(by, "calendar.propose")
    try:
        with transaction.atomic():
            opening = AccountOpening.objects.create(
                association=association, proposed_by=by, proposed_at=now, **sheet.columns()
            )
    except IntegrityError as error:
        same = AccountOpening.objects.of(association).under_way().filter(network=sheet.network, name=sheet.name)
        raise Overtaken(_("L’ouverture de ce compte est déjà proposée : la voici."), same.first()) from error
    _feed(opening, sheet)
    Entry.objects.record(opening, by=by, action="calendar.propose", after=opening.status)
    return opening


def may_rewrite(opening: AccountOpening, by: Membership) -> bool:
    """Before the end of the debate: who proposed it, who will look after it, the coordination. Then the coordination.

    A sheet that was decided is rewritten by nobody: another proposal is.
    """
    if opening.status == Status.PROPOSED and by.pk in (opening.proposed_by_id, opening.keeper_id):
        return by.can("calendar.propose")
    return opening.is_debated and by.can("calendar.manage")


@transaction.atomic
def rewrite(opening: AccountOpening, sheet: Sheet, *, expected: int, by: Membership, now: dt.datetime) -> None:
    """Change the sheet. Once debated, that calls off its ballot, and the debate begins again.

    Raises Rewritten when the sheet is no longer at revision `expected`.
    """
    rights.require(by, "calendar.propose")
    opening = only_from(_locked(opening), *AccountOpening.DEBATED)
    if not may_rewrite(opening, by):
        raise PermissionDenied("calendar.propose")
    if opening.revision != expected:
        raise Rewritten(
            _("Quelqu’un a réécrit cette fiche pendant que vous l’aviez ouverte. Comparez, puis enregistrez encore."),
            opening,
        )
    if opening.status == Status.DISCUSSED:
        if live := Ballot.objects.about(SUBJECT, opening.pk).filter(status__in=Ballot.LIVE).first():
            why = _("La fiche d’ouverture a été réécrite : elle revient au débat, puis un autre scrutin sera ouvert.")
            governance.void(live, by=by, reason=why, now=now)
        move(opening, Status.PROPOSED, by=by, content_hash="", discussed_on=None, debate="")
        _remark(opening, by, _("La fiche a été réécrite : le débat reprend."), Status.PROPOSED, now)
    for name, value in sheet.columns().items():
        setattr(opening, name, value)
    opening.revision += 1
    try:
        with transaction.atomic():
            opening.save()
    except IntegrityError as error:
        raise Refused(_("L’ouverture d’un compte de ce nom est déjà proposée : choisissez un autre nom.")) from error
    _feed(opening, sheet)
    Entry.objects.record(opening, by=by, action="calendar.propose", before=opening.status, after="rewritten")


@transaction.atomic
def say(opening: AccountOpening, body: str, *, by: Membership, now: dt.datetime) -> OpeningRemark:
    """Add a word to the debate, open until the decision."""
    rights.require(by, "governance.discuss")
    opening = _locked(opening)
    if not opening.is_debated:
        raise Refused(_("Le débat sur ce compte est fini : la décision est prise."), opening)
    remark = _remark(opening, by, body, "", now)
    Entry.objects.record(opening, by=by, action="governance.discuss", before=opening.status, after=opening.status)
    return remark


@transaction.atomic
def end_debate(opening: AccountOpening, *, on: dt.date, debate: str, by: Membership, today: dt.date) -> None:
    """Say when and where it was debated, and fix the sheet: its hash is what will be voted."""
    opening = only_from(_locked(opening), Status.PROPOSED)
    if on > today or on < timezone.localdate(opening.proposed_at):
        raise Refused(_("Choisissez pour le débat un jour entre celui de la proposition et aujourd’hui."), opening)
    said = _needed(debate, opening)
    move(opening, Status.DISCUSSED, by=by, discussed_on=on, debate=said, content_hash=opening.computed_hash())


@transaction.atomic
def refuse(opening: AccountOpening, *, reason: str, by: Membership, now: dt.datetime) -> None:
    """Note that the debate itself said no: there will be no vote."""
    opening = only_from(_locked(opening), Status.PROPOSED)
    _stop(opening, Status.REFUSED, reason, by, now, decided_at=now)


@transaction.atomic
def open_ballot(
    opening: AccountOpening,
    *,
    question: str,
    closes_at: dt.datetime,
    by: Membership,
    now: dt.datetime,
    held: governance.Opening = governance.ONLINE,
) -> Ballot:
    """Put the debated sheet to the vote of the body the statutes name, until `closes_at`; `held` says how."""
    rights.require(by, "calendar.manage")
    opening = only_from(_locked(opening), Status.DISCUSSED)
    return governance.open_ballot(
        as_text(opening),
        association=opening.association,
        question=question,
        closes_at=closes_at,
        by=by,
        now=now,
        opening=held,
    )


def as_text(opening: AccountOpening) -> governance.Text:
    """The debated sheet as governance knows it."""
    return governance.Text(SUBJECT, opening.pk, opening.content_hash, str(opening), opening.get_absolute_url())


def put_to_vote(association: Association, pk: int, *, opening: governance.Opening, **asked: Any) -> Ballot:
    """Put the sheet numbered `pk` to the vote from a meeting, or a second time; called by governance."""
    sheet = AccountOpening.objects.of(association).filter(pk=pk, status=Status.DISCUSSED).first()
    if sheet is None:
        raise Refused(_("Cette fiche n’est pas débattue : elle ne peut pas être mise au vote maintenant."))
    return open_ballot(sheet, held=opening, **asked)


def offered(association: Association) -> list[governance.Text]:
    """Return the debated sheets that wait for a vote: a meeting may put them on its agenda."""
    sheets = AccountOpening.objects.of(association).filter(status=Status.DISCUSSED).select_related("association")
    return [as_text(sheet) for sheet in sheets.order_by("pk")]


def take_outcome(ballot: Ballot, now: dt.datetime) -> None:
    """Follow a ballot that was settled or called off; called by governance in the same transaction."""
    rows = AccountOpening.unscoped.select_for_update(of=("self",)).select_related("association")
    opening = rows.get(pk=ballot.subject_id)
    if ballot.text_hash != opening.content_hash:
        raise ValueError("The ballot was about another sheet.")
    if ballot.status in Ballot.CARRIED:
        move(opening, Status.AUTHORISED, by=HOUSE, decided_at=now)
    elif ballot.status in (Ballot.Status.REJECTED, Ballot.Status.NOT_RATIFIED):
        move(opening, Status.REFUSED, by=HOUSE, decided_at=now, reason=_("Le vote ne l’a pas adoptée."))


def decision_of(opening: AccountOpening) -> Ballot | None:
    """The ballot that authorised this very sheet; None before."""
    rows = Ballot.objects.about(SUBJECT, opening.pk).filter(status__in=Ballot.CARRIED)
    return rows.filter(text_hash=opening.content_hash).order_by("-pk").first() if opening.content_hash else None


@transaction.atomic
def open_account(
    opening: AccountOpening,
    *,
    url: str,
    review_on: dt.date,
    by: Membership,
    now: dt.datetime,
    existing: Channel | None = None,
) -> Channel:
    """Make the account speak: a new one, or `existing` when it stood in the list without a decision made here.

    Raises Refused until two people have certified the vote. Of two people opening it at once, one is told.
    """
    opening = only_from(_locked(opening), Status.AUTHORISED)
    ballot = decision_of(opening)
    if ballot is None or ballot.certified_at is None:
        raise Refused(
            _("Le résultat du scrutin n’est pas encore proclamé : deux personnes doivent d’abord le certifier."),
            opening,
        )
    if opening.computed_hash() != opening.content_hash:
        raise Refused(
            _("La fiche n’est plus celle qui a été votée : le compte ne s’ouvre pas. Proposez-la de nouveau."), opening
        )
    _at_most_a_year(review_on, timezone.localdate(now), opening)
    move(opening, Status.OPEN, by=by, opened_at=now, opened_by=by)
    channel = _linked(opening, existing) if existing else _new_channel(opening)
    channel.opening, channel.is_active, channel.review_on = opening, True, review_on
    channel.url = url or channel.url
    try:
        with transaction.atomic():
            channel.save()
    except IntegrityError as error:
        sentence = _(
            "Un compte porte déjà ce nom dans la liste : reliez-le à cette ouverture plutôt que d’en créer un autre."
        )
        raise Refused(sentence, opening) from error
    Entry.objects.record(channel, by=by, action="calendar.manage")
    return channel


def _new_channel(opening: AccountOpening) -> Channel:
    association, rows = opening.association, Channel.objects.of(opening.association)
    return Channel(
        association=association,
        name=opening.name,
        slug=Channel.objects.free_slug(association, opening.name, opening.network),
        network=opening.network,
        purpose=opening.audience[:200],
        position=rows.count(),
    )


def _linked(opening: AccountOpening, existing: Channel) -> Channel:
    channel = Channel.objects.of(opening.association).select_for_update(of=("self",)).get(pk=existing.pk)
    if channel.opening_id is not None or channel.network != opening.network:
        raise Refused(_("Ce compte est déjà relié à une décision, ou il est d’un autre réseau."), opening)
    return channel


@transaction.atomic
def suspend(opening: AccountOpening, *, reason: str, by: Membership, now: dt.datetime) -> None:
    """Make the account silent for a time: every gate refuses its posts, with this reason."""
    opening = only_from(_locked(opening), Status.OPEN)
    _stop(opening, Status.SUSPENDED, reason, by, now, suspended_at=now)
    Channel.objects.of(opening.association).filter(opening=opening).update(is_active=False)


@transaction.atomic
def open_again(opening: AccountOpening, *, by: Membership, now: dt.datetime) -> None:
    """End a suspension. The decision that opened the account still holds."""
    opening = only_from(_locked(opening), Status.SUSPENDED)
    move(opening, Status.OPEN, by=by, suspended_at=None, reason="")
    _remark(opening, by, _("La suspension est levée."), Status.OPEN, now)
    Channel.objects.of(opening.association).filter(opening=opening).update(is_active=True)


@transaction.atomic
def close_account(opening: AccountOpening, *, reason: str, by: Membership, now: dt.datetime) -> None:
    """Make the account silent for good, or give up one that was authorised and never opened."""
    opening = only_from(_locked(opening), Status.AUTHORISED, Status.OPEN, Status.SUSPENDED)
    _stop(opening, Status.CLOSED, reason, by, now, closed_at=now, suspended_at=None)
    Channel.objects.of(opening.association).filter(opening=opening).update(is_active=False, review_on=None)


@transaction.atomic
def review(
    channel: Channel, *, outcome: str, note: str, next_on: dt.date | None, by: Membership, now: dt.datetime
) -> AccountReview:
    """Note the yearly look at an account and do what it concludes."""
    rights.require(by, "calendar.manage")
    lock(Association.objects.filter(pk=channel.association_id))
    channel = Channel.objects.of(channel.association).with_opening().get(pk=channel.pk)
    if not channel.is_active:
        raise Refused(_("Ce compte ne parle plus : il n’y a rien à revoir."), channel)
    today = timezone.localdate(now)
    if outcome == AccountReview.Outcome.KEEP:
        if next_on is None:
            raise Refused(_("Choisissez le jour de la prochaine revue."), channel)
        _at_most_a_year(next_on, today, channel)
    else:
        next_on, note = None, _needed(note, channel)
    row = AccountReview.objects.create(
        association=channel.association, channel=channel, on=today, by=by, outcome=outcome, note=note, next_on=next_on
    )
    Entry.objects.record(channel, by=by, action="calendar.manage", before=outcome, after="reviewed")
    Channel.objects.of(channel.association).filter(pk=channel.pk).update(
        review_on=next_on, is_active=outcome == AccountReview.Outcome.KEEP
    )
    if channel.opening and outcome == AccountReview.Outcome.SUSPEND:
        suspend(channel.opening, reason=note, by=by, now=now)
    elif channel.opening and outcome == AccountReview.Outcome.CLOSE:
        close_account(channel.opening, reason=note, by=by, now=now)
    return row


def _locked(opening: AccountOpening) -> AccountOpening:
    """The row as it is now, kept from other hands; the association first, as everywhere."""
    lock(Association.objects.filter(pk=opening.association_id))
    rows = AccountOpening.objects.filter(association=opening.association_id)
    return rows.select_for_update(of=("self",)).select_related("association", "keeper").get(pk=opening.pk)


def _feed(opening: AccountOpening, sheet: Sheet) -> None:
    opening.feeders.exclude(membership__in=sheet.feeders).delete()
    here = set(opening.feeders.values_list("membership", flat=True))
    Feeder.objects.bulk_create(
        Feeder(association=opening.association, opening=opening, membership=each)
        for each in sheet.feeders
        if each.pk not in here
    )


def _remark(opening: AccountOpening, by: Membership, body: str, step: str, now: dt.datetime) -> OpeningRemark:
    return OpeningRemark.objects.create(
        association=opening.association, opening=opening, by=by, body=body, step=step, at=now
    )


def _stop(opening: AccountOpening, to: Status, reason: str, by: Membership, now: dt.datetime, **dates: Any) -> None:
    why = _needed(reason, opening)
    move(opening, to, by=by, reason=why, **dates)
    _remark(opening, by, why, to, now)


def _needed(words: str, obj: Any) -> str:
    if not words.strip():
        raise Refused(_("Dites pourquoi en une phrase : cela reste écrit avec la décision."), obj)
    return words.strip()


def _at_most_a_year(review_on: dt.date, today: dt.date, obj: Any) -> None:
    if not today < review_on <= latest_review(today):
        raise Refused(
            _("La revue d’un compte a lieu dans les douze mois : choisissez un jour plus proche, à venir."), obj
        )
