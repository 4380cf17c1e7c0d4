"""What a person may type about surveys."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from charter.surveys.questions import QUESTIONS
from charter.surveys.transitions import LONGEST


class OpenForm(forms.Form):
    closes_on = forms.DateField(
        label=_("Dernier jour pour répondre"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Deux ou trois semaines suffisent. Une relance part deux jours avant la fin."),
    )

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["closes_on"]
        field.initial = today + dt.timedelta(days=14)
        field.widget.attrs |= {"min": (today + dt.timedelta(days=1)).isoformat(), "max": (today + LONGEST).isoformat()}


class ReplyForm(forms.Form):
    """The six questions, from the one list; then a wish in one's own words."""

    wish = forms.CharField(
        label=_("Un souhait, une crainte, une idée ?"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("N’écrivez aucun nom : ce texte sera lu tel quel, parmi les autres."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for asked in QUESTIONS:
            kind = forms.MultipleChoiceField if asked.several else forms.ChoiceField
            widget = forms.CheckboxSelectMultiple if asked.several else forms.RadioSelect
            self.fields[asked.key] = kind(
                label=asked.words,
                choices=asked.options,
                widget=widget,
                help_text=asked.help,
                error_messages={
                    "required": _("Choisissez au moins une réponse.") if asked.several else _("Choisissez une réponse.")
                },
            )
        self.order_fields([*(asked.key for asked in QUESTIONS), "wish"])

    def answers(self) -> dict[str, list[str]]:
        """Question -> the keys chosen, as `transitions.reply` takes them."""
        found = {}
        for asked in QUESTIONS:
            value = self.cleaned_data[asked.key]
            found[asked.key] = list(value) if asked.several else [value]
        return found
