from __future__ import annotations

from django.db import models
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from associations.models import Association, Membership
from governance.models.bodies import Body


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def of(self, association: Association) -> MeetingQuerySet:
        return self.filter(association=association)


class Meeting(models.Model):
    """A body called together at an hour: its agenda, who came, what it decided."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("En préparation")
        CONVENED = "convened", _("Convoquée")
        HELD = "held", _("En séance")
        CLOSED = "closed", _("Levée")
        CANCELLED = "cancelled", _("Annulée")

    class Form(models.TextChoices):
        IN_PERSON = "in_person", _("Dans un lieu")
        VIDEO = "video", _("En visioconférence")
        MIXED = "mixed", _("Dans un lieu et en visioconférence")

    MOVES = {
        Status.DRAFT: {Status.CONVENED: "governance.manage", Status.CANCELLED: "governance.manage"},
        Status.CONVENED: {Status.HELD: "governance.manage", Status.CANCELLED: "governance.manage"},
        Status.HELD: {Status.CLOSED: "governance.manage"},
        Status.CLOSED: {},
        Status.CANCELLED: {},
    }
    COMING = (Status.DRAFT, Status.CONVENED, Status.HELD)

    association = models.ForeignKey(Association, models.PROTECT, related_name="meetings")
    body = models.ForeignKey(Body, models.PROTECT, related_name="meetings", verbose_name=_("instance"))
    status = models.CharField(_("état"), max_length=20, choices=Status, default=Status.DRAFT, editable=False)
    form = models.CharField(_("comment"), max_length=20, choices=Form, default=Form.IN_PERSON)
    starts_at = models.DateTimeField(_("date et heure"))
    place = models.CharField(_("lieu"), max_length=200, blank=True)
    video_url = models.URLField(_("lien de la visioconférence"), max_length=300, blank=True)
    call = models.PositiveSmallIntegerField(_("convocation"), default=1, editable=False)
    first_call = models.ForeignKey("self", models.PROTECT, null=True, editable=False, related_name="second_calls")
    chair = models.ForeignKey(
        Membership, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("présidence de séance")
    )
    secretary = models.ForeignKey(
        Membership, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("secrétariat de séance")
    )
    # How this body decides, as it was the day people were called (domain I12).
    rule = models.JSONField(_("règle appliquée"), default=dict, editable=False)
    created_by = models.ForeignKey(Membership, models.PROTECT, related_name="meetings_created")
    created_at = models.DateTimeField(_("créée le"), auto_now_add=True)
    convened_at = models.DateTimeField(_("convoquée le"), null=True, editable=False)
    opened_at = models.DateTimeField(_("ouverte le"), null=True, editable=False)
    closed_at = models.DateTimeField(_("levée le"), null=True, editable=False)
    cancel_reason = models.CharField(_("motif de l’annulation"), max_length=300, blank=True, editable=False)
    # Called later than the statutes ask, knowingly: the minutes say so.
    is_short_notice = models.BooleanField(_("convoquée hors délai"), default=False, editable=False)
    # presence.Counts as data, when the session opened (domain I15); False: it could not deliberate.
    opening = models.JSONField(_("décompte à l’ouverture"), null=True, editable=False)
    has_quorum = models.BooleanField(_("quorum atteint à l’ouverture"), null=True, editable=False)

    objects = ScopedManager(association="association", _manager_class=MeetingQuerySet.as_manager().__class__)
    unscoped = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("réunion")
        verbose_name_plural = _("réunions")
        base_manager_name = "unscoped"
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["draft", "cancelled"]) | Q(convened_at__isnull=False),
                name="a_convened_meeting_has_its_day",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["held", "closed"]) | Q(opened_at__isnull=False),
                name="a_held_meeting_has_its_hour",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["held", "closed"]) | Q(opening__isnull=False),
                name="a_held_meeting_has_its_count",
            ),
            models.CheckConstraint(
                condition=~Q(status="cancelled") | ~Q(cancel_reason=""), name="a_cancelled_meeting_says_why"
            ),
            models.CheckConstraint(
                condition=Q(chair=None) | Q(secretary=None) | ~Q(chair=F("secretary")),
                name="chair_and_secretary_are_two_people",
            ),
            models.CheckConstraint(
                condition=Q(call=1, first_call=None) | Q(call=2, first_call__isnull=False),
                name="a_second_meeting_follows_a_first",
            ),
            models.UniqueConstraint(
                fields=["first_call"], condition=~Q(status="cancelled"), name="a_meeting_is_called_again_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body}"

    def get_absolute_url(self) -> str:
        return reverse("governance:meeting-detail", args=[self.association.slug, self.pk])

    @property
    def dated(self) -> str:
        """« Conseil d’administration, 3 mars 2026 »: meetings of one body are told apart by their day (in Paris)."""
        day = localtime(self.starts_at)
        first = day.day == 1 and (get_language() or "fr").startswith("fr")
        return f"{self.body}, {'1er' if first else day.day} {date_format(day, 'F Y')}"

    @property
    def is_coming(self) -> bool:
        return self.status in self.COMING

    @property
    def is_without_quorum(self) -> bool:
        """Whether the session opened without its quorum: it is closed and decided nothing."""
        return self.has_quorum is False

    @property
    def is_remote(self) -> bool:
        """Whether one may come at a distance."""
        return self.form != self.Form.IN_PERSON

    @property
    def chip(self) -> str:
        """The state of the look that fits: shape and icon; the word is the status's own."""
        return {"convened": "scheduled", "held": "open", "closed": "done"}.get(self.status, str(self.status))


