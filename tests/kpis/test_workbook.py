"""The workbook, read back: every cell equals the table's, with its type, and a text is never a formula."""

import datetime as dt
import io
import re
import shutil
import subprocess
import tracemalloc
import zipfile
from decimal import Decimal as D

import pytest
from django_scopes import scope
from openpyxl import Workbook, load_workbook

from calendar_app.models import Channel
from journal.models import Entry
from kpis import exporting, periods
from kpis.models import Reading
from kpis.tables import monthly
from kpis.tables.readings import readings
from kpis.tables.shapes import NUMBER, UNKNOWN, Cell, Heading, Row, Table, text_cell
from kpis.workbook import grids
from kpis.workbook.long_sheet import LongSheet, save

from .conftest import NOW, OCTOBER

pytestmark = pytest.mark.usefixtures("november")

# Beginnings that a spreadsheet may run, and texts that break files.
CORPUS = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://x.example","clic")',
    '=WEBSERVICE("http://x.example")',
    '=IMPORTXML(CONCAT("http://x.example"), "//a")',
    '=DDE("cmd";"/C calc";"x")',
    "=SUM(A1:A9)",
    "= 1+1",
    "==1",
    "+1+1",
    "+cmd|' /C calc'!A0",
    "-1+1",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "@cmd",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    "\u00a0=1+1",
    "\ufeff=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(1)",
    "%0A=1+1",
    "|calc",
    ";=1+1",
    ",=1+1",
    '"=1+1',
    "'=1+1",
    "{=1+1}",
    "=1+1\x00",
    "\x01\x02=1",
    "\x0b=1",
    "<script>alert(1)</script>",
    "]]><x>",
    "&P&A",
    "_x0041_",
    "_x003D_cmd|' /C calc'!A0",
    "0123",
    "1E5",
    "TRUE",
    "31/10/2026",
    "#REF!",
    "a" * 200,
    "é’« »\u202f;",
    "👩\u200d👩\u200d👧",
]


@pytest.fixture
def made(association):
    """The workbook of October and what it was made from: (workbook, monthly, readings)."""

    def do():
        made, _head = exporting.build(association, OCTOBER, "fr", NOW)
        with scope(association=association):
            table = monthly(association, OCTOBER)
            rows = list(readings(association, periods.shift(OCTOBER, -11), OCTOBER, "fr").rows)
        return load_workbook(io.BytesIO(made.content)), table, rows, made

    return do


def same(found, cell):
    """Whether a cell read back holds what the table says, with its type."""
    if cell.kind == UNKNOWN:
        return found.value is None
    if cell.kind == "percent":
        return found.data_type == "n" and round(D(str(found.value)), 9) == round(D(cell.value) / 100, 9)
    if cell.kind in ("number", "money"):
        return found.data_type == "n" and round(D(str(found.value)), 6) == round(D(cell.value), 6)
    if cell.kind in ("date", "month"):
        return found.data_type == "d" and found.value.date() == cell.value
    if cell.value == "":
        return found.value is None
    return found.data_type == "s" and found.value == cell.value


def compare(sheet, table, first):
    assert [sheet.cell(first, c).value for c in range(1, len(table.headings) + 1)] == [h.text for h in table.headings]
    count = 0
    for line, row in enumerate(table.rows, first + 1):
        for column, cell in enumerate((row.head, *row.cells), 1):
            assert same(sheet.cell(line, column), cell), (
                sheet.title,
                line,
                column,
                sheet.cell(line, column).value,
                cell,
            )
            count += 1
    return count


def test_every_cell_is_that_of_the_table(made, year):
    book, table, rows, _made = made()
    assert compare(book["Par canal"], table.by_channel, 4) > 10
    assert compare(book["Douze mois"], table.history, 4) > 50
    assert compare(book["Définitions et sources"], table.definitions, 4) > 20
    summary = book["Synthèse"]
    first = next(row[0].row for row in summary.iter_rows(max_col=1) if row[0].value == "Indicateur")
    assert compare(summary, table.summary, first) > 20
    data = book["Données"]
    for line, row in enumerate(rows, 5):
        for column, cell in enumerate((row.head, *row.cells), 1):
            assert same(data.cell(line, column), cell)
    assert data.max_row == 4 + len(rows)


