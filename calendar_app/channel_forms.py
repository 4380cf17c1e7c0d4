"""What a person may type about an account of the association."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from associations.models import Association
from calendar_app import networks
from calendar_app.forms import DayField
from calendar_app.models import Channel


class ChannelForm(forms.ModelForm):
    url = forms.URLField(
        label=_("Adresse du compte"),
        max_length=300,
        required=False,
        assume_scheme="https",
        validators=[URLValidator(schemes=["http", "https"])],
        error_messages={
            "invalid": _("Cette adresse ne se lit pas. Copiez-la depuis le réseau : elle commence par https://.")
        },
    )

    class Meta:
        model = Channel
        fields = ["network", "name", "url", "purpose", "opened_by_decision", "decided_on", "is_active"]
        help_texts = {
            "name": _("Tel qu’on le dit entre nous : « Mastodon », « Facebook de Nantes »."),
            "purpose": _("À qui il parle, et pour quoi faire."),
            "opened_by_decision": _(
                "Seulement pour un compte ouvert avant l’arrivée de l’association dans Portevoix : l’instance et la "
                "résolution, « Conseil, résolution 4 ». Un compte nouveau se propose et se vote ; sans décision, rien "
                "n’y est programmé."
            ),
        }

    def __init__(self, *args: Any, association: Association, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.association, self.today = association, today
        if self.instance.opening_id:
            # Its network, its decision and its state are those of its opening: they change by its acts alone.
            for name in ("network", "opened_by_decision", "decided_on", "is_active"):
                del self.fields[name]
            return
        self.fields["decided_on"] = DayField(label=_("Date de cette décision"), required=False)
        choices = [(key, network.label) for key, network in networks.networks().items()]
        self.fields["network"] = forms.ChoiceField(label=_("Réseau"), choices=choices)

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"]).strip()
        others = Channel.objects.of(self.association).exclude(pk=self.instance.pk)
        if others.filter(name__iexact=name).exists():
            raise forms.ValidationError(_("Un compte porte déjà ce nom. Précisez-le : le lieu, le public…"))
        return name

    def clean(self) -> dict[str, Any]:
        """A decision taken elsewhere is older than Portevoix here; since then, an account is proposed and voted."""
        data = super().clean() or self.cleaned_data
        decision, day = data.get("opened_by_decision", ""), data.get("decided_on")
        if "decided_on" in self.errors:
            return data
        arrived_on = timezone.localdate(self.association.created_at)
        if decision and day is None and "opened_by_decision" in self.changed_data:
            self.add_error("decided_on", _("Donnez aussi la date de cette décision."))
        elif day and not decision:
            self.add_error("opened_by_decision", _("Donnez aussi l’instance qui a pris cette décision."))
        elif day and day > self.today:
            self.add_error("decided_on", _("Cette date n’est pas encore venue : corrigez-la."))
        elif day and day > arrived_on:
            self.add_error(
                "decided_on",
                _(
                    "L’association était déjà dans Portevoix ce jour-là : proposez l’ouverture de ce compte, elle y "
                    "sera débattue et votée. Laissez ici la décision vide."
                ),
            )
        return data

    def save(self, commit: bool = True) -> Channel:
        channel = self.instance
        if not channel.pk:
            channel.association = self.association
            name, network = self.cleaned_data["name"], self.cleaned_data["network"]
            channel.slug = Channel.objects.free_slug(self.association, name, network)
        return super().save(commit)
