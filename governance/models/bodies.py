from __future__ import annotations

from dataclasses import fields

from django.db import models
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from associations.models import Association, Role
from governance import tally


class BodyQuerySet(models.QuerySet["Body"]):
    def of(self, association: Association) -> BodyQuerySet:
        return self.filter(association=association)

    def deciding_texts(self) -> BodyQuerySet:
        """The body that adopts the charters, with its rule: at most one per association."""
        return self.filter(decides_texts=True).select_related("rule", "association")


class Body(models.Model):
    """A body of the association that decides: what the statutes call it, and whether it adopts the charters."""

    class Kind(models.TextChoices):
        BOARD = "board", _("Conseil d’administration")
        BUREAU = "bureau", _("Bureau")
        ASSEMBLY = "assembly", _("Assemblée générale ordinaire")
        EXTRAORDINARY = "extraordinary", _("Assemblée générale extraordinaire")
        COMMITTEE = "committee", _("Comité")
        UNKNOWN = tally.UNKNOWN, _("Nous ne savons pas encore")

    class Composition(models.TextChoices):
        MANDATES = "mandates", _("Les personnes élues : présidence, trésorerie, conseil… selon leur mandat")
        MEMBERS = "members", _("Tous les membres de l’association")
        NAMED = "named", _("Les personnes nommées ici, une par une")

    association = models.ForeignKey(Association, models.PROTECT, related_name="bodies")
    kind = models.CharField(_("instance"), max_length=20, choices=Kind, default=Kind.UNKNOWN)
    name = models.CharField(_("nom donné par les statuts"), max_length=80, blank=True)
    decides_texts = models.BooleanField(_("adopte les chartes"), default=False)
    composition = models.CharField(_("qui y siège"), max_length=20, choices=Composition, default=Composition.MANDATES)

    objects = ScopedManager(association="association", _manager_class=BodyQuerySet.as_manager().__class__)
    unscoped = BodyQuerySet.as_manager()

    class Meta:
        verbose_name = _("instance")
        verbose_name_plural = _("instances")
        base_manager_name = "unscoped"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["association"], condition=Q(decides_texts=True), name="one_body_adopts_the_charters"
            ),
            models.UniqueConstraint(
                fields=["association", "kind"], condition=~Q(kind="committee"), name="one_body_of_each_kind"
            ),
            models.UniqueConstraint(
                "association", Lower("name"), condition=Q(kind="committee"), name="two_committees_have_two_names"
            ),
        ]

    def __str__(self) -> str:
        if self.name:
            return self.name
        return str(_("Instance à préciser")) if self.kind == self.Kind.UNKNOWN else str(self.get_kind_display())

    def get_absolute_url(self) -> str:
        return reverse("governance:body-detail", args=[self.association.slug, self.pk])


BUREAU = frozenset({Role.PRESIDENT, Role.SECRETARY, Role.TREASURER})
BOARD = BUREAU | {Role.BOARD_MEMBER}

# body -> the mandates that give a seat in it when its composition is by mandates.
# Until the association knows which body decides, the board gives its opinion.
BODY_ROLES: dict[str, frozenset[Role]] = {
    Body.Kind.BOARD: BOARD,
    Body.Kind.BUREAU: BUREAU,
    Body.Kind.ASSEMBLY: frozenset(Role),
    Body.Kind.EXTRAORDINARY: frozenset(Role),
    Body.Kind.COMMITTEE: BOARD | {Role.COORDINATOR},
    Body.Kind.UNKNOWN: BOARD,
}


