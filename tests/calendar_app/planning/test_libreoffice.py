"""Saved by LibreOffice in between: still no difference, and each change is still exactly that change."""

import datetime as dt
import io
import shutil
import subprocess

import pytest
from openpyxl import load_workbook

from .conftest import kinds, outcomes

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed: nothing saves the workbook."),
]

TYPED = {
    "Date": dt.date(2026, 11, 30),
    "Heure": dt.time(19, 15),
    "Titre": "Tri des livres",
    "Comptes": "Blog, Mastodon, Facebook",
    "Nature": "Témoignage",
    "But": "Collecter des dons",
    "Responsable": "Bruno Castel",
    "Texte": "Dimanche,\non trie les livres.",
}
FIELDS = ["day", "hour", "title", "accounts", "kind", "purpose", "owner", "text"]


def every_change(content, three):
    """Each field of the first line, a text of its own, the second line deleted, the third moved last, a new one."""
    book = load_workbook(io.BytesIO(content))
    sheet = book["Planning"]
    columns = {cell.value: cell.column for cell in sheet[4] if cell.value}
    for heading, value in TYPED.items():
        sheet.cell(5, columns[heading]).value = value
    own = next(
        r for r in book["Textes par compte"].iter_rows(min_row=5) if r[0].value == three[0].pk and r[2].value == "Blog"
    )
    own[3].value = "Le blog en dit plus."
    sheet.delete_rows(6)
    for heading, value in {"Date": "3 décembre 2026", "Titre": "Marche", "Texte": "On marche."}.items():
        sheet.cell(9, columns[heading]).value = value
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def expected(three, given):
    return [
        ("changed", 5, [*FIELDS, f"own:{given.channel('blog').pk}"]),
        ("same", 6, []),
        ("new", 9, []),
        ("deleted", 0, []),
    ]


def through_libreoffice(content, shape, folder):
    """The workbook opened and saved again as `shape` by a headless LibreOffice of its own."""
    source, out = folder / "planning.xlsx", folder / "out"
    source.write_bytes(content)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", "--headless", profile, "--convert-to", shape, "--outdir", str(out), str(source)]
    subprocess.run(command, check=True, timeout=240, capture_output=True)
    return (out / f"planning.{shape}").read_bytes()


@pytest.mark.parametrize("shape", ["xlsx", "ods"])
def test_saved_by_libreoffice_nothing_differs(journey, three, tmp_path, shape):
    row = journey.send(through_libreoffice(journey.take(), shape, tmp_path), f"planning.{shape}")
    assert row.status == "preview"
    assert [kind for kind, _n, _f in kinds(row)] == ["same"] * 3, [(o.changes, o.refusals) for o in outcomes(row)]


@pytest.mark.parametrize("shape", ["xlsx", "ods"])
def test_each_change_survives_libreoffice(journey, three, given, tmp_path, shape):
    given.channel("facebook")
    row = journey.send(through_libreoffice(every_change(journey.take(), three), shape, tmp_path), f"planning.{shape}")
    found = {o.name: o for o in outcomes(row)}
    assert kinds(row) == expected(three, given), [o.refusals for o in found.values()]
    after = {c.field: c.after for c in found[f"p{three[0].pk}"].changes}
    assert (after["day"], after["hour"], after["title"]) == ("2026-11-30", "19:15", "Tri des livres")
    assert (after["text"], after["kind"]) == ("Dimanche,\non trie les livres.", "testimony")
