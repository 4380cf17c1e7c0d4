"""What members ask to change in a text before it is fixed, how it is discussed, and what became of it."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from associations.models import Association, Membership
from charter.canonical import clause_hash
from charter.diff import ClauseText
from charter.models.clauses import Clause
from charter.models.versions import Version


class MergedText(models.Model):
    """The words with which the rapporteur settled several amendments to one article together."""

    association = models.ForeignKey(Association, models.PROTECT, related_name="merged_texts")
    version = models.ForeignKey(Version, models.PROTECT, related_name="merged_texts")
    clause_key = models.SlugField(_("article"), max_length=60)
    title = models.CharField(_("titre"), max_length=150)
    body = models.TextField(_("texte"), max_length=8000)
    note = models.TextField(_("ce que le texte commun retient, et pourquoi"), max_length=1000)
    written_by = models.ForeignKey(Membership, models.PROTECT, related_name="merged_texts")
    written_at = models.DateTimeField(_("écrit le"))

    objects = ScopedManager(association="association")
    unscoped = QuerySet.as_manager()  # noqa: DJ012 - it is a manager

    class Meta:
        verbose_name = _("texte commun")
        verbose_name_plural = _("textes communs")
        base_manager_name = "unscoped"
        constraints = [models.CheckConstraint(condition=~Q(note=""), name="a_merged_text_says_why")]

    def __str__(self) -> str:
        return _now("Texte commun : %(title)s") % {"title": self.title}

    @property
    def content_hash(self) -> str:
        return clause_hash(ClauseText(self.clause_key, self.title, self.body))


class AmendmentQuerySet(models.QuerySet["Amendment"]):
    def of(self, association: Association) -> AmendmentQuerySet:
        return self.filter(association=association)

    def open(self) -> AmendmentQuerySet:
        """Filed, and not decided yet."""
        return self.filter(status__in=Amendment.OPEN)

    def pending(self) -> AmendmentQuerySet:
        """Open, or still being written by its author: what a change of the text makes lapse."""
        return self.filter(status__in=Amendment.PENDING)

    def on_words(self) -> AmendmentQuerySet:
        """Those about an article that exists; a new article between two others competes with none of them."""
        return self.exclude(kind=Amendment.Kind.INSERT)

    def readable_by(self, membership: Membership) -> AmendmentQuerySet:
        """A draft is its author's alone, and so is one that never was filed."""
        return self.filter(Q(submitted_at__isnull=False) | Q(proposed_by=membership))

    def with_people(self) -> AmendmentQuerySet:
        return self.select_related(
            "association", "version__charter", "version__association", "proposed_by__user", "decided_by__user"
        )


