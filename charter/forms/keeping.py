"""What a person may type about a text in force: that it was read again."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from charter.models import Review
from charter.models.versions import a_year_after
from governance.wording import plain_day


class ReviewForm(forms.Form):
    """Whether a text that was read again stays; if so, until when."""

    outcome = forms.ChoiceField(
        label=_("Vous avez relu ce texte. Qu’en est-il ?"),
        choices=[
            (Review.Outcome.KEPT.value, _("Revue faite : le texte reste bon")),
            (Review.Outcome.CHANGED.value, _("Il doit changer : préparer une nouvelle version")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Dites si le texte reste bon ou s’il doit changer.")},
    )
    next_on = forms.DateField(
        label=_("S’il reste bon, à revoir avant le"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Dans un an au plus. Sans date, ce sera dans un an."),
    )
    note = forms.CharField(
        label=_("Ce que vous avez constaté"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        days = {"min": today + dt.timedelta(days=1), "max": a_year_after(today)}
        self.fields["next_on"].widget.attrs |= {name: day.isoformat() for name, day in days.items()}

    def clean_next_on(self) -> dt.date:
        last = a_year_after(self.today)
        next_on: dt.date = self.cleaned_data["next_on"] or last
        if not self.today < next_on <= last and self.data.get(self.add_prefix("outcome")) == Review.Outcome.KEPT:
            words = {"first": plain_day(self.today + dt.timedelta(days=1)), "last": plain_day(last)}
            raise forms.ValidationError(_("Choisissez un jour du %(first)s au %(last)s.") % words)
        return next_on
