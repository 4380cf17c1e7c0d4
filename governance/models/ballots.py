from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from associations.models import Association, Membership
from governance import tally
from governance.models.bodies import Body
from governance.querysets import BallotQuerySet, SeatQuerySet


class Ballot(models.Model):
    """A question put to a body about one text, known by its hash, under the rule of that day, until an hour.

    The room of the text lies above this one: a ballot knows of it only `subject_type`, `subject_id`, the hash,
    the title and the address, and answers through `governance.subjects`.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("En préparation")
        OPEN = "open", _("Scrutin ouvert")
        CLOSED = "closed", _("Clos")
        ADOPTED = "adopted", _("Adopté")
        REJECTED = "rejected", _("Rejeté")
        NO_QUORUM = "no_quorum", _("Quorum non atteint")
        TO_RATIFY = "to_ratify", _("À décider en séance")
        RATIFIED = "ratified", _("Adopté en séance")
        NOT_RATIFIED = "not_ratified", _("Rejeté en séance")
        WITHHELD = "withheld", _("Résultat non dévoilé")
        VOID = "void", _("Annulé")

    class Modality(models.TextChoices):
        SESSION = "session", _("En séance")
        VIDEO = "video", _("En visioconférence")
        WRITTEN = "written", _("Par consultation écrite")
        ELECTRONIC = "electronic", _("En ligne")

    MOVES = {
        Status.DRAFT: {Status.OPEN: "governance.manage", Status.VOID: "governance.manage"},
        # Before the hour, once everybody has voted or when the session says so; the house closes at the hour.
        Status.OPEN: {Status.CLOSED: "governance.manage", Status.VOID: "governance.manage"},
        Status.CLOSED: {
            Status.ADOPTED: None,
            Status.REJECTED: None,
            Status.NO_QUORUM: None,
            Status.TO_RATIFY: None,
            # A secret ballot of one or two voices would tell whose they are (domain I18).
            Status.WITHHELD: None,
        },
        Status.TO_RATIFY: {
            Status.RATIFIED: "governance.certify",
            Status.NOT_RATIFIED: "governance.certify",
            Status.VOID: "governance.manage",
        },
        Status.ADOPTED: {},
        Status.REJECTED: {},
        Status.NO_QUORUM: {},
        Status.RATIFIED: {},
        Status.NOT_RATIFIED: {},
        Status.WITHHELD: {},
        Status.VOID: {},
    }
    LIVE = (Status.DRAFT, Status.OPEN, Status.CLOSED, Status.TO_RATIFY)
    VOIDABLE = (Status.DRAFT, Status.OPEN, Status.TO_RATIFY)
    CARRIED = (Status.ADOPTED, Status.RATIFIED)
    # Ballots that told nothing: their text goes back to where it was before the vote.
    FRUITLESS = (Status.VOID, Status.NO_QUORUM, Status.WITHHELD)
    # Secret ballots whose sums are thrown away with the box.
    UNTOLD = (Status.NO_QUORUM, Status.WITHHELD)
    # What two people proclaim: an outcome reached with its quorum (domain I15, I21).
    SETTLED = (Status.ADOPTED, Status.REJECTED, Status.RATIFIED, Status.NOT_RATIFIED)

    association = models.ForeignKey(Association, models.PROTECT, related_name="ballots")
    body = models.ForeignKey(Body, models.PROTECT, related_name="ballots", verbose_name=_("instance"))
    status = models.CharField(_("état"), max_length=20, choices=Status, default=Status.DRAFT, editable=False)
    question = models.CharField(_("question"), max_length=200)
    subject_type = models.CharField(_("objet"), max_length=40)
    subject_id = models.PositiveBigIntegerField(_("identifiant de l’objet"))
    text_hash = models.CharField(_("empreinte du texte"), max_length=64)
    title = models.CharField(_("titre du texte"), max_length=200)
    path = models.CharField(_("adresse du texte"), max_length=200)
    closes_at = models.DateTimeField(_("clôture"))
    opened_at = models.DateTimeField(_("ouverture"), null=True, editable=False)
    closed_at = models.DateTimeField(_("clos le"), null=True, editable=False)
    opened_by = models.ForeignKey(Membership, models.PROTECT, related_name="ballots_opened")
    rule = models.JSONField(_("règle appliquée"), default=dict, editable=False)
    result = models.JSONField(_("résultat"), null=True, editable=False)
    session_on = models.DateField(_("décidé en séance le"), null=True, editable=False)
    meeting = models.ForeignKey("governance.Meeting", models.PROTECT, null=True, blank=True, related_name="ballots")
    agenda_item = models.ForeignKey(
        "governance.AgendaItem", models.PROTECT, null=True, blank=True, related_name="ballots"
    )
    modality = models.CharField(_("manière de voter"), max_length=20, choices=Modality, default=Modality.ELECTRONIC)
    is_secret = models.BooleanField(_("vote secret"), default=False)
    call = models.PositiveSmallIntegerField(_("convocation"), default=1, editable=False)
    first_call = models.ForeignKey("self", models.PROTECT, null=True, editable=False, related_name="second_calls")
    # Those present or represented when a vote in session was counted; None at a distance, where voting is attending.
    present = models.PositiveIntegerField(_("présents ou représentés"), null=True, editable=False)
    review_on = models.DateField(_("à revoir le"), null=True, blank=True)
    follow_up = models.CharField(_("suite donnée"), max_length=300, blank=True)
    certified_at = models.DateTimeField(_("proclamé le"), null=True, editable=False)
    void_reason = models.CharField(_("motif de l’annulation"), max_length=300, blank=True, editable=False)
    created_at = models.DateTimeField(_("créé le"), auto_now_add=True)

    objects = ScopedManager(association="association", _manager_class=BallotQuerySet.as_manager().__class__)
    unscoped = BallotQuerySet.as_manager()

    class Meta:
        verbose_name = _("scrutin")
        verbose_name_plural = _("scrutins")
        base_manager_name = "unscoped"
        ordering = ["-closes_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["association", "subject_type", "subject_id"],
                condition=Q(status__in=["draft", "open", "closed", "to_ratify"]),
                name="one_live_ballot_per_text",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "void"]) | Q(opened_at__isnull=False),
                name="an_open_ballot_has_its_hour",
            ),
            models.CheckConstraint(
                condition=Q(opened_at=None) | Q(closes_at__gt=F("opened_at")), name="a_ballot_closes_after_it_opens"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "open", "void"])
                | (Q(closed_at__isnull=False) & Q(result__isnull=False)),
                name="a_closed_ballot_has_its_count",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["ratified", "not_ratified"]) | Q(session_on__isnull=False),
                name="a_decision_in_session_has_its_date",
            ),
            models.CheckConstraint(
                condition=Q(certified_at=None) | Q(status__in=["adopted", "rejected", "ratified", "not_ratified"]),
                name="only_a_settled_outcome_is_proclaimed",
            ),
            models.CheckConstraint(
                condition=Q(call=1, first_call=None) | Q(call=2, first_call__isnull=False),
                name="a_second_call_follows_a_first",
            ),
            models.UniqueConstraint(
                fields=["first_call"], condition=~Q(status="void"), name="a_ballot_is_called_again_once"
            ),
            models.CheckConstraint(
                condition=Q(agenda_item=None) | Q(meeting__isnull=False), name="an_agenda_item_comes_with_its_meeting"
            ),
        ]
        indexes = [models.Index(fields=["status", "closes_at"], name="ballots_due")]

    def __str__(self) -> str:
        return self.question

    def get_absolute_url(self) -> str:
        return reverse("governance:ballot-detail", args=[self.association.slug, self.pk])

    @property
    def content_hash(self) -> str:
        """The text voted on: the journal writes it beside each move."""
        return self.text_hash

    @property
    def advisory_reasons(self) -> list[str]:
        """Why this vote is only an opinion: field names of the rule; empty when it decides."""
        return list(self.rule.get("advisory", []))

    @property
    def chip(self) -> str:
        """The state of the look that fits: shape and icon; the word is the status's own."""
        return {"open": "ballot", "adopted": "adopted", "ratified": "adopted", "to_ratify": "waiting"}.get(
            self.status, "rejected" if self.status in ("rejected", "not_ratified") else "closed"
        )

    @property
    def is_advisory(self) -> bool:
        return bool(self.advisory_reasons)

    @property
    def tally_rule(self) -> tally.Rule:
        return tally.Rule.from_data(self.rule)

    @property
    def count(self) -> tally.Result | None:
        """The count kept at the close; None while the ballot runs."""
        return tally.Result.from_data(self.result) if self.result else None

    @property
    def voices_given(self) -> int:
        """How many voices were counted; the marks of the roll (`with_turnout`) where there is no sum to show."""
        marked: int = getattr(self, "votes_count", 0)
        return max(marked, self.count.received if self.count else 0)

    @property
    def is_settled(self) -> bool:
        """Whether there is an outcome that two people proclaim."""
        return self.status in self.SETTLED

    @property
    def state_words(self) -> str:
        """The state as pages, lists and mails say it: an outcome is not proclaimed until two people vouch for it."""
        label = str(self.get_status_display())
        if self.is_settled and self.certified_at is None:
            return gettext("%(outcome)s, à proclamer") % {"outcome": label}
        return label

    def is_open(self, now: dt.datetime) -> bool:
        """Whether a vote would be taken at the instant `now`: the server's hour decides, not the nightly task."""
        return self.status == self.Status.OPEN and (self.is_held_together or now < self.closes_at)

    @property
    def is_held_together(self) -> bool:
        """Whether the body sits and its secretary counts: such a ballot ends with the count, not at an hour."""
        return self.modality in (self.Modality.SESSION, self.Modality.VIDEO)

    @property
    def way_words(self) -> str:
        """How people vote: a vote on phones in a meeting is held in session, whatever carries the voices."""
        if self.meeting_id and self.modality == self.Modality.ELECTRONIC:
            return gettext("En séance, sur les téléphones")
        return str(self.get_modality_display())

    @property
    def tally_call(self) -> int:
        """Which call the quorum is judged on: that of the ballot, or of the meeting it is held in."""
        return 2 if self.call == 2 or (self.meeting is not None and self.meeting.call == 2) else 1


