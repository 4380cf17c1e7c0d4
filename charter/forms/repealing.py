"""What a person may type to end a text: why, and once it is decided, from which day."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.wording import plain_day


class RepealForm(forms.Form):
    """Why a text in force should end: the words the body votes on."""

    reason = forms.CharField(
        label=_("Pourquoi l’abroger ?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("L’instance vote sur ce motif. Il reste dans l’histoire du texte."),
    )


class RepealDayForm(forms.Form):
    """The day from which a text no longer applies, once its body decided so."""

    on = forms.DateField(
        label=_("Abrogé à partir du"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Aujourd’hui, ou un jour passé depuis la décision."),
    )

    def __init__(self, *args: Any, first: dt.date, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.first, self.today = first, today
        self.fields["on"].widget.attrs |= {"min": first.isoformat(), "max": today.isoformat()}

    def clean_on(self) -> dt.date:
        on: dt.date = self.cleaned_data["on"]
        if not self.first <= on <= self.today:
            words = {"first": plain_day(self.first), "today": plain_day(self.today)}
            sentence = _("L’abrogation a été décidée le %(first)s : choisissez un jour de cette date au %(today)s.")
            raise forms.ValidationError(sentence % words)
        return on
