"""Opening an account is a proposal: what for, for whom, fed by whom, what if a message slips out (source row S10)."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import unicodedata
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from associations.models import Association, Membership
from calendar_app.models.channels import Channel
from calendar_app.networks import networks


class OpeningQuerySet(models.QuerySet["AccountOpening"]):
    def of(self, association: Association) -> OpeningQuerySet:
        return self.filter(association=association)

    def under_way(self) -> OpeningQuerySet:
        """Neither refused nor decided and opened: what somebody still has to do something about."""
        return self.filter(status__in=AccountOpening.UNDER_WAY)

    def with_people(self) -> OpeningQuerySet:
        """Everything the sheet shows, in a fixed number of queries."""
        rows = self.select_related("association", "keeper__user", "proposed_by__user", "channel")
        return rows.prefetch_related("feeders__membership__user")


class AccountOpening(models.Model):
    """The sheet that a body decides upon before an account is opened; then the life of that account."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("Proposée")
        DISCUSSED = "discussed", _("Débattue")
        AUTHORISED = "authorised", _("Autorisée")
        REFUSED = "refused", _("Refusée")
        OPEN = "open", _("Compte ouvert")
        SUSPENDED = "suspended", _("Compte suspendu")
        CLOSED = "closed", _("Compte fermé")

    class Delay(models.IntegerChoices):
        HOUR = 1, _("dans l’heure")
        TWO = 2, _("dans les deux heures")
        HALF_DAY = 4, _("dans la demi-journée")
        DAY = 24, _("dans la journée")

    MOVES: ClassVar[dict[Status, dict[Status, str | None]]] = {
        # The debate may say no before any vote; otherwise it ends with a text that no longer moves.
        Status.PROPOSED: {Status.DISCUSSED: "calendar.manage", Status.REFUSED: "calendar.manage"},
        # A rewritten sheet goes back to the debate; only the ballot authorises.
        Status.DISCUSSED: {Status.PROPOSED: "calendar.manage", Status.AUTHORISED: None, Status.REFUSED: None},
        Status.AUTHORISED: {Status.OPEN: "calendar.manage", Status.CLOSED: "calendar.manage"},
        Status.OPEN: {Status.SUSPENDED: "calendar.manage", Status.CLOSED: "calendar.manage"},
        Status.SUSPENDED: {Status.OPEN: "calendar.manage", Status.CLOSED: "calendar.manage"},
        Status.CLOSED: {},
        Status.REFUSED: {},
    }
    UNDER_WAY = (Status.PROPOSED, Status.DISCUSSED, Status.AUTHORISED)
    DEBATED = (Status.PROPOSED, Status.DISCUSSED)

    association = models.ForeignKey(Association, models.PROTECT, related_name="account_openings")
    status = models.CharField(_("état"), max_length=12, choices=Status, default=Status.PROPOSED, editable=False)
    # How many times the sheet was written: of two people who rewrite it at once, one is told.
    revision = models.PositiveSmallIntegerField(_("rédaction"), default=1, editable=False)
    network = models.CharField(_("réseau"), max_length=30)
    name = models.CharField(_("nom du compte"), max_length=80)
    purpose = models.TextField(_("pour quoi faire"), max_length=1000)
    audience = models.CharField(_("à qui il parlera"), max_length=300)
    # Words of Post.Kind, sorted: what may go out on this account.
    kinds = models.JSONField(_("messages prévus"), default=list)
    told = models.CharField(_("qui est prévenu"), max_length=200)
    withdraws = models.CharField(_("qui retire le message"), max_length=200)
    within_hours = models.PositiveSmallIntegerField(_("en combien de temps"), choices=Delay, default=Delay.TWO)
    hours_per_week = models.PositiveSmallIntegerField(_("heures par semaine"))
    keeper = models.ForeignKey(Membership, models.PROTECT, related_name="kept_openings", verbose_name=_("responsable"))
    proposed_by = models.ForeignKey(Membership, models.PROTECT, related_name="openings_proposed")
    proposed_at = models.DateTimeField(_("proposée le"))
    discussed_on = models.DateField(_("débattue le"), null=True, editable=False)
    debate = models.CharField(_("ce que le débat a dit"), max_length=500, blank=True, editable=False)
    content_hash = models.CharField(_("empreinte de la fiche"), max_length=64, blank=True, editable=False)
    decided_at = models.DateTimeField(_("décidée le"), null=True, editable=False)
    opened_at = models.DateTimeField(_("ouvert le"), null=True, editable=False)
    opened_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+", editable=False)
    suspended_at = models.DateTimeField(_("suspendu le"), null=True, editable=False)
    closed_at = models.DateTimeField(_("fermé le"), null=True, editable=False)
    # Why it was refused, suspended or closed: the last one; the others stay in the remarks.
    reason = models.CharField(_("motif"), max_length=500, blank=True, editable=False)

    objects = ScopedManager(association="association", _manager_class=OpeningQuerySet.as_manager().__class__)
    unscoped = OpeningQuerySet.as_manager()

    class Meta:
        verbose_name = _("ouverture de compte")
        verbose_name_plural = _("ouvertures de compte")
        base_manager_name = "unscoped"
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="proposed", content_hash="") | Q(status="refused") | ~Q(content_hash=""),
                name="a_debated_opening_has_its_hash",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["open", "suspended"]) | Q(opened_at__isnull=False, opened_by__isnull=False),
                name="an_open_account_says_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["refused", "suspended", "closed"]) | ~Q(reason=""),
                name="an_account_is_stopped_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(status="suspended", suspended_at__isnull=False)
                | (~Q(status="suspended") & Q(suspended_at=None)),
                name="a_suspended_account_says_since_when",
            ),
            models.CheckConstraint(
                condition=Q(status="closed", closed_at__isnull=False) | (~Q(status="closed") & Q(closed_at=None)),
                name="a_closed_account_says_since_when",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["authorised", "refused", "open", "suspended", "closed"])
                | Q(decided_at__isnull=False),
                name="a_decided_opening_has_its_date",
            ),
            models.CheckConstraint(condition=Q(hours_per_week__gte=1), name="an_account_asks_for_time"),
            # Sent twice, a proposal is kept once.
            models.UniqueConstraint(
                fields=["association", "network", "name"],
                condition=Q(status__in=["proposed", "discussed", "authorised"]),
                name="one_opening_under_way_per_account",
            ),
        ]

    def __str__(self) -> str:
        return _now("Ouverture du compte « %(name)s »") % {"name": self.name}

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuse to rewrite a sheet that was debated: it goes back to the debate first."""
        if self.pk and not self.is_editable:
            raise ValueError("A debated sheet is changed by its moves only.")
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("calendar:opening-detail", args=[self.association.slug, self.pk])

    @property
    def is_editable(self) -> bool:
        return self.status == self.Status.PROPOSED

    @property
    def is_debated(self) -> bool:
        """Whether remarks are still taken."""
        return self.status in self.DEBATED

    @property
    def network_name(self) -> str:
        """The name people know; the bare id of a network that our facts have dropped."""
        known = networks().get(self.network)
        return known.label if known else self.network

    @property
    def chip(self) -> str:
        """The state of the look that fits: shape and icon; the word is the status's own."""
        return {
            "proposed": "draft",
            "discussed": "review",
            "authorised": "approved",
            "refused": "rejected",
            "open": "in_force",
            "suspended": "held",
        }.get(self.status, "closed")

    def canonical(self, feeders: list[str]) -> bytes:
        """The sheet as one line of JSON: sorted keys, composed accents, people by pseudonym so that no name is fixed.

        `feeders` are the pseudonyms of the people who feed the account.
        """
        words = ("network", "name", "purpose", "audience", "told", "withdraws")
        sheet: dict[str, Any] = {name: _tidy(getattr(self, name)) for name in words}
        sheet |= {
            "kinds": sorted(self.kinds),
            "within_hours": self.within_hours,
            "hours_per_week": self.hours_per_week,
            "keeper": str(self.keeper.pseudonym),
            "feeders": sorted(feeders),
        }
        return json.dumps(sheet, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

    def computed_hash(self) -> str:
        """SHA-256 of `canonical()`, in hexadecimal, from the rows as they are."""
        feeders = self.feeders.values_list("membership__pseudonym", flat=True)
        return hashlib.sha256(self.canonical([str(each) for each in feeders])).hexdigest()


def _tidy(text: str) -> str:
    lines = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()


class Feeder(models.Model):
    """One person who will write on the account: named, since « the team » answers for nothing."""

    association = models.ForeignKey(Association, models.PROTECT, related_name="+")
    opening = models.ForeignKey(AccountOpening, models.CASCADE, related_name="feeders")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="feeds")

    objects = ScopedManager(association="association")
    unscoped = models.QuerySet.as_manager()  # noqa: DJ012 - it is a manager

    class Meta:
        verbose_name = _("personne qui alimente")
        verbose_name_plural = _("personnes qui alimentent")
        base_manager_name = "unscoped"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["opening", "membership"], name="a_person_feeds_an_account_once")]

    def __str__(self) -> str:
        return f"{self.membership}"


