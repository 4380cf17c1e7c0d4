"""The page of the days of a year."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.dates import MONTHS
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from associations.models import Association
from calendar_app.campaigns import almanac
from calendar_app.campaigns.almanac import Falls
from calendar_app.forms import DayField
from calendar_app.hours import spoken_day

TAGS = {
    "accessibilite": _("Accessibilité"),
    "aines": _("Aînés"),
    "animaux": _("Animaux"),
    "benevolat": _("Bénévolat"),
    "citoyennete": _("Citoyenneté"),
    "communication": _("Communication"),
    "culture": _("Culture"),
    "divers": _("Divers"),
    "don": _("Don"),
    "droits": _("Droits"),
    "education": _("Éducation"),
    "emploi": _("Emploi"),
    "enfance": _("Enfance"),
    "environnement": _("Environnement"),
    "ess": _("Économie sociale"),
    "famille": _("Famille"),
    "femmes": _("Femmes"),
    "ferie": _("Jours fériés"),
    "fiscalite": _("Fiscalité"),
    "handicap": _("Handicap"),
    "humanitaire": _("Humanitaire"),
    "jeunesse": _("Jeunesse"),
    "lien_social": _("Lien social"),
    "medias": _("Médias"),
    "memoire": _("Mémoire"),
    "migrations": _("Migrations"),
    "numerique": _("Numérique"),
    "paix": _("Paix"),
    "precarite": _("Précarité"),
    "sante": _("Santé"),
    "social": _("Social"),
    "solidarite": _("Solidarité"),
    "sport": _("Sport"),
    "vie_associative": _("Vie associative"),
}


def page(association: Association, year: int, asked: dict[str, str], today: dt.date) -> dict[str, Any]:
    """Return the context: the days of `year` by month, narrowed by `asked` (theme, masquees, confirmer)."""
    tag = asked.get("theme", "") if asked.get("theme") in TAGS else ""
    with_hidden, only_unsure = asked.get("masquees") == "1", asked.get("confirmer") == "1"
    found = almanac.falls(association, year, year)
    kept = [
        day
        for day in found
        if (day.is_shown or with_hidden)
        and (not tag or tag in day.tags)
        and (not only_unsure or day.worth == almanac.TO_CONFIRM)
    ]
    tags = sorted({tag for day in found for tag in day.tags if tag in TAGS}, key=lambda each: str(TAGS[each]))
    by_month = [(m, _rows(kept, m, today)) for m in range(1, 13)]
    months = [(capfirst(MONTHS[m]), rows) for m, rows in by_month if rows]
    # Only the months of this year that are over fold away: another year is looked at whole.
    over = sum(bool(rows) and year == today.year and m < today.month for m, rows in by_month)
    return {
        "year": year,
        "past": months[:over],
        "months": months[over:],
        "tags": [(each, TAGS[each]) for each in tags],
        "tag": tag,
        "with_hidden": with_hidden,
        "only_unsure": only_unsure,
        "unsure": sum(day.worth == almanac.TO_CONFIRM and day.is_shown for day in found),
        "hidden": sum(not day.is_shown for day in found),
    }


def _rows(found: list[Falls], month: int, today: dt.date) -> list[dict[str, Any]]:
    return [
        {
            "day": day,
            "when": when(day),
            "tags": [TAGS[tag] for tag in day.tags if tag in TAGS],
            "is_first": day.id not in {before.id for before in found[:rank]},
            "is_ahead": day.starts_on > today,
            "may_confirm": day.worth != almanac.CERTAIN or day.is_confirmed,
        }
        for rank, day in enumerate(found)
        if day.starts_on.month == month
    ]


def when(day: Falls) -> str:
    """« samedi 20 mars », or « du 21 au 28 mars » in full words."""
    if not day.is_long:
        return spoken_day(day.starts_on)
    return str(_("du %(start)s au %(end)s")) % {"start": spoken_day(day.starts_on), "end": spoken_day(day.ends_on)}


class ConfirmDayForm(forms.Form):
    """When a day takes place one year, and the page that says so."""

    starts_on = DayField(label=_("Premier jour"))
    ends_on = DayField(label=_("Dernier jour"), required=False, help_text=_("Vide : un seul jour."))
    source = forms.URLField(
        label=_("Page qui donne la date"),
        max_length=300,
        assume_scheme="https",
        help_text=_("Celle de l’organisateur, de préférence."),
        error_messages={"invalid": _("Ce n’est pas l’adresse d’une page : elle commence par https://.")},
    )

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.year = year

    def clean_source(self) -> str:
        source = str(self.cleaned_data["source"])
        if not source.startswith(("https://", "http://")):
            raise forms.ValidationError(_("Ce n’est pas l’adresse d’une page : elle commence par https://."))
        return source

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        start, end = data.get("starts_on"), data.get("ends_on")
        if start and start.year != self.year:
            self.add_error("starts_on", _("Cette date n’est pas en %(year)s.") % {"year": self.year})
        if start and "ends_on" in data and end and not start <= end <= start + dt.timedelta(days=366):
            self.add_error("ends_on", _("Le dernier jour suit le premier, dans l’année."))
        data["ends_on"] = end or start
        return data
