"""Workbooks that people renamed, protected or locked: read where it is certain, else one sentence each."""

from __future__ import annotations

import datetime as dt
import io
import struct
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook.protection import WorkbookProtection

from kpis.importing import Parsed, parse

HEADINGS = ["Date", "Video Views", "Profile Views"]
LINE = ["2026-10-01", "12", "3"]


def book(*sheets: tuple[str, list[list[Any]]], **change: Any) -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets:
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    if change.get("sheet_locked"):
        made.worksheets[0].protection.set_password("secret")
    if change.get("book_locked"):
        made.security = WorkbookProtection(workbookPassword="secret", lockStructure=True)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def told(parsed: Parsed) -> str:
    return " ".join([*map(str, parsed.notes), str(parsed.reason or "")])


def compound(name: str, content: bytes) -> bytes:
    """The old Office container with one stream: how Excel stores a locked .xlsx, and every .xls."""
    content = content.ljust(4096, b"\0")
    count = len(content) // 512
    end, free, fat_sector = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
    head = struct.pack(
        "<8s16sHHHHH6sIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, b"", 0, 1, 1, 0,
        4096, end, 0, end, 0,
    )  # fmt: skip
    head += struct.pack("<109I", 0, *[free] * 108)
    fat = [fat_sector, end, *range(3, 2 + count), end]
    fat += [free] * (128 - len(fat))

    def entry(title: str, kind: int, child: int, start: int, size: int) -> bytes:
        letters = title.encode("utf-16-le") + b"\0\0"
        # Letters, their length, kind, colour, brothers, child, class, state, two dates, first sector, size.
        return letters.ljust(64, b"\0") + struct.pack(
            "<HBBIII16sIQQIQ", len(letters), kind, 1, free, free, child, b"", 0, 0, 0, start, size
        )

    nobody = b"\0" * 64 + struct.pack("<HBBIII16sIQQIQ", 0, 0, 0, free, free, free, b"", 0, 0, 0, 0, 0)
    directory = entry("Root Entry", 5, 1, end, 0) + entry(name, 2, free, 2, len(content)) + nobody * 2
    return head + struct.pack("<128I", *fat) + directory + content


def test_sheets_renamed_and_moved_are_read_by_what_they_hold() -> None:
    parsed = parse(book(("Mes notes", [["À lire"]]), ("Octobre ✓", [HEADINGS, LINE])))
    assert {(row.indicator, int(row.value)) for row in parsed.rows} == {("views", 12), ("profile_visits", 3)}
    assert "viennent de la feuille « Octobre ✓ »" in told(parsed).replace("\u00a0", " ")


def test_sheets_that_hold_nothing_known_are_named() -> None:
    parsed = parse(book(("Feuil1", [["Bonjour"]]), ("Feuil2", [["Total", 3]])))
    assert "« Feuil1 », « Feuil2 »" in told(parsed).replace("\u00a0", " ")
    assert parsed.rows == ()


@pytest.mark.parametrize("change", [{"sheet_locked": True}, {"book_locked": True}])
def test_a_workbook_protected_against_changes_is_read_and_told(change: dict[str, bool]) -> None:
    parsed = parse(book(("Overview", [HEADINGS, LINE]), **change))
    assert len(parsed.rows) == 2
    assert "protégé contre les modifications" in told(parsed)
    assert "protégé" not in told(parse(book(("Overview", [HEADINGS, LINE]))))


def test_a_workbook_locked_with_a_password_says_how_to_unlock_it() -> None:
    parsed = parse(compound("EncryptedPackage", b"\x00" * 4096))
    assert "protégé par un mot de passe" in told(parsed)


def test_an_old_workbook_locked_with_a_password_says_so_too() -> None:
    # BOF, then FILEPASS: what follows is enciphered.
    start = struct.pack("<HHHHHHII", 0x0809, 16, 0x0600, 0x0005, 0, 0, 0, 0)
    parsed = parse(compound("Workbook", start + struct.pack("<HH6s", 0x002F, 6, b"\0" * 6)))
    assert "protégé par un mot de passe" in told(parsed)


def test_a_month_is_asked_of_totals_of_followers_and_a_year_of_the_posts_of_2014() -> None:
    totals = b"Facebook followers\nFB_PAGE,FOLLOW\n30222\n\nInstagram followers\nIG,FOLLOW\n3098\n"
    assert parse(totals).asks == ("month",)
    rows = parse(totals, hint_month=dt.date(2026, 10, 1)).rows
    assert [(row.network, int(row.value)) for row in rows] == [("facebook", 30222), ("instagram", 3098)]

    posts = (
        b"Post Month,Lifetime Post Total Reach,Lifetime Post Total Impressions,comment,like,share\n"
        b"12,5,10,1,2,\n12,6,20,0,3,1\n1,7,30,0,x,1\n13,1,1,1,1,1\n"
    )
    assert parse(posts).asks == ("year",)
    parsed = parse(posts, hint_month=dt.date(2014, 1, 1))
    found = {(row.indicator, row.start): int(row.value) for row in parsed.rows}
    assert found[("impressions", dt.date(2014, 12, 1))] == 30
    assert found[("shares", dt.date(2014, 12, 1))] == 1
    assert ("reactions", dt.date(2014, 1, 1)) not in found, "one unreadable post spoils its month"
    assert {refusal.line for refusal in parsed.refused} == {4, 5}