class OpeningRemark(models.Model):
    """A word of the debate, or why the account changed state: `step` is the state it reached, empty for a remark."""

    association = models.ForeignKey(Association, models.PROTECT, related_name="+")
    opening = models.ForeignKey(AccountOpening, models.CASCADE, related_name="remarks")
    by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="opening_remarks")
    body = models.TextField(_("votre avis"), max_length=2000)
    step = models.CharField(_("étape"), max_length=12, blank=True, editable=False)
    at = models.DateTimeField(_("le"))

    objects = ScopedManager(association="association")
    unscoped = models.QuerySet.as_manager()  # noqa: DJ012 - it is a manager

    class Meta:
        verbose_name = _("avis sur une ouverture")
        verbose_name_plural = _("avis sur une ouverture")
        base_manager_name = "unscoped"
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(body=""), name="a_remark_says_something")]

    def __str__(self) -> str:
        return self.body[:60]

    @property
    def step_word(self) -> str:
        return str(AccountOpening.Status(self.step).label) if self.step else ""


class AccountReview(models.Model):
    """The yearly look at an account: it is kept, suspended or closed, and somebody says so."""

    class Outcome(models.TextChoices):
        KEEP = "keep", _("Le garder")
        SUSPEND = "suspend", _("Le suspendre")
        CLOSE = "close", _("Le fermer")

    association = models.ForeignKey(Association, models.PROTECT, related_name="account_reviews")
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="reviews")
    on = models.DateField(_("faite le"))
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    outcome = models.CharField(_("conclusion"), max_length=8, choices=Outcome)
    note = models.CharField(_("pourquoi"), max_length=500, blank=True)
    next_on = models.DateField(_("prochaine revue"), null=True, blank=True)

    objects = ScopedManager(association="association")
    unscoped = models.QuerySet.as_manager()  # noqa: DJ012 - it is a manager

    class Meta:
        verbose_name = _("revue d’un compte")
        verbose_name_plural = _("revues des comptes")
        base_manager_name = "unscoped"
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="keep", next_on__isnull=False) | (~Q(outcome="keep") & ~Q(note="")),
                name="a_review_says_when_the_next_or_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}"


def latest_review(day: dt.date) -> dt.date:
    """The last day on which an account looked at on `day` must be looked at again: twelve months later."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # a 29 February
        return day.replace(year=day.year + 1, day=28)