class DecisionRule(models.Model):
    """How a body decides, as its statutes say it. Every answer may be "unknown": it is kept, and shown, as such."""

    class Quorum(models.TextChoices):
        NONE = tally.NONE, _("Nos statuts ne prévoient pas de quorum")
        REGISTERED = tally.REGISTERED, _("Une part des membres de l’instance doit prendre part au vote")
        UNKNOWN = tally.UNKNOWN, _("Nous ne savons pas")

    class QuorumShare(models.TextChoices):
        FIFTH = "fifth", _("un cinquième")
        QUARTER = "quarter", _("un quart")
        THIRD = "third", _("un tiers")
        HALF = "half", _("la moitié")
        OVER_HALF = "over_half", _("plus de la moitié")
        TWO_THIRDS = "two_thirds", _("deux tiers")
        THREE_QUARTERS = "three_quarters", _("trois quarts")
        UNKNOWN = tally.UNKNOWN, _("nous ne savons pas")

    class Majority(models.TextChoices):
        CAST = tally.CAST, _("Les suffrages exprimés")
        PRESENT = tally.PRESENT, _("Les présents ou représentés : toutes les personnes qui prennent part au vote")
        REGISTERED = tally.REGISTERED, _("Tous les membres de l’instance, votants ou non")
        UNKNOWN = tally.UNKNOWN, _("Nous ne savons pas")

    class MajorityShare(models.TextChoices):
        OVER_HALF = "over_half", _("plus de la moitié (majorité simple ou absolue)")
        THREE_FIFTHS = "three_fifths", _("trois cinquièmes")
        TWO_THIRDS = "two_thirds", _("deux tiers")
        THREE_QUARTERS = "three_quarters", _("trois quarts")
        FOUR_FIFTHS = "four_fifths", _("quatre cinquièmes")
        ALL = "all", _("l’unanimité")
        UNKNOWN = tally.UNKNOWN, _("nous ne savons pas")

    class Abstention(models.TextChoices):
        EXCLUDED = tally.EXCLUDED, _("Elle ne compte pas dans les suffrages exprimés")
        COUNTED = tally.COUNTED, _("Elle compte dans les suffrages exprimés, donc pèse comme un vote contre")
        UNKNOWN = tally.UNKNOWN, _("Nous ne savons pas")

    class Casting(models.TextChoices):
        NONE = tally.NONE, _("Personne : à égalité, la proposition n’est pas adoptée")
        CHAIR = tally.CHAIR, _("La présidence : sa voix est prépondérante")
        UNKNOWN = tally.UNKNOWN, _("Nous ne savons pas")

    class Proxies(models.TextChoices):
        NONE = tally.NONE, _("Non, nos statuts l’interdisent")
        LIMITED = "limited", _("Oui, avec un plafond par personne")
        UNLIMITED = "unlimited", _("Oui, sans plafond")
        UNKNOWN = tally.UNKNOWN, _("Nous ne savons pas")

    class Blank(models.TextChoices):
        EXCLUDED = tally.EXCLUDED, _("Il ne compte pas dans les suffrages exprimés")
        COUNTED = tally.COUNTED, _("Il compte dans les suffrages exprimés, donc pèse comme un vote contre")
        UNKNOWN = tally.UNKNOWN, _("Nous ne savons pas")

    class SecondCall(models.TextChoices):
        NONE = tally.NONE, _("Non, nos statuts n’en prévoient pas")
        WITHOUT_QUORUM = tally.WITHOUT_QUORUM, _("Oui, et l’instance décide alors quel que soit le nombre de présents")
        SAME_QUORUM = tally.SAME_QUORUM, _("Oui, avec le même quorum")
        UNKNOWN = tally.UNKNOWN, _("Nous ne savons pas")

    class Recusal(models.TextChoices):
        LEAVES = tally.LEAVES, _("Non : elle sort du calcul, comme si son siège n’existait pas pour ce vote")
        COUNTS = tally.COUNTS, _("Oui : elle reste comptée, sans voter")
        UNKNOWN = tally.UNKNOWN, _("Nous ne savons pas")

    class BlankProxies(models.TextChoices):
        LOST = "lost", _("Ils ne comptent pas")
        CHAIR = "chair", _("Ils vont à la présidence")
        UNKNOWN = tally.UNKNOWN, _("Nous ne savons pas")

    class SecretTrigger(models.TextChoices):
        NONE = tally.NONE, _("Jamais : le vote se fait à main levée")
        PERSONS = "persons", _("Quand le vote porte sur une personne")
        ON_REQUEST = "on_request", _("Dès qu’une personne le demande")
        QUARTER = "quarter", _("Quand un quart des présents le demande")
        ALWAYS = "always", _("Toujours")
        UNKNOWN = tally.UNKNOWN, _("Nous ne savons pas")

    class Permitted(models.TextChoices):
        ALLOWED = tally.ALLOWED, _("Oui, nos statuts le prévoient")
        NONE = tally.NONE, _("Non, ou nos statuts n’en parlent pas")
        UNKNOWN = tally.UNKNOWN, _("Nous ne savons pas")

    association = models.ForeignKey(Association, models.PROTECT, related_name="decision_rules")
    body = models.OneToOneField(Body, models.CASCADE, related_name="rule")
    quorum_basis = models.CharField(_("quorum"), max_length=20, choices=Quorum, default=Quorum.UNKNOWN)
    quorum_share = models.CharField(
        _("part du quorum"), max_length=20, choices=QuorumShare, default=QuorumShare.UNKNOWN
    )
    majority_basis = models.CharField(
        _("base de la majorité"), max_length=20, choices=Majority, default=Majority.UNKNOWN
    )
    majority_share = models.CharField(
        _("majorité requise"), max_length=20, choices=MajorityShare, default=MajorityShare.UNKNOWN
    )
    abstention = models.CharField(_("abstention"), max_length=20, choices=Abstention, default=Abstention.UNKNOWN)
    casting_vote = models.CharField(_("partage des voix"), max_length=20, choices=Casting, default=Casting.UNKNOWN)
    proxies = models.CharField(_("pouvoirs"), max_length=20, choices=Proxies, default=Proxies.UNKNOWN)
    proxy_cap = models.PositiveSmallIntegerField(_("pouvoirs par personne"), null=True, blank=True)
    blank_proxies = models.CharField(
        _("pouvoirs sans nom de mandataire"), max_length=20, choices=BlankProxies, default=BlankProxies.UNKNOWN
    )
    blank = models.CharField(_("vote blanc"), max_length=20, choices=Blank, default=Blank.UNKNOWN)
    second_call = models.CharField(
        _("deuxième convocation"), max_length=20, choices=SecondCall, default=SecondCall.UNKNOWN
    )
    second_call_days = models.PositiveSmallIntegerField(_("jours avant la deuxième convocation"), null=True, blank=True)
    recusal = models.CharField(_("déport"), max_length=20, choices=Recusal, default=Recusal.UNKNOWN)
    electronic = models.CharField(_("vote en ligne"), max_length=20, choices=Permitted, default=Permitted.UNKNOWN)
    video = models.CharField(_("visioconférence"), max_length=20, choices=Permitted, default=Permitted.UNKNOWN)
    written = models.CharField(_("consultation écrite"), max_length=20, choices=Permitted, default=Permitted.UNKNOWN)
    secret_trigger = models.CharField(
        _("vote secret"), max_length=20, choices=SecretTrigger, default=SecretTrigger.UNKNOWN
    )
    notice_days = models.PositiveSmallIntegerField(_("jours de convocation"), null=True, blank=True)
    article = models.CharField(_("article des statuts"), max_length=80, blank=True)
    # Two hands on one rule: who writes says which revision was read.
    revision = models.PositiveIntegerField(_("révision"), default=1, editable=False)
    updated_at = models.DateTimeField(_("mis à jour le"), auto_now=True)

    objects = ScopedManager(association="association")
    unscoped = QuerySet.as_manager()  # noqa: DJ012 - it is a manager

    class Meta:
        verbose_name = _("règle de décision")
        verbose_name_plural = _("règles de décision")
        base_manager_name = "unscoped"
        constraints = [
            models.CheckConstraint(
                # Not null, in so many words: a CHECK that answers "unknown" lets the row pass.
                condition=Q(proxies="limited", proxy_cap__isnull=False, proxy_cap__gte=1)
                | (~Q(proxies="limited") & Q(proxy_cap=None)),
                name="a_proxy_cap_goes_with_limited_proxies",
            ),
            models.CheckConstraint(
                condition=Q(quorum_basis="registered") | Q(quorum_share=tally.UNKNOWN),
                name="a_quorum_share_goes_with_a_quorum",
            ),
            models.CheckConstraint(
                condition=Q(quorum_basis="registered") | Q(second_call__in=[tally.NONE, tally.UNKNOWN]),
                name="a_second_call_goes_with_a_quorum",
            ),
            models.CheckConstraint(
                condition=Q(second_call_days=None) | Q(second_call__in=[tally.WITHOUT_QUORUM, tally.SAME_QUORUM]),
                name="second_call_days_go_with_a_second_call",
            ),
            models.CheckConstraint(
                condition=~Q(proxies="none") | Q(blank_proxies=tally.UNKNOWN),
                name="blank_proxies_go_with_proxies",
            ),
            models.CheckConstraint(
                condition=Q(notice_days=None) | Q(notice_days__gte=1), name="a_notice_is_a_day_at_least"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body}"

    def as_rule(self) -> tally.Rule:
        """The rule as the tally reads it."""
        return tally.Rule.from_data({name: getattr(self, name) for name in SNAPSHOT})

    @property
    def is_settled(self) -> bool:
        """Whether every answer a count needs is known, and the body too: no question is left for the statutes."""
        known = self.electronic != tally.UNKNOWN and self.body.kind != Body.Kind.UNKNOWN
        return known and not tally.unknowns(self.as_rule())

    def snapshot(self) -> dict[str, object]:
        """The rule as a ballot keeps it for ever.

        Plain data, with the name of the body and the article it comes from.
        """
        data: dict[str, object] = {name: getattr(self, name) for name in (*SNAPSHOT, *FOR_MEETINGS)}
        return data | {"body": str(self.body), "body_kind": self.body.kind}


# What the tally reads, and what a meeting reads; a ballot keeps both.
SNAPSHOT = tuple(field.name for field in fields(tally.Rule))
FOR_MEETINGS = (
    "second_call_days",
    "proxies",
    "proxy_cap",
    "blank_proxies",
    "secret_trigger",
    "notice_days",
    "article",
)
