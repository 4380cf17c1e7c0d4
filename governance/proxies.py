"""The verbs of a proxy: give, take back; and what the house does with it when people come.

Every refusal is read under the lock of the association: of two proxies for the last place, one is told it is taken.
"""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from associations import rights
from associations.models import Membership
from governance import meeting_words, tally
from governance.meetings import locked
from governance.models import Attendance, Meeting, Proxy
from governance.presence import carried, expected, here
from journal.models import Entry
from journal.moves import HOUSE, Refused, move, only_from

Status = Proxy.Status
AWAY = (Attendance.Presence.EXCUSED, Attendance.Presence.ABSENT)


@transaction.atomic
def give(meeting: Meeting, *, giver: Membership, holder: Membership | None, by: Membership, now: dt.datetime) -> Proxy:
    """Give the voice of `giver` to `holder` (None: to nobody by name) for this meeting.

    `by` is the giver until the session opens, or the secretary with a paper in hand, during it too. Raises Refused
    with the sentence that says which rule stands in the way.
    """
    own = by.pk == giver.pk
    rights.require(by, "governance.vote" if own else "governance.manage")
    meeting = locked(meeting)
    _check_moment(meeting, own=own and not by.can("governance.manage"))
    _check_rule(meeting, holder)
    _check_people(meeting, giver, holder)
    # Once somebody presides, a proxy without a name is one more that they carry.
    if carrier := holder or meeting.chair:
        _check_cap(meeting, carrier)
    try:
        with transaction.atomic():
            proxy = Proxy.objects.create(
                association=meeting.association,
                meeting=meeting,
                giver=giver,
                holder=holder,
                granted_at=now,
                recorded_by=by,
            )
    except IntegrityError as error:
        raise Refused(_("%(name)s a déjà donné pouvoir.") % {"name": giver}, meeting) from error
    Entry.objects.record(proxy, by=by, action="governance.vote", after="granted", at=now)
    if meeting.status == Meeting.Status.HELD:
        use(meeting)
    return proxy


def _check_moment(meeting: Meeting, *, own: bool) -> None:
    if meeting.status == Meeting.Status.CONVENED or (meeting.status == Meeting.Status.HELD and not own):
        return
    if meeting.status == Meeting.Status.HELD:
        sentence = _("La séance est ouverte : remettez votre pouvoir sur papier, le secrétariat de séance le note.")
    elif meeting.status == Meeting.Status.DRAFT:
        sentence = _("La réunion n’est pas encore convoquée : les pouvoirs se donnent après la convocation.")
    else:
        sentence = _("Cette réunion est terminée ou annulée : elle ne prend plus de pouvoir.")
    raise Refused(sentence, meeting)


def _check_rule(meeting: Meeting, holder: Membership | None) -> None:
    rule = meeting.rule
    if rule.get("proxies") == tally.NONE:
        raise Refused(meeting_words.proxies(rule), meeting)
    if not meeting_words.takes_proxies(rule):
        # Never assumed: neither that there is no cap, nor that there is one (domain I14).
        raise Refused(
            _(
                "Nous ne savons pas combien de pouvoirs une personne peut porter. Demandez au secrétariat de compléter "
                "les règles de décision, puis de convoquer de nouveau."
            ),
            meeting,
        )
    if holder is None and not meeting_words.takes_blank(rule):
        unknown = rule.get("blank_proxies") in meeting_words.UNSETTLED
        raise Refused(
            _("Nous ne savons pas ce que vos statuts font d’un pouvoir sans nom : nommez une personne.")
            if unknown
            else _("Vos statuts ne comptent pas un pouvoir sans nom : nommez une personne."),
            meeting,
        )


def _check_people(meeting: Meeting, giver: Membership, holder: Membership | None) -> None:
    people = {person.pk for person in expected(meeting)}
    body = {"body": meeting.body}
    if giver.pk not in people:
        raise Refused(
            _("%(name)s ne siège pas dans l’instance « %(body)s » : il n’y a pas de voix à donner.")
            % {"name": giver, **body},
            meeting,
        )
    if giver.pk in here(meeting):
        raise Refused(_("%(name)s est en séance : sa voix ne se donne pas.") % {"name": giver}, meeting)
    living = Proxy.objects.filter(meeting=meeting, status__in=Proxy.LIVE).select_related("giver__user", "holder__user")
    if own := living.filter(giver=giver).first():
        raise Refused(_already(own), meeting)
    if holder is None:
        return
    if holder.pk == giver.pk:
        raise Refused(_("On ne se donne pas pouvoir à soi-même : choisissez une autre personne."), meeting)
    if holder.pk not in people:
        raise Refused(
            _("%(name)s ne siège pas dans l’instance « %(body)s » : choisissez une personne qui y siège.")
            % {"name": holder, **body},
            meeting,
        )
    if living.filter(giver=holder).exists():
        raise Refused(
            _("%(name)s a déjà donné son propre pouvoir et ne peut pas porter le vôtre : choisissez quelqu’un d’autre.")
            % {"name": holder},
            meeting,
        )
    if carries := living.filter(holder=giver).first():
        raise Refused(
            _("%(name)s porte le pouvoir de %(other)s : un pouvoir ne se transmet pas.")
            % {"name": giver, "other": carries.giver},
            meeting,
        )
    _check_coming(meeting, holder)


