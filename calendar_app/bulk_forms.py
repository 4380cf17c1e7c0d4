"""What a person may ask of several posts at once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from associations.models import Membership
from calendar_app.bulk import ACTS, Wish
from calendar_app.forms import PersonField


class BulkForm(forms.Form):
    """One act, and what that act needs. Only the acts the person's roles allow are offered."""

    act = forms.ChoiceField(label=_("Que faire ?"), widget=forms.RadioSelect)
    days = forms.IntegerField(
        label=_("De combien de jours ?"),
        required=False,
        min_value=-366,
        max_value=366,
        initial=7,
        help_text=_("7 pour une semaine plus tard, -1 pour la veille. L’heure reste la même."),
    )
    owner = PersonField(
        label=_("À qui ?"), required=False, queryset=Membership.unscoped.none(), empty_label=_("Choisir une personne")
    )
    reason = forms.CharField(
        label=_("Motif de l’annulation"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, by: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: Any = self.fields["act"]
        offered.choices = [(name, words) for name, (words, right) in ACTS.items() if by.can(right)]
        people: Any = self.fields["owner"]
        rows = Membership.objects.of(by.association).filter(left_on=None).select_related("user", "association")
        people.queryset = rows.prefetch_related("mandates").order_by("user__name", "pk")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        needs = {
            "move": ("days", _("Dites de combien de jours, par exemple 7.")),
            "owner": ("owner", _("Choisissez une personne.")),
            "cancel": ("reason", _("Dites pourquoi en une phrase : les personnes concernées la liront.")),
        }
        name, sentence = needs.get(data.get("act", ""), ("", ""))
        if name and not data.get(name) and name not in self.errors:
            self.add_error(name, sentence)
        return data

    def wish(self) -> Wish:
        data = self.cleaned_data
        return Wish(data["act"], data["days"] or 0, data["owner"], data["reason"])
