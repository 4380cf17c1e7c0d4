"""The verbs of a campaign: open it with its version, prepare it, move its dates, close it, excuse somebody."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from associations import rights
from associations.hands import lock
from associations.models import Association, Membership
from charter.models import Acknowledgement, Campaign, Exemption, Version
from charter.signing import REQUIRED, resumes_on
from journal.models import Entry
from journal.moves import HOUSE, Refused, move

Status = Campaign.Status


@dataclass(frozen=True)
class Terms:
    """By when people sign: the last day, the days of those who join later, the days of grace after."""

    due_on: dt.date | None
    days: int
    grace_days: int


def open_with(version: Version, *, on: dt.date) -> None:
    """Open the campaign of a version that comes into force, in the caller's transaction and under its lock.

    A minor version opens none while one is under way: its readers are told, not asked again (I23).
    """
    under_way = Campaign.objects.live().filter(charter=version.charter_id)
    if not version.is_material and under_way.exists():
        return
    end_with(version)
    campaign, _new = Campaign.objects.with_version().get_or_create(
        version=version, defaults={"association": version.association, "charter": version.charter}
    )
    move(campaign, Status.RUNNING, by=HOUSE, opens_on=on, due_on=on + dt.timedelta(days=campaign.days))


def end_with(version: Version) -> None:
    """End what was being signed of the charter of `version`: another text asks now, or none. Its record stays."""
    for campaign in Campaign.objects.live().filter(charter=version.charter_id).with_version():
        move(campaign, Status.SUPERSEDED, by=HOUSE)


def of_version(version: Version) -> Campaign | None:
    """Return the campaign in which `version` is signed: its own, or for a minor version that of the one before."""
    found = Campaign.objects.filter(version=version)
    if not version.is_material:
        # One prepared for a version that never came into force asks nobody anything.
        others = Q(charter=version.charter_id, version__number__lt=version.number) & ~Q(status=Status.PREPARED)
        found = Campaign.objects.filter(Q(version=version) | others)
    return found.with_version().order_by("-version__number").first()


@transaction.atomic
def prepare(version: Version, *, by: Membership) -> Campaign:
    """Return the campaign of `version`, begun if need be: from its adoption on, dates and questions may be chosen."""
    rights.require(by, "charter.follow")
    lock(Association.objects.filter(pk=version.association_id))
    version = Version.objects.with_charter().get(pk=version.pk)
    if campaign := of_version(version):
        return campaign
    if version.status != Version.Status.ADOPTED:
        raise Refused(_("Une campagne se prépare une fois le texte adopté : il ne change plus."), version)
    return Campaign.objects.create(association=version.association, charter=version.charter, version=version)


def _locked(campaign: Campaign) -> Campaign:
    # The association first, as everywhere: the journal locks it too.
    lock(Association.objects.filter(pk=campaign.association_id))
    return Campaign.objects.select_for_update(of=("self",)).with_version().get(pk=campaign.pk)


def shortens(campaign: Campaign, terms: Terms) -> bool:
    """Whether `terms` leave less time than people were told."""
    return bool(campaign.due_on and terms.due_on and terms.due_on < campaign.due_on)


@transaction.atomic
def set_terms(campaign: Campaign, terms: Terms, *, by: Membership, today: dt.date, announced: bool = False) -> None:
    """Choose the dates, before the opening or while the campaign runs.

    What shortens a running campaign is never silent: it needs `announced`, writes to each person who has not signed,
    and leaves the whole grace from today on. The days of those who join and the grace only grow once people were told.
    """
    rights.require(by, "charter.follow")
    campaign = _locked(campaign)
    if campaign.status not in (Status.PREPARED, Status.RUNNING):
        raise Refused(_("Cette campagne est terminée : ses dates ne changent plus."), campaign)
    changes = {"days": terms.days, "grace_days": terms.grace_days}
    if campaign.status == Status.RUNNING:
        changes |= _running(campaign, terms, today, announced)
    before = str(campaign.due_on or "")
    Campaign.objects.filter(pk=campaign.pk).update(**changes)
    Entry.objects.record(campaign, by=by, action="charter.follow", before=before, after=str(terms.due_on or ""))


def _running(campaign: Campaign, terms: Terms, today: dt.date, announced: bool) -> dict[str, dt.date]:
    if terms.days < campaign.days or terms.grace_days < campaign.grace_days:
        raise Refused(
            _(
                "Ces délais ont été annoncés : on peut les allonger, pas les raccourcir. "
                "Pour finir plus tôt, avancez la date limite."
            ),
            campaign,
        )
    if terms.due_on is None or terms.due_on < (campaign.opens_on or today):
        raise Refused(_("Donnez une date limite qui suit l’ouverture de la campagne."), campaign)
    if not shortens(campaign, terms):
        return {"due_on": terms.due_on}
    if terms.due_on < today:
        raise Refused(_("Ce jour est déjà passé : choisissez une date limite à venir."), campaign)
    if not announced:
        raise Refused(
            _("Les personnes concernées seront prévenues que la date limite avance : confirmez-le."), campaign
        )
    return {"due_on": terms.due_on, "shortened_on": today}


@transaction.atomic
def close(campaign: Campaign, *, by: Membership) -> None:
    """Stop asking. What was signed stays, and anybody may still sign while the text is in force."""
    campaign = _locked(campaign)
    if campaign.charter.kind == REQUIRED:
        sentence = _(
            "La charte d’usage se signe tant qu’elle est en vigueur : sa campagne ne se clôt pas. "
            "Une personne empêchée peut recevoir une dispense."
        )
        raise Refused(sentence, campaign)
    move(campaign, Status.CLOSED, by=by)


@transaction.atomic
def exempt(
    campaign: Campaign,
    membership: Membership,
    *,
    by: Membership,
    reason: str,
    ends_on: dt.date | None,
    now: dt.datetime,
) -> Exemption:
    """Excuse `membership` from signing, for a reason the journal does not hold, until `ends_on` (None: without end)."""
    rights.require(by, "charter.follow")
    campaign = _locked(campaign)
    today = timezone.localdate(now)
    if membership.pk == by.pk:
        raise Refused(_("On ne se dispense pas soi-même : demandez à une autre personne de la coordination."), campaign)
    if campaign.status != Status.RUNNING:
        raise Refused(_("Cette campagne ne demande pas de signature : une dispense est inutile."), campaign)
    if ends_on is not None and ends_on < today:
        raise Refused(_("Une dispense finit aujourd’hui au plus tôt : choisissez un jour à venir, ou aucun."), campaign)
    signed = Acknowledgement.objects.filter(membership=membership, version__charter=campaign.charter_id)
    if signed.filter(version__number__gte=campaign.version.number).exists():
        raise Refused(_("%(name)s a déjà signé : une dispense est inutile.") % {"name": membership}, campaign)
    if Exemption.objects.standing(today).filter(campaign=campaign, membership=membership).exists():
        raise Refused(_("%(name)s est déjà dispensé ou dispensée de signer.") % {"name": membership}, campaign)
    exemption = Exemption.objects.create(
        association=campaign.association,
        campaign=campaign,
        membership=membership,
        reason=reason,
        ends_on=ends_on,
        granted_by=by,
        granted_at=now,
    )
    Entry.objects.record(exemption, by=by, action="charter.follow", after="exempted", at=now)
    return exemption


@transaction.atomic
def withdraw_exemption(exemption: Exemption, *, by: Membership, now: dt.datetime) -> None:
    """Ask again, from today on and with the days of somebody who joins today."""
    rights.require(by, "charter.follow")
    lock(Association.objects.filter(pk=exemption.association_id))
    exemption = Exemption.objects.select_for_update(of=("self",)).select_related("campaign").get(pk=exemption.pk)
    again = resumes_on(exemption)
    if again is not None and again <= timezone.localdate(now):
        raise Refused(_("Cette dispense est déjà terminée."), exemption)
    Exemption.objects.filter(pk=exemption.pk).update(withdrawn_by=by, withdrawn_at=now)
    Entry.objects.record(exemption, by=by, action="charter.follow", after="exemption withdrawn", at=now)
