"""What minutes state, as plain data fixed when they are submitted; and the same data as a paper.

Written in the house's first language whoever submits: a register is in one language. Names stand in it, as on any
procès-verbal; the journal keeps its hash only.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance import presence, wording
from governance.models import AgendaItem, Attendance, Ballot, Capacity, Meeting, Minutes

Presence = Attendance.Presence
Data = dict[str, Any]


def content(minutes: Minutes) -> Data:
    """Return all that `minutes` say, as JSON keeps it."""
    with translation.override(settings.LANGUAGE_CODE):
        association = minutes.association
        told: Data = {
            "association": association.name,
            "legal_name": association.legal_name or association.name,
            "seat": association.seat,
            "opening": minutes.opening,
            "closing": minutes.closing,
            "corrects": _corrected(minutes.corrects) if minutes.corrects else None,
        }
        if minutes.corrects:
            return told | {"title": _("Rectification"), "body": _body(minutes), "facts": [], "items": []}
        if minutes.meeting:
            return told | _of_meeting(minutes.meeting)
        return told | (_of_ballot(minutes.ballot) if minutes.ballot else {})


def content_hash(told: Data) -> str:
    """SHA-256 of `told` as canonical JSON: sorted keys, no spaces, UTF-8."""
    written = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()


def _body(minutes: Minutes) -> str:
    holder = minutes.meeting or minutes.ballot
    return str(holder.body) if holder else ""


def _corrected(original: Minutes) -> Data:
    filed = timezone.localdate(original.filed_at) if original.filed_at else None
    return {
        "number": original.number,
        "content_hash": original.content_hash,
        "filed": wording.plain_day(filed) if filed else "",
    }


def instant(at: dt.datetime | None) -> str:
    """Return "22 novembre 2026 à 18 h 30" in local time; "" for no instant."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    minutes = f" {local:%M}" if local.minute else ""
    day = wording.plain_day(local.date())
    return _("%(day)s à %(hours)d h%(minutes)s") % {"day": day, "hours": local.hour, "minutes": minutes}


def _of_meeting(meeting: Meeting) -> Data:
    sheet = presence.sheet(meeting)
    ballots = list(meeting.ballots.order_by("opened_at", "pk").prefetch_related("certifications__membership__user"))
    items = list(AgendaItem.objects.filter(meeting=meeting).order_by("position", "pk"))
    apart = [ballot for ballot in ballots if ballot.agenda_item_id is None]
    opened = timezone.localdate(meeting.opened_at or meeting.starts_at)
    return {
        "title": _("%(body)s du %(day)s") % {"body": meeting.body, "day": wording.plain_day(opened)},
        "body": str(meeting.body),
        "facts": _meeting_facts(meeting),
        "attendance": _attendance(sheet),
        "movements": _movements(meeting),
        "quorum": _quorum(meeting),
        "items": [
            {
                "number": number,
                "title": item.title,
                "report": item.report,
                "resolutions": [resolution(b, item.resolution) for b in ballots if b.agenda_item_id == item.pk],
            }
            for number, item in enumerate(items, start=1)
        ]
        + ([_votes_apart(apart, len(items) + 1)] if apart else []),
    }


def _votes_apart(ballots: list[Ballot], number: int) -> Data:
    resolutions = [resolution(ballot) for ballot in ballots]
    return {"number": number, "title": _("Autres scrutins"), "report": "", "resolutions": resolutions}


def _meeting_facts(meeting: Meeting) -> list[list[str]]:
    rows = [
        [_("Séance ouverte"), instant(meeting.opened_at)],
        [_("Séance levée"), instant(meeting.closed_at)],
        [_("Tenue"), ", ".join(part for part in (str(meeting.get_form_display()), meeting.place) if part)],
        [_("Convoquée"), instant(meeting.convened_at)],
    ]
    if meeting.is_short_notice:
        rows.append([_("Délai"), _("La convocation est partie après le délai que prévoient les statuts.")])
    if meeting.first_call and meeting.first_call.opened_at:
        sentence = _("Deuxième convocation, après une séance sans quorum le %(day)s.")
        first = timezone.localdate(meeting.first_call.opened_at)
        rows.append([_("Convocation"), sentence % {"day": wording.plain_day(first)}])
    rows += [
        [str(Capacity.CHAIR.label), meeting.chair.name if meeting.chair else ""],
        [str(Capacity.SECRETARY.label), meeting.secretary.name if meeting.secretary else ""],
    ]
    if article := str(meeting.rule.get("article") or ""):
        rows.append([_("Règle"), _("Statuts, %(article)s") % {"article": article}])
    return [row for row in rows if row[1]]


def _attendance(sheet: presence.Sheet) -> list[list[str]]:
    """Rows of (how they count, how many, who), in the order of a minute book; only those that hold somebody."""
    rows = []
    for word, label in (
        (Presence.PRESENT, _("Présents et présentes")),
        (Presence.REMOTE, _("À distance")),
        (Presence.REPRESENTED, _("Représentés et représentées")),
        (Presence.EXCUSED, _("Excusés et excusées")),
        (Presence.ABSENT, _("Absents et absentes")),
        (Presence.EXPECTED, _("Sans nouvelle")),
    ):
        if lines := sheet.named(word):
            rows.append([str(label), str(len(lines)), ", ".join(_person(line) for line in lines)])
    return rows


