"""export_dashboard: the same workbook from the command line, or one sentence and exit code 1."""

import io

import pytest
from django.core.management import CommandError, call_command
from django_scopes import scope
from openpyxl import load_workbook

from journal.models import Entry

pytestmark = pytest.mark.usefixtures("november")


def run(output, association="mains-voisines", month="2026-10"):
    told = io.StringIO()
    call_command("export_dashboard", association=association, month=month, output=str(output), stdout=told)
    return told.getvalue()


def test_it_writes_the_workbook(tmp_path, year, association):
    file = tmp_path / "octobre.xlsx"
    told = run(file)
    assert "Classeur d’octobre 2026 écrit dans" in told
    assert load_workbook(file)["Synthèse"]["A2"].value.startswith("Octobre")
    with scope(association=association):
        assert not Entry.objects.exists(), "reading figures is no deed"
    assert [path.name for path in tmp_path.iterdir()] == ["octobre.xlsx"]


def test_the_same_figures_give_the_same_cells(tmp_path, year):
    run(tmp_path / "a.xlsx")
    run(tmp_path / "b.xlsx")
    books = [load_workbook(tmp_path / name) for name in ("a.xlsx", "b.xlsx")]
    for sheet in books[0].sheetnames:
        rows = [[[cell.value for cell in row] for row in book[sheet].iter_rows()] for book in books]
        assert rows[0] == rows[1], sheet


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"association": "nulle-part"}, "Aucune association n’a l’adresse"),
        ({"month": "octobre"}, "n’est pas un mois"),
        ({"month": "2026-13"}, "n’est pas un mois"),
        ({"month": "2026-1"}, "n’est pas un mois"),
        ({"month": "2027-01"}, "n’a pas commencé"),
    ],
)
def test_a_refusal_is_a_sentence_and_leaves_no_file(tmp_path, association, options, sentence):
    with pytest.raises(CommandError, match=sentence):
        run(tmp_path / "x.xlsx", **options)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_written_is_said(tmp_path, year):
    with pytest.raises(CommandError, match="ne peut pas être écrit"):
        run(tmp_path / "absent" / "x.xlsx")
    (tmp_path / "dir.xlsx").mkdir()
    with pytest.raises(CommandError, match="Rien n’a été laissé à moitié"):
        run(tmp_path / "dir.xlsx")
    assert [path.name for path in tmp_path.iterdir()] == ["dir.xlsx"]
