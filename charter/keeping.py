"""The verbs of a text in force: read it again, once a year at least. Ending it is in charter/repealing.py."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from associations import rights
from associations.models import Membership
from charter.locks import locked
from charter.models import Review, Version
from charter.models.versions import a_year_after
from charter.transitions import start_version
from journal.models import Entry
from journal.moves import Refused, only_from

Status, Outcome = Version.Status, Review.Outcome


@transaction.atomic
def keep(version: Version, *, note: str, next_on: dt.date, by: Membership, today: dt.date) -> Review:
    """Note that the text was read again and stays as it is, until `next_on` at the latest.

    Raises Refused for a day out of the coming year, and for a second review on one day.
    """
    version = _to_review(version, by, today)
    if not today < next_on <= a_year_after(today):
        raise Refused(_("La prochaine revue a lieu dans l’année qui vient : choisissez un autre jour."), version)
    review = _note(version, Outcome.KEPT, note, by, today, next_on)
    Version.objects.filter(pk=version.pk, status=Status.IN_FORCE).update(review_on=next_on, reviewed_on=today)
    Entry.objects.record(version, by=by, action="charter.review", after="kept", object_hash=version.content_hash)
    return review


@transaction.atomic
def change(version: Version, *, note: str, by: Membership, today: dt.date) -> Version:
    """Note that the text was read again and must change; return the version that prepares it, begun if need be."""
    version = _to_review(version, by, today)
    _note(version, Outcome.CHANGED, note, by, today)
    Entry.objects.record(version, by=by, action="charter.review", after="changed", object_hash=version.content_hash)
    started = Version.objects.filter(charter=version.charter_id).under_way().with_charter().first()
    return started or start_version(version.association, version.charter.kind, by=by)


def _to_review(version: Version, by: Membership, today: dt.date) -> Version:
    rights.require(by, "charter.freeze")
    version = only_from(locked(version), Status.IN_FORCE)
    if Review.objects.filter(version=version, done_on=today).exists():
        raise Refused(_("La revue de ce texte a déjà été notée aujourd’hui."), version)
    return version


def _note(
    version: Version, outcome: Outcome, note: str, by: Membership, today: dt.date, next_on: dt.date | None = None
) -> Review:
    return Review.objects.create(
        association=version.association,
        version=version,
        outcome=outcome,
        note=note,
        next_on=next_on,
        done_on=today,
        done_by=by,
    )
