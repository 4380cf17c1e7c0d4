"""What a person may type to sign a text."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class SignForm(forms.Form):
    approved = forms.BooleanField(
        label=_("J’ai lu ce texte en entier et je l’approuve."),
        error_messages={
            "required": _("Cochez la case pour dire que vous avez lu et approuvé ; rien n’est encore signé.")
        },
    )
