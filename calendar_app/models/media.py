"""The library: images re-encoded when received, videos by reference; shown behind the door only."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from associations.models import Association, Membership
from calendar_app.library.querysets import MediaQuerySet
from calendar_app.models.grants import RightsGrant


def stored_name(media: Media, filename: str) -> str:
    """Path under MEDIA_ROOT: the association's own folder and a name nobody can guess; the given name is never used."""
    suffix = filename.rsplit(".", 1)[-1]
    return f"calendar/{media.association_id}/{uuid.uuid4().hex}.{suffix}"


class Media(models.Model):
    """One image, as our own encoder wrote it (no EXIF, no position, no script), or the link of one video."""

    class Kind(models.TextChoices):
        IMAGE = "image", _("Image")
        VIDEO = "video", _("Vidéo")

    class Shows(models.TextChoices):
        NOBODY = "nobody", _("Personne de reconnaissable")
        PEOPLE = "people", _("Des personnes reconnaissables")
        CROWD = "crowd", _("Une foule, sans que personne soit mis en avant")

    class Licence(models.TextChoices):
        OWN = "own", _("Faite par l’association")
        GRANT = "grant", _("Cédée par son auteur ou son autrice")
        CC0 = "cc0", _("Creative Commons Zéro (CC0)")
        CC_BY = "cc_by", _("Creative Commons Attribution (CC BY)")
        CC_BY_SA = "cc_by_sa", _("Creative Commons Attribution, même licence (CC BY-SA)")
        CC_BY_ND = "cc_by_nd", _("Creative Commons Attribution, sans modification (CC BY-ND)")
        CC_BY_NC = "cc_by_nc", _("Creative Commons Attribution, sans commerce (CC BY-NC)")
        OTHER = "other", _("Autre licence")

    class Machine(models.TextChoices):
        """Regulation (EU) 2024/1689, art. 50(4): what could be taken for real says that a machine made it."""

        PLAIN = "plain", _("Oui, et cela se voit (un dessin, un décor)")
        LIFELIKE = "lifelike", _("Oui, et on pourrait la croire vraie")

    class Captions(models.TextChoices):
        FILE = "file", _("Un fichier de sous-titres")
        PLATFORM = "platform", _("Sous-titres relus sur la plateforme")
        NONE_NEEDED = "none_needed", _("Aucune parole ni son utile")

    association = models.ForeignKey(Association, models.PROTECT, related_name="media")
    kind = models.CharField(_("sorte"), max_length=5, choices=Kind, default=Kind.IMAGE)
    file = models.FileField(_("fichier"), upload_to=stored_name, max_length=200, blank=True)
    link = models.URLField(_("adresse de la vidéo"), max_length=500, blank=True)
    seconds = models.PositiveIntegerField(_("durée en secondes"), default=0)
    name = models.CharField(_("nom"), max_length=120)
    mime = models.CharField(_("type"), max_length=20, blank=True)
    width = models.PositiveIntegerField(_("largeur"), default=0)
    height = models.PositiveIntegerField(_("hauteur"), default=0)
    size = models.PositiveIntegerField(_("octets"), default=0)
    # Of the bytes of an image, of the link of a video: what an approval is about.
    sha256 = models.CharField(_("empreinte"), max_length=64)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("reçue le"))

    alt = models.CharField(_("description par défaut"), max_length=1000, blank=True)
    credit = models.CharField(_("crédit"), max_length=200, blank=True)
    # Empty while nobody has said it: the gate then asks.
    shows = models.CharField(_("qui est montré"), max_length=6, choices=Shows, blank=True)
    people = models.PositiveSmallIntegerField(_("personnes reconnaissables"), default=0)
    # Empty: nobody says that a machine had a hand in it.
    machine = models.CharField(_("faite ou retouchée par une IA"), max_length=8, choices=Machine, blank=True)
    licence = models.CharField(_("licence"), max_length=10, choices=Licence, blank=True)
    licence_version = models.CharField(_("version ou nom de la licence"), max_length=60, blank=True)
    source = models.URLField(_("page d’origine"), max_length=500, blank=True)
    grant = models.ForeignKey(
        RightsGrant, models.PROTECT, null=True, blank=True, related_name="media", verbose_name=_("cession")
    )
    is_kept = models.BooleanField(_("à garder même sans usage"), default=False)

    captions = models.CharField(_("sous-titres"), max_length=12, choices=Captions, blank=True)
    captions_file = models.FileField(_("fichier de sous-titres"), upload_to=stored_name, max_length=200, blank=True)
    captions_language = models.CharField(_("langue des sous-titres"), max_length=5, blank=True)
    captions_cues = models.PositiveIntegerField(_("nombre de sous-titres"), default=0)
    captions_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    captions_on = models.DateField(_("sous-titres vérifiés le"), null=True, blank=True)

    objects = ScopedManager(association="association", _manager_class=MediaQuerySet.as_manager().__class__)
    unscoped = MediaQuerySet.as_manager()

    class Meta:
        verbose_name = _("image")
        verbose_name_plural = _("images")
        base_manager_name = "unscoped"
        ordering = ["-at", "-pk"]
        constraints = [
            # Leaves and rights hang on the row: two rows of one picture, and a leave taken back would miss a use.
            models.UniqueConstraint(fields=["association", "sha256"], name="a_picture_is_kept_once"),
            models.CheckConstraint(
                condition=Q(kind="image", link="", captions="") & ~Q(file="") | Q(kind="video", file="") & ~Q(link=""),
                name="an_image_has_a_file_and_a_video_a_link",
            ),
            models.CheckConstraint(
                condition=Q(shows="people", people__gte=1) | ~Q(shows="people") & Q(people=0),
                name="recognisable_people_are_counted",
            ),
            models.CheckConstraint(
                condition=~Q(licence__in=["cc_by", "cc_by_sa", "cc_by_nd", "cc_by_nc", "other"])
                | ~Q(licence_version=""),
                name="a_licence_says_its_version",
            ),
            models.CheckConstraint(
                condition=Q(grant=None) | Q(licence="grant"), name="a_grant_goes_with_a_granted_licence"
            ),
            models.CheckConstraint(
                condition=Q(captions="", captions_by=None, captions_on=None)
                | ~Q(captions="") & Q(captions_by__isnull=False, captions_on__isnull=False),
                name="checked_captions_are_signed_and_dated",
            ),
            models.CheckConstraint(
                condition=~Q(captions="file") & Q(captions_file="")
                | Q(captions="file", captions_cues__gte=1) & ~Q(captions_file="") & ~Q(captions_language=""),
                name="a_captions_file_has_cues_and_a_language",
            ),
        ]
        indexes = [models.Index(fields=["association", "-at", "-id"], name="media_newest_first")]

    association_id: int
    grant_id: int | None

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The bytes of the image themselves; `page` is what is known of it."""
        return reverse("calendar:media", kwargs={"association": self.association.slug, "pk": self.pk})

    @property
    def page(self) -> str:
        return reverse("calendar:library-item", kwargs={"association": self.association.slug, "pk": self.pk})

    @property
    def is_video(self) -> bool:
        return self.kind == self.Kind.VIDEO

    @property
    def duration(self) -> str:
        """Minutes and seconds, "2:05"; empty when nobody said."""
        return f"{self.seconds // 60}:{self.seconds % 60:02}" if self.seconds else ""
