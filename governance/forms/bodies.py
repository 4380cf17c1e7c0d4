"""What a person may type about the bodies of the association and the seats in them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from associations.forms import NO_END, DayField
from associations.models import Association, Membership
from governance.models import Body, Seat

COMMITTEE = Body.Kind.COMMITTEE


class BodyForm(forms.ModelForm):
    """What the statutes call a body, and who sits in it."""

    composition = forms.ChoiceField(
        label=_("Qui y siège ?"), choices=Body.Composition.choices, widget=forms.RadioSelect
    )

    class Meta:
        model = Body
        fields = ("name", "composition")
        labels = {"name": _("Son nom dans vos statuts")}
        help_texts = {"name": _("Laissez vide pour garder le nom courant. Un comité a toujours un nom.")}


class NewBodyForm(BodyForm):
    """A body that is not in the list yet; committees may be several."""

    kind = forms.ChoiceField(label=_("Quelle instance ajouter ?"), widget=forms.RadioSelect)

    class Meta(BodyForm.Meta):
        fields = ("name", "composition")

    field_order = ("kind", "name", "composition")

    def __init__(self, *args: Any, association: Association, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = set(Body.objects.of(association).values_list("kind", flat=True)) - {COMMITTEE}
        self.fields["kind"].choices = [
            (value, label) for value, label in Body.Kind.choices if value not in known and value != Body.Kind.UNKNOWN
        ]
        composition = self.fields["composition"]
        composition.required = False
        composition.choices = [("", _("Comme d’habitude pour cette instance")), *Body.Composition.choices]
        composition.initial = ""
        composition.help_text = _(
            "D’habitude : tous les membres à une assemblée, les personnes élues au conseil et au bureau, "
            "des personnes nommées dans un comité."
        )


class SeatForm(forms.ModelForm):
    """A person, what they do in the body, and between which days."""

    # The people of the association fill it when the form is made: a class has no scope to look in.
    membership = forms.ModelChoiceField(
        label=_("Qui siège ?"), queryset=Membership.unscoped.none(), empty_label=_("Choisissez une personne")
    )
    starts_on = DayField(label=_("Premier jour"))
    ends_on = DayField(label=_("Dernier jour"), required=False, help_text=NO_END)

    class Meta:
        model = Seat
        fields = ("membership", "function", "starts_on", "ends_on")
        labels = {"function": _("À quel titre ?")}
        widgets = {"function": forms.RadioSelect}

    def __init__(self, *args: Any, association: Association, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Membership.objects.of(association).filter(left_on=None).select_related("user")
        person: Any = self.fields["membership"]
        person.queryset = people.order_by("user__name", "pk")
        self.fields["starts_on"].initial = today

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        starts_on, ends_on = data.get("starts_on"), data.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            sentence = _("La fin vient avant le début. Choisissez une date plus tardive, ou laissez vide.")
            self.add_error("ends_on", sentence)
        return data


class SeatEndForm(forms.Form):
    ends_on = DayField(label=_("Dernier jour"), required=False, help_text=NO_END)
