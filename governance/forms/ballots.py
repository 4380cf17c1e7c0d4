"""What a person may type about a ballot, and its shape."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.models import Vote


class VoteForm(forms.ModelForm):
    choice = forms.ChoiceField(
        label=_("Votre voix"),
        choices=Vote.Choice.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choisissez pour, contre ou abstention : rien n’a encore été enregistré."),
            "invalid_choice": _("Choisissez pour, contre ou abstention : rien n’a encore été enregistré."),
        },
    )

    class Meta:
        model = Vote
        fields = ("choice", "reason")
        labels = {"reason": _("Un mot pour l’instance")}
        widgets = {"reason": forms.Textarea(attrs={"rows": 2})}


class VoidForm(forms.Form):
    reason = forms.CharField(
        label=_("Pourquoi annuler ce scrutin ?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Ce motif est envoyé aux personnes qui ont déjà voté."),
    )


class SessionForm(forms.Form):
    """What the body decided in session, and when."""

    adopted = forms.TypedChoiceField(
        label=_("Qu’a décidé la séance ?"),
        choices=[("yes", _("Le texte est adopté")), ("no", _("Le texte est rejeté"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    session_on = forms.DateField(
        label=_("Date de la séance"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["session_on"].initial = today
        self.fields["session_on"].widget.attrs["max"] = today.isoformat()
