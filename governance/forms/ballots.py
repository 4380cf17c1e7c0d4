"""What a person may type about a ballot, and its shape."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from governance import certifying, transitions
from governance.models import Ballot, BallotSeat, Vote

UNCHOSEN = _("Choisissez pour, contre ou abstention : rien n’a encore été enregistré.")


class VoteForm(forms.ModelForm):
    """One voice; a secret one takes no words, since words tell who wrote them."""

    choice = forms.ChoiceField(
        label=_("Votre voix"),
        choices=Vote.Choice.choices,
        widget=forms.RadioSelect,
        error_messages={"required": UNCHOSEN, "invalid_choice": UNCHOSEN},
    )

    class Meta:
        model = Vote
        fields = ("choice", "reason")
        labels = {"reason": _("Un mot pour l’instance")}
        widgets = {"reason": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, ballot: Ballot, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["choice"].choices = named_choices(ballot)  # type: ignore[attr-defined]
        if ballot.is_secret:
            del self.fields["reason"]


def named_choices(ballot: Ballot) -> list[tuple[str, Any]]:
    """What may be chosen on `ballot`, with its words."""
    words = dict(Vote.Choice.choices)
    return [(word, words[word]) for word in transitions.offered_choices(ballot)]


class PaperForm(forms.Form):
    """An answer that came on paper, and whose it is."""

    seat = forms.ModelChoiceField(label=_("De qui ?"), queryset=BallotSeat.unscoped.none(), empty_label=None)
    choice = forms.ChoiceField(
        label=_("Sa voix"), widget=forms.RadioSelect, error_messages={"required": UNCHOSEN, "invalid_choice": UNCHOSEN}
    )

    def __init__(self, *args: Any, ballot: Ballot, seats: QuerySet[BallotSeat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seat"].queryset = seats  # type: ignore[attr-defined]
        self.fields["choice"].choices = named_choices(ballot)  # type: ignore[attr-defined]


class RecuseForm(forms.Form):
    """Whose seat steps aside: one's own, or anybody's for who keeps the vote."""

    seat = forms.ModelChoiceField(
        label=_("Qui se retire de ce vote ?"), queryset=BallotSeat.unscoped.none(), empty_label=None
    )

    def __init__(self, *args: Any, seats: QuerySet[BallotSeat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seat"].queryset = seats  # type: ignore[attr-defined]


class AgainForm(forms.Form):
    """Until when people may vote on the second call."""

    closes_on = forms.DateField(
        label=_("Dernier jour pour voter"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    closes_time = forms.TimeField(
        label=_("Heure de clôture"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )

    def __init__(self, *args: Any, now: dt.datetime, **kwargs: Any) -> None:
        week = timezone.localdate(now) + dt.timedelta(days=7)
        super().__init__(*args, initial={"closes_on": week, "closes_time": dt.time(20)}, **kwargs)
        self.now = now

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("closes_on") and data.get("closes_time"):
            closes_at = timezone.make_aware(dt.datetime.combine(data["closes_on"], data["closes_time"]))
            if closes_at <= self.now + dt.timedelta(hours=1):
                self.add_error("closes_on", _("Laissez au moins une heure pour voter : choisissez un moment à venir."))
            elif closes_at > self.now + dt.timedelta(days=90):
                self.add_error("closes_on", _("Un scrutin dure trois mois au plus : choisissez un jour plus proche."))
            data["closes_at"] = closes_at
        return data


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


class CertifyForm(forms.Form):
    """What two people put their name to, and what is to follow."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    review_on = forms.DateField(
        label=_("À revoir le"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Un e-mail le rappellera ce jour-là aux personnes qui ont certifié."),
    )
    follow_up = forms.CharField(
        label=_("Qui s’en occupe, et comment"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Une phrase, par exemple : « Inès prévient les bénévoles avant samedi. »"),
    )

    def __init__(self, *args: Any, ballot: Ballot, now: dt.datetime, **kwargs: Any) -> None:
        told = {"seen": certifying.result_hash(ballot), "review_on": ballot.review_on, "follow_up": ballot.follow_up}
        super().__init__(*args, initial=told, **kwargs)
        self.tomorrow = timezone.localdate(now) + dt.timedelta(days=1)
        self.fields["review_on"].widget.attrs["min"] = self.tomorrow.isoformat()

    def clean_review_on(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["review_on"]
        if day is not None and day < self.tomorrow:
            raise forms.ValidationError(_("Ce jour est passé : choisissez un jour à venir, ou laissez vide."))
        if day is not None and day > self.tomorrow + dt.timedelta(days=3660):
            raise forms.ValidationError(_("Ce jour est dans plus de dix ans : choisissez-en un plus proche."))
        return day
