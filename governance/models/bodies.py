from __future__ import annotations

from django.db import models
from django.db.models import Q, QuerySet
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

    association = models.ForeignKey(Association, models.PROTECT, related_name="bodies")
    kind = models.CharField(_("instance"), max_length=20, choices=Kind, default=Kind.UNKNOWN)
    name = models.CharField(_("nom donné par les statuts"), max_length=80, blank=True)
    decides_texts = models.BooleanField(_("adopte les chartes"), default=False)

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
        ]

    def __str__(self) -> str:
        if self.name:
            return self.name
        return str(_("Instance à préciser")) if self.kind == self.Kind.UNKNOWN else str(self.get_kind_display())

    def get_absolute_url(self) -> str:
        return reverse("governance:statutes", args=[self.association.slug])


BUREAU = frozenset({Role.PRESIDENT, Role.SECRETARY, Role.TREASURER})
BOARD = BUREAU | {Role.BOARD_MEMBER}

# body -> the mandates that give a seat in it; None: every member of the association sits.
# Until the association knows which body decides, the board gives its opinion.
BODY_ROLES: dict[str, frozenset[Role] | None] = {
    Body.Kind.BOARD: BOARD,
    Body.Kind.BUREAU: BUREAU,
    Body.Kind.ASSEMBLY: None,
    Body.Kind.EXTRAORDINARY: None,
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

    class Remote(models.TextChoices):
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
    remote = models.CharField(_("vote à distance"), max_length=20, choices=Remote, default=Remote.UNKNOWN)
    article = models.CharField(_("article des statuts"), max_length=80, blank=True)
    updated_at = models.DateTimeField(_("mis à jour le"), auto_now=True)

    objects = ScopedManager(association="association")
    unscoped = QuerySet.as_manager()  # noqa: DJ012 - it is a manager

    class Meta:
        verbose_name = _("règle de décision")
        verbose_name_plural = _("règles de décision")
        base_manager_name = "unscoped"
        constraints = [
            models.CheckConstraint(
                condition=Q(proxies="limited", proxy_cap__gte=1) | (~Q(proxies="limited") & Q(proxy_cap=None)),
                name="a_proxy_cap_goes_with_limited_proxies",
            ),
            models.CheckConstraint(
                condition=Q(quorum_basis="registered") | Q(quorum_share=tally.UNKNOWN),
                name="a_quorum_share_goes_with_a_quorum",
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
        known = self.remote != tally.UNKNOWN and self.body.kind != Body.Kind.UNKNOWN
        return known and not tally.unknowns(self.as_rule())

    def snapshot(self) -> dict[str, object]:
        """The rule as a ballot keeps it for ever.

        Plain data, with the name of the body and the article it comes from.
        """
        data: dict[str, object] = {name: getattr(self, name) for name in (*SNAPSHOT, "proxies", "proxy_cap", "article")}
        return data | {"body": str(self.body), "body_kind": self.body.kind}


SNAPSHOT = (
    "quorum_basis",
    "quorum_share",
    "majority_basis",
    "majority_share",
    "abstention",
    "casting_vote",
    "remote",
)
