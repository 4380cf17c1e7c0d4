"""Walks to a meeting in any state, through the real verbs."""

from __future__ import annotations

import datetime as dt
from smtplib import SMTPRecipientsRefused

from governance import agenda, meetings, proxies, sessions
from governance.models import Body, DecisionRule, Meeting

NOW = dt.datetime(2026, 11, 22, 10, tzinfo=dt.UTC)
# The meeting: three weeks later, at 20 h in Paris.
STARTS = dt.datetime(2026, 12, 14, 19, tzinfo=dt.UTC)
THAT_DAY = STARTS - dt.timedelta(minutes=10)
RULE = {
    "quorum_basis": "registered",
    "quorum_share": "half",
    "majority_basis": "cast",
    "majority_share": "over_half",
    "abstention": "excluded",
    "casting_vote": "chair",
    "proxies": "limited",
    "proxy_cap": 1,
    "blank_proxies": "chair",
    "second_call": "without_quorum",
    "second_call_days": 15,
    "notice_days": 10,
    "article": "article 12",
}


def board(cast, **answers) -> Body:
    """The board of the cast: amina, elise, farid and gilles sit; half make the quorum; one proxy each."""
    body, _new = Body.objects.get_or_create(association=cast.amina.association, kind=Body.Kind.BOARD)
    DecisionRule.objects.update_or_create(body=body, defaults={"association": body.association, **RULE, **answers})
    return Body.objects.select_related("association").get(pk=body.pk)


def draft(cast, *, starts_at=STARTS, form="in_person", video_url="", **answers) -> Meeting:
    meeting = meetings.prepare(
        board(cast, **answers),
        by=cast.amina,
        now=NOW,
        starts_at=starts_at,
        form=form,
        place="Salle 2",
        video_url=video_url,
    )
    agenda.add_item(meeting, agenda.Point("Le budget", resolution="Le budget est adopté."), by=cast.amina, now=NOW)
    return meeting


def convened(cast, **options) -> Meeting:
    return meetings.convene(draft(cast, **options), by=cast.amina, now=NOW)


def proxy(meeting, giver, holder, *, by=None, now=NOW):
    return proxies.give(meeting, giver=giver, holder=holder, by=by or giver, now=now)


def marked(meeting, cast, *, now=THAT_DAY, **people) -> Meeting:
    """marked(meeting, cast, amina="present", elise="excused")."""
    sessions.mark(meeting, {getattr(cast, name).pk: word for name, word in people.items()}, by=cast.amina, now=now)
    return meeting


def held(cast, *, present=("amina", "gilles"), meeting=None, may_fail=False, **options) -> Meeting:
    """A session opened by amina in the chair, gilles keeping the minutes."""
    meeting = marked(meeting or convened(cast, **options), cast, **dict.fromkeys(present, "present"))
    return sessions.open_session(
        meeting, chair=cast.amina, secretary=cast.gilles, by=cast.amina, now=THAT_DAY, may_fail=may_fail
    )


def closed(cast, **options) -> Meeting:
    return sessions.close_session(held(cast, **options), by=cast.amina, now=STARTS + dt.timedelta(hours=2))


def failed(cast, **options) -> Meeting:
    """Two of four came, where three were needed: closed as soon as opened."""
    return held(cast, quorum_share="three_quarters", may_fail=True, **options)


def fresh(meeting) -> Meeting:
    return Meeting.objects.select_related("association", "body").get(pk=meeting.pk)


class Away:
    """A mail server that does not answer."""

    def __init__(self, **options) -> None:
        pass

    def open(self):
        raise ConnectionRefusedError

    def close(self):
        pass


class RefusesElise(Away):
    """A mail server that knows everybody but one."""

    def open(self):
        return True

    def send_messages(self, letters):
        if any("elise" in letter.to[0] for letter in letters):
            raise SMTPRecipientsRefused({})
        return len(letters)


class Later(RefusesElise):
    """A mail server that asks to come back for one of them."""

    def send_messages(self, letters):
        if any("elise" in letter.to[0] for letter in letters):
            raise SMTPRecipientsRefused({letters[0].to[0]: (451, b"4.7.1 Greylisted, come back")})
        return len(letters)
