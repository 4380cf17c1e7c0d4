"""A break in a series: which figure, from which day, and what changed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from associations.models import Association
from calendar_app.models import Channel
from kpis import catalogue
from kpis.models import FollowedIndicator, SeriesBreak


class SeriesBreakForm(forms.ModelForm):
    """The break as people note it."""

    indicator = forms.ChoiceField(label=_("Indicateur"))
    channel = forms.ModelChoiceField(
        label=_("Compte"),
        queryset=Channel.unscoped.none(),
        required=False,
        empty_label=_("Tous les comptes"),
    )

    class Meta:
        model = SeriesBreak
        fields = ("indicator", "channel", "on", "reason")
        widgets = {"on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
        help_texts = {"reason": _("Par exemple : nouvel outil de mesure du site.")}

    def __init__(self, *args: Any, association: Association, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.association = association
        followed = FollowedIndicator.objects.of(association).values_list("indicator", flat=True)
        self.fields["indicator"].choices = [
            (each, catalogue.get(each).name()) for each in followed if catalogue.exists(each)
        ]
        self.fields["channel"].queryset = Channel.objects.of(association).active()
