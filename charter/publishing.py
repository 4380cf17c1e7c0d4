"""What anyone may read: the texts an association chose to show, once they have applied."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from associations import rights
from associations.hands import lock
from associations.models import Association, Membership
from charter.converters import KINDS, WORDS
from charter.models import Charter, Version
from governance import wording
from governance.models import Ballot
from journal.models import Entry


@transaction.atomic
def show(charter: Charter, *, by: Membership, to_all: bool) -> Charter:
    """Open a text to everybody, or close it again; asking twice changes nothing."""
    rights.require(by, "charter.freeze")
    lock(Association.objects.filter(pk=charter.association_id))
    if Charter.objects.filter(pk=charter.pk).exclude(is_public=to_all).update(is_public=to_all):
        if to_all:
            Entry.objects.record(charter, by=by, action="charter.show", after="public")
        else:
            Entry.objects.record(charter, by=by, action="charter.show", after="members")
    charter.is_public = to_all
    return charter


@dataclass(frozen=True)
class Shown:
    """A version as the public knows it: never a draft, a rejected or a withdrawn one."""

    version: Version
    decision: str
    # Which body ended it with nothing to replace it, and when; "" for any other end.
    repeal: str = ""

    @property
    def ended_on(self) -> dt.date | None:
        """The day it ceased to apply; None while it does."""
        return self.version.superseded_on or self.version.repealed_on

    @property
    def word(self) -> str:
        """Its charter in an address: a word, so that it can be read out."""
        return WORDS[self.version.charter.kind]


def shown(association: Association, word: str = "") -> list[Shown]:
    """Return every version that anyone may read, newest first, with who decided it: two queries.

    `word` narrows to one text ("moderation", as in its address); an unknown word finds nothing.
    """
    versions = Version.objects.of(association).with_charter().select_related("repealed_by")
    versions = versions.filter(charter__is_public=True)
    if word:
        versions = versions.filter(charter__kind=KINDS.get(word, ""))
    found = list(versions.filter(status__in=Version.APPLIED).order_by("charter__kind", "-number"))
    ballots = Ballot.objects.filter(
        association=association,
        subject_type="charter.version",
        subject_id__in=[version.pk for version in found],
        status__in=Ballot.CARRIED,
    ).order_by("pk")
    decisions = {ballot.subject_id: ballot for ballot in ballots}
    for version in found:
        version.association = association
    return [Shown(each, _decision(decisions.get(each.pk)), _decision(each.repealed_by)) for each in found]


def _decision(ballot: Ballot | None) -> str:
    """Which body, and when. The voices are not told: one voice against names somebody in a small board."""
    if ballot is None or ballot.closed_at is None:
        return ""
    day = ballot.session_on or timezone.localdate(ballot.closed_at)
    return f"{wording.by_body(ballot.rule)} le {wording.plain_day(day)}".strip()


def in_force(found: Sequence[Shown]) -> list[Shown]:
    """Those that apply today, in the order of the four texts."""
    order = list(Charter.Kind)
    mine = [each for each in found if each.version.status == Version.Status.IN_FORCE]
    return sorted(mine, key=lambda each: order.index(Charter.Kind(each.version.charter.kind)))
