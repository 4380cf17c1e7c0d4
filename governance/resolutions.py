"""A point of the agenda put to the vote while the body sits: a resolution in its own words, or the text of a room."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from associations import rights
from associations.models import Membership
from governance import presence, subjects, tally
from governance.meetings import locked
from governance.models import AgendaItem, Ballot, Meeting
from governance.statutes import deciding_body
from governance.transitions import Opening, Text, open_ballot, runs
from journal.moves import Refused

SUBJECT = "governance.resolution"
# How the voices are taken: noted by name, hands or papers counted, or each on their own telephone.
NAMES, TOTALS, ONLINE = "names", "totals", "online"
# A session has no hour of its own; the column wants one, and no page shows it.
LONGEST = dt.timedelta(days=1)


def text_of(item: AgendaItem) -> Text:
    """The resolution as governance knows any text: by the hash of its canonical JSON."""
    words = {"resolution": item.resolution, "title": item.title}
    written = json.dumps(words, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return Text(
        SUBJECT, item.pk, hashlib.sha256(written.encode()).hexdigest(), item.title, item.meeting.get_absolute_url()
    )


def subject() -> subjects.Subject:
    """What this room answers for its own resolutions: they are words of the agenda, and follow no outcome."""
    return subjects.Subject("governance/_resolution_text.html", _page, lambda ballot, now: None)


def _page(ballot: Ballot, membership: Membership) -> dict[str, Any]:
    item = AgendaItem.objects.select_related("meeting__association", "meeting__body").get(pk=ballot.subject_id)
    return {
        "item": item,
        "heading": item.title,
        "lead": "",
        "trail_room": reverse("governance:ballot-list", args=[ballot.association.slug]),
        "trail_word": _("Scrutins"),
        "trail_text": item.meeting.get_absolute_url(),
        "trail_label": item.meeting,
    }


def may_put(item: AgendaItem, membership: Membership) -> bool:
    """Whether `membership` keeps the votes of this meeting."""
    return membership.can("governance.manage") or runs(item.meeting, membership)


def earlier(item: AgendaItem) -> Ballot | None:
    """The ballot that runs on this point, or that decided it; None when it may still be put to the vote."""
    ballots = Ballot.objects.filter(agenda_item=item).exclude(status__in=Ballot.FRUITLESS)
    return ballots.select_related("association").order_by("-pk").first()


@transaction.atomic
def put_to_vote(
    item: AgendaItem, *, how: str, is_secret: bool, by: Membership, now: dt.datetime, closes_at: dt.datetime | None
) -> Ballot:
    """Open the vote on a point of the agenda, among those on the attendance sheet (domain I15: with its quorum).

    `closes_at` is the hour of a vote online; a vote counted by the secretary ends with the count. Raises Refused out of
    session, without a quorum, without words to vote on, or when this point was voted already.
    """
    item = _locked(item)
    if not runs(item.meeting, by):
        rights.require(by, "governance.manage")
    _check(item, how=how, is_secret=is_secret)
    asked: dict[str, Any] = {
        "question": _("Adoptez-vous « %(title)s » ?") % {"title": item.title[:150]},
        "closes_at": closes_at if how == ONLINE and closes_at else now + LONGEST,
        "by": by,
        "now": now,
        "opening": Opening(_modality(item.meeting, how), is_secret, how == TOTALS, item),
    }
    if not item.subject_type:
        return open_ballot(text_of(item), association=item.association, **asked)
    put = subjects.named(item.subject_type).put_to_vote
    if put is None or item.subject_id is None:
        raise Refused(_("Ce texte se met au vote depuis sa propre page."), item.meeting)
    return put(item.association, item.subject_id, **asked)


def _locked(item: AgendaItem) -> AgendaItem:
    # The meeting is locked: nobody closes it, and its sheet stays, while a vote opens in it.
    locked(item.meeting)
    items = AgendaItem.objects.select_related("association", "meeting__body__rule", "meeting__association")
    return items.get(pk=item.pk)


def _modality(meeting: Meeting, how: str) -> str:
    """A meeting where some sit at a distance votes at a distance: the statutes must allow it."""
    if how == ONLINE:
        return tally.ELECTRONIC
    return tally.SESSION if meeting.form == Meeting.Form.IN_PERSON else tally.VIDEO


def _check(item: AgendaItem, *, how: str, is_secret: bool) -> None:
    """Raise Refused, with the sentence that says what lacks."""
    meeting = item.meeting
    if meeting.status != Meeting.Status.HELD:
        raise Refused(_("La séance n’est pas ouverte : un point se vote pendant la réunion."), meeting)
    if earlier(item):
        raise Refused(_("Ce point a déjà été mis au vote."), meeting)
    if not (item.subject_type or item.resolution.strip()):
        raise Refused(_("Ce point n’a pas de résolution : écrivez d’abord les mots à voter."), meeting)
    if how == NAMES and (is_secret or meeting.rule.get("secret_trigger") == "always"):
        raise Refused(
            _("Un vote secret ne se note pas par nom : comptez les bulletins, ou faites voter en ligne."), meeting
        )
    if item.subject_type and not meeting.body.decides_texts:
        raise Refused(
            _("Ce texte se vote dans l’instance « %(body)s », pas dans celle-ci.")
            % {"body": deciding_body(item.association)},
            meeting,
        )
    counts = presence.counts(meeting)
    if counts.quorum_reached is False:
        raise Refused(
            _("Le quorum n’est pas atteint : il faut %(needed)d présences ou pouvoirs, il y en a %(here)d.")
            % {"here": counts.taking_part, "needed": counts.quorum_needed or 0},
            meeting,
        )
