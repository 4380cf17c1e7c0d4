"""What a person may type to put a text to the vote and to bring it into force."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from charter.models.versions import a_year_after
from governance.forms.ways import WayForm
from governance.wording import plain_day


class BallotForm(WayForm):
    """The question put to the body, and the last hour for answering it."""

    question = forms.CharField(label=_("Question posée"), max_length=200)
    closes_on = forms.DateField(
        label=_("Dernier jour pour voter"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    closes_time = forms.TimeField(
        label=_("Heure de clôture"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    # The close its author was warned about and keeps: another hour is warned about again.
    sure = forms.CharField(required=False, widget=forms.HiddenInput)
    field_order = ("question", "closes_on", "closes_time", "modality", "is_secret", "sure")

    def __init__(self, *args: Any, now: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("closes_on") and data.get("closes_time"):
            closes_at = timezone.make_aware(dt.datetime.combine(data["closes_on"], data["closes_time"]))
            if closes_at <= self.now:
                self.add_error("closes_on", _("La clôture est déjà passée : choisissez un jour et une heure à venir."))
            elif closes_at > self.now + dt.timedelta(days=90):
                self.add_error("closes_on", _("Un scrutin dure trois mois au plus : choisissez un jour plus proche."))
            elif closes_at < self.now + dt.timedelta(days=1) and data.get("sure") != closes_at.isoformat():
                self._warn(closes_at)
            data["closes_at"] = closes_at
        return data

    def _warn(self, closes_at: dt.datetime) -> None:
        """Send the form back once, ready to be sent again as it is."""
        self.data = dict(self.data.items()) | {self.add_prefix("sure"): closes_at.isoformat()}
        sentence = _(
            "Ce scrutin se clôt dans moins d’un jour. Les e-mails et les rappels mettent quelques minutes à partir, et "
            "des personnes peuvent être absentes. Choisissez un jour plus lointain ; si cette heure vous convient, "
            "envoyez de nouveau ce formulaire."
        )
        self.add_error(None, sentence)


class EnforceForm(forms.Form):
    """The day a text comes into force, and the day by which it is read again."""

    on = forms.DateField(
        label=_("En vigueur à partir du"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_(
            "Aujourd’hui : le texte entre en vigueur tout de suite. Un jour à venir : il attend, et entre "
            "seul en vigueur."
        ),
    )
    review_on = forms.DateField(
        label=_("À revoir avant le"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_(
            "Un texte se relit au moins une fois par an : est-il encore juste ? La présidence, le secrétariat et la "
            "coordination reçoivent un rappel. Sans date, ce sera un an après l’entrée en vigueur."
        ),
    )

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["on"].widget.attrs["min"] = today.isoformat()

    def clean_on(self) -> dt.date:
        on = self.cleaned_data["on"]
        if on < self.today:
            raise forms.ValidationError(
                _("Un texte n’entre pas en vigueur dans le passé : choisissez aujourd’hui ou un jour à venir.")
            )
        if on > self.today + dt.timedelta(days=366):
            raise forms.ValidationError(_("Ce jour est à plus d’un an : choisissez un jour plus proche."))
        return on

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        on, review_on = data.get("on"), data.get("review_on")
        if on and review_on and not on < review_on <= a_year_after(on):
            words = {"first": plain_day(on + dt.timedelta(days=1)), "last": plain_day(a_year_after(on))}
            sentence = _("La revue vient après l’entrée en vigueur : choisissez un jour du %(first)s au %(last)s.")
            self.add_error("review_on", sentence % words)
        return data


class ReopenForm(forms.Form):
    reason = forms.CharField(
        label=_("Pourquoi rouvrir le texte ?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Ce motif part par e-mail aux personnes qui ont déjà voté, et s’affiche en tête du texte."),
    )
