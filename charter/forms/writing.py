"""What a person may type in a draft: its articles, its presentation, the changes asked for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from charter.models import Clause, Version
from charter.writing import Words


class ClauseForm(forms.ModelForm):
    """The words of an article, and the revision they were read at."""

    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput, required=False)

    class Meta:
        model = Clause
        fields = ("title", "body")
        labels = {"title": _("Titre de l’article"), "body": _("Texte")}
        help_texts = {
            "body": _("Une ligne vide sépare deux paragraphes. Une ligne qui commence par « - » fait une liste.")
        }
        widgets = {"body": forms.Textarea(attrs={"rows": 14, "class": "composer"})}
        error_messages = {
            "title": {"required": _("Donnez un titre à l’article : il aide à le citer.")},
            "body": {"required": _("Écrivez le texte de l’article, ou supprimez l’article.")},
        }

    def words(self) -> Words:
        return Words(self.cleaned_data["title"], self.cleaned_data["body"])


class DescribeForm(forms.ModelForm):
    class Meta:
        model = Version
        fields = ("summary", "is_material")
        labels = {"summary": _("Ce qui change, en une ou deux phrases")}
        help_texts = {
            "summary": _("Affiché en tête du scrutin : c’est la première chose que l’on lit."),
        }
        widgets = {"summary": forms.Textarea(attrs={"rows": 3})}

    is_material = forms.TypedChoiceField(
        label=_("Le changement est-il important ?"),
        choices=[
            (True, _("Important, le sens change : chaque personne concernée signe de nouveau.")),
            (False, _("Mineur, une faute ou une tournure : on prévient, sans nouvelle signature.")),
        ],
        coerce=lambda word: word == "True",
        widget=forms.RadioSelect,
        help_text=_("Dans le doute, c’est important : une signature ne vaut que pour ce que l’on a lu."),
        error_messages={"required": _("Dites si le sens change : c’est ce qui décide qui signe de nouveau.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.based_on_id is None:
            # A first version changes nothing, and nobody has signed before it.
            del self.fields["is_material"]
            self.fields["summary"].label = _("Ce que dit ce texte, en une ou deux phrases")


class ChangesForm(forms.Form):
    note = forms.CharField(
        label=_("Qu’est-ce qui est demandé ?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Les personnes qui écrivent le texte le liront en premier."),
    )
