"""What a person may type in this room."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
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
            "is_material": _("Laissez coché dès que le sens change. Décochez pour une faute d’orthographe."),
        }
        widgets = {"summary": forms.Textarea(attrs={"rows": 3})}

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


class BallotForm(forms.Form):
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
    on = forms.DateField(
        label=_("En vigueur à partir du"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_(
            "Aujourd’hui : le texte entre en vigueur tout de suite. Un jour à venir : il attend, et entre "
            "seul en vigueur."
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


class SignForm(forms.Form):
    approved = forms.BooleanField(
        label=_("J’ai lu ce texte en entier et je l’approuve."),
        error_messages={
            "required": _("Cochez la case pour dire que vous avez lu et approuvé ; rien n’est encore signé.")
        },
    )
