"""What a planning may not be, each refused in a sentence; and what it may be, though it looks odd."""

import datetime as dt
import io
import zipfile

import pytest
from django.core import signing
from django_scopes import scope
from openpyxl import Workbook, load_workbook

from calendar_app.models import Channel, PlanningImport, Post
from calendar_app.planning import grids, seal
from calendar_app.planning.looking import look

from .conftest import edited, kinds, outcomes, refusal_of

pytestmark = pytest.mark.django_db


def bomb():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (90 * 1024 * 1024))
    return file.getvalue()


def far_cell():
    book = Workbook()
    book.active["A1"], book.active["XFD1048576"] = "Date", "loin"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def plain(rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    return book


def saved(book):
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


REFUSED = {
    "empty": (b"", "vide"),
    "exe": (b"MZ\x90\x00\x03\x00\x00\x00" * 40, "n’est pas un tableur"),
    "bomb": (bomb(), "démesuré"),
    "far cell": (far_cell(), "démesuré"),
    "no heading": (b"bonjour;tout;monde\n1;2;3\n", "Aucune colonne"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_is_no_planning_is_refused_in_words(journey, name):
    content, words = REFUSED[name]
    answer = journey.upload(content, "planning.xlsx")
    assert answer.status_code == 422
    assert words in refusal_of(answer)
    assert not PlanningImport.unscoped.exists()


def test_a_cut_workbook_is_refused(journey, three):
    content = journey.take()
    assert "abîmé ou coupé" in refusal_of(journey.upload(content[: len(content) // 2]))
    broken = bytearray(content)
    broken[200:400] = b"\x00" * 200
    assert "abîmé ou coupé" in refusal_of(journey.upload(bytes(broken)))


def test_somebody_elses_workbook_is_refused_by_name(journey, three, cast):
    def sign(content, mark):
        book = load_workbook(io.BytesIO(content))
        for row in book["Lisez-moi"].iter_rows(max_col=2):
            if row[0].value == "Identité du classeur":
                row[1].value = mark
        return saved(book)

    content = journey.take()
    theirs = seal.identity(cast.other, 1, "novembre 2026", "2026-11-22")
    assert "celui de « Le Fil bleu »" in refusal_of(journey.upload(sign(content, theirs)))
    forged = signing.dumps({"a": three[0].association_id, "n": "x", "e": 1}, key="another house")
    assert "autre espace Portevoix" in refusal_of(journey.upload(sign(content, forged)))


def test_a_line_of_another_house_is_refused(journey, three, cast):
    mark = seal.seal(cast.other, 1, three[0].pk, 1, {})
    row = journey.send(edited(journey.take(), lambda s, c: setattr(s.cell(5, c["Empreinte"]), "value", mark)))
    assert outcomes(row)[0].refusals[0].startswith("Planning, ligne 5, colonne Empreinte : ")


def test_moved_columns_blank_lines_and_columns_of_ones_own_change_nothing(journey, three):
    book = load_workbook(io.BytesIO(journey.take()))
    sheet = book["Planning"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4, max_row=7)]
    moved = Workbook()
    moved.active.title = "Planning"
    for row in rows:
        moved.active.append([*reversed(row), "à moi" if row is not rows[0] else "Mes notes"])
        for cell in moved.active[moved.active.max_row]:
            # What begins with "=" is a text there, not a formula.
            cell.data_type = "s" if isinstance(cell.value, str) else cell.data_type
        moved.active.append([])
    row = journey.send(saved(moved))
    assert [kind for kind, _n, _f in kinds(row)][:3] == ["same"] * 3, [o.changes for o in outcomes(row)]
    assert "Mes notes" in " ".join(look(row).notes)


def test_a_copied_line_must_lose_its_identifier(journey, three):
    def copy(sheet, columns):
        for place in columns.values():
            sheet.cell(8, place).value = sheet.cell(5, place).value

    found = outcomes(journey.send(edited(journey.take(), copy)))[3]
    assert "est déjà ligne 5" in found.refusals[0]


def test_merged_cells_and_formulas_are_read_and_told(journey, given):
    book = plain([["Date", "Titre", "Texte"], ["25/11/2026", "Marche", "a"], [None, "Course", "=1+1"]])
    book.active.merge_cells("A2:A3")
    row = journey.send(saved(book))
    page = journey.page(row).content.decode()
    assert "Quelle colonne est laquelle" in page
    journey.client.post(
        journey.url("calendar:planning-import-columns", pk=row.pk), {"day": "0", "title": "1", "text": "2"}
    )
    row.refresh_from_db()
    found = look(row)
    assert [o.line.values["day"] for o in found.outcomes] == ["2026-11-25"] * 2
    assert any("fusionnées" in note for note in found.notes)
    assert any("formules (C3)" in note for note in found.notes)


def test_a_spreadsheet_of_ones_own_goes_in(journey, given):
    given.channel("mastodon")
    content = "Jour;À quelle heure;Sujet;Réseaux;Qui;Contenu\n3/3/27;18 h;Marche;mastodon;chloe dubreuil;On marche\n"
    content += "mercredi 3 mars 2027;25h;Rien;TikTak;Personne;\n"
    row = journey.send(content.encode("cp1252"), "à moi.csv")
    assert row.status == "matching"
    assert row.columns == {"day": 0, "hour": 1, "title": 2, "accounts": 3, "owner": 4, "text": 5}
    assert "On marche" in journey.page(row).content.decode()
    where = journey.url("calendar:planning-import-columns", pk=row.pk)
    assert journey.client.post(where, {"day": "0", "title": "0"}).status_code == 422
    journey.client.post(where, row.columns)
    row.refresh_from_db()
    new, cannot = outcomes(row)
    assert (new.kind, new.line.values["owner"]) == ("new", str(given.cast.chloe.pk))
    assert len(cannot.refusals) == 3
    assert "CSV, ligne 3, colonne À quelle heure : « 25h » n’est pas une heure" in cannot.refusals[0]
    journey.apply(row, "n2")
    assert row.results[0]["fate"] == "done"


LONG = "Samedi 28 novembre, nous trions ensemble les jouets du quartier, venez donc !"


def test_a_spreadsheet_without_titles_takes_the_first_words_of_its_texts(journey, given):
    given.channel("mastodon")
    lines = ["Date;Texte;Réseau", f"25/11/2026;{LONG};mastodon", "26/11/2026;On\tmarche.;mastodon"]
    lines += ["27/11/2026;;mastodon", f"28/11/2026;{'a' * 70};mastodon"]
    row = journey.send("\n".join(lines).encode(), "mon planning.csv")
    assert "Sans elle, les premiers mots du texte" in journey.page(row).content.decode()
    where = journey.url("calendar:planning-import-columns", pk=row.pk)
    assert journey.client.post(where, {"day": "0", "title": "", "text": "1", "accounts": "2"}).status_code == 302
    row.refresh_from_db()
    found = outcomes(row)
    short = "Samedi 28 novembre, nous trions ensemble les jouets du…"
    assert [(o.kind, o.title) for o in found] == [
        ("new", short), ("new", "On marche."), ("cannot", ""), ("new", "a" * 59 + "…"),
    ]  # fmt: skip
    assert found[2].refusals == ["CSV, ligne 4, colonne Titre\u00a0: il manque le titre."]
    page = journey.page(row).content.decode()
    assert page.count("nous prendrons\u00a0: titre, les premiers mots du texte\u00a0; heure, 18\u00a0h") == 3
    journey.apply(row, "n2", "n3")
    posts = Post.objects.order_by("due_at")
    assert [(post.title, post.current.text) for post in posts] == [(short, LONG), ("On marche.", "On\tmarche.")]
    # Sent again, each finds its twin by the title it was given.
    again = journey.send("\n".join(lines).encode(), "mon planning.csv")
    journey.client.post(where.replace(f"/{row.pk}/", f"/{again.pk}/"), {"day": "0", "text": "1"})
    again.refresh_from_db()
    assert [bool(o.twin) for o in outcomes(again)] == [True, True, False, False]


def test_an_empty_title_is_made_on_a_new_line_and_refused_on_a_known_one(journey, three):
    def change(sheet, columns):
        sheet.cell(5, columns["Titre"]).value = None
        for number, title in ((8, None), (9, "t" * 121)):
            sheet.cell(number, columns["Date"]).value = dt.date(2026, 11, 29)
            sheet.cell(number, columns["Titre"]).value = title
            sheet.cell(number, columns["Texte"]).value = "On marche."

    found = outcomes(journey.send(edited(journey.take(), change)))
    assert [(o.kind, o.title) for o in (found[0], *found[3:])] == [
        ("cannot", "Tri des jouets"),
        ("new", "On marche."),
        ("cannot", ""),
    ]
    assert "121 signes" in " ".join(found[4].refusals)


def test_a_spreadsheet_needs_a_title_or_a_text(journey, given):
    row = journey.send(b"Date;Texte;Quoi\n25/11/2026;On marche;Bus\n", "a.csv")
    answer = journey.client.post(journey.url("calendar:planning-import-columns", pk=row.pk), {"day": "0"})
    assert answer.status_code == 422
    assert "il en faut au moins une" in answer.content.decode()


def test_a_refusal_names_the_column_as_the_file_does(journey, given):
    """« Réseaux », not our « Comptes »; a column without a heading keeps our word."""
    lines = ["Quand;;Réseaux;Qui;Texte", "mardi;18h;TikTak;Personne;On marche", ";27h;;;On marche"]
    row = journey.send("\n".join(lines).encode(), "a.csv")
    where = journey.url("calendar:planning-import-columns", pk=row.pk)
    journey.client.post(where, {"day": "0", "hour": "1", "accounts": "2", "owner": "3", "text": "4"})
    row.refresh_from_db()
    page = journey.page(row).content.decode()
    named = [[said.split("\u00a0:")[0] for said in o.refusals] for o in outcomes(row)]
    assert named == [
        ["CSV, ligne 2, colonne Quand", "CSV, ligne 2, colonne Réseaux", "CSV, ligne 2, colonne Qui"],
        ["CSV, ligne 3, colonne Heure", "CSV, ligne 3, colonne Quand"],
    ]
    assert "CSV, ligne 2, colonne Réseaux" in page


def test_a_text_of_its_own_of_what_is_out_is_refused_by_its_name(journey, given):
    given.published(channels=[given.channel("mastodon")], own={"mastodon": "On trie !"})
    content = journey.take("csv").decode("utf-8-sig").replace("On trie !", "On a trié !")
    (found,) = outcomes(journey.send(content.encode(), "planning.csv"))
    assert found.kind == "cannot"
    assert found.refusals[0].startswith("CSV, ligne 2, colonne Texte propre\u00a0: Mastodon\u00a0:")


def test_ten_thousand_lines_are_read_and_one_more_file_is_too_long():
    line = "25/11/2026;Marche\n"
    assert len(grids.read(("Date;Titre\n" + line * 10_000).encode()).sheets[0].rows) == 10_001
    with pytest.raises(grids.FileRefused, match="10 000 lignes"):
        grids.read(("Date;Titre\n" + line * 10_300).encode())


def test_only_its_author_and_the_coordination_see_it(journey, three, as_):
    row = journey.send(journey.take())
    assert as_("farid").get(row.get_absolute_url()).status_code == 404
    assert as_("bruno").get(row.get_absolute_url()).status_code == 200


def test_old_files_are_forgotten(journey, three, time_machine, given):
    from calendar_app.models import PlanningExport
    from calendar_app.planning.tasks import forget_old_plannings
    from tests.calendar_app.given import DAY, NOW

    row = journey.send(journey.take())
    time_machine.move_to(NOW + 31 * DAY)
    forget_old_plannings()
    with scope(association=given.association):
        assert not PlanningImport.objects.filter(pk=row.pk).exists()
        assert PlanningExport.objects.get().content is None


def test_an_hour_that_no_clock_shows_is_refused_where_the_day_carries_it(journey, given):
    row = journey.send(b"Date;Titre\n2026-12-03T25:61;Essai\n2026-12-04T18:30;Tri\n", "dates.csv")
    journey.client.post(journey.url("calendar:planning-import-columns", pk=row.pk), {"day": "0", "title": "1"})
    row.refresh_from_db()
    refused, taken = outcomes(row)
    assert (refused.kind, taken.kind) == ("cannot", "new")
    assert "25:61" in " ".join(refused.refusals)
    journey.apply(row, "n2", "n3")
    assert [each["fate"] for each in row.results] == ["done"]


def test_a_sign_no_cell_can_hold_stops_no_planning(journey, given):
    """What is pasted from a word processor may bring a vertical tab along: the name stays, the sign goes."""
    Channel.objects.filter(pk=given.channel("mastodon").pk).update(name="Masto\x0bdon")
    given.scheduled()
    book = load_workbook(io.BytesIO(journey.take()))
    assert "Mastodon" in [cell.value for row in book["Listes"].iter_rows() for cell in row]
