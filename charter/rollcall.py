"""Who has signed and who has not, as the database says it: one page at a time, whatever the number of members."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from associations.models import Mandate, Membership
from charter.models import Acknowledgement, Attempt, Campaign, Exemption, Opening
from charter.signing import SIGNATORIES

# In the order of the filter: what waits first.
STATES = {
    "late": _("En retard"),
    "pending": _("À lire"),
    "opened": _("Texte ouvert"),
    "quiz_passed": _("Questionnaire réussi"),
    "signed": _("Signature faite"),
    "exempted": _("Dispense"),
}
UNSIGNED = ("late", "pending", "opened", "quiz_passed")


@dataclass(frozen=True)
class RollCall:
    """The people a campaign is put to on a day, and those who signed without being asked."""

    campaign: Campaign
    today: dt.date

    def people(self) -> QuerySet[Membership]:
        """Members with `state`, `signed_at`, `method`, `exemption`, `excused_because`, `excused_until`; by name."""
        return self._stated().select_related("user", "association").order_by("user__name", "user__email", "pk")

    def counts(self) -> dict[str, int]:
        """How many stand at each state, zeros included."""
        found = dict(self._stated().order_by().values_list("state").annotate(Count("pk")))
        return {state: found.get(state, 0) for state in STATES}

    def _stated(self) -> QuerySet[Membership]:
        mine = {"membership": OuterRef("pk"), "campaign": self.campaign.pk}
        signatures = self._signatures().filter(membership=OuterRef("pk")).order_by("-version__number")
        exemptions = Exemption.objects.standing(self.today).filter(**mine)
        people = Membership.objects.of(self.campaign.association).annotate(
            signed_at=Subquery(signatures.values("signed_at")[:1]),
            method=Subquery(signatures.values("method")[:1]),
            exemption=Subquery(exemptions.values("pk")[:1]),
            excused_because=Subquery(exemptions.values("reason")[:1]),
            excused_until=Subquery(exemptions.values("ends_on")[:1]),
            has_passed=Exists(Attempt.objects.filter(**mine, is_passed=True)),
            has_opened=Exists(self._openings().filter(membership=OuterRef("pk"))),
        )
        people = people.filter(Q(signed_at__isnull=False) | Q(exemption__isnull=False) | self._asked())
        return people.annotate(
            state=Case(
                When(signed_at__isnull=False, then=Value("signed")),
                When(exemption__isnull=False, then=Value("exempted")),
                When(self._late(), then=Value("late")),
                When(has_passed=True, then=Value("quiz_passed")),
                When(has_opened=True, then=Value("opened")),
                default=Value("pending"),
            )
        )

    def _range(self) -> Q:
        """The versions of this campaign: its own and the minor ones after it, up to the next campaign."""
        found = Q(version__charter=self.campaign.charter_id, version__number__gte=self.campaign.version.number)
        later = Campaign.objects.filter(
            charter=self.campaign.charter_id, version__number__gt=self.campaign.version.number
        )
        following = later.exclude(status=Campaign.Status.PREPARED).order_by("version__number").values("version__number")
        first = following.values_list("version__number", flat=True).first()
        return found if first is None else found & Q(version__number__lt=first)

    def _signatures(self) -> QuerySet[Acknowledgement]:
        return Acknowledgement.objects.filter(self._range())

    def _openings(self) -> QuerySet[Opening]:
        return Opening.objects.filter(self._range())

    def _asked(self) -> Q:
        """Those the text is put to, while the campaign asks; afterwards its record is of those who signed."""
        if self.campaign.status != Campaign.Status.RUNNING:
            return Q(pk=None)
        roles = SIGNATORIES[self.campaign.charter.kind]
        current = Q(left_on=None)
        if roles is None:
            return current
        return current & Q(pk__in=Mandate.objects.in_date(self.today).filter(role__in=roles).values("membership"))

    def _late(self) -> Q:
        """As Asked.is_late says it of one person."""
        campaign = self.campaign
        if campaign.due_on is None or campaign.opens_on is None or self.today <= campaign.due_on:
            return Q(pk=None)
        since = self.today - dt.timedelta(days=campaign.days)
        # Asked again since an exemption ended: they have the days of somebody who joined then.
        again = max(since, campaign.opens_on + dt.timedelta(days=1))
        ended = Exemption.objects.filter(campaign=campaign, membership=OuterRef("pk"))
        resumed = ended.annotate(taken_back_on=TruncDate("withdrawn_at")).filter(
            Q(taken_back_on__gte=again) | Q(withdrawn_at=None, ends_on__gte=again - dt.timedelta(days=1))
        )
        return (Q(joined_on__lte=campaign.opens_on) | Q(joined_on__lt=since)) & ~Exists(resumed)
