"""Files that must not get in: each is refused with a French sentence, and nothing of it is run."""

from __future__ import annotations

import datetime as dt
import io
import tracemalloc
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpis.importing import LARGEST_BYTES, MAX_BYTES, FileRefused, Parsed, check_size, parse
from kpis.importing.workbooks import MAX_UNFOLDED

CURVE = '"Facebook reach"\n"Date","Primary"\n' + "".join(
    f'"2026-10-{day:02}T00:00:00","{day * 3}"\n' for day in range(1, 32)
)
FIGURES = {dt.date(2026, 10, day): day * 3 for day in range(1, 32)}


def refused(data: bytes, words: str) -> Parsed:
    """The outcome of a file that must be refused with these words."""
    parsed = parse(data, "export.csv")
    assert parsed.rows == ()
    assert parsed.reason is not None
    assert words in str(parsed.reason)
    return parsed


def workbook(fill: Callable[[Any], object]) -> bytes:
    book = openpyxl.Workbook()
    fill(book.active)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def archive(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in parts.items():
            zipped.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        CURVE.encode(),
        ("sep=,\n" + CURVE).encode("utf-8-sig"),
        b"\xff\xfe" + ("sep=,\n" + CURVE).encode("utf-16-le"),
        b"\xfe\xff" + ("sep=,\n" + CURVE).encode("utf-16-be"),
        ("sep=;\n" + CURVE.replace(",", ";")).encode("cp1252"),
        CURVE.replace(",", ";").encode(),
        CURVE.replace(",", "\t").replace('"', "").encode(),
        ("sep=,\n" + CURVE).replace("\n", "\r").encode(),
        ("sep=,\n" + CURVE).replace("\n", "\r\n").encode(),
        # Saved again by a tool that put each line in quotes.
        "".join('"' + line.replace('"', '""') + '"\n' for line in CURVE.splitlines()).encode(),
    ],
    ids=["plain", "utf8-bom", "utf16-le", "utf16-be", "cp1252", "semicolons", "tabs", "cr", "crlf", "wrapped"],
)
def test_one_curve_in_every_dress(data: bytes) -> None:
    parsed = parse(data, "no matter the name.bin")
    assert parsed.refused == ()
    assert {row.start: int(row.value) for row in parsed.rows} == FIGURES
    assert {row.indicator for row in parsed.rows} == {"reach"}


def test_an_empty_file() -> None:
    refused(b"", "est vide")


@pytest.mark.parametrize("data", [b"  \r\n\r\n", b"\xef\xbb\xbf", b"\xff\xfe", b"sep=,\n"])
def test_a_file_of_blanks(data: bytes) -> None:
    assert parse(data, "x").reason is not None


def test_a_file_too_heavy_is_refused_on_its_size_alone() -> None:
    with pytest.raises(FileRefused, match=r"pèse 50 Mo.*limite est de 10 Mo"):
        check_size(50 * 1024 * 1024)
    check_size(MAX_BYTES)
    with pytest.raises(FileRefused, match="pèse 11 Mo"):
        check_size(MAX_BYTES + 1)
    # The command takes texts that the page does not; a workbook, laid out whole, is never that heavy.
    refused(b"a" * (LARGEST_BYTES + 1), "pèse 61 Mo")
    refused(b"PK\x03\x04" + b"a" * MAX_BYTES, "pèse 11 Mo")


