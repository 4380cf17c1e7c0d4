"""One cell: a number, a duration, or a reason why not. An absent value is None, never 0."""

from __future__ import annotations

import datetime as dt
import math
import re
from decimal import Decimal
from typing import Any

from kpis.importing.shapes import Sentence, say
from kpis.importing.shapes import gettext_noop as _

ABSENT = frozenset(
    {"", "-", "--", "—", "–", "na", "n/a", "nan", "nd", "n.d.", "n/d", "null", "none", "no data available"}
)
LARGEST = Decimal(10) ** 15
_SPACES = "\u0020\u00a0\u202f\u2009"
_PLAIN = re.compile(r"[+-]?\d+(?:\.\d+)?", re.ASCII)
_COMMA = re.compile(r"[+-]?\d+,\d+", re.ASCII)
_COMMA_GROUPS = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?", re.ASCII)
_SPACE_GROUPS = re.compile(rf"[+-]?\d{{1,3}}(?:[{_SPACES}'’]\d{{3}})+(?:[.,]\d+)?", re.ASCII)
_DOT_GROUPS = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", re.ASCII)
_FORMULA = re.compile(r"[\s]*[=@+\-|]\s*[^\d\s.,]|[\s]*=")
_ROUNDED = re.compile(rf"\d+(?:[.,]\d+)?[{_SPACES}]?(?:k|m|md|bn)", re.IGNORECASE)
_SCIENTIFIC = re.compile(r"[+-]?\d+(?:[.,]\d+)?e[+-]?\d+", re.IGNORECASE)
# What Excel makes of "3.4" or "1-24" in a country where the point parts days from months.
_EXCEL_DAY = re.compile(
    r"\d{1,2}[./\- ][^\W\d_]{3,10}\.?|[^\W\d_]{3,10}\.?[./\- ]\d{2,4}|\d{1,4}[/-]\d{1,2}[/-]\d{1,4}(?:[ T].*)?"
)
_DURATION = re.compile(r"(\d{1,4}):(\d{2}):(\d{2})(?:\.\d+)?|(\d{1,3}):(\d{2})", re.ASCII)


class BadCell(ValueError):
    """The cell cannot be kept; `reason` says why in French, `cell` is what stood there."""

    def __init__(self, reason: Sentence, cell: str = ""):
        self.reason = reason
        self.cell = cell
        super().__init__(str(reason))


