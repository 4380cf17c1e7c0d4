"""One form field per kind of parameter of the catalogue: what a person types, and the value that is kept.

`field_for(param)` gives the field; its `clean` returns the JSON value that `rules.catalogue.Param` describes, its
`prepare_value` draws a kept value back.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from calendar_app.rules.catalogue import Param

LINES, LENGTH = 60, 200
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{4})")


class LinesField(forms.CharField):
    """A list of words, one a line; the same twice is kept once."""

    widget = forms.Textarea(attrs={"rows": 4})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(map(str, value)) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        found = [" ".join(line.split()) for line in super().clean(value).splitlines()]
        lines = list(dict.fromkeys(line for line in found if line))
        if len(lines) > LINES or any(len(line) > LENGTH for line in lines):
            raise forms.ValidationError(
                _now("Au plus %(lines)d lignes de %(length)d signes : raccourcissez la liste.")
                % {"lines": LINES, "length": LENGTH}
            )
        return lines


class PairsField(LinesField):
    """Word to avoid, word to prefer: « usager = personne accueillie », one pair a line."""

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(f"{bad} = {good}" for bad, good in value.items()) if isinstance(value, dict) else value

    def clean(self, value: Any) -> Any:
        pairs = {}
        for number, line in enumerate(super().clean(value), 1):
            bad, sign, good = (part.strip() for part in line.partition("="))
            if not (bad and sign and good):
                raise forms.ValidationError(
                    _now("Ligne %(number)d : écrivez « à éviter = à préférer ».") % {"number": number}
                )
            pairs[bad] = good
        return pairs


class SharesField(LinesField):
    """Shares in percent, one a line: « recits = 30 »."""

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(f"{slug} = {share}" for slug, share in value.items()) if isinstance(value, dict) else value

    def clean(self, value: Any) -> Any:
        shares = {}
        for number, line in enumerate(super().clean(value), 1):
            slug, _sign, share = (part.strip() for part in line.replace(":", "=").partition("="))
            share = share.removesuffix("%").strip()
            if not (slug and share.isascii() and share.isdigit() and int(share) <= 100):
                raise forms.ValidationError(
                    _now("Ligne %(number)d : écrivez « rubrique = 30 », de 0 à 100.") % {"number": number}
                )
            shares[slug] = int(share)
        if sum(shares.values()) > 100:
            raise forms.ValidationError(_now("Ces parts dépassent cent pour cent : baissez-en une."))
        return shares


class PeriodsField(LinesField):
    """Periods, last day included, one a line: « 01/03/2027 au 15/03/2027 : élections »."""

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        return "\n".join(
            _now("%(first)s au %(last)s : %(why)s")
            % {"first": _french(each["from"]), "last": _french(each["to"]), "why": each.get("why", "")}
            for each in value
        )

    def clean(self, value: Any) -> Any:
        return [_period(number, line) for number, line in enumerate(super().clean(value), 1)]


def _french(day: str) -> str:
    return f"{dt.date.fromisoformat(day):%d/%m/%Y}"


def _period(number: int, line: str) -> dict[str, str]:
    days = [_day(found) for found in _DAY.findall(line)]
    why = line.partition(":")[2].strip()
    if len(days) == 2 and days[0] and days[1] and days[0] <= days[1] and why:
        return {"from": days[0].isoformat(), "to": days[1].isoformat(), "why": why}
    raise forms.ValidationError(
        _now("Ligne %(number)d : écrivez « 01/03/2027 au 15/03/2027 : la raison », le premier jour d’abord.")
        % {"number": number}
    )


def _day(text: str) -> dt.date | None:
    try:
        if "-" in text:
            return dt.date.fromisoformat(text)
        day, month, year = map(int, text.split("/"))
        return dt.date(year, month, day)
    except ValueError:
        return None


class HoursField(forms.MultiValueField):
    """From one hour to another: ["08:00", "21:00"]."""

    def __init__(self, **kwargs: Any) -> None:
        fields = (forms.TimeField(), forms.TimeField())
        clock = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
        super().__init__(fields=fields, widget=_Hours(widgets=(clock, clock)), require_all_fields=True, **kwargs)

    def compress(self, data_list: list[Any]) -> list[str]:
        first, last = data_list
        if first >= last:
            raise forms.ValidationError(_now("La première heure vient avant la seconde : corrigez l’une des deux."))
        return [f"{first:%H:%M}", f"{last:%H:%M}"]


class _Hours(forms.MultiWidget):
    use_fieldset = True

    def decompress(self, value: Any) -> list[Any]:
        return list(value) if value else [None, None]


class DaysField(forms.TypedMultipleChoiceField):
    """Days of the week; Monday is 0."""

    def __init__(self, **kwargs: Any) -> None:
        days = [(number, str(name).capitalize()) for number, name in WEEKDAYS.items()]
        super().__init__(choices=days, coerce=int, widget=forms.CheckboxSelectMultiple, **kwargs)

    def clean(self, value: Any) -> Any:
        return sorted(super().clean(value))


def _int(**kwargs: Any) -> forms.Field:
    return forms.IntegerField(min_value=0, max_value=100_000, **kwargs)


def _choice(**kwargs: Any) -> forms.Field:
    return forms.ChoiceField(**kwargs)


def _choices(**kwargs: Any) -> forms.Field:
    return forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, **kwargs)


def _text(**kwargs: Any) -> forms.Field:
    return forms.CharField(max_length=LENGTH * 2, **kwargs)


def _flag(**kwargs: Any) -> forms.Field:
    return forms.BooleanField(**kwargs | {"required": False})


KINDS: dict[str, Callable[..., forms.Field]] = {
    "int": _int,
    "text": _text,
    "choice": _choice,
    "choices": _choices,
    "flag": _flag,
    "words": LinesField,
    "pairs": PairsField,
    "shares": SharesField,
    "periods": PeriodsField,
    "hours": HoursField,
    "days": DaysField,
}
HELP = {
    "words": _("Un par ligne."),
    "pairs": _("Un par ligne : « à éviter = à préférer »."),
    "shares": _("Une par ligne : « rubrique = 30 » pour trente pour cent."),
    "periods": _("Une par ligne : « 01/03/2027 au 15/03/2027 : élections municipales ». Le dernier jour compte."),
}


def field_for(param: Param) -> forms.Field:
    """Return the field of one parameter. KeyError for a kind we do not know."""
    more: dict[str, Any] = {"label": param.label, "help_text": param.help or HELP.get(param.kind, "")}
    if param.kind in ("choice", "choices"):
        more["choices"] = param.choices
    # An empty text is a value the check understands: a mention nobody gave is simply not looked for.
    more["required"] = param.kind in ("choice", "hours", "words", "periods") or (
        param.kind == "int" and param.default is not None
    )
    return KINDS[param.kind](**more)
