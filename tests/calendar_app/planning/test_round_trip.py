"""Taken away and sent back: unchanged, no difference; each kind of change, exactly that difference."""

import datetime as dt
import io

import pytest
from openpyxl import load_workbook

from calendar_app import transitions
from calendar_app.models import Post
from calendar_app.planning.looking import look
from tests.calendar_app.given import NOW

from .conftest import edited, kinds, outcomes

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("shape", ["xlsx", "csv"])
def test_a_planning_that_comes_back_unchanged_differs_in_nothing(journey, three, shape):
    row = journey.send(journey.take(shape), f"planning.{shape}")
    assert row.status == "preview"
    assert [kind for kind, _number, _fields in kinds(row)] == ["same"] * 3
    page = journey.page(row)
    assert page.status_code == 200
    assert "Aucune différence avec le calendrier" in page.content.decode()


CHANGES = [
    ("Date", dt.date(2026, 11, 30), "day", "2026-11-30"),
    ("Date", "lundi 30 novembre 2026", "day", "2026-11-30"),
    ("Date", "30/11/26", "day", "2026-11-30"),
    ("Date", "2026-11-30", "day", "2026-11-30"),
    ("Heure", dt.time(18, 30), "hour", "18:30"),
    ("Heure", "18h30", "hour", "18:30"),
    ("Heure", "18 h", "hour", "18:00"),
    ("Titre", "Tri des livres", "title", "Tri des livres"),
    ("Nature", "Témoignage", "kind", "testimony"),
    ("But", "Collecter des dons", "purpose", "gifts"),
    ("Responsable", "Bruno Castel", "owner", None),
    ("Comptes", "Blog", "accounts", None),
    ("Texte", "=Dimanche\non trie.", "text", "=Dimanche\non trie."),
]


@pytest.mark.parametrize(("heading", "typed", "field", "value"), CHANGES)
def test_each_change_is_exactly_that_difference(journey, three, heading, typed, field, value):
    def change(sheet, columns):
        cell = sheet.cell(5, columns[heading])
        cell.value = typed
        if isinstance(typed, str):
            cell.data_type = "s"

    row = journey.send(edited(journey.take(), change))
    found = outcomes(row)
    assert [o.kind for o in found] == ["changed", "same", "same"], [o.refusals for o in found]
    assert [c.field for c in found[0].changes] == [field]
    if value:
        assert found[0].changes[0].after == value


def test_a_change_is_applied_through_the_verb(journey, three, given):
    row = journey.send(edited(journey.take(), lambda s, c: setattr(s.cell(5, c["Titre"]), "value", "Tri des livres")))
    journey.apply(row, f"p{three[0].pk}")
    assert row.status == "applied"
    post = given.again(three[0])
    assert (post.title, post.current.number, post.current.by) == ("Tri des livres", 2, given.cast.chloe)
    assert post.current.text == "Samedi, on trie les jouets."
    assert sorted(text.text for text in post.current.texts.all()) == ["", "Samedi, on trie ! #Jouets"]
    # Applied again, nothing is left to do.
    assert [kind for kind, _n, _f in kinds(row)] == ["same"] * 3


def test_an_own_text_is_changed_on_its_sheet(journey, three, given):
    content = journey.take()
    book = load_workbook(io.BytesIO(content))
    sheet = book["Textes par compte"]
    line = next(r for r in sheet.iter_rows(min_row=5) if r[0].value == three[0].pk and r[2].value == "Blog")
    line[3].value = "Le blog en dit plus."
    file = io.BytesIO()
    book.save(file)
    row = journey.send(file.getvalue())
    assert [f for _k, _n, f in kinds(row)] == [[f"own:{given.channel('blog').pk}"], [], []]
    journey.apply(row, f"p{three[0].pk}")
    assert set(given.again(three[0]).current.texts.values_list("text", flat=True)) == {
        "Samedi, on trie ! #Jouets",
        "Le blog en dit plus.",
    }


def test_a_new_line_becomes_a_draft_once(journey, three, given):
    def change(sheet, columns):
        for heading, value in {
            "Identifiant": "N1", "Date": dt.date(2026, 11, 29), "Heure": dt.time(9), "Titre": "Marche",
            "Comptes": "Blog, Mastodon", "Nature": "Événement", "Texte": "On marche.",
        }.items():  # fmt: skip
            sheet.cell(8, columns[heading]).value = value

    row = journey.send(edited(journey.take(), change))
    assert kinds(row)[-1] == ("new", 8, [])
    journey.apply(row, "n8")
    assert row.results[0]["fate"] == "done", row.results
    post = Post.objects.get(title="Marche")
    assert (post.status, post.kind, post.owner, post.due_at.isoformat()) == (
        "draft",
        "event",
        given.cast.chloe,
        "2026-11-29T08:00:00+00:00",
    )
    assert post.variants.count() == 2
    assert kinds(row)[-1][0] == "same"


def test_a_new_line_tells_what_is_taken_for_its_empty_cells(journey, as_, url, three, given):
    def change(sheet, columns):
        for heading, value in {"Identifiant": "N1", "Date": dt.date(2026, 11, 29), "Titre": "Marche"}.items():
            sheet.cell(8, columns[heading]).value = value
        for heading, value in {
            "Identifiant": "N2", "Date": dt.date(2026, 11, 30), "Heure": dt.time(9), "Titre": "Course",
            "But": "Se faire connaître", "Comptes": "Blog", "Nature": "Événement", "Responsable": "Farid Guermi",
        }.items():  # fmt: skip
            sheet.cell(9, columns[heading]).value = value

    row = journey.send(edited(journey.take(), change))
    page = as_("chloe").get(url("calendar:planning-import", pk=row.pk)).content.decode()
    assert page.count("Cases vides") == 1, "a full line has nothing to tell"
    told = page[page.index("Cases vides") :].split("</")[0]
    assert told == (
        "Cases vides, nous prendrons\u00a0: heure, 18\u00a0h\u00a0; responsable, vous, qui appliquez le fichier\u00a0; "
        "nature, information\u00a0; but, se faire connaître\u00a0; comptes, aucun pour l’instant."
    )
    journey.apply(row, "n8")
    post = Post.objects.get(title="Marche")
    assert (post.owner, post.kind, post.purpose, post.variants.count()) == (
        given.cast.chloe,
        "information",
        "known",
        0,
    )
    assert post.due_at.isoformat() == "2026-11-29T17:00:00+00:00"


