"""What the secretary types when a vote is held in session: how it is held, the voices by name, or their sums."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from governance import counting, resolutions, tally
from governance.forms.ballots import named_choices
from governance.models import Ballot, BallotSeat

SAME, SILENT = "", "none"


class HoldForm(forms.Form):
    """How a point of the agenda is voted."""

    how = forms.ChoiceField(
        label=_("Comment prendre les voix ?"),
        widget=forms.RadioSelect,
        choices=[
            (resolutions.NAMES, _("Noter la voix de chaque personne, par son nom")),
            (resolutions.TOTALS, _("Compter les mains levées ou les bulletins, sans noms")),
            (resolutions.ONLINE, _("Faire voter chaque personne sur son téléphone")),
        ],
    )
    is_secret = forms.BooleanField(label=_("Vote secret"), required=False)
    closes_at = forms.DateTimeField(
        label=_("Heure de clôture"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Seulement pour un vote sur les téléphones."),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
    )

    def __init__(self, *args: Any, now: dt.datetime, secret: str, is_always: bool, **kwargs: Any) -> None:
        later = timezone.localtime(now + dt.timedelta(hours=1)).replace(second=0, microsecond=0)
        how = resolutions.TOTALS if is_always else resolutions.NAMES
        super().__init__(*args, initial={"how": how, "closes_at": later, "is_secret": is_always}, **kwargs)
        self.fields["is_secret"].help_text = secret
        self.fields["is_secret"].disabled = is_always
        self.now = now

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("how") == resolutions.ONLINE and "closes_at" in data:
            closes_at = data["closes_at"]
            if closes_at is None or closes_at <= self.now:
                self.add_error("closes_at", _("Choisissez une heure à venir : le vote s’arrête à cette heure."))
            elif closes_at > self.now + dt.timedelta(days=90):
                self.add_error("closes_at", _("Un scrutin dure trois mois au plus : choisissez un jour plus proche."))
        return data


class NamesForm(forms.Form):
    """One choice for everybody, and another for whoever voted otherwise; nobody is asked twice."""

    def __init__(self, *args: Any, ballot: Ballot, seats: list[BallotSeat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seats = seats
        words = [*named_choices(ballot), (SILENT, _("N’a pas voté"))]
        self.fields["everybody"] = forms.ChoiceField(
            label=_("Tout le monde, sauf les personnes notées autrement plus bas"),
            choices=words,
            widget=forms.RadioSelect,
            error_messages={"required": _("Dites comment la plupart des personnes ont voté.")},
        )
        for seat in seats:
            self.fields[f"seat_{seat.pk}"] = forms.ChoiceField(
                label=seat.membership.name,
                help_text=_("voix portée par %(name)s") % {"name": seat.represented_by.name}
                if seat.represented_by
                else "",
                choices=[(SAME, _("Comme tout le monde")), *words],
                required=False,
            )

    def rows(self) -> list[forms.BoundField]:
        """The fields of the people, in their order."""
        return [self[f"seat_{seat.pk}"] for seat in self.seats]

    def choices(self) -> dict[int, str]:
        """The voice of each seat that gave one. Only after is_valid()."""
        given = {seat.pk: self.cleaned_data[f"seat_{seat.pk}"] or self.cleaned_data["everybody"] for seat in self.seats}
        return {pk: word for pk, word in given.items() if word != SILENT}

    def totals(self) -> dict[str, int]:
        given = list(self.choices().values())
        return {word: given.count(word) for word in tally.CHOICES if word in given}


class TotalsForm(forms.Form):
    """The sums of a show of hands or of papers."""

    def __init__(self, *args: Any, ballot: Ballot, seats: list[BallotSeat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.there = len(seats)
        self.words = [word for word, _label in named_choices(ballot)]
        for word, label in named_choices(ballot):
            self.fields[word] = forms.IntegerField(
                label=label,
                min_value=0,
                max_value=100_000,
                initial=0,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )
        if counting.has_casting_voice(ballot, seats):
            self.fields["chair"] = forms.ChoiceField(
                label=_("La voix de la présidence"),
                help_text=_("Elle départage, si les voix sont à égalité."),
                required=False,
                choices=[("", _("Non notée")), *named_choices(ballot)],
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        given = sum(self.totals().values())
        if given > self.there:
            raise forms.ValidationError(counting.too_many(given, self.there))
        if (chair := data.get("chair")) and not data.get(chair):
            self.add_error("chair", _("Aucune voix de ce genre n’a été comptée : corrigez l’une ou l’autre."))
        if data.get("for") and data.get("for") == data.get("against") and "chair" in data and not data["chair"]:
            self.add_error("chair", _("Les voix sont à égalité : notez celle de la présidence."))
        return data

    def totals(self) -> dict[str, int]:
        """The number of voices of each word. Only after is_valid()."""
        return {word: self.cleaned_data.get(word) or 0 for word in self.words}