def test_a_long_text_is_walked_and_never_held() -> None:
    lines = "".join(f"{20_000_000 + number},2026-10-01 10:00 +0000,1,1,1\n" for number in range(30_000))
    data = ("Tweet id,time,impressions,engagements,retweets\n" + lines).encode()
    tracemalloc.start()
    parsed = parse(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert {(row.indicator, int(row.value)) for row in parsed.rows} >= {("posts", 30_000), ("impressions", 30_000)}
    # Thirty thousand lists of five cells would weigh 12 MB: only the identifiers and a fingerprint of each are held.
    assert peak < 11_000_000


def test_a_line_that_cannot_be_read_far_down_is_told_with_its_number() -> None:
    text = "Date,Views\n" + "2026-10-01,3\n" * 500 + '2026-10-02,"3\n'
    parsed = refused(text.encode(), "coupé")
    assert parsed.refused[0].line == 502


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_a_file_cut_in_a_cell(encoding: str) -> None:
    cut = CURVE[: CURVE.rindex('"') - 1]
    refused(cut.encode(encoding), "est coupé")


def test_a_file_cut_in_a_letter() -> None:
    refused("sep=,\n".encode("utf-16") + b"x", "est coupé")
    refused('"Durée","é'.encode()[:-1], "est coupé")


def test_a_line_cut_short_is_refused_and_the_others_are_kept() -> None:
    parsed = parse(b"Date,Views,Likes\n2026-10-01,3,1\n2026-10-02,4\n", "x")
    assert [(row.indicator, row.start.day) for row in parsed.rows] == [("reactions", 1), ("views", 1)]
    assert [(each.line, each.reason_fr) for each in parsed.refused] == [
        (3, "La ligne 3 est coupée\u00a0: il lui manque des colonnes.")
    ]


def test_bytes_that_are_no_text() -> None:
    for data in (
        b"\x89PNG\r\n\x1a\n" + bytes(200),
        CURVE.encode("utf-16-le"),
        CURVE.encode("utf-32"),
        bytes(range(256)),
    ):
        refused(data, "pas du texte")


def test_an_alphabet_we_do_not_know() -> None:
    # 0x81 and 0x8D are letters in Windows-1251, and nothing in Windows-1252.
    refused("Дата,Ќ\n".encode("cp1251") + b"\x81\x8d", "ne se lisent pas")


def test_accents_broken_by_another_tool() -> None:
    broken = "Date,Vues,Durée de visionnage (heures)\n2026-10-01,3,1\n".encode().decode("cp1252").encode()
    refused(broken, "accents de ce fichier sont abîmés")


def test_a_bomb_in_a_workbook() -> None:
    bomb = archive({"xl/workbook.xml": b"<workbook/>", "xl/worksheets/sheet1.xml": b"0" * (MAX_UNFOLDED + 1)})
    assert len(bomb) < MAX_BYTES
    refused(bomb, "démesuré")


def test_a_bomb_below_the_weight_but_far_above_the_ratio() -> None:
    refused(archive({"xl/workbook.xml": b"<workbook/>", "xl/a.xml": b"0" * 20_000_000}), "démesuré")


def test_a_bomb_that_lies_about_its_size() -> None:
    honest = workbook(lambda sheet: [sheet.append(["2026-10-01", number]) for number in range(2000)])
    with zipfile.ZipFile(io.BytesIO(honest)) as zipped:
        size = zipped.getinfo("xl/worksheets/sheet1.xml").file_size
    lying = bytearray(honest)
    # The size unfolded, as the directory at the end of the archive gives it.
    place = lying.rindex(size.to_bytes(4, "little"))
    lying[place : place + 4] = (50).to_bytes(4, "little")
    refused(bytes(lying), "abîmé ou coupé")


def test_a_cell_at_the_end_of_the_world() -> None:
    def fill(sheet: Any) -> None:
        sheet["A1"] = "Date"
        sheet["XFD1048576"] = 3

    refused(workbook(fill), "démesuré")


def test_a_workbook_cut_or_empty() -> None:
    whole = workbook(lambda sheet: sheet.append(["Date", "Video Views"]))
    refused(whole[: len(whole) // 2], "abîmé ou coupé")
    refused(workbook(lambda sheet: None), "aucune cellule remplie")
    refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4000), "abîmé ou coupé")


def test_an_archive_of_files_is_told_apart() -> None:
    refused(archive({"Totals.csv": b"Date,Views\n2026-10-01,3\n"}), "n’est pas un classeur Excel")


FORMULAS = [
    "=cmd|' /C calc'!A0",
    "@SUM(A1)",
    "+A1+A2",
    "-A1",
    "=1+1",
    ' =HYPERLINK("http://x")',
    "=2",
    "|calc",
    "\t=A1",
]


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_formula_is_neither_run_nor_kept(formula: str) -> None:
    cell = '"' + formula.replace('"', '""') + '"'
    parsed = parse(f"Date,Views\n2026-10-01,{cell}\n2026-10-02,5\n".encode(), "x")
    assert [(row.start.day, int(row.value)) for row in parsed.rows] == [(2, 5)]
    assert "est une formule" in parsed.refused[0].reason_fr


def test_a_formula_in_a_workbook_is_not_run() -> None:
    def fill(sheet: Any) -> None:
        sheet.append(["Date", "Video Views", "Profile Views", "Likes"])
        sheet.append(["2026-10-01", "=cmd|' /C calc'!A0", "@SUM(A1)", 4])
        sheet.append(["=A1", 1, 2, 3])

    parsed = parse(workbook(fill), "x")
    assert [(row.indicator, int(row.value)) for row in parsed.rows] == [("reactions", 4)]


def test_a_formula_as_the_name_of_a_column_or_a_file_is_only_a_name() -> None:
    parsed = parse(b'Date,Views,"=cmd|A0"\n2026-10-01,5,=A1\n', "=cmd|A0.csv")
    assert [(row.indicator, int(row.value)) for row in parsed.rows] == [("views", 5)]


def test_two_columns_of_dates_are_no_dates() -> None:
    refused(b"Date,Views,Date\n2026-10-01,3,2026-10-02\n", "ne reconnaissons pas")


def test_names_of_people_stay_in_the_file() -> None:
    heading = "Tweet id,Tweet text,time,impressions,engagements,retweets\n"
    text = heading + '"1","Merci à Jeanne Le Goff","2026-10-01 10:00 +0000","9","2","1"\n'
    parsed = parse(text.encode(), "x")
    assert len(parsed.rows) == 4
    assert "Jeanne" not in repr(parsed)


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("3.Apr", "date à la place d’un nombre"),
        ("4.janv", "date à la place d’un nombre"),
        ("janv-24", "date à la place d’un nombre"),
        ("1.2E+05", "abrégé par un tableur"),
        ("1,2 k", "arrondi"),
        ("12K", "arrondi"),
        ("3.5", "pas un nombre entier"),
        ("1.234", "se lit de deux façons"),
        ("9" * 30, "démesuré"),
        ("beaucoup", "n’est pas un nombre"),
        ("٣", "n’est pas un nombre"),
        ("#DIV/0!", "n’est pas un nombre"),
    ],
)
def test_a_cell_that_is_not_surely_a_figure(cell: str, words: str) -> None:
    parsed = parse(f'Date,Views\n2026-10-01,"{cell}"\n2026-10-02,7\n'.encode(), "x")
    assert [int(row.value) for row in parsed.rows] == [7]
    assert words in parsed.refused[0].reason_fr
    assert parsed.refused[0].line == 2