def _already(proxy: Proxy) -> str:
    if proxy.holder is None:
        return _("%(name)s a déjà donné un pouvoir sans nom : reprenez-le d’abord.") % {"name": proxy.giver}
    return _("%(name)s a déjà donné pouvoir à %(holder)s : reprenez-le d’abord.") % {
        "name": proxy.giver,
        "holder": proxy.holder,
    }


def _check_coming(meeting: Meeting, holder: Membership) -> None:
    """A voice goes to somebody who will be there: not excused beforehand, and here once the session is open."""
    if meeting.status == Meeting.Status.HELD:
        if holder.pk not in here(meeting):
            raise Refused(
                _("%(name)s n’est pas en séance et ne peut pas porter de pouvoir.") % {"name": holder}, meeting
            )
    elif Attendance.objects.filter(meeting=meeting, membership=holder, presence__in=AWAY).exists():
        raise Refused(_("%(name)s ne viendra pas : choisissez quelqu’un d’autre.") % {"name": holder}, meeting)


def _check_cap(meeting: Meeting, holder: Membership) -> None:
    left = places_left(meeting, held(meeting).get(holder.pk, 0))
    if left is not None and left < 1:
        cap = int(meeting.rule["proxy_cap"])
        raise Refused(
            ngettext(
                "%(name)s porte déjà %(cap)d pouvoir : vos statuts n’en permettent pas plus%(article)s. Choisissez "
                "quelqu’un d’autre.",
                "%(name)s porte déjà %(cap)d pouvoirs : vos statuts n’en permettent pas plus%(article)s. Choisissez "
                "quelqu’un d’autre.",
                cap,
            )
            % {"name": holder, "cap": cap, "article": _article(meeting)},
            meeting,
        )


def _article(meeting: Meeting) -> str:
    article = meeting.rule.get("article")
    return _(" (%(article)s)") % {"article": article} if article else ""


def held(meeting: Meeting) -> dict[int, int]:
    """Return how many living proxies each person holds: membership id -> number.

    Those without a name are the chair's once the session is open; before, they are nobody's.
    """
    to_the_chair = meeting.chair_id if meeting.status == Meeting.Status.HELD else None
    found: dict[int, int] = {}
    living = Proxy.objects.filter(meeting=meeting, status__in=Proxy.LIVE)
    for named in living.values_list("holder_id", flat=True):
        if holder := named or to_the_chair:
            found[holder] = found.get(holder, 0) + 1
    return found


def places_left(meeting: Meeting, carried: int) -> int | None:
    """Return how many more proxies someone who carries `carried` may take; None without a cap."""
    return int(meeting.rule["proxy_cap"]) - carried if meeting.rule.get("proxies") == "limited" else None


@transaction.atomic
def take_back(proxy: Proxy, *, by: Membership, now: dt.datetime) -> Proxy:
    """Take a proxy back before the session opens: the person who gave it, or the secretary for a paper one."""
    if by.pk != proxy.giver_id and not by.can("governance.manage"):
        raise PermissionDenied("governance.manage")
    meeting = locked(proxy.meeting)
    fresh = Proxy.objects.select_for_update(of=("self",)).select_related("giver__user", "holder__user").get(pk=proxy.pk)
    fresh.meeting = meeting
    if meeting.status != Meeting.Status.CONVENED:
        raise Refused(
            _("La séance est ouverte ou passée : ce pouvoir ne se reprend plus. Si vous venez, il sera sans effet."),
            meeting,
        )
    # Its own page is that of the meeting.
    only_from(fresh, Status.GRANTED)
    move(fresh, Status.REVOKED, by=by)
    return fresh


def givers(meeting: Meeting) -> set[int]:
    """Return the ids of the memberships whose proxy for `meeting` lives."""
    return set(Proxy.objects.filter(meeting=meeting, status__in=Proxy.LIVE).values_list("giver_id", flat=True))


def void_of(meeting: Meeting, people: set[int]) -> list[Proxy]:
    """Let fall the living proxies that `people`, now present, had given; return them. Called under the lock."""
    fallen = list(
        Proxy.objects.filter(meeting=meeting, status__in=Proxy.LIVE, giver__in=people).select_related("giver__user")
    )
    for proxy in fallen:
        move(proxy, Status.VOID_PRESENT, by=HOUSE)
    return fallen


def use(meeting: Meeting) -> None:
    """Mark as used the proxies whose voice is carried in the open session. Called under the lock."""
    voices = carried(meeting)
    for proxy in Proxy.objects.filter(meeting=meeting, status=Status.GRANTED, giver__in=voices):
        move(proxy, Status.USED, by=HOUSE)


def refuse_over_cap(meeting: Meeting) -> list[Proxy]:
    """Refuse the blank proxies that would take the chair over the cap, the newest first; return them.

    The cap is that of every holder: the statutes name no exception for the chair unless they say so.
    """
    if meeting.chair_id is None:
        return []
    left = places_left(meeting, held(meeting).get(meeting.chair_id, 0))
    if left is None:
        return []
    blank = Proxy.objects.filter(meeting=meeting, status=Status.GRANTED, holder=None).exclude(giver=meeting.chair_id)
    refused = list(blank.select_related("giver__user").order_by("granted_at", "pk")[max(left, 0) :])
    for proxy in refused:
        move(proxy, Status.REFUSED_CAP, by=HOUSE)
    return refused


def lose(meeting: Meeting) -> list[Proxy]:
    """Write off, when the session is closed, the proxies nobody ever carried; return them."""
    lost = list(Proxy.objects.filter(meeting=meeting, status=Status.GRANTED))
    for proxy in lost:
        move(proxy, Status.LOST, by=HOUSE)
    return lost