class AgendaItem(models.Model):
    """A point of the agenda: something to say, or a resolution to vote in the very words written here."""

    association = models.ForeignKey(Association, models.PROTECT, related_name="agenda_items")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="agenda")
    position = models.PositiveSmallIntegerField(_("numéro"))
    title = models.CharField(_("titre"), max_length=150)
    detail = models.TextField(_("de quoi il s’agit"), max_length=4000, blank=True)
    resolution = models.TextField(_("résolution proposée"), max_length=4000, blank=True)
    # A text of a room above, to be voted at this point ("charter.version", its number).
    subject_type = models.CharField(_("objet"), max_length=40, blank=True)
    subject_id = models.PositiveBigIntegerField(_("identifiant de l’objet"), null=True, blank=True)
    report = models.TextField(_("ce qui s’est dit"), max_length=8000, blank=True)

    objects = ScopedManager(association="association")
    unscoped = QuerySet.as_manager()  # noqa: DJ012 - it is a manager

    class Meta:
        verbose_name = _("point de l’ordre du jour")
        verbose_name_plural = _("points de l’ordre du jour")
        base_manager_name = "unscoped"
        ordering = ["meeting", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(subject_type="", subject_id=None) | (~Q(subject_type="") & Q(subject_id__isnull=False)),
                name="an_agenda_subject_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Attendance(models.Model):
    """One line of the attendance sheet."""

    class Presence(models.TextChoices):
        EXPECTED = "expected", _("Attendu ou attendue")
        PRESENT = "present", _("Présent ou présente")
        REMOTE = "remote", _("Présent ou présente à distance")
        REPRESENTED = "represented", _("Représenté ou représentée")
        EXCUSED = "excused", _("Excusé ou excusée")
        ABSENT = "absent", _("Absent ou absente")

    HERE = (Presence.PRESENT, Presence.REMOTE)

    association = models.ForeignKey(Association, models.PROTECT, related_name="meeting_attendances")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendances")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="meeting_attendances")
    presence = models.CharField(_("présence"), max_length=20, choices=Presence, default=Presence.EXPECTED)
    noted_at = models.DateTimeField(_("noté le"), null=True, editable=False)

    objects = ScopedManager(association="association")
    unscoped = QuerySet.as_manager()  # noqa: DJ012 - it is a manager

    class Meta:
        verbose_name = _("ligne de la feuille de présence")
        verbose_name_plural = _("feuille de présence")
        base_manager_name = "unscoped"
        constraints = [
            models.UniqueConstraint(fields=["meeting", "membership"], name="one_attendance_per_person_and_meeting"),
            # Whose voice is carried follows from who is here: kept, it would lie as soon as a holder leaves.
            models.CheckConstraint(
                condition=~Q(presence="represented"), name="represented_is_worked_out_from_the_proxies"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership}"


class Movement(models.Model):
    """Somebody came or left while the session was open, and when."""

    association = models.ForeignKey(Association, models.PROTECT, related_name="movements")
    attendance = models.ForeignKey(Attendance, models.PROTECT, related_name="movements")
    before = models.CharField(_("avant"), max_length=20, choices=Attendance.Presence)
    after = models.CharField(_("après"), max_length=20, choices=Attendance.Presence)
    at = models.DateTimeField(_("à"))

    objects = ScopedManager(association="association")
    unscoped = QuerySet.as_manager()  # noqa: DJ012 - it is a manager

    class Meta:
        verbose_name = _("arrivée ou départ")
        verbose_name_plural = _("arrivées et départs")
        base_manager_name = "unscoped"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(before=F("after")), name="a_movement_changes_something"),
        ]

    def __str__(self) -> str:
        return f"{self.attendance}"


