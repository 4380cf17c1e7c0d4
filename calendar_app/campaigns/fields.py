"""The optional fields of the composer: which pillar, which campaign, for whom; and who may be responsible."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

from django import forms
from django.db import models
from django.db.models import F, Q, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from associations.models import Association, Mandate, Membership
from associations.models.memberships import MembershipQuerySet
from associations.permissions import PERMISSIONS
from associations.roles import Role
from calendar_app.models import Campaign, Pillar, Post


def people(association: Association, kept: int | None = None) -> MembershipQuerySet:
    """Members who may be responsible for something: those who may write today, and `kept` (a membership id)."""
    mandates = Mandate.unscoped.in_date(timezone.localdate()).filter(role__in=PERMISSIONS["calendar.edit"])
    here = Q(left_on=None, pk__in=mandates.values("membership"))
    rows = Membership.objects.of(association).filter(here | Q(pk=kept) if kept else here)
    return rows.select_related("user").order_by("user__name", "pk")


def _offered(
    pillars: models.QuerySet[Pillar], campaigns: models.QuerySet[Campaign], voices: models.QuerySet[Membership]
) -> Callable[[], list[tuple[str, int, str]]]:
    """Return a function: (field, id, name) of each pillar, campaign and voice, in order, asked once in one query."""

    @cache
    def ask() -> list[tuple[str, int, str]]:
        rows = pillars.order_by().annotate(field=Value("pillar"), rank=F("position"))
        more = campaigns.order_by().annotate(field=Value("campaign"), rank=Value(0))
        people = voices.order_by().annotate(field=Value("voice"), rank=Value(0))
        every = rows.values_list("field", "pk", "name", "rank").union(
            more.values_list("field", "pk", "name", "rank"),
            people.values_list("field", "pk", "user__name", "rank"),
            all=True,
        )
        found = sorted(every, key=lambda row: (row[3], row[2].casefold(), row[1]))
        return [(field, pk, name) for field, pk, name, _rank in found]

    return ask


def asked(query: Mapping[str, str]) -> dict[str, int]:
    """What the form of a new post begins with when its address names a campaign: « ?campagne=3 »."""
    number = query.get("campagne", "")
    return {"campaign": int(number)} if number.isdecimal() and len(number) < 19 else {}


BELONGINGS = ("pillar", "campaign", "audience", "voice")


class _Choices:
    """The options of one field, read from what both share."""

    def __init__(self, empty: Any, field: str, ask: Callable[[], list[tuple[str, int, str]]]) -> None:
        self.empty, self.field, self.ask = empty, field, ask

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        yield "", self.empty
        yield from ((pk, name) for field, pk, name in self.ask() if field == self.field)


class BelongingFields(forms.Form):
    """What a post belongs to. None of it is words: changing it asks for no new yes."""

    pillar = forms.ModelChoiceField(
        label=_("Pilier"), queryset=Pillar.unscoped.none(), required=False, empty_label=_("Aucun")
    )
    campaign = forms.ModelChoiceField(
        label=_("Campagne"), queryset=Campaign.unscoped.none(), required=False, empty_label=_("Aucune")
    )
    voice = forms.ModelChoiceField(
        label=_("Qui parle"),
        queryset=Membership.unscoped.none(),
        required=False,
        empty_label=_("L’association"),
        help_text=_("Un message porté par une personne passe mieux. Elle doit l’écrire, le relire ou en répondre."),
    )
    audience = forms.CharField(
        label=_("À qui nous parlons"),
        max_length=200,
        required=False,
        help_text=_("Par exemple : les jeunes du quartier."),
    )

    def offer_belongings(self, association: Association, post: Post | None) -> None:
        """Offer the pillars and the open campaigns of `association`, and those `post` already has."""
        current = Q(pk=post.campaign_id if post else None)
        fields: Any = self.fields
        pillars = Pillar.objects.of(association)
        campaigns = Campaign.objects.of(association).filter(Q(closed_at=None) | current)
        mandated = Mandate.unscoped.in_date(timezone.localdate()).filter(role=Role.SPOKESPERSON)
        speaking = Q(left_on=None, pk__in=mandated.values("membership")) | Q(pk=post.voice_id if post else None)
        voices = Membership.objects.of(association).filter(speaking)
        fields["pillar"].queryset, fields["campaign"].queryset = pillars, campaigns
        fields["voice"].queryset = voices.select_related("user")
        # Asked together, and only when drawn: the page of a new post counts its questions.
        offered = self._offered = _offered(pillars, campaigns, voices)
        for name in ("pillar", "campaign", "voice"):
            fields[name].widget.choices = _Choices(fields[name].empty_label, name, offered)

    def belongings(self) -> dict[str, Any]:
        """What the form says, by field of `Plan`; a page that did not show a field says nothing of it."""
        names = [name for name in BELONGINGS if name in self.data]
        return {name: self.cleaned_data[name] for name in names}

    @property
    def has_belongings(self) -> bool:
        return any(self[name].value() or self[name].errors for name in BELONGINGS)

    @property
    def has_voices(self) -> bool:
        """Whether somebody is mandated to speak: without anybody, the question is not asked."""
        return any(field == "voice" for field, _pk, _name in self._offered())
