"""What we say: a post, and its variant on each account."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from associations.models import Association, Membership
from calendar_app.departures.storing import proof_name
from calendar_app.models.channels import Channel
from calendar_app.querysets import PostQuerySet, VariantQuerySet

if TYPE_CHECKING:
    from calendar_app.models.revisions import Revision


class Post(models.Model):
    """One message of the calendar. Its words live in revisions; what is approved is a revision, never this row."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Brouillon")
        REVIEW = "review", _("En relecture")
        SCHEDULED = "scheduled", _("Programmée")
        PUBLISHED = "published", _("Publiée")
        CANCELLED = "cancelled", _("Annulée")
        WITHDRAWN = "withdrawn", _("Retirée")

    class Kind(models.TextChoices):
        INFORMATION = "information", _("Information")
        EVENT = "event", _("Événement")
        APPEAL = "appeal", _("Appel aux dons ou aux bénévoles")
        THANKS = "thanks", _("Remerciement")
        TESTIMONY = "testimony", _("Témoignage")
        REPLY = "reply", _("Réponse")
        POSITION = "position", _("Prise de position")

    class Purpose(models.TextChoices):
        KNOWN = "known", _("Se faire connaître")
        GIFTS = "gifts", _("Collecter des dons")
        OUTREACH = "outreach", _("Aller vers les gens en ligne")
        NETWORK = "network", _("Animer le réseau des bénévoles")
        RECRUIT = "recruit", _("Trouver des bénévoles")
        MOBILISE = "mobilise", _("Mobiliser")
        TESTIMONIES = "testimonies", _("Recueillir des témoignages")

    class Tier(models.IntegerChoices):
        """How many must agree (rules.risk). Ordered: what is enough for a crisis is enough for less."""

        ROUTINE = 1, _("courant")
        SENSITIVE = 2, _("sensible")
        CRISIS = 3, _("crise")

    # from -> {to: the permission that opens it}; None is for the house itself.
    MOVES: ClassVar[dict[Status, dict[Status, str | None]]] = {
        Status.DRAFT: {Status.REVIEW: "calendar.edit", Status.CANCELLED: "calendar.edit"},
        Status.REVIEW: {
            Status.DRAFT: "calendar.approve",
            Status.SCHEDULED: "calendar.approve",
            Status.CANCELLED: "calendar.edit",
        },
        # New words in a scheduled post need a new yes: whoever writes them sends it back to review.
        Status.SCHEDULED: {
            Status.REVIEW: "calendar.edit",
            Status.PUBLISHED: "calendar.publish",
            Status.CANCELLED: "calendar.edit",
            # Out on one account and already regretted.
            Status.WITHDRAWN: "calendar.correct",
        },
        Status.PUBLISHED: {Status.WITHDRAWN: "calendar.correct"},
        Status.CANCELLED: {},
        Status.WITHDRAWN: {},
    }

    association = models.ForeignKey(Association, models.PROTECT, related_name="posts")
    # Made by the page of a new post: sent twice, it is kept once.
    token = models.UUIDField(_("jeton de saisie"), default=uuid.uuid4, editable=False)
    title = models.CharField(_("titre"), max_length=120)
    status = models.CharField(_("état"), max_length=10, choices=Status, default=Status.DRAFT)
    kind = models.CharField(_("nature"), max_length=15, choices=Kind, default=Kind.INFORMATION)
    purpose = models.CharField(_("but"), max_length=15, choices=Purpose, default=Purpose.KNOWN)
    pillar = models.ForeignKey("calendar.Pillar", models.PROTECT, null=True, blank=True, related_name="posts")
    campaign = models.ForeignKey("calendar.Campaign", models.PROTECT, null=True, blank=True, related_name="posts")
    audience = models.CharField(_("à qui nous parlons"), max_length=200, blank=True)
    owner = models.ForeignKey(Membership, models.PROTECT, related_name="owned_posts")
    # Whose voice it is: somebody mandated to speak for the association. None: the association itself.
    voice = models.ForeignKey(
        Membership, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("qui parle")
    )
    created_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    # As the gate last weighed it, for lists; at each act the gate weighs again.
    tier = models.PositiveSmallIntegerField(_("niveau de relecture"), choices=Tier, default=Tier.ROUTINE)
    created_at = models.DateTimeField(_("création"))
    due_at = models.DateTimeField(_("date et heure prévues"))
    current = models.OneToOneField("calendar.Revision", models.RESTRICT, null=True, related_name="+")
    submitted_at = models.DateTimeField(_("envoi en relecture"), null=True, blank=True)
    submitted_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    # Why it came back to draft, was cancelled or was withdrawn: for people to read, never in the journal.
    reason = models.CharField(_("motif"), max_length=500, blank=True)
    published_at = models.DateTimeField(_("publication"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("annulation"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("retrait"), null=True, blank=True)
    channels = models.ManyToManyField(Channel, through="Variant", related_name="posts")

    objects = ScopedManager(association="association", _manager_class=PostQuerySet.as_manager().__class__)
    unscoped = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        base_manager_name = "unscoped"
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["association", "token"], name="a_new_post_is_kept_once"),
            models.CheckConstraint(
                condition=Q(status__in=["published", "withdrawn"], published_at__isnull=False)
                | (~Q(status__in=["published", "withdrawn"]) & Q(published_at=None)),
                name="a_published_post_says_when",
            ),
            models.CheckConstraint(
                condition=Q(status="cancelled", cancelled_at__isnull=False) & ~Q(reason="")
                | (~Q(status="cancelled") & Q(cancelled_at=None)),
                name="a_cancelled_post_says_when_and_why",
            ),
            models.CheckConstraint(
                condition=Q(status="withdrawn", withdrawn_at__isnull=False) & ~Q(reason="")
                | (~Q(status="withdrawn") & Q(withdrawn_at=None)),
                name="a_withdrawn_post_says_when_and_why",
            ),
        ]
        indexes = [
            models.Index(fields=["association", "due_at", "id"], name="posts_by_day"),
            models.Index(fields=["association", "status", "due_at"], name="posts_by_status"),
        ]

    current_id: int | None
    pillar_id: int | None
    campaign_id: int | None
    owner_id: int
    voice_id: int | None

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("calendar:post-detail", kwargs={"association": self.association.slug, "pk": self.pk})

    @property
    def content_hash(self) -> str:
        """SHA-256 of the current words, for the journal; empty before the first revision."""
        return self.current.content_hash if self.current else ""

    @property
    def revision(self) -> Revision:
        """The current revision; every post made through `transitions.write` has one."""
        if self.current is None:
            raise ValueError(f"Post {self.pk} has no revision.")
        return self.current

    def is_late(self, now: dt.datetime) -> bool:
        """Scheduled, and its hour has passed: derived, never stored."""
        return self.status == self.Status.SCHEDULED and self.due_at < now


