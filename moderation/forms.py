"""What a person may type in this room."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django_scopes.forms import SafeModelChoiceField

from associations.models import Association
from calendar_app.models import Channel
from charter.models import Clause
from moderation.articles import charter_in_force
from moderation.measures import HARMLESS, Measure
from moderation.models import Case

# Nothing was said online before; and the very first year of the calendar has no hour in UTC.
FIRST_YEAR = 1990


class _WebAddress(forms.URLField):
    """An address typed without its beginning is on the secured web."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(assume_scheme="https", **kwargs)


class ReportForm(forms.ModelForm):
    """A message to look at: what was written comes first, because it may be gone tomorrow."""

    class Meta:
        model = Case
        fields = ("evidence", "channel", "address", "author_handle", "written_at", "summary", "seriousness")
        field_classes = {"channel": SafeModelChoiceField, "address": _WebAddress}
        labels = {
            "evidence": _("Ce qui a été écrit, mot pour mot"),
            "channel": _("Sur quel compte"),
            "address": _("Adresse du message"),
            "author_handle": _("Nom affiché par l’auteur ou l’autrice"),
            "written_at": _("Paru le"),
            "summary": _("En une ligne, que se passe-t-il ?"),
            "seriousness": _("À première vue"),
        }
        help_texts = {
            "evidence": _(
                "Copiez le texte entier, fautes comprises. C’est la preuve : elle ne pourra plus être modifiée."
            ),
            "address": _("Sur le réseau, ouvrez le message seul et copiez son adresse. Laissez vide s’il n’en a pas."),
            "author_handle": _("Seulement le nom affiché. Nous ne tenons pas de fiche sur les personnes."),
            "summary": _("Par exemple « Un commentaire menace une bénévole ». Sans nom de personne."),
            "seriousness": _("Une critique, même vive, n’est jamais à elle seule un motif : répondez-y plutôt."),
        }
        widgets = {
            "evidence": forms.Textarea(attrs={"rows": 5}),
            "written_at": forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
            "seriousness": forms.RadioSelect,
        }
        error_messages = {
            "evidence": {"required": _("Recopiez le message : sans preuve, personne ne pourra décider.")},
            "summary": {"required": _("Dites en une ligne ce qui se passe.")},
        }

    def __init__(self, *args: Any, association: Association, now: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        self.fields["channel"].queryset = Channel.objects.of(association)
        self.fields["channel"].empty_label = _("Choisissez un compte")
        self.fields["seriousness"].choices = self.fields["seriousness"].choices[-3:]

    def clean_written_at(self) -> dt.datetime | None:
        written_at: dt.datetime | None = self.cleaned_data["written_at"]
        if written_at and written_at > self.now:
            raise forms.ValidationError(_("Cette heure n’est pas encore venue. Vérifiez la date, ou laissez vide."))
        if written_at and written_at.year < FIRST_YEAR:
            raise forms.ValidationError(_("Cette année est trop lointaine. Vérifiez la date, ou laissez vide."))
        return written_at


class DecisionForm(forms.Form):
    """A measure, the article it rests on, and the reason in one sentence."""

    article = forms.ModelChoiceField(
        label=_("Sous quel article ?"),
        queryset=Clause.unscoped.none(),
        required=False,
        empty_label=_("Aucun, ce message est permis"),
    )
    measure = forms.ChoiceField(
        label=_("Mesure"),
        choices=Measure.choices,
        initial=Measure.NONE,
        help_text=_(
            "Prenez la plus légère qui règle la situation. Trente jours ou un blocage demandent une deuxième personne."
        ),
    )
    reason = forms.CharField(
        label=_("Motif, en une phrase"),
        max_length=1000,
        min_length=15,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("L’auteur ou l’autrice pourra la lire. Parlez du message, pas de la personne."),
        error_messages={
            "required": _("Dites ce qui, dans le message, motive votre décision."),
            "min_length": _("Un mot ne suffit pas : dites ce qui, dans le message, motive votre décision."),
        },
    )

    def __init__(self, *args: Any, association: Association, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.version = charter_in_force(association)
        if self.version:
            self.fields["article"].queryset = Clause.objects.of(association).filter(version=self.version)
        else:
            # Without a charter in force there is no rule to apply: one may answer, not remove.
            self.fields["measure"].choices = [c for c in Measure.choices if c[0] in HARMLESS]
            del self.fields["article"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("measure") not in (None, *HARMLESS) and not data.get("article") and "article" not in self.errors:
            self.add_error("article", _("Cette mesure touche aux mots d’une personne : citez l’article qui la permet."))
        return data


class ClosingForm(forms.Form):
    """Who was told, before the case is put away."""

    notice = forms.ChoiceField(
        label=_("La personne a-t-elle été prévenue ?"), choices=Case.Notice.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        untouched = case.measure == Measure.NONE
        self.fields["notice"].choices = [
            choice for choice in Case.Notice.choices if untouched or choice[0] != Case.Notice.NOT_NEEDED
        ]
