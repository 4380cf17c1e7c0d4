"""What a person says of a file: whose it is, and what the file leaves out."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from associations.models import Association
from calendar_app.models import Channel
from kpis import catalogue, periods, receiving
from kpis.importing import FileRefused, check_size
from kpis.importing.specs import families, meta_titles
from kpis.models import ImportFile

WHOLE = "association"
# Networks gave no figures before.
OLDEST = 2008


class UploadForm(forms.Form):
    """A file and the account its figures go to."""

    account = forms.ChoiceField(label=_("Compte auquel vont ces chiffres"))
    file = forms.FileField(
        label=_("Fichier donné par le réseau"),
        help_text=_("CSV ou Excel, tel que le réseau le donne : ne l’ouvrez pas dans un tableur avant. 10 Mo au plus."),
        allow_empty_file=True,
        max_length=200,
    )
    error_messages = {
        "no_account": _("Choisissez le compte auquel vont ces chiffres."),
        # A browser never gives a file back: whoever is not told sends the form again without it.
        "file_again": _("Choisissez à nouveau le fichier « %(name)s » : le navigateur ne l’a pas gardé."),
    }

    def __init__(self, *args: Any, association: Association, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.channels = list(Channel.objects.of(association).active())
        choices = [(channel.slug, _account_label(channel)) for channel in self.channels]
        account = self.fields["account"]
        account.choices = [("", _("Choisissez")), *choices, (WHOLE, _("Le site de l’association, sans compte"))]
        account.error_messages["required"] = self.error_messages["no_account"]
        self.fields["file"].error_messages["required"] = _("Choisissez un fichier.")
        self.fields["file"].error_messages["max_length"] = _(
            "Le nom de ce fichier est trop long : renommez-le en moins de 200 caractères."
        )

    @property
    def channel(self) -> Channel | None:
        """The account chosen; None for the association as a whole."""
        return next((channel for channel in self.channels if channel.slug == self.cleaned_data["account"]), None)

    def clean_file(self) -> Any:
        # The size is known before a byte is read: a heavy file stops here.
        file = self.cleaned_data["file"]
        try:
            check_size(file.size)
        except FileRefused as refused:
            raise ValidationError(receiving.in_words(refused.refusal.reason)) from None
        return file

    def clean(self) -> dict[str, Any]:
        """Say that the file must be chosen again when something else is refused."""
        cleaned = super().clean() or {}
        file = cleaned.get("file")
        if self.errors and file:
            self.add_error(
                "file", ValidationError(self.error_messages["file_again"], params={"name": file.name}, code="again")
            )
        return cleaned


class AnswerForm(forms.Form):
    """What the file does not say: its month, or what its curve counts."""

    month = forms.ChoiceField(label=_("Mois de ces chiffres"), required=False)
    year = forms.ChoiceField(label=_("Année de ces chiffres"), required=False)
    indicator = forms.ChoiceField(label=_("Ce que compte cette courbe"), required=False)

    def __init__(self, *args: Any, asks: tuple[str, ...], file: ImportFile, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        month, indicator = self.fields["month"], self.fields["indicator"]
        month.choices = [("", _("Choisissez")), *_months(today)]
        indicator.choices = [("", _("Choisissez")), *_curves()]
        year = self.fields["year"]
        year.choices = [("", _("Choisissez")), *((str(each), str(each)) for each in range(today.year, OLDEST - 1, -1))]
        if file.month:
            year.initial = str(file.month.year)
            month.initial = periods.slug(file.month)
        indicator.initial = file.indicator
        for name in set(self.fields) - set(asks):
            del self.fields[name]
        for field in self.fields.values():
            field.required = True
            field.error_messages["required"] = _("Choisissez dans la liste : le fichier ne le dit pas.")

    @property
    def answers(self) -> dict[str, Any]:
        """The columns of ImportFile that these answers fill."""
        given: dict[str, Any] = {}
        if self.cleaned_data.get("month"):
            given["month"] = periods.parse_month(self.cleaned_data["month"])
        if self.cleaned_data.get("year"):
            # A year is kept as its first month: the file knows the others.
            given["month"] = dt.date(int(self.cleaned_data["year"]), 1, 1)
        if self.cleaned_data.get("indicator"):
            given["indicator"] = self.cleaned_data["indicator"]
        return given


def family_label(family: str) -> str:
    """The name of a family of files, as people know it."""
    return families()[family].label if family in families() else family


def _account_label(channel: Channel) -> str:
    network = receiving.label_of(channel.network)
    return channel.name if network.casefold() in channel.name.casefold() else f"{channel.name} ({network})"


def _months(today: dt.date) -> list[tuple[str, str]]:
    """The last three years, the most recent first: older figures are rare, and are brought by the command."""
    language = get_language() or "fr"
    months = reversed(periods.months_until(periods.month_of(today), 36))
    return [(periods.slug(month), periods.in_words(month, language)) for month in months]


def _curves() -> list[tuple[str, str]]:
    ids = dict.fromkeys(title.indicator for title in meta_titles().values())
    return [(each, catalogue.get(each).name()) for each in ids if catalogue.exists(each)]