@pytest.mark.parametrize("cell", ["", "-", "--", "NAN", "NA", "n/a", "—"])
def test_absent_is_not_zero(cell: str) -> None:
    parsed = parse(f"Date,Views,Likes\n2026-10-01,{cell},0\n".encode(), "x")
    assert [(row.indicator, int(row.value)) for row in parsed.rows] == [("reactions", 0)]
    assert parsed.refused == ()


def test_the_same_day_with_two_values_keeps_neither() -> None:
    parsed = parse(b"Date,Views\n2026-10-01,3\n2026-10-02,4\n2026-10-01,5\n2026-10-02,4\n", "x")
    assert [(row.start.day, int(row.value)) for row in parsed.rows] == [(2, 4)]
    assert "aucune des deux" in parsed.refused[0].reason_fr


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=3000))
def test_any_bytes_are_refused_cleanly(data: bytes) -> None:
    parsed = parse(data, "x")
    assert parsed.rows == ()
    assert str(parsed.reason)


HEADINGS = st.sampled_from(
    [
        *("Date", "Views", "Primary", "Reach", "Visits", "Actions", "Tweet id", "time", "impressions", "engagements"),
        *("Post link", "Unique Id", "Send Date", "Successful Deliveries", "Geography"),
    ]
)
CELLS = st.one_of(
    HEADINGS,
    st.sampled_from(["2026-10-01", "04/05/2026", "Total", "12", "1,234", "=A1", "--", "2026-10", "sep=;", "12 avril"]),
    st.text(max_size=12),
)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.lists(CELLS, max_size=6), max_size=8),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
)
def test_any_table_gives_figures_or_reasons_and_never_breaks(table: list[list[str]], mark: str, encoding: str) -> None:
    data = "\n".join(mark.join(line) for line in table).encode(encoding, "replace")
    parsed = parse(data, "x", hint_month=dt.date(2026, 10, 1), hint_indicator="reach")
    assert parsed.rows or str(parsed.reason)
    assert all((row.value >= 0 or row.asks_yes) and row.start.year >= 2000 for row in parsed.rows)


def test_a_file_wrong_from_end_to_end_gives_a_few_reasons() -> None:
    parsed = parse(b"Date,Views\n" + b"hier,3\n" * 5000 + b"2026-10-01,4\n", "x")
    assert len(parsed.rows) == 1
    assert len(parsed.refused) == 200
    assert "200 premiers refus" in str(parsed.notes[-1])


# Made once: the length of a workbook depends on the minute it is made, and a draw must not.
WHOLE = workbook(lambda sheet: (sheet.append(["Date", "Video Views"]), sheet.append(["2026-10-01", 3])))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=6))
def test_a_damaged_workbook_never_breaks(damages: list[tuple[float, int]]) -> None:
    damaged = bytearray(WHOLE)
    for place, byte in damages:
        damaged[4 + int(place * (len(damaged) - 5))] = byte
    parsed = parse(bytes(damaged), "x", hint_month=dt.date(2026, 10, 1))
    assert parsed.rows or str(parsed.reason)
