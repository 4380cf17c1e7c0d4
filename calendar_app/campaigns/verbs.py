"""The verbs of campaigns and pillars."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from associations import rights
from associations.models import Membership
from calendar_app.models import Campaign, Pillar
from journal.models import Entry
from journal.moves import Overtaken, Refused


@transaction.atomic
def keep_campaign(campaign: Campaign, *, by: Membership, now: dt.datetime) -> Campaign:
    """Open a campaign, or write its page again. Of two people giving one name at once, one is told."""
    rights.require(by, "calendar.edit")
    is_new = campaign.pk is None
    if is_new:
        campaign.slug = Campaign.objects.free_slug(campaign.association, campaign.name, "campagne")
        campaign.created_by, campaign.created_at = by, now
    try:
        with transaction.atomic():
            campaign.save()
    except IntegrityError as error:
        raise Overtaken(_("Quelqu’un vient d’ouvrir une campagne de ce nom : elle est dans la liste.")) from error
    Entry.objects.record(campaign, by=by, action="calendar.campaign", after="" if is_new else "changed")
    return campaign


@transaction.atomic
def close_campaign(campaign: Campaign, *, lesson: str, by: Membership, now: dt.datetime) -> None:
    """Close it with what was learnt; its posts stay. Closed twice at once, the second is told."""
    rights.require(by, "calendar.edit")
    waiting = Campaign.objects.of(campaign.association).filter(pk=campaign.pk, closed_at=None)
    if not waiting.update(closed_at=now, lesson=lesson):
        raise Overtaken(_("Cette campagne est déjà close."), campaign)
    Entry.objects.record(campaign, by=by, action="calendar.campaign", after="closed")


@transaction.atomic
def reopen_campaign(campaign: Campaign, *, by: Membership) -> None:
    rights.require(by, "calendar.edit")
    campaign.__class__.objects.of(campaign.association).filter(pk=campaign.pk).update(closed_at=None)
    Entry.objects.record(campaign, by=by, action="calendar.campaign", after="reopened")


@transaction.atomic
def keep_pillar(pillar: Pillar, *, by: Membership) -> Pillar:
    rights.require(by, "calendar.manage")
    if pillar.pk is None:
        pillar.slug = Pillar.objects.free_slug(pillar.association, pillar.name, "pilier")
    try:
        with transaction.atomic():
            pillar.save()
    except IntegrityError as error:
        raise Overtaken(_("Quelqu’un vient d’ajouter un pilier de ce nom : il est dans la liste.")) from error
    Entry.objects.record(pillar, by=by, action="calendar.pillar")
    return pillar


@transaction.atomic
def drop_pillar(pillar: Pillar, *, by: Membership) -> None:
    """Remove a pillar nothing belongs to."""
    rights.require(by, "calendar.manage")
    Entry.objects.record(pillar, by=by, action="calendar.pillar", after="removed")
    try:
        with transaction.atomic():
            pillar.delete()
    except ProtectedError as error:
        raise Refused(
            _("Des publications portent ce pilier : renommez-le plutôt, ou donnez-leur-en un autre."), None
        ) from error