def test_what_others_changed_meanwhile_is_never_overwritten(journey, three, given):
    content = journey.take()
    words = given.words(channels=[given.channel("mastodon"), given.channel("blog")], title="Tri des vélos")
    transitions.write(three[0], words, given.plan(three[0].due_at), expected=1, by=given.cast.bruno, now=NOW)
    # Unchanged by me: theirs stays, and it is no difference.
    assert [k for k, _n, _f in kinds(journey.send(content))] == ["same"] * 3
    # Another field: mine goes in, theirs stays.
    apart = edited(content, lambda s, c: setattr(s.cell(5, c["But"]), "value", "Collecter des dons"))
    row = journey.send(apart)
    assert kinds(row)[0] == ("changed", 5, ["purpose"])
    journey.apply(row, f"p{three[0].pk}")
    post = given.again(three[0])
    assert (post.title, post.purpose) == ("Tri des vélos", "gifts")
    # The same field: side by side; without a choice, theirs.
    both = edited(content, lambda s, c: setattr(s.cell(5, c["Titre"]), "value", "Tri des livres"))
    row = journey.send(both)
    assert kinds(row)[0] == ("conflict", 5, ["title"])
    page = journey.page(row).content.decode()
    assert "Tri des vélos" in page
    assert "Tri des livres" in page
    assert "Bruno" in page or "Chloé" in page
    journey.apply(row, f"p{three[0].pk}")
    assert row.results[0]["fate"] == "left"
    assert given.again(three[0]).title == "Tri des vélos"
    again = journey.send(both)
    journey.apply(again, f"p{three[0].pk}", **{f"side_p{three[0].pk}_title": "mine"})
    assert given.again(three[0]).title == "Tri des livres"


def test_a_deleted_line_is_shown_and_cancels_only_with_a_reason(journey, three, given):
    row = journey.send(edited(journey.take(), lambda s, c: s.delete_rows(5)))
    assert [k for k, _n, _f in kinds(row)] == ["same", "same", "deleted"]
    name = f"p{three[0].pk}"
    assert "pourquoi" in journey.apply(row, name).content.decode()
    assert given.again(three[0]).status == "draft"
    journey.apply(row, name, **{f"reason_{name}": "La salle est prise."})
    post = given.again(three[0])
    assert (post.status, post.reason) == ("cancelled", "La salle est prise.")


def test_the_state_is_not_changed_in_the_file(journey, three):
    row = journey.send(edited(journey.take(), lambda s, c: setattr(s.cell(5, c["État"]), "value", "Publiée")))
    found = outcomes(row)[0]
    assert found.kind == "cannot"
    assert found.refusals[0].startswith("Planning, ligne 5, colonne État : l’état ne se change pas dans le classeur")


def test_new_words_in_a_scheduled_post_go_back_to_review(journey, three, given):
    row = journey.send(edited(journey.take(), lambda s, c: setattr(s.cell(7, c["Texte"]), "value", "Autres mots.")))
    journey.apply(row, f"p{three[2].pk}")
    assert given.again(three[2]).status == "review"


def test_a_yes_is_about_what_was_shown(journey, three, given):
    row = journey.send(edited(journey.take(), lambda s, c: setattr(s.cell(5, c["Titre"]), "value", "Tri des livres")))
    name = f"p{three[0].pk}"
    seen = next(o.seen for o in look(row).outcomes if o.name == name)
    words = given.words(channels=[given.channel("blog")], text="Autre chose.")
    transitions.write(three[0], words, given.plan(three[0].due_at), expected=1, by=given.cast.bruno, now=NOW)
    journey.apply(row, name, **{f"seen_{name}": seen})
    assert row.results[0]["fate"] == "refused"
    assert "depuis votre aperçu" in row.results[0]["said"]
    assert given.again(three[0]).title == "Tri des jouets"


def test_the_workbook_has_lists_notes_and_no_formula(journey, three):
    book = load_workbook(io.BytesIO(journey.take()))
    assert book.sheetnames == ["Planning", "Textes par compte", "Lisez-moi", "Listes"]
    sheet = book["Planning"]
    assert sheet.freeze_panes == "E5"
    assert all(cell.comment for cell in sheet[4])
    assert {rule.type for rule in sheet.data_validations.dataValidation} >= {"list", "date", "time", "custom"}
    risky = next(cell for cell in sheet["D"] if cell.value == "=Merci+@tous")
    assert (risky.data_type, risky.quotePrefix) == ("s", True)
    assert sheet["B5"].value == dt.datetime(2026, 11, 23)


def test_a_csv_file_quotes_what_a_spreadsheet_would_run(journey, three):
    text = journey.take("csv").decode("utf-8-sig")
    assert "'=Merci+@tous" in text
    assert ";Texte propre : Mastodon" in text.splitlines()[0]


def test_the_filters_of_the_calendar_are_kept(journey, three):
    book = load_workbook(io.BytesIO(journey.take(query="?compte=mastodon&etat=scheduled")))
    assert [c.value for c in book["Planning"]["D"][4:] if c.value] == ["Permanence"]
