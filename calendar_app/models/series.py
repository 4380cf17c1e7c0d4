"""Posts that come in numbers: around an event, at each date of a repetition, from words with blanks."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from associations.models import Association, Membership
from calendar_app.models.campaigns import Campaign, NamedQuerySet, Pillar
from calendar_app.models.channels import Channel
from calendar_app.models.media import Media
from calendar_app.models.posts import Post


class SeriesQuerySet(NamedQuerySet):
    def open(self) -> SeriesQuerySet:
        return self.filter(cancelled_at=None)


class EventSeries(models.Model):
    """One event and the posts around it: announce, remind, thank. The posts live their own lives once made."""

    association = models.ForeignKey(Association, models.PROTECT, related_name="event_series")
    # Made by the page of a new series: sent twice, it is kept once.
    token = models.UUIDField(_("jeton de saisie"), editable=False)
    name = models.CharField(_("événement"), max_length=80)
    starts_at = models.DateTimeField(_("date et heure"))
    place = models.CharField(_("lieu"), max_length=160)
    link = models.URLField(_("lien"), max_length=300, blank=True)
    campaign = models.ForeignKey(Campaign, models.PROTECT, null=True, blank=True, related_name="series")
    owner = models.ForeignKey(Membership, models.PROTECT, related_name="owned_series")
    attendance = models.PositiveIntegerField(_("combien nous étions"), null=True, blank=True)
    created_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("création"))
    cancelled_at = models.DateTimeField(_("annulation"), null=True, blank=True)
    reason = models.CharField(_("motif"), max_length=500, blank=True)

    objects = ScopedManager(association="association", _manager_class=SeriesQuerySet.as_manager().__class__)
    unscoped = SeriesQuerySet.as_manager()

    class Meta:
        verbose_name = _("série d’un événement")
        verbose_name_plural = _("séries d’événements")
        base_manager_name = "unscoped"
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["association", "token"], name="a_new_series_is_kept_once"),
            models.CheckConstraint(condition=Q(cancelled_at=None) | ~Q(reason=""), name="a_cancelled_event_says_why"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("calendar:series-detail", kwargs={"association": self.association.slug, "pk": self.pk})


class SeriesPost(models.Model):
    """The place of one post in the series of an event."""

    class Step(models.TextChoices):
        ANNOUNCE = "announce", _("Annonce")
        WEEK = "week", _("Rappel une semaine avant")
        EVE = "eve", _("Rappel la veille")
        DAY = "day", _("Le jour même")
        THANKS = "thanks", _("Remerciement")

    association = models.ForeignKey(Association, models.PROTECT, related_name="+")
    series = models.ForeignKey(EventSeries, models.CASCADE, related_name="steps")
    post = models.OneToOneField(Post, models.CASCADE, related_name="series_step")
    step = models.CharField(_("étape"), max_length=10, choices=Step)

    objects = ScopedManager(association="association", _manager_class=NamedQuerySet.as_manager().__class__)
    unscoped = NamedQuerySet.as_manager()

    class Meta:
        verbose_name = _("étape d’une série")
        verbose_name_plural = _("étapes d’une série")
        base_manager_name = "unscoped"
        ordering = ["post__due_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["series", "step"], name="one_post_per_step_of_a_series")]

    def __str__(self) -> str:
        return str(self.get_step_display())


class Sketch(models.Model):
    """Words to make posts from; what stands between brackets is filled each time."""

    title = models.CharField(_("titre"), max_length=120)
    kind = models.CharField(_("nature"), max_length=15, choices=Post.Kind, default=Post.Kind.INFORMATION)
    purpose = models.CharField(_("but"), max_length=15, choices=Post.Purpose, default=Post.Purpose.KNOWN)
    text = models.TextField(_("texte"), blank=True)
    pillar = models.ForeignKey(Pillar, models.PROTECT, null=True, blank=True, related_name="+")
    campaign = models.ForeignKey(Campaign, models.PROTECT, null=True, blank=True, related_name="+")
    audience = models.CharField(_("à qui nous parlons"), max_length=200, blank=True)
    # Of the library, with the description it has there; each draft meets the gate like any other.
    media = models.ForeignKey(
        Media, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("image de la médiathèque")
    )

    class Meta:
        abstract = True

    def images(self) -> list[tuple[Media, str]]:
        """The image of a post made from it, with its words as the library has them now."""
        return [(self.media, self.media.alt)] if self.media else []


class PostTemplate(Sketch):
    """Words kept for the next time, with their blanks."""

    association = models.ForeignKey(Association, models.PROTECT, related_name="post_templates")
    channels = models.ManyToManyField(Channel, related_name="+", blank=True)
    updated_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(_("modifié le"))
    is_active = models.BooleanField(_("proposé"), default=True)

    objects = ScopedManager(association="association", _manager_class=NamedQuerySet.as_manager().__class__)
    unscoped = NamedQuerySet.as_manager()

    class Meta:
        verbose_name = _("modèle de publication")
        verbose_name_plural = _("modèles de publication")
        base_manager_name = "unscoped"
        ordering = ["title", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["association", "title"], name="one_post_template_per_title"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("calendar:template-use", kwargs={"association": self.association.slug, "pk": self.pk})


class RecurrenceQuerySet(NamedQuerySet):
    def running(self) -> RecurrenceQuerySet:
        return self.filter(stopped_at=None)


class Recurrence(Sketch):
    """A message that comes back: each week or so, or on the nth weekday of the month, at one hour of Paris."""

    class Rhythm(models.TextChoices):
        WEEKLY = "weekly", _("Chaque semaine")
        FORTNIGHTLY = "fortnightly", _("Une semaine sur deux")
        MONTHLY = "monthly", _("Chaque mois, le même rang de jour (2e mardi)")
        MONTHLY_LAST = "monthly_last", _("Chaque mois, le dernier jour de ce nom (dernier mardi)")

    association = models.ForeignKey(Association, models.PROTECT, related_name="recurrences")
    token = models.UUIDField(_("jeton de saisie"), editable=False)
    channels = models.ManyToManyField(Channel, related_name="+", blank=True)
    rhythm = models.CharField(_("rythme"), max_length=15, choices=Rhythm, default=Rhythm.WEEKLY)
    starts_on = models.DateField(_("première date"))
    hour = models.TimeField(_("heure"))
    ends_on = models.DateField(_("dernière date"), null=True, blank=True)
    count = models.PositiveSmallIntegerField(
        _("nombre de fois"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(52)]
    )
    owner = models.ForeignKey(Membership, models.PROTECT, related_name="owned_recurrences")
    # Drafts are made in this person's name: the right to write is asked of them each time.
    written_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(_("modifiée le"))
    stopped_at = models.DateTimeField(_("arrêtée le"), null=True, blank=True)

    objects = ScopedManager(association="association", _manager_class=RecurrenceQuerySet.as_manager().__class__)
    unscoped = RecurrenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("publication répétée")
        verbose_name_plural = _("publications répétées")
        base_manager_name = "unscoped"
        ordering = ["title", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["association", "token"], name="a_new_recurrence_is_kept_once"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=False, count=None) | Q(ends_on=None, count__gte=1, count__lte=52),
                name="a_recurrence_ends_one_way",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="a_recurrence_ends_after_its_start"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("calendar:recurrence-detail", kwargs={"association": self.association.slug, "pk": self.pk})

    @property
    def rhythm_said(self) -> str:
        """The rhythm with its day, read on the first date: "Chaque mois, le quatrième jeudi"."""
        return _SAID[self.rhythm] % {
            "day": WEEKDAYS[self.starts_on.weekday()],
            "rank": _RANKS[(self.starts_on.day - 1) // 7],
        }


_RANKS = (_("premier"), _("deuxième"), _("troisième"), _("quatrième"), _("cinquième"))
_SAID = {
    Recurrence.Rhythm.WEEKLY: _("Chaque semaine, le %(day)s"),
    Recurrence.Rhythm.FORTNIGHTLY: _("Une semaine sur deux, le %(day)s"),
    Recurrence.Rhythm.MONTHLY: _("Chaque mois, le %(rank)s %(day)s"),
    Recurrence.Rhythm.MONTHLY_LAST: _("Chaque mois, le dernier %(day)s"),
}


class Occurrence(models.Model):
    """The post made for one date of a repetition: once for ever, whatever becomes of that post."""

    association = models.ForeignKey(Association, models.PROTECT, related_name="+")
    recurrence = models.ForeignKey(Recurrence, models.CASCADE, related_name="occurrences")
    on = models.DateField(_("date de la répétition"))
    post = models.OneToOneField(Post, models.CASCADE, related_name="occurrence")
    # The revision the repetition itself wrote last: a later one is the work of a person, and is left alone.
    revision = models.PositiveIntegerField(_("version écrite par la répétition"), default=1)

    objects = ScopedManager(association="association", _manager_class=NamedQuerySet.as_manager().__class__)
    unscoped = NamedQuerySet.as_manager()

    class Meta:
        verbose_name = _("date d’une répétition")
        verbose_name_plural = _("dates d’une répétition")
        base_manager_name = "unscoped"
        ordering = ["on", "pk"]
        constraints = [models.UniqueConstraint(fields=["recurrence", "on"], name="one_post_per_date_of_a_recurrence")]

    def __str__(self) -> str:
        return f"{self.on}"
