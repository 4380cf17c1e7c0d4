"""What sends by itself: the means of an account, and the departure of each variant."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from associations.models import Association, Membership
from calendar_app.models.channels import Channel
from calendar_app.models.posts import Variant


class Connector(models.Model):
    """How one account is written to without a hand. Off until the coordination switches it on."""

    class Kind(models.TextChoices):
        MASTODON = "mastodon", _("Mastodon")
        BLUESKY = "bluesky", _("Bluesky")
        WEBHOOK = "webhook", _("Appel signé vers un autre service")

    association = models.ForeignKey(Association, models.PROTECT, related_name="connectors")
    channel = models.OneToOneField(Channel, models.PROTECT, related_name="connector")
    kind = models.CharField(_("moyen"), max_length=10, choices=Kind)
    base_url = models.URLField(_("adresse du serveur"), max_length=300)
    # Bluesky asks who signs in; the others know it by the token.
    handle = models.CharField(_("identifiant"), max_length=253, blank=True)
    # Encrypted (connectors.sealing); empty once forgotten. Shown nowhere.
    sealed = models.TextField(_("jeton chiffré"), blank=True, editable=False)
    is_on = models.BooleanField(_("en marche"), default=False, editable=False)
    # What the network answered at the last trial: the name it gives to the account.
    account = models.CharField(_("compte reconnu"), max_length=200, blank=True, editable=False)
    checked_at = models.DateTimeField(_("connexion essayée le"), null=True, blank=True, editable=False)
    changed_by = models.ForeignKey(Membership, models.PROTECT, related_name="+", editable=False)
    changed_at = models.DateTimeField(_("modifié le"), editable=False)

    objects = ScopedManager(association="association")
    unscoped: models.Manager[Connector] = models.Manager()

    class Meta:
        verbose_name = _("envoi automatique")
        verbose_name_plural = _("envois automatiques")
        base_manager_name = "unscoped"
        constraints = [
            models.CheckConstraint(
                condition=Q(is_on=False) | ~Q(sealed="") & Q(checked_at__isnull=False),
                name="a_connector_that_is_on_has_a_token_that_was_tried",
            )
        ]

    association_id: int
    channel_id: int

    def __str__(self) -> str:
        return str(self.channel)

    def get_absolute_url(self) -> str:
        return reverse("calendar:connector", args=[self.association.slug, self.channel_id])


class Departure(models.Model):
    """The way of one variant to its network, when a connector carries it. Made when the post is scheduled."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Partira à l’heure dite")
        SENDING = "sending", _("En train de partir")
        SENT = "sent", _("Partie")
        RETRY = "retry", _("Sera retentée")
        # It may be out: nothing is sent again before somebody or something has looked.
        DOUBTFUL = "doubtful", _("À vérifier")
        GIVEN_UP = "given_up", _("À publier à la main")
        BY_HAND = "by_hand", _("Publiée à la main")

    # One attempt in flight: only the arrow into SENDING talks to a network, and `move` lets one caller take it.
    MOVES: ClassVar[dict[Status, dict[Status, str | None]]] = {
        Status.WAITING: {Status.SENDING: None, Status.GIVEN_UP: None, Status.BY_HAND: "calendar.publish"},
        Status.SENDING: {Status.SENT: None, Status.RETRY: None, Status.DOUBTFUL: None, Status.GIVEN_UP: None},
        Status.SENT: {},
        Status.RETRY: {Status.SENDING: None, Status.GIVEN_UP: None, Status.BY_HAND: "calendar.publish"},
        Status.DOUBTFUL: {Status.SENDING: None, Status.GIVEN_UP: None, Status.BY_HAND: "calendar.publish"},
        Status.GIVEN_UP: {Status.WAITING: "calendar.publish", Status.BY_HAND: "calendar.publish"},
        Status.BY_HAND: {},
    }

    class Trouble(models.TextChoices):
        """Why the last attempt did not end well: a code, never the words of a network, which may hold secrets."""

        NONE = "", ""
        GATE = "gate", _("Une règle ou une suspension l’a retenue au moment de partir.")
        RIGHT = "right", _("La personne qui l’a programmée ne peut plus publier.")
        OFF = "off", _("L’envoi automatique de ce compte est arrêté.")
        TOO_LATE = "too_late", _("Son heure était passée depuis trop longtemps.")
        UNREACHABLE = "unreachable", _("Le réseau ne répond pas.")
        BUSY = "busy", _("Le réseau demande d’attendre.")
        TOKEN = "token", _("Le réseau refuse le jeton : il a expiré, ou il a été retiré.")
        REFUSED = "refused", _("Le réseau refuse ce message.")
        ADDRESS = "address", _("L’adresse du serveur n’est pas permise.")
        IMAGE = "image", _("Une image n’a pas pu être lue, ou une vidéo demande une personne.")
        CUT = "cut", _("La connexion a été coupée en route : le message est peut-être parti.")
        UNSURE = "unsure", _("Personne ne sait si le message est parti : regardez le compte avant de le publier.")

    association = models.ForeignKey(Association, models.PROTECT, related_name="departures")
    variant = models.OneToOneField(Variant, models.CASCADE, related_name="departure")
    # Who scheduled the post: their right is asked again when it leaves, and theirs is the name on the link.
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    status = models.CharField(_("état"), max_length=10, choices=Status, default=Status.WAITING)
    attempts = models.PositiveSmallIntegerField(_("essais"), default=0)
    next_attempt_at = models.DateTimeField(_("prochain essai"), null=True, blank=True)
    claimed_at = models.DateTimeField(_("essai commencé le"), null=True, blank=True)
    # Once an attempt may have reached the network, it stays true: a later look is owed before any sending.
    may_be_out = models.BooleanField(_("peut-être partie"), default=False)
    # Both are made once: the same message sent twice bears the same names, and the network keeps one.
    key = models.UUIDField(_("clé d’envoi"), default=uuid.uuid4, unique=True, editable=False)
    record_key = models.CharField(_("clé de l’enregistrement"), max_length=13, blank=True, editable=False)
    first_attempt_at = models.DateTimeField(_("premier essai"), null=True, blank=True)
    # What it carries, as JSON (connectors.parcels): written at the first attempt, the same bytes at each one after it.
    carried = models.TextField(_("message tel qu’il part"), blank=True, editable=False)
    remote_id = models.CharField(_("identifiant sur le réseau"), max_length=300, blank=True)
    trouble = models.CharField(_("dernier ennui"), max_length=12, choices=Trouble, blank=True)
    ended_at = models.DateTimeField(_("fini le"), null=True, blank=True)

    objects = ScopedManager(association="association")
    unscoped: models.Manager[Departure] = models.Manager()

    class Meta:
        verbose_name = _("départ")
        verbose_name_plural = _("départs")
        base_manager_name = "unscoped"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="sending") | Q(claimed_at__isnull=False, first_attempt_at__isnull=False),
                name="a_departure_being_sent_says_since_when",
            ),
            # What may be out is never simply tried again.
            models.CheckConstraint(
                condition=~Q(status="retry") | Q(may_be_out=False), name="what_may_be_out_is_not_simply_retried"
            ),
            # Nobody could look for it otherwise.
            models.CheckConstraint(
                condition=Q(may_be_out=False) | ~Q(carried=""), name="what_may_be_out_says_what_it_carries"
            ),
        ]
        indexes = [models.Index(fields=["status", "next_attempt_at"], name="departures_due")]

    association_id: int
    variant_id: int
    by_id: int

    def __str__(self) -> str:
        return f"{self.variant_id}"