def _person(line: presence.Line) -> str:
    if line.carrier is None:
        return line.membership.name
    return _("%(name)s (pouvoir à %(holder)s)") % {"name": line.membership.name, "holder": line.carrier.name}


def _movements(meeting: Meeting) -> list[str]:
    found = []
    attendances = meeting.attendances.filter(movements__isnull=False).distinct()
    for attendance in attendances.select_related("membership__user").prefetch_related("movements"):
        for movement in attendance.movements.all():
            local = timezone.localtime(movement.at)
            came = movement.after in Attendance.HERE
            sentence = _("%(hour)s : arrivée de %(name)s.") if came else _("%(hour)s : départ de %(name)s.")
            found.append((movement.at, sentence % {"hour": f"{local:%H h %M}", "name": attendance.membership.name}))
    return [sentence for _at, sentence in sorted(found)]


def _quorum(meeting: Meeting) -> str:
    if not meeting.opening:
        return ""
    counts = presence.Counts.from_data(meeting.opening)
    there = ngettext(
        "%(n)d personne présente ou représentée sur %(of)d",
        "%(n)d personnes présentes ou représentées sur %(of)d",
        counts.taking_part,
    ) % {"n": counts.taking_part, "of": counts.called}
    if counts.quorum_reached is None:
        return _("%(there)s à l’ouverture. Le quorum n’est pas connu.") % {"there": there}
    if counts.quorum_needed is None:
        return _("%(there)s à l’ouverture. Aucun quorum n’est exigé.") % {"there": there}
    words = {"there": there, "needed": counts.quorum_needed}
    if counts.quorum_reached:
        return _("%(there)s à l’ouverture. Il en fallait %(needed)d : le quorum est atteint.") % words
    return _("%(there)s à l’ouverture. Il en fallait %(needed)d : le quorum n’est pas atteint.") % words


def _of_ballot(ballot: Ballot) -> Data:
    seats = ballot.seats.select_related("membership__user").order_by("membership__user__name", "pk")
    names = ", ".join(seat.membership.name for seat in seats)
    rows = [
        [_("Scrutin ouvert"), instant(ballot.opened_at)],
        [_("Scrutin clos"), instant(ballot.closed_at)],
        [_("Tenu"), ballot.way_words],
        [_("Appelés à voter"), names],
    ]
    if article := str(ballot.rule.get("article") or ""):
        rows.append([_("Règle"), _("Statuts, %(article)s") % {"article": article}])
    item = {"number": 1, "title": ballot.question, "report": "", "resolutions": [resolution(ballot)]}
    body = str(ballot.rule.get("body") or ballot.body)
    return {"title": body, "body": body, "facts": [row for row in rows if row[1]], "items": [item]}


def resolution(ballot: Ballot, words: str = "") -> Data:
    """Return one vote as minutes tell it: the text by its hash, the sum, the outcome, who vouches for it."""
    recused = ballot.seats.filter(recused_at__isnull=False).select_related("membership__user")
    certified = sorted(ballot.certifications.all(), key=lambda each: each.capacity)
    return {
        "question": ballot.question,
        "text": ballot.title,
        "words": words,
        "text_hash": ballot.text_hash,
        "how": _how(ballot),
        "advisory": wording.why_advisory(ballot.rule),
        "recused": [seat.membership.name for seat in recused],
        "sum": wording.arithmetic(ballot.tally_rule, ballot.count) if ballot.count else [],
        "outcome": _outcome(ballot),
        "certified": [
            _("%(name)s, %(capacity)s, le %(moment)s")
            % {
                "name": each.membership.name,
                "capacity": str(each.get_capacity_display()).lower(),
                "moment": instant(each.certified_at),
            }
            for each in certified
        ],
        "review_on": wording.plain_day(ballot.review_on) if ballot.review_on else "",
        "follow_up": ballot.follow_up,
    }


def _how(ballot: Ballot) -> str:
    if ballot.is_secret:
        kept = _("vote secret")
    else:
        # A box without secrecy is a show of hands, or papers, counted in sums: no name was written.
        kept = _("voix comptées, sans noms") if hasattr(ballot, "box") else _("vote nominatif")
    how = f"{ballot.way_words}, {kept}"
    return _("%(how)s, deuxième convocation") % {"how": how} if ballot.call == 2 else how


def _outcome(ballot: Ballot) -> str:
    if ballot.status == Ballot.Status.VOID:
        return _("Scrutin annulé : %(reason)s") % {"reason": ballot.void_reason}
    if ballot.status == Ballot.Status.WITHHELD:
        return _("Moins de trois voix au scrutin secret : le résultat n’est pas dévoilé, rien n’est décidé.")
    if ballot.session_on:
        day = wording.plain_day(ballot.session_on)
        return _("%(outcome)s, le %(day)s") % {"outcome": ballot.get_status_display(), "day": day}
    return str(ballot.get_status_display())
