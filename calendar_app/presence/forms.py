"""What a person saw when looking for the association's name."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from associations.models import Association
from calendar_app import networks
from calendar_app.forms import DayField
from calendar_app.models import Presence


class PresenceForm(forms.ModelForm):
    network = forms.ChoiceField(label=_("Réseau"))
    link = forms.URLField(
        label=_("Adresse de la page"),
        max_length=300,
        required=False,
        assume_scheme="https",
        validators=[URLValidator(schemes=["http", "https"])],
        error_messages={
            "invalid": _("Cette adresse ne se lit pas. Copiez-la depuis le réseau : elle commence par https://.")
        },
    )
    checked_on = DayField(label=_("Regardé le"))

    class Meta:
        model = Presence
        fields = ["network", "name", "state", "link", "note", "todo", "checked_on"]
        help_texts = {
            "name": _("Le nom tapé dans la recherche du réseau, ou l’adresse courte voulue."),
            "note": _("Ce que dit la page, sans nommer de personne privée."),
            "todo": _("Réserver le nom, écrire à la personne, signaler la page, ou laisser : avec la raison."),
        }

    def __init__(self, *args: Any, association: Association, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.association, self.today = association, today
        fields: dict[str, Any] = self.fields
        fields["network"].choices = [(key, network.label) for key, network in networks.networks().items()]
        if not self.instance.pk:
            fields["name"].initial = association.name[:80]
            fields["checked_on"].initial = today

    def clean_checked_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["checked_on"]
        if day > self.today:
            raise forms.ValidationError(_("Cette date n’est pas encore venue : corrigez-la."))
        if day.year < 2000:
            raise forms.ValidationError(_("Cette date ne se lit pas. Écrivez-la comme 18/11/2026."))
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("state") in (Presence.State.OTHER, Presence.State.SPOKEN) and not data.get("todo", "").strip():
            self.add_error("todo", _("Dites que faire, même si c’est « laisser », et pourquoi."))
        others = Presence.objects.of(self.association).exclude(pk=self.instance.pk)
        name = data.get("name", "")
        if name and others.filter(network=data.get("network", ""), name__iexact=name).exists():
            self.add_error("name", _("Ce nom est déjà suivi sur ce réseau : mettez à jour sa ligne."))
        return data