def test_numbers_dates_and_percentages_are_typed_in_french_formats(made, year):
    book, *_rest = made()
    history = book["Douze mois"]
    assert history["A5"].number_format == "[$-40C]mmmm yyyy"
    assert history["A5"].value == dt.datetime(2025, 11, 1)
    assert history["B5"].number_format == '[$-40C]0.0"\u00a0"%'
    assert history["B5"].value == pytest.approx(0.91)
    assert book["Données"]["A5"].number_format == "[$-40C]dd/mm/yyyy"


def test_an_unread_month_is_an_empty_hatched_cell(made, year):
    book, *_rest = made()
    august = next(row for row in book["Douze mois"].iter_rows(min_row=5) if row[0].value == dt.datetime(2026, 8, 1))
    assert august[1].value is None
    assert august[1].fill.fill_type == "lightUp"


def test_a_change_shows_its_sign_and_its_points_and_the_reading_keeps_clear_of_the_target(made, year):
    book, *_rest = made()
    summary = book["Synthèse"]
    rows = {row[0].value: row for row in summary.iter_rows()}
    change, reading = rows["Taux de réponse"][3], rows["Taux de réponse"][5]
    assert change.value == pytest.approx(-4)
    assert change.number_format == ('[$-40C]"+"#,##0.0"\u00a0points";"−"#,##0.0"\u00a0points";#,##0.0"\u00a0points"')
    assert rows["Visites du site venues des réseaux"][3].number_format == '[$-40C]"+"#,##0;"−"#,##0;#,##0'
    assert (reading.alignment.horizontal, reading.alignment.indent) == ("left", 2)


def test_months_have_headings_that_wrap_in_columns_that_can_be_read_on_paper(made, year):
    book, *_rest = made()
    history = book["Douze mois"]
    widths = [history.column_dimensions[cell.column_letter].width for cell in history[4]]
    assert sum(widths) < 16 * len(widths)
    for cell, width in zip(history[4], widths, strict=True):
        assert max(map(len, cell.value.split())) < width
        assert grids.lines_of(cell.value, width - 2) * 14 <= history.row_dimensions[4].height
    assert history.page_setup.orientation == "landscape"


def test_hatching_is_explained_and_the_first_sheet_names_the_month_and_year(made, year):
    book, *_rest = made()
    for name in ("Synthèse", "Par canal", "Douze mois"):
        text = " ".join(str(cell.value) for row in book[name].iter_rows() for cell in row if cell.value)
        assert "case hachurée" in text.lower(), name
    assert book["Synthèse"]["A1"].value.endswith("chiffres du mois, octobre 2026")


def test_it_is_ready_to_print_and_to_filter(made, year):
    book, *_rest = made()
    for sheet in book:
        assert sheet.print_area
        assert sheet.page_setup.fitToWidth == 1
    for name in ("Par canal", "Douze mois", "Données", "Définitions et sources"):
        assert book[name].freeze_panes
        assert book[name].print_title_rows == "$4:$4"
    assert book["Données"].tables["Releves"].ref.startswith("A4:J")
    assert len(book["Synthèse"]._charts) == 4
    assert len(book["Par canal"]._charts) >= 1


def test_it_carries_the_head_of_the_journal_and_the_fingerprint_of_the_figures(made, year, association, cast, read):
    with scope(association=association):
        head = Entry.objects.record(association, by=cast.bruno, action="kpis.enter").hash
    book, *_rest, first = made()
    text = " ".join(str(cell.value) for row in book["Synthèse"].iter_rows() for cell in row if cell.value)
    assert head in text
    assert first.data_sha256 in text
    assert head[:16] in book["Par canal"].oddFooter.right.text
    *_same, again = made()
    assert again.data_sha256 == first.data_sha256
    read("posts", 3)
    *_other, changed = made()
    assert changed.data_sha256 != first.data_sha256


def assert_no_formula(book, file):
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", (sheet.title, cell.coordinate, cell.value)
                if isinstance(cell.value, str) and cell.value[:1] in tuple("=+-@\t\r\n"):
                    assert cell.quotePrefix, (sheet.title, cell.coordinate, cell.value)
    with zipfile.ZipFile(io.BytesIO(file.content)) as parts:
        for name in parts.namelist():
            if name.startswith("xl/worksheets/sheet"):
                assert not re.search(rb"<f[ >]", parts.read(name)), name


