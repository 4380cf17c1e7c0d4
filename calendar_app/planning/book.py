"""The planning as an Excel workbook that people like to fill in: lists, dates that are dates, notes, four sheets."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, PatternFill, Side
from openpyxl.styles import Font as SheetFont
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from calendar_app.hours import FIRST_YEAR, LAST_YEAR
from calendar_app.planning.columns import BY_KEY, COLUMNS, LISTS, READ_ME, SHEET, TEXTS, Column
from calendar_app.planning.directory import Directory
from calendar_app.planning.parsing import RISKY
from calendar_app.planning.stored import Stored, shown

INK, SOFT, PETROL = "1D2527", "515A5B", "0B5A63"
PAPER, WASH, LINE, OURS = "FAF5EA", "DCEBE9", "DCD2BE", "EFECE6"
SERIF, SANS = "Cambria", "Calibri"
HEADINGS_AT = 4
# Lines to fill in under the last one.
BLANKS = 100
LISTED = ("accounts", "kind", "purpose", "pillar", "campaign", "owner")
FORMATS = {"day": "[$-40C]ddd dd/mm/yyyy", "hour": 'hh"h"mm'}
OPTIONAL = ("pillar", "campaign")


@dataclass(frozen=True)
class Made:
    """What stands above the lines: whose planning, of what period, narrowed how, made when, with which mark."""

    association: str
    period: str
    narrowed: str
    made_at: str
    identity: str


def shown_columns(names: Directory) -> list[Column]:
    """Every column, without the pillars and campaigns an association does not have."""
    return [c for c in COLUMNS if c.key not in OPTIONAL or getattr(names, f"{c.key}s").words]


def to_xlsx(
    lines: Sequence[Stored],
    seals: Mapping[int, str],
    names: Directory,
    made: Made,
    told: Callable[[int], None] = lambda percent: None,
) -> bytes:
    """The workbook, as bytes. `told` hears the percentage done."""
    book = Workbook()
    columns = shown_columns(names)
    planning = book.active
    planning.title = str(SHEET)
    lists = book.create_sheet(str(LISTS))
    places = _lists(lists, names, made)
    _planning(planning, columns, lines, seals, names, made, told)
    _validate(planning, columns, places, HEADINGS_AT + len(lines) + BLANKS)
    texts = book.create_sheet(str(TEXTS), 1)
    _texts(texts, lines, names, made)
    _read_me(book.create_sheet(str(READ_ME), 2), made)
    lists.sheet_state = "visible"
    for sheet, color in ((planning, PETROL), (texts, PETROL), (book[str(READ_ME)], "745200"), (lists, SOFT)):
        sheet.sheet_properties.tabColor = color
        sheet.sheet_view.showGridLines = False
    told(95)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


class _Styles:
    """Making a style costs more than writing a cell: each is made once, then copied."""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet = sheet
        self.made: dict[tuple[str, bool], object] = {}

    def paint(self, cell: Cell, key: str, *, is_quoted: bool) -> None:
        style = self.made.get((key, is_quoted))
        if style is None:
            style = self.made[key, is_quoted] = self._make(cell, key, is_quoted)
        cell._style = copy(style)

    def _make(self, cell: Cell, key: str, is_quoted: bool) -> object:
        is_ours = BY_KEY[key].is_ours
        cell.font = _font(9 if is_ours else 10, bold=key == "title", color=SOFT if is_ours else INK)
        cell.alignment = Alignment(
            horizontal="center" if key in ("identifier", "hour", "version") else "left",
            vertical="top",
            wrap_text=key not in ("seal",),
        )
        cell.border = Border(bottom=Side(style="thin", color=LINE))
        if is_ours:
            cell.fill = PatternFill("solid", fgColor=OURS)
        if key in FORMATS:
            cell.number_format = FORMATS[key]
        elif key in ("title", "text", "accounts", "seal"):
            # Kept as text: what looks like a number or a date stays what was typed.
            cell.number_format = "@"
        cell.quotePrefix = is_quoted
        return copy(cell._style)


def _font(size: float, *, bold: bool = False, color: str = INK, name: str = SANS) -> SheetFont:
    return SheetFont(name=name, size=size, bold=bold, color=color)


def write(cell: Cell, value: str) -> bool:
    """Put `value` in as a text, whatever it begins with; True when it must be quoted."""
    # A spreadsheet reads "_x003D_" as "=": the underscore is spelt out.
    cell.value = value.replace("_x", "_x005F_x") if "_x" in value else value
    cell.data_type = "s"
    return value.startswith(RISKY)


def _head(sheet: Worksheet, title: str, note: str, width: int) -> None:
    for row, text, font, height in (
        (1, title, _font(16, bold=True, name=SERIF), 30),
        (2, note, _font(9, color=SOFT), 18),
    ):
        cell = sheet.cell(row, 1)
        write(cell, text)
        cell.font = font
        cell.alignment = Alignment(vertical="center")
        sheet.row_dimensions[row].height = height


def _heading(cell: Cell, column: Column) -> None:
    write(cell, str(column.label))
    cell.font = _font(10, bold=True, color=SOFT if column.is_ours else INK)
    cell.fill = PatternFill("solid", fgColor=OURS if column.is_ours else WASH)
    cell.border = Border(bottom=Side(style="medium", color=INK))
    cell.alignment = Alignment(
        vertical="center",
        horizontal="center" if column.key in ("identifier", "hour", "version") else "left",
        wrap_text=True,
    )
    note = Comment(str(column.note), "Portevoix")
    note.width, note.height = 300, 40 + 18 * (len(str(column.note)) // 42 + 1)
    cell.comment = note


def _planning(
    sheet: Worksheet,
    columns: list[Column],
    lines: Sequence[Stored],
    seals: Mapping[int, str],
    names: Directory,
    made: Made,
    told: Callable[[int], None],
) -> None:
    title = _("Planning, %(period)s") % {"period": made.period}
    note = _("%(association)s. %(narrowed)sTéléchargé %(made_at)s. Les colonnes grises appartiennent à Portevoix.")
    _head(
        sheet, title, note % {"association": made.association, "narrowed": made.narrowed, "made_at": made.made_at}, 12
    )
    for place, column in enumerate(columns, 1):
        _heading(sheet.cell(HEADINGS_AT, place), column)
        sheet.column_dimensions[get_column_letter(place)].width = column.width
    sheet.row_dimensions[HEADINGS_AT].height = 26
    styles = _Styles(sheet)
    step = max(len(lines) // 20, 1)
    for done, line in enumerate(lines, 1):
        row = HEADINGS_AT + done
        for place, column in enumerate(columns, 1):
            _fill(sheet.cell(row, place), column.key, line, seals, names, styles)
        sheet.row_dimensions[row].height = _height(line)
        if done % step == 0:
            told(10 + 80 * done // len(lines))
    _blank_lines(sheet, columns, HEADINGS_AT + len(lines) + 1, styles)
    sheet.freeze_panes = sheet.cell(HEADINGS_AT + 1, 5)
    end = f"{get_column_letter(len(columns))}{HEADINGS_AT + max(len(lines), 1)}"
    sheet.auto_filter.ref = f"A{HEADINGS_AT}:{end}"
    _print(sheet, made)
    # What a task needs to recognise a line is of no use on paper.
    sheet.print_area = f"A1:{get_column_letter(len(columns) - 2)}{HEADINGS_AT + len(lines)}"


def _fill(cell: Cell, key: str, line: Stored, seals: Mapping[int, str], names: Directory, styles: _Styles) -> None:
    is_quoted = False
    if key == "identifier":
        cell.value = line.pk
    elif key == "day":
        cell.value = dt.date.fromisoformat(line.values["day"])
    elif key == "hour":
        cell.value = dt.time.fromisoformat(line.values["hour"])
    elif key == "version":
        cell.value = line.version
    else:
        text = seals[line.pk] if key == "seal" else names.word(key, line.values.get(key, ""))
        is_quoted = write(cell, shown(text)) if text else False
    styles.paint(cell, key, is_quoted=is_quoted)


def _height(line: Stored) -> float:
    """As high as the text asks for, up to eight lines: beyond, a planning is no longer read at a glance."""
    text = line.values["text"]
    wanted = sum(1 + len(part) // 66 for part in text.split("\n")) if text else 1
    across = 1 + line.values["accounts"].count(",") * 2 // 3
    return 15.0 * min(max(wanted, across, 1 + len(line.title) // 30), 8) + 4


def _blank_lines(sheet: Worksheet, columns: list[Column], first: int, styles: _Styles) -> None:
    for row in range(first, first + BLANKS):
        for place, column in enumerate(columns, 1):
            styles.paint(sheet.cell(row, place), column.key, is_quoted=False)


def _print(sheet: Worksheet, made: Made) -> None:
    sheet.page_setup.paperSize = Worksheet.PAPERSIZE_A4
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top, sheet.page_margins.bottom = 0.5, 0.6
    sheet.page_margins.header = sheet.page_margins.footer = 0.3
    sheet.print_title_rows = f"{HEADINGS_AT}:{HEADINGS_AT}"
    # In a footer, & opens a code.
    sheet.oddFooter.left.text = f"{made.association}, {made.period}".replace("&", "&&")[:100]
    sheet.oddFooter.right.text = "&P / &N"
    sheet.oddFooter.left.size = sheet.oddFooter.right.size = 8


def _lists(sheet: Worksheet, names: Directory, made: Made) -> dict[str, str]:
    """Write the lists side by side; return where each stands, as validations name it."""
    _head(
        sheet, str(LISTS), _("Les mots que le planning connaît. La coordination les change dans Portevoix, pas ici."), 6
    )
    places: dict[str, str] = {}
    column = 0
    for key in LISTED:
        found = names.of(key)
        words = found.offered() if found else []
        if not words:
            continue
        column += 1
        letter = get_column_letter(column)
        heading = sheet.cell(HEADINGS_AT, column)
        write(heading, str(BY_KEY[key].label))
        heading.font = _font(10, bold=True)
        heading.fill = PatternFill("solid", fgColor=PAPER)
        heading.border = Border(bottom=Side(style="medium", color=INK))
        sheet.column_dimensions[letter].width = max([16, *(len(word) + 3 for word in words)])
        for row, word in enumerate(words, HEADINGS_AT + 1):
            cell = sheet.cell(row, column)
            cell.font = _font(10)
            cell.quotePrefix = write(cell, word)
        places[key] = f"'{LISTS}'!${letter}${HEADINGS_AT + 1}:${letter}${HEADINGS_AT + len(words)}"
    sheet.freeze_panes = f"A{HEADINGS_AT + 1}"
    _print(sheet, made)
    return places


def _validate(sheet: Worksheet, columns: list[Column], places: dict[str, str], last: int) -> None:
    for place, column in enumerate(columns, 1):
        letter = get_column_letter(place)
        rule = _rule(column, places)
        if rule:
            rule.add(f"{letter}{HEADINGS_AT + 1}:{letter}{last}")
            sheet.add_data_validation(rule)


def _rule(column: Column, places: dict[str, str]) -> DataValidation | None:
    name = str(column.label)
    if column.key in places:
        rule = DataValidation(type="list", formula1=places[column.key], allow_blank=True)
        # Several accounts stand in one cell: the list helps there, and forbids nothing.
        rule.showErrorMessage = column.key != "accounts"
        rule.error = _("Choisissez dans la liste : elle est sur la feuille « Listes ».")
    elif column.key == "day":
        first, last = dt.date(FIRST_YEAR, 1, 1), dt.date(LAST_YEAR, 12, 31)
        serials = [(each - dt.date(1899, 12, 30)).days for each in (first, last)]
        rule = DataValidation(
            type="date", operator="between", formula1=str(serials[0]), formula2=str(serials[1]), allow_blank=True
        )
        rule.showErrorMessage = True
        rule.error = _("Écrivez un jour, comme 03/03/2026.")
    elif column.key == "hour":
        rule = DataValidation(type="time", operator="between", formula1="0", formula2="0.999988", allow_blank=True)
        rule.showErrorMessage = True
        rule.error = _("Écrivez une heure, comme 18:30.")
    elif column.key == "title":
        rule = DataValidation(type="textLength", operator="lessThanOrEqual", formula1="120", allow_blank=True)
        rule.showErrorMessage = True
        rule.error = _("120 signes au plus.")
    elif column.is_ours and column.key != "identifier":
        # Lines are still sorted, copied and deleted freely, which a protected sheet would forbid.
        rule = DataValidation(type="custom", formula1="FALSE", allow_blank=True)
        rule.showErrorMessage = True
        rule.error = _("Cette colonne appartient à Portevoix.")
    else:
        return None
    rule.errorTitle = name
    return rule


def _texts(sheet: Worksheet, lines: Sequence[Stored], names: Directory, made: Made) -> None:
    """One line per post and account; an empty text means the common one."""
    note = _("Vide : ce compte reçoit le texte commun. Écrivez ici ce qui change d’un compte à l’autre.")
    _head(sheet, str(TEXTS), note, 4)
    # The title only helps to find one's way there: it is changed on the first sheet.
    title = replace(BY_KEY["title"], is_ours=True, note=_("Pour s’y retrouver. Il se change sur l’autre feuille."))
    headings = [BY_KEY["identifier"], title, BY_KEY["accounts"], replace(BY_KEY["text"], note=note, width=80)]
    for place, column in enumerate(headings, 1):
        _heading(sheet.cell(HEADINGS_AT, place), column)
        sheet.column_dimensions[get_column_letter(place)].width = column.width
    sheet.cell(HEADINGS_AT, 3).value = _("Compte")
    styles = _Styles(sheet)
    row = HEADINGS_AT
    for line in lines:
        for account in filter(None, line.values["accounts"].split(",")):
            row += 1
            text = line.values.get(f"own:{account}", "")
            sheet.cell(row, 1).value = line.pk
            quoted = [False, write(sheet.cell(row, 2), line.title), False, False]
            quoted[2] = write(sheet.cell(row, 3), names.accounts.words.get(account, account))
            if text:
                quoted[3] = write(sheet.cell(row, 4), text)
            for place, key in enumerate(("identifier", "state", "accounts", "text"), 1):
                styles.paint(sheet.cell(row, place), key, is_quoted=quoted[place - 1])
    sheet.freeze_panes = sheet.cell(HEADINGS_AT + 1, 4)
    sheet.auto_filter.ref = f"A{HEADINGS_AT}:D{max(row, HEADINGS_AT + 1)}"
    _print(sheet, made)


def _read_me(sheet: Worksheet, made: Made) -> None:
    """How to use the workbook, and whose it is."""
    title = _("Remplir le planning sans connexion, puis le renvoyer")
    _head(sheet, title, f"{made.association}, {made.period}", 2)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 28, 92
    facts = [
        (
            _("Modifier"),
            _("Changez les cases blanches : date, heure, titre, comptes, texte… Les listes proposent les mots connus."),
        ),
        (_("Ajouter"), _("Écrivez sur une ligne vide, sans identifiant. La publication arrivera en brouillon.")),
        (
            _("Enlever"),
            _(
                "Une ligne supprimée n’annule rien. Au retour, Portevoix la montre : cochez-la et dites pourquoi "
                "pour l’annuler."
            ),
        ),
        (
            _("Trier, déplacer"),
            _("Triez et déplacez lignes et colonnes comme vous voulez : chaque ligne est reconnue à son identifiant."),
        ),
        (
            _("L’état"),
            _(
                "Relire, programmer, publier, annuler sont des actes signés : ils se font sur la page de la "
                "publication."
            ),
        ),
        (
            _("Renvoyer"),
            _(
                "Dans le calendrier, page « Planning », choisissez ce fichier. Rien ne change avant que vous "
                "ayez vu chaque différence."
            ),
        ),
        (
            _("À plusieurs"),
            _(
                "Si quelqu’un a modifié une publication entre-temps, les deux versions sont montrées côte à "
                "côte. Rien n’est écrasé."
            ),
        ),
        (
            _("Logiciels"),
            _("Excel et LibreOffice conviennent. Le fichier peut être renvoyé en .xlsx, .ods, .xls ou .csv."),
        ),
        (_("Téléchargé"), made.made_at),
        (_("Identité du classeur"), made.identity),
    ]
    for row, (name, words) in enumerate(facts, HEADINGS_AT):
        left, right = sheet.cell(row, 1), sheet.cell(row, 2)
        write(left, name)
        write(right, words)
        is_ours = row == HEADINGS_AT + len(facts) - 1
        left.font, right.font = _font(10, bold=True), _font(8 if is_ours else 10, color=SOFT if is_ours else INK)
        left.alignment = Alignment(vertical="top")
        right.alignment = Alignment(vertical="top", wrap_text=True)
        sheet.row_dimensions[row].height = 34 if len(words) > 95 else 20
    _print(sheet, made)
    sheet.page_setup.orientation = "portrait"
