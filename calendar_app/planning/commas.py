"""The planning as one CSV file: a line per post, a column per account that has texts of its own."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

from calendar_app.planning.book import shown_columns
from calendar_app.planning.columns import OWN
from calendar_app.planning.directory import Directory
from calendar_app.planning.parsing import RISKY
from calendar_app.planning.stored import Stored, shown


def to_csv(lines: Sequence[Stored], seals: Mapping[int, str], names: Directory) -> bytes:
    """UTF-8 with its mark and semicolons, as French spreadsheets open it at once."""
    columns = shown_columns(names)
    own = sorted({key for line in lines for key, text in line.values.items() if key.startswith("own:") and text})
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    headings = [str(c.label) for c in columns]
    writer.writerow([*headings, *(quoted(OWN % {"account": names.accounts.words.get(key[4:], key)}) for key in own)])
    for line in lines:
        cells = [_cell(column.key, line, seals, names) for column in columns]
        writer.writerow([*cells, *(quoted(line.values.get(key, "")) for key in own)])
    return file.getvalue().encode("utf-8-sig")


def _cell(key: str, line: Stored, seals: Mapping[int, str], names: Directory) -> str:
    if key == "identifier":
        return str(line.pk)
    if key == "version":
        return str(line.version)
    if key == "seal":
        return seals[line.pk]
    if key == "day":
        year, month, day = line.values["day"].split("-")
        return f"{day}/{month}/{year}"
    if key == "hour":
        return line.values["hour"]
    return quoted(shown(names.word(key, line.values.get(key, ""))))


def quoted(text: str) -> str:
    """A text that a spreadsheet would run gets a quote before it; reading takes it off."""
    return f"'{text}" if text.startswith((*RISKY, "'")) else text
