"""The verbs of a procès-verbal: begin, write, submit, take back, sign, correct. Two signatures file it, for good."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from associations import rights
from associations.hands import lock
from associations.models import Association, Membership
from governance import certifying, statement
from governance.minutes_paper import paper
from governance.models import AgendaItem, Ballot, Capacity, Meeting, Minutes, MinutesSignature
from governance.transitions import runs
from journal.models import Entry
from journal.moves import HOUSE, House, Refused, move, only_from

Status = Minutes.Status
# A ballot that has ended, for whatever reason: minutes may tell it.
ENDED = (
    *Ballot.SETTLED,
    Ballot.Status.TO_RATIFY,
    Ballot.Status.NO_QUORUM,
    Ballot.Status.WITHHELD,
    Ballot.Status.VOID,
)


class Rewritten(Refused):
    """Somebody else wrote the draft since it was opened; `obj` is the draft as it is now."""


def may_write(meeting: Meeting | None, membership: Membership) -> bool:
    """Whether `membership` writes the minutes: by right, or as secretary of that very meeting."""
    return membership.can("governance.manage") or runs(meeting, membership)


def _require(meeting: Meeting | None, by: Membership) -> None:
    if not runs(meeting, by):
        rights.require(by, "governance.manage")


def _hand(minutes: Minutes, by: Membership) -> Membership | House:
    """Return in whose name the minutes move; the deed of a secretary without the right is written beside the move."""
    if by.can("governance.manage"):
        return by
    Entry.objects.record(minutes, by=by, action="governance.minute", after="kept")
    return HOUSE


def _locked(minutes: Minutes) -> Minutes:
    # The association first, as everywhere: the journal and the numbers of the register are taken under its lock.
    lock(Association.objects.filter(pk=minutes.association_id))
    found = Minutes.objects.select_for_update(of=("self",))
    return found.select_related("association", "meeting__body", "ballot__body", "corrects").get(pk=minutes.pk)


@transaction.atomic
def begin(*, by: Membership, meeting: Meeting | None = None, ballot: Ballot | None = None) -> Minutes:
    """Begin the minutes of `meeting`, or of a `ballot` held without one; those already begun are returned.

    By who manages votes, or the secretary of that meeting. Raises Refused for a meeting that has not opened, or a
    ballot that runs.
    """
    _require(meeting, by)
    if meeting and meeting.status not in (Meeting.Status.HELD, Meeting.Status.CLOSED):
        raise Refused(_("Le procès-verbal commence avec la séance : ouvrez-la d’abord."), meeting)
    if ballot and ballot.meeting_id:
        raise Refused(_("Ce scrutin s’est tenu en réunion : il figure au procès-verbal de la réunion."), ballot)
    if ballot and ballot.status not in ENDED:
        raise Refused(_("Ce scrutin n’est pas terminé : son procès-verbal vient après."), ballot)
    association = by.association
    kept = Minutes.objects.filter(association=association, meeting=meeting, ballot=ballot, corrects=None)
    try:
        with transaction.atomic():
            made = Minutes.objects.create(association=association, meeting=meeting, ballot=ballot, created_by=by)
    except IntegrityError:
        return kept.get()
    Entry.objects.record(made, by=by, action="governance.minute", after=made.status)
    return made


@transaction.atomic
def write(
    minutes: Minutes, *, expected: int, opening: str, closing: str, reports: Mapping[int, str], by: Membership
) -> None:
    """Write the draft: its opening, what was said at each point (agenda item id -> words), what is to be added.

    Raises Rewritten when the draft is no longer at revision `expected`, NoSuchMove once it is submitted.
    """
    _require(minutes.meeting, by)
    minutes = only_from(_locked(minutes), Status.DRAFT)
    changed = Minutes.objects.filter(pk=minutes.pk, revision=expected).update(
        opening=opening, closing=closing, revision=F("revision") + 1
    )
    if not changed:
        raise Rewritten(_("Quelqu’un a écrit dans ce procès-verbal entre-temps : rien n’a été remplacé."), minutes)
    for pk, report in reports.items():
        AgendaItem.objects.filter(pk=pk, meeting=minutes.meeting_id).update(report=report)


def why_not_ready(minutes: Minutes) -> list[str]:
    """Return what must happen before these minutes can be submitted, a sentence each; empty when they can."""
    if minutes.corrects_id:
        return [] if minutes.closing.strip() else [_("Écrivez ce qu’il faut rectifier.")]
    lacks = []
    meeting = minutes.meeting
    if meeting and meeting.status != Meeting.Status.CLOSED:
        lacks.append(_("La séance n’est pas levée."))
    if meeting and not (meeting.chair_id and meeting.secretary_id):
        lacks.append(_("La présidence et le secrétariat de séance ne sont pas nommés."))
    for ballot in [minutes.ballot] if minutes.ballot else meeting.ballots.all() if meeting else []:
        if ballot.status not in ENDED:
            lacks.append(_("Le scrutin « %(title)s » n’est pas terminé.") % {"title": ballot.question})
        elif ballot.is_settled and ballot.certified_at is None:
            sentence = _("Le résultat de « %(title)s » n’est pas encore proclamé par deux personnes.")
            lacks.append(sentence % {"title": ballot.question})
    return lacks


@transaction.atomic
def submit(minutes: Minutes, *, by: Membership, now: dt.datetime) -> None:
    """Fix what the minutes say, by its hash, and ask the two people to sign. Raises Refused while something lacks."""
    _require(minutes.meeting, by)
    minutes = only_from(_locked(minutes), Status.DRAFT)
    if lacks := why_not_ready(minutes):
        raise Refused(" ".join(lacks), minutes)
    told = statement.content(minutes)
    move(
        minutes,
        Status.SUBMITTED,
        by=_hand(minutes, by),
        content=told,
        content_hash=statement.content_hash(told),
        submitted_at=now,
    )


@transaction.atomic
def take_back(minutes: Minutes, *, by: Membership) -> None:
    """Open the minutes again before the second signature; the first one, if given, falls with the words it was for."""
    _require(minutes.meeting, by)
    minutes = only_from(_locked(minutes), Status.SUBMITTED)
    hand = _hand(minutes, by)
    MinutesSignature.objects.filter(minutes=minutes).delete()
    move(minutes, Status.DRAFT, by=hand, content={}, content_hash="", submitted_at=None)


def capacity_of(
    minutes: Minutes, membership: Membership, given: list[MinutesSignature], *, stands_in: bool
) -> Capacity | None:
    """Return in what capacity `membership` may sign now; None when they may not, or no more. Costs no query.

    `stands_in`: nobody holds the secretary's mandate (certifying.without_secretary).
    """
    if minutes.status != Status.SUBMITTED:
        return None
    if membership.user_id in {each.membership.user_id for each in given}:
        return None
    taken = {each.capacity for each in given}
    free = (c for c in certifying.entitled(minutes, membership, stands_in=stands_in) if c not in taken)
    return next(free, None)


@transaction.atomic
def sign(minutes: Minutes, *, by: Membership, seen: str, now: dt.datetime) -> Minutes:
    """Put a name under the content whose hash was `seen`; the second name files the minutes.

    Raises PermissionDenied to who may not, Refused for a second signature of the same person, or other words.
    """
    minutes = only_from(_locked(minutes), Status.SUBMITTED)
    given = list(minutes.signatures.select_related("membership__user"))
    if by.user_id in {each.membership.user_id for each in given}:
        raise Refused(_("Vous avez déjà signé : une deuxième personne doit le faire aussi."), minutes)
    stands_in = bool(certifying.without_secretary([minutes.association], timezone.localdate(now)))
    capacity = capacity_of(minutes, by, given, stands_in=stands_in)
    if capacity is None:
        raise PermissionDenied("governance.certify")
    if seen != minutes.content_hash:
        raise Refused(
            _("Le procès-verbal a changé depuis que vous l’avez ouvert : relisez-le, puis signez-le."), minutes
        )
    MinutesSignature.objects.create(
        association=minutes.association,
        minutes=minutes,
        membership=by,
        capacity=capacity,
        content_hash=seen,
        signed_at=now,
    )
    Entry.objects.record(minutes, by=by, action="governance.minutes_signed", object_hash=seen, at=now)
    if given:
        _file(minutes, now)
    return minutes


def _file(minutes: Minutes, now: dt.datetime) -> None:
    """Give the signed minutes their number, the head of the journal and their paper, under the association's lock."""
    move(minutes, Status.SIGNED, by=HOUSE)
    last = Minutes.objects.filter(association=minutes.association_id).aggregate(last=Max("number"))["last"]
    head = Entry.objects.head(minutes.association)
    minutes.number, minutes.journal_head, minutes.filed_at = (last or 0) + 1, head.hash if head else "", now
    made = paper(minutes)
    move(
        minutes,
        Status.FILED,
        by=HOUSE,
        number=minutes.number,
        journal_head=minutes.journal_head,
        filed_at=now,
        pdf=made,
        pdf_hash=hashlib.sha256(made).hexdigest(),
    )


@transaction.atomic
def correct(minutes: Minutes, *, words: str, by: Membership) -> Minutes:
    """Begin minutes that correct filed ones, which stay as they are. Raises NoSuchMove for any others."""
    _require(minutes.meeting, by)
    minutes = only_from(_locked(minutes), Status.FILED)
    made = Minutes.objects.create(
        association=minutes.association,
        meeting=minutes.meeting,
        ballot=minutes.ballot,
        corrects=minutes,
        closing=words,
        created_by=by,
    )
    Entry.objects.record(made, by=by, action="governance.minute", after="correction")
    return made


def anchors(association: Association) -> Iterator[tuple[str, str]]:
    """Yield the name of each paper of the register and the head of the journal printed on it (JOURNAL_ANCHORS).

    Read without a scope: a verification looks at rows as they lie.
    """
    filed = Minutes.unscoped.filter(association=association, status=Status.FILED).order_by("number")
    for number, head in filed.values_list("number", "journal_head"):
        yield _("procès-verbal n° %(number)d") % {"number": number}, head
