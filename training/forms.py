"""What a person may type in this room."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django_scopes.forms import SafeModelChoiceField

from associations.models import Association, Membership
from training.models import Workshop


class WorkshopForm(forms.ModelForm):
    """A workshop to offer."""

    class Meta:
        model = Workshop
        fields = ("title", "about", "starts_at", "minutes", "place", "places", "trainer")
        field_classes = {"trainer": SafeModelChoiceField}
        labels = {
            "title": _("Titre de l’atelier"),
            "about": _("Ce que l’on y apprend, et pour qui"),
            "starts_at": _("Jour et heure"),
            "minutes": _("Durée, en minutes"),
            "place": _("Lieu, ou lien de la réunion à distance"),
            "places": _("Nombre de places"),
            "trainer": _("Qui anime ?"),
        }
        widgets = {
            "about": forms.Textarea(attrs={"rows": 4}),
            "starts_at": forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        }

    def __init__(self, *args: Any, association: Association, now: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        self.fields["trainer"].queryset = Membership.objects.of(association).current().order_by("user__name", "pk")
        self.fields["trainer"].empty_label = _("Choisissez une personne")

    def clean_starts_at(self) -> dt.datetime:
        starts_at: dt.datetime = self.cleaned_data["starts_at"]
        if starts_at < self.now:
            raise forms.ValidationError(_("Cette date est déjà passée. Choisissez un jour à venir."))
        return starts_at


class CancelForm(forms.Form):
    """Why a workshop will not take place."""

    reason = forms.CharField(
        label=_("Pourquoi l’annuler ?"),
        max_length=300,
        help_text=_("Les personnes inscrites liront cette raison."),
        error_messages={"required": _("Dites en quelques mots pourquoi, pour les personnes inscrites.")},
    )
