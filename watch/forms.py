"""What a person may type in this room."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from watch.models import Item

TONE_HELP = _("Telle que vous la lisez. Une critique sincère n’est pas un problème : elle appelle une réponse.")


class _WebAddress(forms.URLField):
    """An address typed without its beginning is on the secured web."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(assume_scheme="https", **kwargs)


class ItemForm(forms.ModelForm):
    """A mention brought in by hand: a link, a few words of it, and the tone one reads there."""

    class Meta:
        model = Item
        fields = ("url", "place", "excerpt", "published_on", "tone")
        field_classes = {"url": _WebAddress}
        labels = {
            "url": _("Lien"),
            "place": _("Où est-ce paru ?"),
            "excerpt": _("Les mots qui nous concernent"),
            "published_on": _("Paru le"),
            "tone": _("Tonalité"),
        }
        help_texts = {
            "url": _("L’adresse de la page, de la publication ou de l’article."),
            "place": _("Un journal, un groupe, un compte. Par exemple « Ouest-France » ou « groupe Vivre au Port »."),
            "excerpt": _("Deux ou trois phrases suffisent, sans nom de personne privée."),
            "tone": TONE_HELP,
        }
        widgets = {
            "excerpt": forms.Textarea(attrs={"rows": 4}),
            "published_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_published_on(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["published_on"]
        if day and day > self.today:
            raise forms.ValidationError(_("Cette date n’est pas encore venue. Vérifiez-la, ou laissez vide."))
        return day


class _Settling(forms.Form):
    tone = forms.ChoiceField(label=_("Tonalité"), choices=Item.Tone.choices, required=False, help_text=TONE_HELP)

    def __init__(self, *args: Any, item: Item, **kwargs: Any) -> None:
        # Two forms of one page: each keeps its own field ids.
        super().__init__(*args, prefix=self.PREFIX, initial={"tone": item.tone}, **kwargs)


class AnswerForm(_Settling):
    """The answer that was given."""

    PREFIX = "reponse"
    answer = forms.CharField(
        label=_("Ce que nous avons répondu"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": _("Notez votre réponse, même en une phrase : une autre personne pourra la reprendre.")
        },
    )
    answer_url = _WebAddress(label=_("Lien de la réponse"), max_length=500, required=False)
    field_order = ("answer", "answer_url", "tone")


class LeavingForm(_Settling):
    """Why no answer is needed."""

    PREFIX = "sans"
    reason = forms.CharField(
        label=_("Pourquoi ne pas répondre ?"),
        max_length=300,
        help_text=_("Par exemple : simple relais, échange entre voisins, provocation qu’une réponse nourrirait."),
        error_messages={"required": _("Laisser est une vraie décision : dites en quelques mots pourquoi.")},
    )
    field_order = ("reason", "tone")
