"""The list of signatures as a workbook: one row per person, typed cells, texts that stay texts."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from associations.models import Membership
from charter.models import Acknowledgement
from charter.rollcall import STATES, RollCall

# What a spreadsheet would read as a formula.
RISKY = ("=", "+", "-", "@")
WIDTHS = (30, 36, 24, 20, 24, 40, 16)


def make(roll: RollCall) -> bytes:
    """Return the workbook of everybody on `roll`, written row by row."""
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet(_("Signatures"))
    for place, width in enumerate(WIDTHS):
        sheet.column_dimensions["ABCDEFG"[place]].width = width
    sheet.freeze_panes = "A3"
    sheet.append([_text(sheet, _about(roll), bold=True)])
    sheet.append([_text(sheet, str(heading), bold=True) for heading in _headings()])
    for person in _people(roll):
        sheet.append(_row(sheet, person))
    book.properties.creator = "Portevoix"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _people(roll: RollCall) -> Iterable[Membership]:
    return roll.people().iterator(chunk_size=500)


def _about(roll: RollCall) -> str:
    words = {"campaign": roll.campaign, "day": roll.today.strftime("%d/%m/%Y")}
    return _("%(campaign)s, au %(day)s") % words


def _headings() -> tuple[str, ...]:
    return (
        _("Nom"),
        _("Adresse e-mail"),
        _("État"),
        _("Signé le"),
        _("Identité confirmée par"),
        _("Motif de la dispense"),
        _("Dispense jusqu’au"),
    )


def _row(sheet: WriteOnlyWorksheet, person: Any) -> list[Any]:
    method = Acknowledgement.Method(person.method).label if person.method else ""
    return [
        _text(sheet, person.user.name),
        _text(sheet, person.user.email),
        _text(sheet, str(STATES[person.state])),
        _moment(sheet, person.signed_at),
        _text(sheet, str(method)),
        _text(sheet, person.excused_because or ""),
        _day(sheet, person.excused_until),
    ]


def _text(sheet: WriteOnlyWorksheet, text: str, *, bold: bool = False) -> Any:
    """A text, whatever it begins with; nothing for an empty one."""
    if not text:
        return None
    cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", text))
    cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    if text.startswith(RISKY):
        cell.quotePrefix = True
    return cell


def _moment(sheet: WriteOnlyWorksheet, value: dt.datetime | None) -> Any:
    if value is None:
        return None
    cell = WriteOnlyCell(sheet, value=timezone.localtime(value).replace(tzinfo=None, second=0, microsecond=0))
    cell.number_format = "dd/mm/yyyy hh:mm"
    return cell


def _day(sheet: WriteOnlyWorksheet, value: dt.date | None) -> Any:
    if value is None:
        return None
    cell = WriteOnlyCell(sheet, value=value)
    cell.number_format = "dd/mm/yyyy"
    return cell
