"""Weekly slots: who prepares what goes out on an account, each week at the same hour, and who stands in."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from associations.models import Association, Membership
from calendar_app.models.channels import Channel
from calendar_app.models.posts import Post


class SlotQuerySet(models.QuerySet["CalendarSlot"]):
    def of(self, association: Association) -> SlotQuerySet:
        return self.filter(association=association)

    def meeting(self, first: dt.date, last: dt.date) -> SlotQuerySet:
        """Slots in use on some day from `first` to `last`, both included, on accounts in service."""
        until = Q(until_on=None) | Q(until_on__gte=first)
        return self.filter(until, from_on__lte=last, channel__is_active=True)

    def with_people(self) -> SlotQuerySet:
        return self.select_related("channel", "owner__user", "partner__user", "association")


class CalendarSlot(models.Model):
    """Every week, this account, this day, this hour of Paris. A week has no row until something happens to it."""

    association = models.ForeignKey(Association, models.PROTECT, related_name="slots")
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="slots", verbose_name=_("compte"))
    weekday = models.PositiveSmallIntegerField(_("jour"), choices=list(WEEKDAYS.items()))
    # The hour of the wall clock: it stays the same through the two clock changes.
    hour = models.TimeField(_("heure"))
    owner = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="owned_slots")
    partner = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="shared_slots")
    from_on = models.DateField(_("à partir du"))
    until_on = models.DateField(_("jusqu’au"), null=True, blank=True)

    objects = ScopedManager(association="association", _manager_class=SlotQuerySet.as_manager().__class__)
    unscoped = SlotQuerySet.as_manager()

    class Meta:
        verbose_name = _("créneau")
        verbose_name_plural = _("créneaux")
        base_manager_name = "unscoped"
        ordering = ["weekday", "hour", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="a_slot_is_on_a_day_of_the_week"),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")), name="a_slot_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(partner=None) | Q(owner__isnull=False) & ~Q(owner=F("partner")),
                name="a_pair_is_two_people",
            ),
            models.UniqueConstraint(
                fields=["channel", "weekday", "hour"], condition=Q(until_on=None), name="one_open_slot_per_hour"
            ),
        ]

    owner_id: int | None
    partner_id: int | None
    channel_id: int
    association_id: int

    def __str__(self) -> str:
        said = {"channel": self.channel.name, "day": self.get_weekday_display()}  # type: ignore[attr-defined]
        return _now("%(channel)s, le %(day)s") % said

    def get_absolute_url(self) -> str:
        return reverse("calendar:slot-list", kwargs={"association": self.association.slug})

    def page_of(self, on: dt.date) -> str:
        """The path of the occurrence of `on`."""
        where = {"association": self.association.slug, "pk": self.pk, "on": on.isoformat()}
        return reverse("calendar:slot-turn", kwargs=where)


class SlotSubstitute(models.Model):
    """Somebody to ask when the owner cannot, in this order."""

    association = models.ForeignKey(Association, models.PROTECT, related_name="+")
    slot = models.ForeignKey(CalendarSlot, models.CASCADE, related_name="substitutes")
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField(_("rang"))

    objects = ScopedManager(association="association")
    unscoped: models.Manager[SlotSubstitute] = models.Manager()

    class Meta:
        verbose_name = _("relève")
        verbose_name_plural = _("relèves")
        base_manager_name = "unscoped"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["slot", "membership"], name="one_place_per_substitute"),
            models.UniqueConstraint(fields=["slot", "position"], name="substitutes_are_asked_in_order"),
        ]

    membership_id: int

    def __str__(self) -> str:
        return f"{self.position}"


class TurnQuerySet(models.QuerySet["SlotTurn"]):
    def of(self, association: Association) -> TurnQuerySet:
        return self.filter(association=association)

    def asking(self) -> TurnQuerySet:
        return self.filter(status="asking")

    def with_people(self) -> TurnQuerySet:
        return self.select_related(
            "slot__channel", "slot__owner__user", "slot__partner__user", "holder__user", "given_up_by__user", "post"
        ).select_related("association")


class SlotTurn(models.Model):
    """One occurrence of a slot to which something happened: given up, taken, prepared by a post, skipped."""

    class Status(models.TextChoices):
        HELD = "held", _("Tenu")
        ASKING = "asking", _("Relève demandée")
        TAKEN = "taken", _("Repris")
        OPEN = "open", _("À reprendre")
        SKIPPED = "skipped", _("Sauté")

    # from -> {to: the permission that opens it}; None is for the house itself. Saying « je ne peux pas » asks for no
    # right but that of being there: somebody whose signature ran out must be able to say it too.
    MOVES: ClassVar[dict[Status, dict[Status, str | None]]] = {
        Status.HELD: {
            Status.ASKING: "calendar.view",
            Status.TAKEN: "calendar.publish",
            Status.SKIPPED: "calendar.edit",
        },
        Status.ASKING: {
            Status.HELD: "calendar.edit",
            Status.TAKEN: "calendar.publish",
            Status.OPEN: None,
            Status.SKIPPED: "calendar.edit",
        },
        Status.TAKEN: {Status.ASKING: "calendar.view", Status.SKIPPED: "calendar.edit"},
        Status.OPEN: {
            Status.HELD: "calendar.edit",
            Status.TAKEN: "calendar.publish",
            Status.SKIPPED: "calendar.edit",
        },
        Status.SKIPPED: {Status.HELD: "calendar.edit"},
    }

    association = models.ForeignKey(Association, models.PROTECT, related_name="slot_turns")
    slot = models.ForeignKey(CalendarSlot, models.PROTECT, related_name="turns")
    on = models.DateField(_("jour"))
    status = models.CharField(_("état"), max_length=10, choices=Status, default=Status.HELD)
    # Who took it; nobody: the owner of the slot.
    holder = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="taken_turns")
    given_up_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    given_up_at = models.DateTimeField(_("rendu le"), null=True, blank=True)
    # Proposed from the page of this occurrence: it fills it at any hour of that day, and no longer on another.
    post = models.ForeignKey(Post, models.SET_NULL, null=True, blank=True, related_name="slot_turns")
    # Why it is skipped, for those who read the calendar; never in the journal.
    reason = models.CharField(_("motif"), max_length=300, blank=True)

    objects = ScopedManager(association="association", _manager_class=TurnQuerySet.as_manager().__class__)
    unscoped = TurnQuerySet.as_manager()

    class Meta:
        verbose_name = _("tour de créneau")
        verbose_name_plural = _("tours de créneau")
        base_manager_name = "unscoped"
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["slot", "on"], name="one_turn_per_slot_and_day"),
            models.CheckConstraint(
                condition=Q(status="taken", holder__isnull=False) | ~Q(status="taken"), name="a_taken_turn_has_a_holder"
            ),
            models.CheckConstraint(
                condition=Q(status="skipped") & ~Q(reason="") | ~Q(status="skipped"), name="a_skipped_turn_says_why"
            ),
        ]
        indexes = [models.Index(fields=["association", "on"], name="turns_by_day")]

    slot_id: int
    holder_id: int | None
    post_id: int | None
    given_up_by_id: int | None

    def __str__(self) -> str:
        return f"{self.slot}, {self.on:%d/%m/%Y}"

    def get_absolute_url(self) -> str:
        return self.slot.page_of(self.on)


class SlotAsk(models.Model):
    """A question put to one substitute: can you take this turn? One is open at a time."""

    class Status(models.TextChoices):
        ASKED = "asked", _("Demandé")
        YES = "yes", _("Accepté")
        NO = "no", _("Décliné")
        LAPSED = "lapsed", _("Sans réponse")
        DROPPED = "dropped", _("Sans objet")

    # A late yes is a yes, as long as nobody else took the turn: its map says whether.
    MOVES: ClassVar[dict[Status, dict[Status, str | None]]] = {
        Status.ASKED: {
            Status.YES: "calendar.publish",
            Status.NO: "calendar.view",
            Status.LAPSED: None,
            Status.DROPPED: None,
        },
        Status.YES: {},
        Status.NO: {},
        Status.LAPSED: {Status.YES: "calendar.publish", Status.NO: "calendar.view"},
        Status.DROPPED: {},
    }

    association = models.ForeignKey(Association, models.PROTECT, related_name="slot_asks")
    turn = models.ForeignKey(SlotTurn, models.CASCADE, related_name="asks")
    to = models.ForeignKey(Membership, models.PROTECT, related_name="slot_asks")
    status = models.CharField(_("réponse"), max_length=10, choices=Status, default=Status.ASKED)
    asked_at = models.DateTimeField(_("demandé le"))
    answer_by = models.DateTimeField(_("réponse attendue avant"))
    answered_at = models.DateTimeField(_("répondu le"), null=True, blank=True)

    objects = ScopedManager(association="association")
    unscoped: models.Manager[SlotAsk] = models.Manager()

    class Meta:
        verbose_name = _("demande de relève")
        verbose_name_plural = _("demandes de relève")
        base_manager_name = "unscoped"
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["turn", "to"], name="a_substitute_is_asked_once_per_turn"),
            models.UniqueConstraint(fields=["turn"], condition=Q(status="asked"), name="one_question_at_a_time"),
        ]

    to_id: int
    turn_id: int

    def __str__(self) -> str:
        return f"{self.to}, {self.turn}"

    def get_absolute_url(self) -> str:
        return reverse("calendar:slot-ask", kwargs={"association": self.association.slug, "pk": self.pk})
