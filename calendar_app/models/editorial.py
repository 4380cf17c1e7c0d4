"""The rules of the editorial line as data, voted with its articles, and the dispensations from them."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from associations.models import Association, Membership
from calendar_app.models.posts import Post
from charter.models import Charter, Version


class EditorialRuleQuerySet(models.QuerySet["EditorialRule"]):
    def of(self, association: Association) -> EditorialRuleQuerySet:
        return self.filter(association=association)

    def in_force(self) -> EditorialRuleQuerySet:
        """Rules of the editorial line in force: at most one version per association is."""
        return self.filter(version__status="in_force", version__charter__kind=Charter.Kind.EDITORIAL)


class EditorialRule(models.Model):
    """One rule of one version of the editorial line: what is checked, how grave it is, and the article it cites.

    `key` follows the rule from version to version, `clause` is the key of the article. `accounts` are ids of Channel,
    none for all of them. `params` are those of the check (calendar_app.rules.catalogue). The rows are fixed with the
    text: the database refuses to touch them from then on (calendar_app/editorial/frozen.py).
    """

    class Severity(models.TextChoices):
        BLOCK = "block", _("Bloque")
        JUSTIFY = "justify", _("Demande une raison")
        ADVISE = "advise", _("Conseille")

    association = models.ForeignKey(Association, models.PROTECT, related_name="editorial_rules")
    version = models.ForeignKey(Version, models.PROTECT, related_name="editorial_rules")
    key = models.SlugField(_("clé"), max_length=60)
    position = models.PositiveSmallIntegerField(_("rang"))
    clause = models.SlugField(_("article cité"), max_length=60)
    check_id = models.CharField(_("ce qui est vérifié"), max_length=40)
    severity = models.CharField(_("si la règle n’est pas suivie"), max_length=10, choices=Severity)
    accounts = models.JSONField(_("comptes"), default=list, blank=True)
    params = models.JSONField(_("réglages"), default=dict, blank=True)
    words = models.CharField(_("la règle, en une phrase"), max_length=300)
    revision = models.PositiveIntegerField(_("réécritures"), default=1, editable=False)

    objects = ScopedManager(association="association", _manager_class=EditorialRuleQuerySet.as_manager().__class__)
    unscoped = EditorialRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("règle éditoriale")
        verbose_name_plural = _("règles éditoriales")
        base_manager_name = "unscoped"
        ordering = ["version", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="a_rule_is_in_a_version_once"),
            models.CheckConstraint(
                condition=Q(severity__in=["block", "justify", "advise"]), name="a_rule_says_how_grave_it_is"
            ),
            models.CheckConstraint(condition=~Q(words=""), name="a_rule_is_said_in_words"),
            models.CheckConstraint(condition=~Q(clause=""), name="a_rule_cites_an_article"),
        ]

    version_id: int

    def __str__(self) -> str:
        return self.words

    def canonical(self) -> dict[str, Any]:
        """The rule as it is hashed with the text: all it says, and not its place, which is the order of the rows."""
        return {
            "key": self.key,
            "clause": self.clause,
            "check": self.check_id,
            "severity": self.severity,
            "accounts": sorted(self.accounts),
            "params": self.params,
            "words": self.words,
        }

    def digest(self) -> str:
        """SHA-256 of `canonical()`, in hexadecimal: a dispensation is from exactly this rule."""
        text = json.dumps(self.canonical(), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


class DispensationQuerySet(models.QuerySet["Dispensation"]):
    def of(self, association: Association) -> DispensationQuerySet:
        return self.filter(association=association)

    def of_these_words(self) -> DispensationQuerySet:
        """Those given to the words the post says now, at the hour it has now: new words have none."""
        hour = Q(due_at=None) | Q(due_at=F("post__due_at"))
        return self.filter(hour, content_hash=F("post__current__content_hash"))


class Dispensation(models.Model):
    """Why these words may go out though they break this rule: both are named by their hash, and nothing is rewritten.

    A JUSTIFICATION is the reason of whoever wrote the text, for a rule that asks for one. A DISPENSATION is the act of
    somebody who wrote nothing in it, for a rule that blocks: `writer` is copied here, the database refuses one's own.
    """

    class Level(models.TextChoices):
        JUSTIFICATION = "justification", _("Raison donnée")
        DISPENSATION = "dispensation", _("Dispense")

    association = models.ForeignKey(Association, models.PROTECT, related_name="dispensations")
    post = models.ForeignKey(Post, models.PROTECT, related_name="dispensations")
    content_hash = models.CharField(_("empreinte du texte"), max_length=64)
    spec_key = models.CharField(_("règle"), max_length=60)
    rule_hash = models.CharField(_("empreinte de la règle"), max_length=64)
    # What the rule said and the article it cited that day: the next line may say otherwise.
    rule_words = models.CharField(_("ce que dit la règle"), max_length=300)
    article = models.CharField(_("article cité"), max_length=120, blank=True)
    # The moment it is about, for a rule on days and hours: the same words moved elsewhere ask again. None: any moment.
    due_at = models.DateTimeField(_("date et heure concernées"), null=True, blank=True)
    level = models.CharField(_("nature"), max_length=15, choices=Level)
    reason = models.CharField(_("raison"), max_length=500)
    writer = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    by = models.ForeignKey(Membership, models.PROTECT, related_name="given_dispensations")
    at = models.DateTimeField(_("donnée le"))

    objects = ScopedManager(association="association", _manager_class=DispensationQuerySet.as_manager().__class__)
    unscoped = DispensationQuerySet.as_manager()

    class Meta:
        verbose_name = _("dispense")
        verbose_name_plural = _("dispenses")
        base_manager_name = "unscoped"
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["post", "content_hash", "spec_key", "rule_hash"],
                condition=Q(due_at=None),
                name="a_rule_is_dispensed_once_for_these_words",
            ),
            models.UniqueConstraint(
                fields=["post", "content_hash", "spec_key", "rule_hash", "due_at"],
                name="a_rule_is_dispensed_once_for_this_hour",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="a_dispensation_has_its_reason"),
            models.CheckConstraint(
                condition=Q(level="justification") | ~Q(by=F("writer")), name="nobody_dispenses_their_own_words"
            ),
            models.CheckConstraint(
                condition=~Q(content_hash="") & ~Q(rule_hash=""), name="a_dispensation_names_words_and_rule"
            ),
        ]
        indexes = [models.Index(fields=["post", "content_hash"], name="dispensations_by_words")]

    post_id: int

    def __str__(self) -> str:
        return self.reason