class Variant(models.Model):
    """The post on one account: where it went out, and when."""

    association = models.ForeignKey(Association, models.PROTECT, related_name="variants")
    post = models.ForeignKey(Post, models.CASCADE, related_name="variants")
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="variants")
    link = models.URLField(_("lien de la publication"), max_length=500, blank=True)
    published_at = models.DateTimeField(_("publiée le"), null=True, blank=True)
    confirmed_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    # What it looked like once out: re-encoded, shown to members only.
    screenshot = models.FileField(_("capture d’écran"), upload_to=proof_name, max_length=200, blank=True)
    # Given up on this account alone, so that the others can be counted as published.
    skipped_at = models.DateTimeField(_("renoncement"), null=True, blank=True)
    skipped_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    skip_reason = models.CharField(_("motif du renoncement"), max_length=500, blank=True)

    objects = ScopedManager(association="association", _manager_class=VariantQuerySet.as_manager().__class__)
    unscoped = VariantQuerySet.as_manager()

    class Meta:
        verbose_name = _("version par compte")
        verbose_name_plural = _("versions par compte")
        base_manager_name = "unscoped"
        ordering = ["channel__position", "channel__name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["post", "channel"], name="one_variant_per_post_and_channel"),
            models.CheckConstraint(
                condition=Q(link="", published_at=None, confirmed_by=None)
                | (~Q(link="") & Q(published_at__isnull=False, confirmed_by__isnull=False)),
                name="a_confirmed_variant_has_link_hour_and_person",
            ),
            models.CheckConstraint(
                condition=Q(skipped_at=None, skipped_by=None, skip_reason="")
                | Q(skipped_at__isnull=False, skipped_by__isnull=False, published_at=None) & ~Q(skip_reason=""),
                name="a_skipped_account_says_why_and_is_not_published",
            ),
            models.CheckConstraint(
                condition=Q(screenshot="") | Q(published_at__isnull=False), name="a_screenshot_shows_what_is_out"
            ),
        ]

    post_id: int
    channel_id: int

    def __str__(self) -> str:
        return f"{self.channel_id}"

    @property
    def waits(self) -> bool:
        """Whether somebody must still confirm it, or give it up."""
        return self.published_at is None and self.skipped_at is None