class Amendment(models.Model):
    """One change asked for in one version: it applies to the article as its author read it, else it lapses."""

    class Kind(models.TextChoices):
        REPLACE = "replace", _("Réécrire l’article")
        INSERT = "insert", _("Ajouter un article")
        DELETE = "delete", _("Supprimer l’article")
        MOVE = "move", _("Déplacer l’article")

    class Side(models.TextChoices):
        MEMBER = "member", _("Membre")
        BOARD = "board", _("Conseil")

    class Status(models.TextChoices):
        DRAFT = "draft", _("Brouillon")
        SUBMITTED = "submitted", _("Déposé")
        EXAMINED = "examined", _("En discussion")
        ACCEPTED = "accepted", _("Accepté")
        ACCEPTED_MODIFIED = "accepted_modified", _("Accepté avec modification")
        REJECTED = "rejected", _("Rejeté")
        WITHDRAWN = "withdrawn", _("Retiré")
        LAPSED = "lapsed", _("Caduc")
        REFILED = "refiled", _("Redéposé")

    class Cause(models.TextChoices):
        CHANGED = "changed", _("l’article a changé depuis")
        MOVED = "moved", _("l’article a été déplacé depuis")
        REMOVED = "removed", _("l’article a été supprimé depuis")
        NO_PLACE = "no_place", _("l’article qui marquait sa place a été supprimé depuis")
        FROZEN = "frozen", _("le texte a été arrêté avant qu’il soit décidé")
        GIVEN_UP = "given_up", _("cette version a été abandonnée")

    # The rapporteur of the version decides, and holds charter.edit: the verbs ask both. The house makes it lapse.
    MOVES = {
        Status.DRAFT: {
            Status.SUBMITTED: "charter.amend",
            Status.WITHDRAWN: "charter.amend",
            Status.LAPSED: None,
        },
        Status.SUBMITTED: {
            # A first comment opens the discussion, whoever writes it.
            Status.EXAMINED: "charter.amend",
            Status.WITHDRAWN: "charter.amend",
            Status.LAPSED: None,
        },
        Status.EXAMINED: {
            Status.ACCEPTED: "charter.edit",
            Status.ACCEPTED_MODIFIED: "charter.edit",
            Status.REJECTED: "charter.edit",
            Status.WITHDRAWN: "charter.amend",
            Status.LAPSED: None,
        },
        Status.REJECTED: {Status.REFILED: "charter.amend"},
        Status.LAPSED: {Status.REFILED: "charter.amend"},
        Status.ACCEPTED: {},
        Status.ACCEPTED_MODIFIED: {},
        Status.WITHDRAWN: {},
        Status.REFILED: {},
    }
    OPEN = (Status.SUBMITTED, Status.EXAMINED)
    PENDING = (Status.DRAFT, *OPEN)
    CARRIED = (Status.ACCEPTED, Status.ACCEPTED_MODIFIED)
    REFILABLE = (Status.REJECTED, Status.LAPSED)
    # What writes words: a deletion or a move has none of its own.
    WRITTEN = (Kind.REPLACE, Kind.INSERT)

    association = models.ForeignKey(Association, models.PROTECT, related_name="amendments")
    version = models.ForeignKey(Version, models.PROTECT, related_name="amendments")
    number = models.PositiveIntegerField(_("numéro"))
    kind = models.CharField(_("changement"), max_length=10, choices=Kind)
    status = models.CharField(_("état"), max_length=20, choices=Status, default=Status.DRAFT, editable=False)
    side = models.CharField(_("proposé par"), max_length=10, choices=Side)

    # The article as its author read it. The row of the article may go; these words stay.
    clause = models.ForeignKey(Clause, models.SET_NULL, null=True, blank=True, related_name="amendments")
    clause_key = models.SlugField(_("article"), max_length=60, blank=True)
    base_number = models.PositiveSmallIntegerField(_("numéro de l’article"), default=0)
    base_revision = models.PositiveIntegerField(_("réécriture lue"), default=0)
    base_title = models.CharField(_("titre lu"), max_length=150, blank=True)
    base_body = models.TextField(_("texte lu"), max_length=8000, blank=True)
    base_hash = models.CharField(_("empreinte de l’article lu"), max_length=64, blank=True)
    # Where a new or a moved article goes: after this one; empty, at the start of the text.
    after_key = models.SlugField(_("après l’article"), max_length=60, blank=True)
    after_title = models.CharField(_("titre de l’article d’avant"), max_length=150, blank=True)

    title = models.CharField(_("titre proposé"), max_length=150, blank=True)
    body = models.TextField(_("texte proposé"), max_length=8000, blank=True)
    reason = models.TextField(_("motif"), max_length=1000, blank=True)
    proposed_by = models.ForeignKey(Membership, models.PROTECT, related_name="amendments")
    created_at = models.DateTimeField(_("commencé le"))
    submitted_at = models.DateTimeField(_("déposé le"), null=True, editable=False)

    decided_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="amendments_decided")
    decided_at = models.DateTimeField(_("décidé le"), null=True, editable=False)
    decision_note = models.TextField(_("motif de la décision"), max_length=1000, blank=True)
    settled_title = models.CharField(_("titre retenu"), max_length=150, blank=True)
    settled_body = models.TextField(_("texte retenu"), max_length=8000, blank=True)
    merged_text = models.ForeignKey(MergedText, models.PROTECT, null=True, blank=True, related_name="amendments")
    lapse_cause = models.CharField(_("cause"), max_length=12, choices=Cause, blank=True)
    lapsed_at = models.DateTimeField(_("caduc depuis le"), null=True, editable=False)
    refiled_from = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="refiled_as")

    objects = ScopedManager(association="association", _manager_class=AmendmentQuerySet.as_manager().__class__)
    unscoped = AmendmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("amendement")
        verbose_name_plural = _("amendements")
        base_manager_name = "unscoped"
        ordering = ["version", "number"]
        constraints = [
            models.UniqueConstraint(fields=["version", "number"], name="amendment_numbers_are_unique"),
            # Two yeses to one wording of an article would write over each other.
            models.UniqueConstraint(
                fields=["clause", "base_revision"],
                condition=Q(status__in=["accepted", "accepted_modified"], kind__in=["replace", "delete"])
                & Q(merged_text=None),
                name="two_accepted_amendments_need_a_merged_text",
            ),
            models.CheckConstraint(
                condition=Q(submitted_at=None) | ~Q(reason=""), name="a_filed_amendment_gives_its_reason"
            ),
            models.CheckConstraint(
                condition=Q(submitted_at=None) | Q(kind__in=["delete", "move"]) | ~Q(title="") & ~Q(body=""),
                name="a_filed_amendment_has_its_words",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "withdrawn", "lapsed", "refiled"]) | Q(submitted_at__isnull=False),
                name="an_amendment_is_filed_before_it_is_judged",
            ),
            models.CheckConstraint(
                condition=Q(kind="insert") | ~Q(clause_key="") & ~Q(base_hash=""),
                name="an_amendment_names_the_article_as_read",
            ),
            models.CheckConstraint(
                condition=~Q(status="rejected") | ~Q(decision_note=""), name="a_rejected_amendment_has_its_reason"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["accepted", "accepted_modified", "rejected"])
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="a_decided_amendment_has_its_rapporteur",
            ),
            models.CheckConstraint(
                condition=~Q(status="lapsed") | ~Q(lapse_cause="") & Q(lapsed_at__isnull=False),
                name="a_lapsed_amendment_says_why",
            ),
        ]
        indexes = [models.Index(fields=["version", "status"], name="amendments_of_a_version")]

    def __str__(self) -> str:
        return _now("Amendement %(number)d") % {"number": self.number}

    def get_absolute_url(self) -> str:
        return reverse("charter:amendment-detail", args=[self.association.slug, self.pk])

    @property
    def is_open(self) -> bool:
        return self.status in self.OPEN

    @property
    def chip(self) -> str:
        """The state of the look that fits: shape and icon; the word is the status's own."""
        return {
            "submitted": "waiting",
            "examined": "review",
            "accepted": "adopted",
            "accepted_modified": "adopted",
            "withdrawn": "cancelled",
            "lapsed": "expired",
            "refiled": "superseded",
        }.get(self.status, str(self.status))

    def base(self) -> ClauseText:
        """The article as the author read it; empty words for a new one."""
        return ClauseText(self.clause_key, self.base_title, self.base_body)

    def proposed(self) -> ClauseText:
        """The article as the author asks for it: empty words when it is to go, its own words when it only moves."""
        if self.kind == self.Kind.MOVE:
            return self.base()
        return ClauseText(self.clause_key, self.title, self.body)

    def settled(self) -> ClauseText:
        """The words the rapporteur kept, where they are not those asked for; empty before."""
        return ClauseText(self.clause_key, self.settled_title, self.settled_body)

    @property
    def content_hash(self) -> str:
        """What the journal keeps of the words: those retained once decided, those asked for before."""
        return clause_hash(self.settled() if self.settled_body else self.proposed())


class CommentQuerySet(models.QuerySet["AmendmentComment"]):
    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("A discussion keeps all that was said.")


class AmendmentComment(models.Model):
    """One voice in the discussion of an amendment; it is never deleted."""

    association = models.ForeignKey(Association, models.PROTECT, related_name="amendment_comments")
    amendment = models.ForeignKey(Amendment, models.PROTECT, related_name="comments")
    body = models.TextField(_("commentaire"), max_length=2000)
    written_by = models.ForeignKey(Membership, models.PROTECT, related_name="amendment_comments")
    written_at = models.DateTimeField(_("écrit le"))

    objects = ScopedManager(association="association", _manager_class=CommentQuerySet.as_manager().__class__)
    unscoped = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("commentaire")
        verbose_name_plural = _("commentaires")
        base_manager_name = "unscoped"
        ordering = ["amendment", "written_at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(body=""), name="a_comment_says_something")]

    def __str__(self) -> str:
        return f"{self.written_by}, {self.written_at:%Y-%m-%d}"

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("A discussion keeps all that was said.")