def shown(cell: Any) -> str:
    """The cell as a page may print it: one line, at most 60 characters, without control characters."""
    text = " ".join(re.sub(r"[\x00-\x1f\x7f]", " ", str(cell)).split())
    return text if len(text) <= 60 else text[:59] + "…"


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would try to compute this text: "=cmd|…", "@SUM(…)", "+A1". "-5" is a number."""
    return bool(_FORMULA.match(text))


def is_date_made_by_excel(text: str) -> bool:
    """Whether this is the day Excel puts in the place of a number: "3.Apr", "janv-24"."""
    return bool(_EXCEL_DAY.fullmatch(text.strip()))


def read_number(cell: Any, *, language: str, whole: bool, signed: bool = False) -> Decimal | None:
    """The figure in a cell, or None when it is absent.

    `whole` asks for a count. `language` settles "1,234": a thousand in English, doubtful in French.
    Raises BadCell for everything that is not certainly a figure of 0 or more; `signed` lets one below 0 through, for
    a caller that asks a person about it.
    """
    number = _typed(cell) if not isinstance(cell, str) else _written(cell, language, whole)
    if number is None:
        return None
    if number < 0 and not signed:
        raise _bad(_("« %(cell)s » est un nombre négatif : ce chiffre ne peut pas descendre sous zéro."), cell)
    if abs(number) > LARGEST:
        raise _bad(_("« %(cell)s » est un nombre démesuré : il y a sûrement une erreur dans le fichier."), cell)
    if whole:
        if number != number.to_integral_value():
            raise _bad(_("« %(cell)s » n’est pas un nombre entier, alors que la colonne compte des choses."), cell)
        number = number.to_integral_value()
    return number


def read_duration(cell: Any) -> Decimal | None:
    """Seconds in "0:04:34", "4:34" or a number of seconds; None when absent. Raises BadCell."""
    if isinstance(cell, dt.timedelta):
        return Decimal(int(cell.total_seconds()))
    if isinstance(cell, dt.time):
        return Decimal(cell.hour * 3600 + cell.minute * 60 + cell.second)
    if isinstance(cell, str):
        found = _DURATION.fullmatch(cell.strip())
        if found:
            hours, minutes, seconds = (found[1], found[2], found[3]) if found[1] else ("0", found[4], found[5])
            return Decimal(int(hours) * 3600 + int(minutes) * 60 + int(seconds))
    return read_number(cell, language="en", whole=False)


def read_percent(cell: Any, *, language: str) -> Decimal | None:
    """27 for "27%", "27 %" or 27; None when absent. Raises BadCell."""
    if isinstance(cell, str):
        cell = cell.strip().removesuffix("%")
    return read_number(cell, language=language, whole=False)


def _typed(cell: Any) -> Decimal | None:
    """A cell that a workbook already typed."""
    if cell is None:
        return None
    if isinstance(cell, (dt.date, dt.time, dt.timedelta)):
        raise _bad(_MADE_DATE, cell)
    if isinstance(cell, bool) or not isinstance(cell, (int, float)):
        raise _bad(_NOT_NUMBER, cell)
    if not math.isfinite(cell):
        raise _bad(_NOT_NUMBER, cell)
    return Decimal(repr(cell))


def _written(cell: str, language: str, whole: bool) -> Decimal | None:
    """A number as somebody wrote it."""
    text = cell.strip().strip(_SPACES)
    if text.casefold() in ABSENT:
        return None
    if _PLAIN.fullmatch(text):
        # In a German or Italian file "1.234" is more than a thousand; a count with three decimals is doubtful.
        if whole and _DOT_GROUPS.fullmatch(text):
            raise _bad(_DOUBTFUL, cell)
        return Decimal(text)
    if is_formula(text):
        raise _bad(
            _("« %(cell)s » est une formule : elle n’est ni calculée ni gardée. Mettez le chiffre lui-même."), cell
        )
    if _SPACE_GROUPS.fullmatch(text):
        return Decimal(re.sub(rf"[{_SPACES}'’]", "", text).replace(",", "."))
    if _COMMA_GROUPS.fullmatch(text):
        if language == "en":
            return Decimal(text.replace(",", ""))
        if whole or "." in text or text.count(",") > 1:
            raise _bad(_DOUBTFUL, cell)
    if _COMMA.fullmatch(text):
        if language == "en" and whole:
            raise _bad(_DOUBTFUL, cell)
        return Decimal(text.replace(",", "."))
    raise _bad(_why_not(text), cell)


def _why_not(text: str) -> str:
    if _SCIENTIFIC.fullmatch(text):
        return _(
            "« %(cell)s » a été abrégé par un tableur : les derniers chiffres sont perdus. "
            "Renvoyez le fichier d’origine."
        )
    if _ROUNDED.fullmatch(text):
        return _("« %(cell)s » est arrondi : il nous faut le nombre exact.")
    if is_date_made_by_excel(text):
        return _MADE_DATE
    if _DOT_GROUPS.fullmatch(text):
        return _DOUBTFUL
    return _NOT_NUMBER


def _bad(template: str, cell: Any) -> BadCell:
    return BadCell(say(template, cell=shown(cell)), shown(cell))


_NOT_NUMBER = _("« %(cell)s » n’est pas un nombre.")
_MADE_DATE = _(
    "« %(cell)s » est une date à la place d’un nombre : un tableur a changé le fichier. "
    "Renvoyez le fichier d’origine, sans l’ouvrir dans un tableur."
)
_DOUBTFUL = _("« %(cell)s » se lit de deux façons (milliers ou décimales) : nous ne choisissons pas à votre place.")
