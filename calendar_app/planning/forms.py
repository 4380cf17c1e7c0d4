"""What a person may ask of a planning: a period and a shape, a file, and which column is which."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.dates import MONTHS
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from calendar_app.hours import DAY, FIRST_YEAR, LAST_YEAR, neighbour
from calendar_app.models import PlanningExport
from calendar_app.planning import grids
from calendar_app.planning.applying import MINE, THEIRS
from calendar_app.planning.columns import MATCHED
from calendar_app.planning.comparing import Outcome
from calendar_app.planning.parsing import Found

_PERIOD = re.compile(r"(\d{4})-(?:(0[1-9]|1[0-2])|T([1-4]))", re.ASCII)
MONTHS_BEFORE, MONTHS_AFTER = 6, 12
# Lines one page shows to decide upon; the next ones come after these are applied.
SHOWN = 200


def days_of(period: str) -> tuple[dt.date, dt.date] | None:
    """The first and last day of "2026-11" or "2026-T4"; None for anything else."""
    found = _PERIOD.fullmatch(period)
    if not found or not FIRST_YEAR <= int(found[1]) < LAST_YEAR:
        return None
    first = dt.date(int(found[1]), int(found[2]) if found[2] else 3 * int(found[3]) - 2, 1)
    after = neighbour(first, 1) if found[2] else neighbour(neighbour(neighbour(first, 1), 1), 1)
    return first, after - DAY


def periods(today: dt.date, chosen: str = "") -> list[tuple[str, list[tuple[str, str]]]]:
    """The months and the quarters offered around `today`, and the one already chosen."""
    month, months, quarters = today.replace(day=1), [], {}
    for _step in range(MONTHS_BEFORE):
        month = neighbour(month, -1)
    for _step in range(MONTHS_BEFORE + 1 + MONTHS_AFTER):
        months.append(month)
        quarters[month.year, (month.month + 2) // 3] = None
        month = neighbour(month, 1)
    days = days_of(chosen)
    if days and "T" not in chosen and days[0] not in months:
        months.append(days[0])
    return [
        (str(_("Un mois")), [(f"{m:%Y-%m}", f"{capfirst(MONTHS[m.month])} {m.year}") for m in sorted(months)]),
        (str(_("Un trimestre")), [(f"{y}-T{q}", _quarter(y, q)) for y, q in quarters]),
    ]


def _quarter(year: int, quarter: int) -> str:
    return f"{capfirst(MONTHS[3 * quarter - 2])} – {MONTHS[3 * quarter]} {year}"


class AskForm(forms.Form):
    """Which days, in which shape."""

    period = forms.ChoiceField(
        label=_("Période"), error_messages={"invalid_choice": _("Choisissez un mois ou un trimestre de la liste.")}
    )
    shape = forms.ChoiceField(label=_("Forme"), choices=PlanningExport.Shape, initial="xlsx")

    def __init__(self, *args: Any, today: dt.date, chosen: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["period"]
        field.choices = periods(today, chosen)  # type: ignore[attr-defined]
        field.initial = chosen if days_of(chosen) else f"{today:%Y-%m}"


class SendForm(forms.Form):
    """A planning that comes back."""

    file = forms.FileField(
        label=_("Fichier rempli"),
        max_length=200,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.ods,.xls,.csv"}),
        help_text=_("Excel, LibreOffice ou CSV, 10 Mo et 10 000 lignes au plus."),
        error_messages={
            "required": _("Choisissez le fichier à renvoyer."),
            "max_length": _("Le nom de ce fichier est trop long : renommez-le en moins de 200 caractères."),
        },
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        try:
            # The size is known before a byte is read: a heavy file stops here.
            grids.check_size(file.size)
            self.grid = grids.read(file.read())
        except grids.FileRefused as refused:
            raise forms.ValidationError(str(refused)) from None
        return file


class ColumnsForm(forms.Form):
    """Which column of a spreadsheet answers each of ours."""

    def __init__(self, *args: Any, found: Found, initial: dict[str, int], **kwargs: Any) -> None:
        super().__init__(*args, initial={key: str(place) for key, place in initial.items()}, **kwargs)
        self.headings = found.sheet.rows[found.headings]
        width = max(map(len, found.sheet.rows))
        names = [
            str(self.headings[n]) if n < len(self.headings) and self.headings[n] is not None else ""
            for n in range(width)
        ]
        choices = [(str(n), name[:60] or _("Colonne %(n)s, sans titre") % {"n": n + 1}) for n, name in enumerate(names)]
        for column in MATCHED:
            needed = column.key == "day"
            self.fields[column.key] = forms.ChoiceField(
                label=column.label,
                required=needed,
                help_text=_("Sans elle, les premiers mots du texte feront le titre.") if column.key == "title" else "",
                choices=[("", _("Choisissez") if needed else _("Aucune colonne")), *choices],
                error_messages={
                    "required": _("Choisissez une colonne : sans elle, rien ne peut entrer dans le calendrier.")
                },
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        taken: dict[str, str] = {}
        for key, place in list(data.items()):
            if place and place in taken:
                other = self.fields[taken[place]].label
                self.add_error(key, _("Cette colonne sert déjà pour « %(other)s ».") % {"other": other})
            elif place:
                taken[place] = key
        if not data.get("title") and not data.get("text") and "title" not in self.errors:
            self.add_error(
                "title", _("Choisissez une colonne pour le titre, ou une pour le texte : il en faut au moins une.")
            )
        return data

    @property
    def places(self) -> dict[str, int]:
        return {key: int(place) for key, place in self.cleaned_data.items() if place}


def choices_of(data: QueryDict, outcomes: list[Outcome]) -> dict[str, Any]:
    """What was ticked on the page, by line: {"taken", "seen", "sides", "reason"}. Other names are nothing."""
    taken = set(data.getlist("take"))
    found: dict[str, Any] = {}
    for outcome in outcomes:
        name = outcome.name
        if name not in taken or outcome.kind not in ("changed", "conflict", "new", "deleted"):
            continue
        sides = {
            change.field: MINE
            for change in outcome.changes
            if change.is_conflict and data.get(f"side_{name}_{change.field}", THEIRS) == MINE
        }
        reason = data.get(f"reason_{name}", "").replace("\x00", "").strip()[:500]
        found[name] = {"taken": True, "seen": data.get(f"seen_{name}", "")[:16], "sides": sides, "reason": reason}
    return found