def test_a_text_is_never_a_formula(made, association, year, read):
    texts = [text.replace("\x00", "") for text in CORPUS]
    with scope(association=association):
        for place, text in enumerate(texts):
            # The place makes each name unlike the others, at its end.
            name = f"{text[:70]} {place}"
            channel = Channel.objects.create(association=association, name=name, slug=f"c{place}", network="x")
            read("sessions_social", 1, channel=channel, note=text)
    book, _table, _rows, file = made()
    assert_no_formula(book, file)
    notes = {row[8].value for row in book["Données"].iter_rows(min_row=5)}
    assert {text.replace("_x", "_x005F_x") for text in texts if text.isprintable()} <= notes


@pytest.mark.parametrize("name", ["=1+1", "@SUM(1)", "\x01\x02=1", "&P&A", "<b>]]>", "+cmd|' /C calc'!A0"])
def test_the_name_of_the_association_is_no_formula_either(made, association, year, name):
    association.name = name
    association.save()
    book, _table, _rows, file = made()
    assert_no_formula(book, file)
    assert (book["Synthèse"].oddFooter.left.text or "").count("&") % 2 == 0


def test_nothing_read_at_all_still_makes_a_workbook(made, association):
    book, *_rest = made()
    assert "aucun indicateur suivi" in book["Synthèse"]["A2"].value
    assert book["Données"]["A2"].value == "Aucun relevé sur la période."


def test_the_readings_of_a_neighbour_never_leave(made, year, cast):
    with scope(association=cast.other):
        Reading.objects.create(
            association=cast.other,
            indicator="followers",
            period_kind="month",
            period_start=OCTOBER,
            value=987654,
            source="typed",
            at=NOW,
        )
    book, *_rest = made()
    assert not any(cell.value == 987654 for sheet in book for row in sheet.iter_rows() for cell in row)


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice (soffice) is not installed on this machine")
def test_libreoffice_opens_it_without_repair_and_sees_the_same(made, year, tmp_path):
    *_rest, file = made()
    (tmp_path / "o.xlsx").write_bytes(file.content)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [shutil.which("soffice"), profile, "--headless", "--convert-to"]
    for target in ("pdf", "ods"):
        subprocess.run([*command, target, "o.xlsx"], cwd=tmp_path, check=True, timeout=180, capture_output=True)
    assert (tmp_path / "o.pdf").read_bytes().startswith(b"%PDF")
    from python_calamine import CalamineWorkbook

    sheets = CalamineWorkbook.from_path(tmp_path / "o.ods")
    assert sheets.sheet_names[0] == "Synthèse"
    rows = sheets.get_sheet_by_name("Douze mois").to_python()
    first = next(row for row in rows if row[0] == dt.date(2025, 11, 1))
    assert first[1] == pytest.approx(0.91)
    assert not any("Err:" in str(value) or "#NAME" in str(value) for row in rows for value in row)


def test_a_long_sheet_is_written_line_by_line_and_never_held():
    """A hundred thousand readings would take the worker's memory: what is kept is a line, not the sheet."""
    book = Workbook()
    sheet = LongSheet(book, "Longue")
    book._add_sheet(sheet)
    row = Row("r", text_cell("=1+1"), [Cell(D("12.5"), NUMBER, "12,5", 1)])
    table = Table("t", "Titre", [Heading("a", "A", is_figure=False), Heading("b", "B")], [])
    sheet.write_head(table, "Note")
    sheet.write_row(row, "fr")
    tracemalloc.start()
    for _line in range(1500):
        sheet.write_row(row, "fr")
    kept, _peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept < 50_000
    assert sheet.close_table("T", table) == "A1:B1505"
    file = io.BytesIO()
    save(book, file)
    read_back = load_workbook(file)["Longue"]
    assert [read_back.cell(1505, column).value for column in (1, 2)] == ["=1+1", 12.5]
    assert read_back.cell(1505, 1).data_type == "s"
    assert read_back.tables["T"].column_names == ["A", "B"]