class Proxy(models.Model):
    """A voice given to somebody else for one meeting; without a holder, it is blank."""

    class Status(models.TextChoices):
        GRANTED = "granted", _("Donné")
        USED = "used", _("Utilisé")
        REVOKED = "revoked", _("Repris")
        REFUSED_CAP = "refused_cap", _("Plafond atteint")
        VOID_PRESENT = "void_present", _("Sans effet : la personne est venue")
        LOST = "lost", _("Perdu : mandataire absent ou absente")

    MOVES = {
        Status.GRANTED: {
            # Counted on the attendance sheet of an open session.
            Status.USED: None,
            Status.REVOKED: "governance.vote",
            Status.REFUSED_CAP: None,
            Status.VOID_PRESENT: None,
            Status.LOST: None,
        },
        # A late arrival takes their voice back for what is still to be voted.
        Status.USED: {Status.VOID_PRESENT: None},
        Status.REVOKED: {},
        Status.REFUSED_CAP: {},
        Status.VOID_PRESENT: {},
        Status.LOST: {},
    }
    LIVE = (Status.GRANTED, Status.USED)

    association = models.ForeignKey(Association, models.PROTECT, related_name="proxies")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="proxies")
    status = models.CharField(_("état"), max_length=20, choices=Status, default=Status.GRANTED, editable=False)
    giver = models.ForeignKey(
        Membership, models.PROTECT, related_name="proxies_given", verbose_name=_("la personne absente")
    )
    holder = models.ForeignKey(
        Membership, models.PROTECT, null=True, blank=True, related_name="proxies_held", verbose_name=_("mandataire")
    )
    granted_at = models.DateTimeField(_("donné le"))
    # The secretary writes down the proxies that come on paper.
    recorded_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")

    objects = ScopedManager(association="association")
    unscoped = QuerySet.as_manager()  # noqa: DJ012 - it is a manager

    class Meta:
        verbose_name = _("pouvoir")
        verbose_name_plural = _("pouvoirs")
        base_manager_name = "unscoped"
        ordering = ["meeting", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "giver"],
                condition=Q(status__in=["granted", "used"]),
                name="one_living_proxy_per_person_and_meeting",
            ),
            models.CheckConstraint(
                condition=Q(holder=None) | ~Q(holder=F("giver")), name="a_proxy_goes_to_somebody_else"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.giver}"