class BallotSeat(models.Model):
    """One line of the roll, frozen when the ballot opens: who may vote, and who presides."""

    association = models.ForeignKey(Association, models.PROTECT, related_name="ballot_seats")
    ballot = models.ForeignKey(Ballot, models.PROTECT, related_name="seats")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="ballot_seats")
    is_chair = models.BooleanField(_("préside"), default=False)
    # The holder of this person's proxy, frozen with the roll: the voice of this seat is theirs to give.
    represented_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, editable=False, related_name="ballot_seats_carried"
    )
    recused_at = models.DateTimeField(_("déport le"), null=True, editable=False)
    # Of a secret ballot the roll keeps this alone: that a voice was given, neither which nor when.
    has_voted = models.BooleanField(_("a voté"), default=False, editable=False)

    objects = ScopedManager(association="association", _manager_class=SeatQuerySet.as_manager().__class__)
    unscoped = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("siège du scrutin")
        verbose_name_plural = _("sièges du scrutin")
        base_manager_name = "unscoped"
        constraints = [
            models.UniqueConstraint(fields=["ballot", "membership"], name="one_seat_per_person_and_ballot"),
            models.UniqueConstraint(fields=["ballot"], condition=Q(is_chair=True), name="one_chair_per_ballot"),
            models.CheckConstraint(
                condition=Q(represented_by=None) | ~Q(represented_by=F("membership")),
                name="nobody_represents_themselves",
            ),
            models.CheckConstraint(
                condition=Q(recused_at=None) | Q(has_voted=False), name="a_recused_seat_gives_no_voice"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership}"

    @property
    def voter_id(self) -> int:
        """Who gives the voice of this seat: the person, or the holder of their proxy."""
        return self.represented_by_id or self.membership_id


class Vote(models.Model):
    """The voice of one seat. It may change until the close; `number` counts the times it was given."""

    class Choice(models.TextChoices):
        FOR = tally.FOR, _("Pour")
        AGAINST = tally.AGAINST, _("Contre")
        ABSTAIN = tally.ABSTAIN, _("Abstention")
        BLANK = tally.BLANK, _("Vote blanc")

    association = models.ForeignKey(Association, models.PROTECT, related_name="votes")
    seat = models.OneToOneField(BallotSeat, models.PROTECT, related_name="vote")
    choice = models.CharField(_("vote"), max_length=10, choices=Choice)
    reason = models.TextField(_("un mot pour l’instance"), max_length=1000, blank=True)
    text_hash = models.CharField(_("empreinte du texte voté"), max_length=64)
    cast_at = models.DateTimeField(_("enregistré le"))
    number = models.PositiveSmallIntegerField(_("fois"), default=1)
    receipts = models.PositiveSmallIntegerField(_("reçus envoyés"), default=0, editable=False)

    objects = ScopedManager(association="association")
    unscoped = QuerySet.as_manager()  # noqa: DJ012 - it is a manager

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        base_manager_name = "unscoped"
        constraints = [
            models.CheckConstraint(condition=Q(choice__in=tally.CHOICES), name="a_vote_is_one_of_four_words"),
        ]

    def __str__(self) -> str:
        return str(self.get_choice_display())

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuse to write a voice about another text than the one on the ballot."""
        if self.text_hash != self.seat.ballot.text_hash:
            raise ValueError("A vote is about the text of its ballot.")
        super().save(*args, **kwargs)
