"""What a target may be: an indicator followed, an account or the whole, a month, a value."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from associations.models import Association
from calendar_app.models import Channel
from kpis import catalogue, numbers, periods
from kpis.forms.entry import absurd, refusal
from kpis.models import FollowedIndicator, Target


def month_choices(today: date) -> list[tuple[str, str]]:
    """Twelve months back, six ahead: where a target may begin."""
    months = periods.months_until(periods.shift(periods.month_of(today), 6), 19)
    return [(periods.slug(month), periods.in_words(month)) for month in reversed(months)]


class TargetForm(forms.Form):
    """A target from a month on. An empty value lifts the target."""

    indicator = forms.ChoiceField(label=gettext_lazy("Indicateur"))
    channel = forms.ModelChoiceField(
        label=gettext_lazy("Compte"),
        queryset=Channel.unscoped.none(),
        required=False,
        empty_label=gettext_lazy("Ensemble de l’association"),
        help_text=gettext_lazy("Laissez vide pour viser l’ensemble."),
    )
    from_month = forms.ChoiceField(label=gettext_lazy("À partir de"))
    value = forms.CharField(
        label=gettext_lazy("Cible du mois"),
        required=False,
        max_length=30,
        help_text=gettext_lazy("Vide : plus de cible à partir de ce mois. Les mois passés gardent la leur."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Pourquoi"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Par exemple la décision du conseil et sa date."),
    )

    def __init__(self, *args: Any, association: Association, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.association = association
        followed = FollowedIndicator.objects.of(association).values_list("indicator", flat=True)
        self.fields["indicator"].choices = [
            (indicator, catalogue.get(indicator).name()) for indicator in followed if catalogue.exists(indicator)
        ]
        self.fields["channel"].queryset = Channel.objects.of(association).active()
        self.fields["from_month"].choices = month_choices(today)
        self.fields["from_month"].initial = periods.slug(periods.month_of(today))
        self.fields["value"].widget.attrs["inputmode"] = "decimal"

    def clean_value(self) -> Decimal | None:
        """The number, as French people write it."""
        text = self.cleaned_data["value"]
        try:
            return numbers.parse(text)
        except numbers.NotANumber as problem:
            indicator = self.cleaned_data.get("indicator", "")
            entry = catalogue.get(indicator) if catalogue.exists(indicator) else None
            raise ValidationError(refusal(text, ambiguous=problem.ambiguous, entry=entry)) from problem

    def clean_from_month(self) -> date:
        """The first day of the month."""
        return periods.parse_month(self.cleaned_data["from_month"])

    def clean(self) -> dict[str, Any]:
        """Whether the value can be one of this indicator, and the account one it is read on."""
        cleaned = super().clean() or {}
        indicator, value = cleaned.get("indicator"), cleaned.get("value")
        if not indicator:
            return cleaned
        entry = catalogue.get(indicator)
        if value is not None and (problem := absurd(entry, value)):
            self.add_error("value", problem)
        if cleaned.get("channel") and entry.scope == "association":
            self.add_error(
                "channel",
                _("« %(name)s » se relève pour l’ensemble de l’association : choisissez l’ensemble.")
                % {"name": entry.name()},
            )
        return cleaned

    def target(self) -> Target:
        """The target asked for, not yet kept."""
        return Target(association=self.association, **self.cleaned_data)
