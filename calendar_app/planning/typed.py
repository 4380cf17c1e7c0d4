"""What one cell says: a day, an hour, a name of a list, a text. Pure: cells in, plain words out, or a sentence."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from calendar_app.hours import FIRST_YEAR, LAST_YEAR, spoken_date
from calendar_app.planning.columns import folded
from calendar_app.planning.directory import Directory
from calendar_app.planning.grids import Cell
from calendar_app.planning.stored import LONGEST, plain

LONGEST_TITLE = 120
# A title made of a text is read in a square of the calendar.
MADE_TITLE = 60
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{2}:\d{2})(?::\d{2}.*)?)?", re.ASCII)
_SLASHED = re.compile(r"(?:[^\W\d_]+\.? )?(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{2}|\d{4})", re.ASCII)
_SPOKEN = re.compile(r"(?:le )?(?:([^\W\d_]+) )?(\d{1,2})(?:er)? ([^\W\d_]+)(?: (\d{4}|\d{2}))?")
_HOUR = re.compile(r"(\d{1,2}) ?(?:h|:|heures?|\.) ?(\d{2})?(?::\d{2}(?:\.\d+)?)?(?: ?(?:min|mn))?", re.ASCII)
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janvier janv jan january",
            "fevrier fevr fev february feb",
            "mars mar march",
            "avril avr april apr",
            "mai may",
            "juin jun june",
            "juillet juil july jul",
            "aout aou august aug",
            "septembre sept sep september",
            "octobre oct october",
            "novembre nov november",
            "decembre dec december",
        ),
        start=1,
    )
    for name in names.split()
}
_WEEKDAYS = ("lundi lun", "mardi mar", "mercredi mer", "jeudi jeu", "vendredi ven", "samedi sam", "dimanche dim")
# Day 0 of the serial numbers of spreadsheets; only recent ones are taken for days.
_ZERO = dt.date(1899, 12, 30)
_SERIALS = range(36_526, 73_415)


class BadCell(ValueError):
    """A cell that cannot be read; the text is a sentence for whoever wrote it."""


def day(cell: Cell, said: Callable[[str], None] = lambda note: None) -> str:
    """The ISO day in `cell`; "" when empty. Days are written as the French do; `said` hears what looks odd."""
    if cell is None:
        return ""
    if isinstance(cell, int | float):
        if int(cell) not in _SERIALS:
            raise BadCell(_not_a_day(cell))
        return (_ZERO + dt.timedelta(days=int(cell))).isoformat()
    found = _day(cell.strip(), said)
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise BadCell(
            _("« %(cell)s » est hors du calendrier. Écrivez l’année en quatre chiffres, comme 2026.") % _cut(cell)
        )
    return found.isoformat()


def _day(text: str, said: Callable[[str], None]) -> dt.date:
    iso = _ISO.fullmatch(text)
    if iso:
        return _date(int(iso[1]), int(iso[2]), int(iso[3]), text)
    words = " ".join(text.casefold().replace(",", " ").split())
    slashed = _SLASHED.fullmatch(words)
    if slashed:
        return _date(_year(slashed[3]), int(slashed[2]), int(slashed[1]), text)
    spoken = _SPOKEN.fullmatch(folded(text))
    if not spoken or spoken[3] not in MONTHS:
        raise BadCell(_not_a_day(text))
    if not spoken[4]:
        raise BadCell(_("« %(cell)s » n’a pas d’année. Écrivez-la comme 3 mars 2026.") % _cut(text))
    found = _date(_year(spoken[4]), MONTHS[spoken[3]], int(spoken[2]), text)
    if spoken[1] and spoken[1] not in _WEEKDAYS[found.weekday()].split():
        said(
            _("« %(cell)s » : le %(day)s est un %(weekday)s. La date compte, le jour de la semaine est laissé.")
            % {**_cut(text), "day": spoken_date(found), "weekday": WEEKDAYS[found.weekday()]}
        )
    return found


def hour(cell: Cell) -> str:
    """The hour in `cell` as "18:30"; "" when empty."""
    if cell is None:
        return ""
    if isinstance(cell, int | float):
        # Under one, a share of the day, as spreadsheets keep hours; a whole number is an hour somebody typed.
        if 0 <= cell < 1:
            minutes = round(cell * 1440) % 1440
            return f"{minutes // 60:02}:{minutes % 60:02}"
        if cell == int(cell) and cell < 24:
            return f"{int(cell):02}:00"
        raise BadCell(_not_an_hour(cell))
    text = " ".join(cell.casefold().replace("\u00a0", " ").replace("\u202f", " ").split())
    text = {"midi": "12:00", "minuit": "00:00"}.get(text.removeprefix("à "), text)
    iso = _ISO.fullmatch(cell.strip())
    found = _HOUR.fullmatch(iso[4] if iso and iso[4] else text)
    if not found or int(found[1]) > 23 or int(found[2] or 0) > 59:
        raise BadCell(_not_an_hour(cell))
    return f"{int(found[1]):02}:{int(found[2] or 0):02}"


def hour_of_day(cell: Cell) -> str:
    """The hour that a day cell carries with it ("2026-03-03T18:30:00"), "" without one."""
    found = _ISO.fullmatch(cell.strip()) if isinstance(cell, str) else None
    return found[4] if found and found[4] and found[4] != "00:00" else ""


def chosen(key: str, cell: Cell, names: Directory) -> str:
    """What the word of a list stands for; "" when empty. Accounts may be several."""
    text, words = plain("" if cell is None else cell), names.of(key)
    if not text or words is None:
        return ""
    if key == "accounts":
        values, unknown = words.split(text)
        if unknown:
            raise BadCell(_unknown_account(unknown[0], words.offered()))
        return ",".join(map(str, sorted(map(int, values))))
    value = words.find(text)
    if value is None:
        template = {
            "owner": _("« %(cell)s » n’est le nom d’aucun membre. Écrivez-le comme dans la feuille « Listes »."),
            "pillar": _("Le pilier « %(cell)s » n’existe pas. La coordination l’ajoute, ou laissez la case vide."),
            "campaign": _("La campagne « %(cell)s » n’existe pas. Créez-la d’abord, ou laissez la case vide."),
        }.get(key, _("« %(cell)s » n’est pas dans la liste. Choisissez : %(offered)s."))
        raise BadCell(template % {**_cut(text), "offered": ", ".join(words.offered())})
    return value


def title(cell: Cell) -> str:
    """A title on one line."""
    text = " ".join(plain("" if cell is None else cell).split())
    if len(text) > LONGEST_TITLE:
        raise BadCell(_("Le titre a %(count)s signes ; 120 au plus.") % {"count": len(text)})
    return text


def title_of(text: str) -> str:
    """The first words of `text`, whole, in sixty signs at most; "…" when more was said."""
    said = re.sub(r"[ \t\n]+", " ", text).strip()
    if len(said) <= MADE_TITLE:
        return said
    # One sign is kept for the ellipsis; only a word that is longer than a title is cut.
    room = said[:MADE_TITLE]
    whole = room.rpartition(" ")[0].rstrip(" \u00a0,;:.!?…–—-«(") or room[:-1]
    return f"{whole}…"


def words(cell: Cell) -> str:
    """A text, as long as a cell may hold."""
    text = plain("" if cell is None else cell)
    if len(text) > LONGEST:
        raise BadCell(_("Ce texte est trop long pour une case. Modifiez-le sur la page de la publication."))
    return text


def _date(year: int, month: int, number: int, text: str) -> dt.date:
    try:
        return dt.date(year, month, number)
    except ValueError:
        raise BadCell(_("« %(cell)s » n’existe pas dans le calendrier.") % _cut(text)) from None


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _cut(cell: object) -> dict[str, str]:
    text = " ".join(str(cell).split())
    return {"cell": text if len(text) < 60 else f"{text[:59]}…"}


def _not_a_day(cell: object) -> str:
    return _("« %(cell)s » n’est pas une date. Écrivez-la comme 03/03/2026.") % _cut(cell)


def _not_an_hour(cell: object) -> str:
    return _("« %(cell)s » n’est pas une heure. Écrivez-la comme 18:30.") % _cut(cell)


def _unknown_account(name: str, offered: list[str]) -> str:
    if not offered:
        return _("Le compte « %(cell)s » n’existe pas, et aucun autre n’est en service.") % _cut(name)
    return _("Le compte « %(cell)s » n’existe pas. Vos comptes : %(offered)s.") % {
        **_cut(name),
        "offered": ", ".join(offered),
    }
