"""A charter that exists in Word: what is read from it, what is refused, and what the draft becomes."""

import contextlib
import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django_scopes import scope
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from charter import importing, transitions, writing
from charter.models import Version, WordImport
from charter.word.package import NotReadable
from charter.word.reading import BODY, Article, Found, read
from journal.models import Entry
from journal.moves import Refused

from . import given


def saved(document):
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def written(*lines):
    """A .docx from (style, text) pairs; a bare text is a plain paragraph."""
    document = Document()
    for line in lines:
        style, text = line if isinstance(line, tuple) else ("Normal", line)
        document.add_paragraph(text, style=style)
    return saved(document)


def titles(found):
    return [article.title for article in found.articles]


def repacked(content, *, without=(), **parts):
    """The same package with parts replaced, added or taken out."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts and name not in without:
                new.writestr(name, old.read(name))
        for name, words in parts.items():
            new.writestr(name, words)
    return kept.getvalue()


PLAIN = written(("Heading 1", "Article 1 : Nos comptes"), "Nous en avons deux.")


# -- what is read ----------------------------------------------------------------


def test_headings_become_articles():
    found = read(
        written(
            ("Title", "Charte d’usage"),
            ("Heading 1", "Nos comptes"),
            "Nous en avons deux.",
            ("List Bullet", "la page"),
            ("List Bullet", "la lettre"),
            ("Heading 2", "Qui publie"),
            "Chloé, le dimanche.",
            ("Heading 1", "Réviser"),
            "Chaque année.",
        )
    )
    assert found.articles == (
        Article("Nos comptes", "Nous en avons deux.\n\n- la page\n- la lettre\n\nQui publie\n\nChloé, le dimanche."),
        Article("Réviser", "Chaque année."),
    )
    assert [note for note in found.notes if "Charte d’usage" in note]


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("Article 1 : Nos comptes", "Nos comptes"),
        ("ARTICLE 1 – Nos comptes", "Nos comptes"),
        ("Article premier. Nos comptes", "Nos comptes"),
        ("Art. 1 - Nos comptes", "Nos comptes"),
        ("Article IV bis) Nos comptes", "Nos comptes"),
        ("Article 1er\u00a0: Nos comptes", "Nos comptes"),
    ],
)
def test_a_numbered_line_opens_an_article(line, title):
    assert titles(read(written(line, "Nous en avons deux.", "Article 2. Suite", "Oui."))) == [title, "Suite"]


def test_an_article_cited_in_a_sentence_opens_nothing():
    found = read(
        written("Article 1. Le droit", "Article 9 du code civil protège la vie privée.", "Articles 3 et 4 aussi.")
    )
    assert titles(found) == ["Le droit"]


def test_the_short_line_below_a_bare_number_is_its_title():
    found = read(written("Article 1", "Nos comptes", "Nous en avons deux.", "Article 2", "Nous répondons toujours."))
    assert found.articles == (
        Article("Nos comptes", "Nous en avons deux."),
        Article("Nous répondons toujours", "Nous répondons toujours."),
    )


def test_a_long_preamble_is_an_article_and_parts_of_the_book_are_told():
    found = read(
        written(
            "Nous, bénévoles, écrivons ce texte. " * 6,
            ("Heading 1", "Titre I"),
            ("Heading 2", "Article 1. Nos comptes"),
            "Nous en avons deux.",
            ("Heading 1", "Annexe"),
            "La liste des comptes.",
        )
    )
    assert titles(found) == ["Préambule", "Nos comptes", "Annexe"]
    assert any("Titre I" in note for note in found.notes)


def test_without_any_title_each_group_of_paragraphs_is_an_article():
    found = read(
        written("Nos comptes", "Nous en avons deux.", "", "Chacun répond poliment à qui lui écrit.", "Toujours.")
    )
    assert [article.body for article in found.articles] == [
        "Nous en avons deux.",
        "Chacun répond poliment à qui lui écrit.\n\nToujours.",
    ]
    assert titles(found)[0] == "Nos comptes"
    assert "Aucun titre d’article" in found.notes[0]


def test_nothing_is_run_and_nothing_is_markup():
    typed = '<script>alert("x")</script> & {{ 7*7 }} #panic()'
    assert read(written("Article 1. Nos comptes", typed)).articles[0].body == typed


def test_what_is_not_text_is_told():
    document = Document()
    document.add_paragraph("Article 1. Nos comptes")
    table = document.add_table(rows=2, cols=2)
    for cell, words in zip(table._cells, ["Compte", "Qui", "Page", "Chloé"], strict=True):
        cell.text = words
    line = document.add_paragraph("Nous répondons ")
    line._p.append(parse_xml(f'<w:ins {nsdecls("w")} w:id="1" w:author="x"><w:r><w:t>toujours</w:t></w:r></w:ins>'))
    line._p.append(
        parse_xml(f'<w:del {nsdecls("w")} w:id="2" w:author="x"><w:r><w:delText>jamais</w:delText></w:r></w:del>')
    )
    found = read(saved(document))
    assert found.articles[0].body == "- Compte\u202f; Qui\n- Page\u202f; Chloé\n\nNous répondons toujours"
    assert any("tableau" in note for note in found.notes)
    assert any("modifications suivies" in note for note in found.notes)


def test_an_article_too_long_is_cut_at_a_paragraph_and_nothing_is_lost():
    words = [f"Phrase numéro {n}, qui dit une chose utile à tout le monde." for n in range(300)]
    found = read(written("Article 1. Nos comptes", *words))
    assert len(found.articles) == 3
    assert all(len(article.body) <= BODY for article in found.articles)
    assert "\n\n".join(article.body for article in found.articles).split("\n\n") == words
    assert found.articles[1].title == "Nos comptes (suite)"


# -- what is refused, in words ------------------------------------------------------

LONG = "Une phrase de charte, ni courte ni longue, comme on en lit. " * 40
ENCRYPTED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le")


def bomb():
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", b" " * 30_000_000)
    return kept.getvalue()


BAD = {
    "vide": (b"", "vide"),
    "texte": (b"Bonjour", "pas un document Word"),
    "pdf": (b"%PDF-1.7 ...", "PDF"),
    "doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "ancien format"),
    "chiffre": (ENCRYPTED, "mot de passe"),
    "zip": (b"PK\x03\x04 rien", "abîmé"),
    "coupe": (PLAIN[: len(PLAIN) // 2], "abîmé"),
    "tableur": (repacked(PLAIN, without=("word/document.xml",), **{"xl/workbook.xml": "<x/>"}), "pas un texte Word"),
    "macro": (repacked(PLAIN, **{"word/vbaProject.bin": b"x"}), "macro"),
    "docm": (
        repacked(PLAIN, **{"[Content_Types].xml": "application/vnd.ms-word.document.macroEnabled.main+xml"}),
        "macro",
    ),
    "odt": (repacked(PLAIN, without=("word/document.xml",), **{"content.xml": "<x/>"}), "LibreOffice"),
    "bombe": (bomb(), "démesuré"),
    "xml": (repacked(PLAIN, **{"word/document.xml": "<w:document"}), "n’a pas pu être lu"),
    "sans texte": (written("", ""), "aucun texte"),
    "300 pages": (written(*[LONG] * 320), "80 pages"),
    "articles": (written(*[("Heading 1", f"Titre {n}") for n in range(130)]), "La limite est de 120"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_in_words(name):
    content, words = BAD[name]
    with pytest.raises(NotReadable, match=words):
        read(content)


def test_entities_are_not_expanded():
    document = zipfile.ZipFile(io.BytesIO(PLAIN)).read("word/document.xml").decode()
    evil = document.replace("<w:document", '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><w:document', 1)
    evil = evil.replace("Nous en avons deux.", "Nous &a; deux.")
    with contextlib.suppress(NotReadable):
        assert "root:" not in str(read(repacked(PLAIN, **{"word/document.xml": evil})))


# -- through the door ---------------------------------------------------------------


def upload(content, name="charte.docx"):
    return {"file": SimpleUploadedFile(name, content)}


@pytest.fixture
def version(cast, association):
    with scope(association=association):
        return given.draft(cast)


@pytest.fixture
def page(association, version):
    return lambda name="version-import": reverse(f"charter:{name}", args=[association.slug, version.pk])


def expected(version):
    with scope(association=version.association):
        return importing.fingerprint(Version.objects.with_charter().get(pk=version.pk))


NEW = written(
    "Article 1. Pourquoi nous parlons en ligne", "Pour être lus.", "Article 2. Les <b>jeunes</b>", "Ils aident."
)


def test_a_file_is_looked_at_then_poured(as_, version, page, unscoped):
    bruno = as_("bruno")
    keys = dict(version.clauses.values_list("title", "key"))
    before = expected(version)
    assert bruno.post(page(), upload(NEW)).url == page()
    assert expected(version) == before
    shown = bruno.get(page()).content.decode()
    assert "2 articles trouvés" in shown
    assert "Les &lt;b&gt;jeunes&lt;/b&gt;" in shown
    answer = bruno.post(page("version-import-pour"), {"expected": before, "sure": "on"})
    assert answer.url == page("version-edit")
    kept = list(version.clauses.order_by("position").values_list("title", "body", "key"))
    assert [row[:2] for row in kept] == [
        ("Pourquoi nous parlons en ligne", "Pour être lus."),
        ("Les <b>jeunes</b>", "Ils aident."),
    ]
    assert kept[0][2] == keys["Pourquoi nous parlons en ligne"]
    assert not WordImport.objects.exists()
    assert Entry.objects.filter(action="charter.edit", after="imported").count() == 1


@pytest.mark.parametrize("name", ["vide", "doc", "macro", "bombe", "300 pages"])
def test_a_bad_file_is_told_beside_the_field_and_nothing_changes(as_, version, page, unscoped, name):
    before = expected(version)
    bruno = as_("bruno")
    bruno.post(page(), upload(NEW))
    answer = bruno.post(page(), upload(BAD[name][0]))
    assert answer.status_code == 422
    assert BAD[name][1] in " ".join(answer.context["form"].errors["file"])
    assert expected(version) == before
    assert WordImport.objects.get().articles[1]["title"] == "Les <b>jeunes</b>"


def test_without_the_yes_nothing_is_replaced(as_, version, page, unscoped):
    before = expected(version)
    bruno = as_("bruno")
    bruno.post(page(), upload(NEW))
    assert bruno.post(page("version-import-pour"), {"expected": before}).status_code == 422
    assert expected(version) == before
    assert WordImport.objects.count() == 1


def test_a_draft_that_changed_meanwhile_is_shown_again(as_, cast, version, page, unscoped):
    seen = expected(version)
    bruno = as_("bruno")
    bruno.post(page(), upload(NEW))
    writing.add(version, writing.Words("Venu entre-temps", "Oui."), by=cast.amina, now=given.NOW)
    answer = bruno.post(page("version-import-pour"), {"expected": seen, "sure": "on"})
    assert answer.status_code == 409
    assert "Rien n’a été remplacé" in answer.content.decode()
    assert version.clauses.filter(title="Venu entre-temps").exists()


def test_poured_twice_is_poured_once(as_, version, page, unscoped):
    bruno = as_("bruno")
    bruno.post(page(), upload(NEW))
    yes = {"expected": expected(version), "sure": "on"}
    bruno.post(page("version-import-pour"), yes)
    bruno.post(page("version-import-pour"), yes)
    assert version.clauses.count() == 2
    assert Entry.objects.filter(action="charter.edit", after="imported").count() == 1


def test_a_fixed_text_takes_nothing(cast, association, unscoped):
    version = given.review(cast)
    importing.keep(version, Found((Article("Un", "Oui."),)), file_name="a.docx", by=cast.bruno, now=given.NOW)
    seen = importing.fingerprint(version)
    transitions.freeze(version, by=cast.bruno, now=given.NOW)
    with pytest.raises(Refused, match="arrêté"):
        importing.pour(version, expected=seen, by=cast.bruno, now=given.NOW)
    assert version.clauses.count() == 3


def test_a_file_set_aside_leaves_the_draft(as_, version, page, unscoped):
    bruno, before = as_("bruno"), expected(version)
    bruno.post(page(), upload(NEW))
    assert bruno.post(page("version-import-set-aside")).url == page()
    assert not WordImport.objects.exists()
    assert expected(version) == before


def test_what_one_person_had_read_is_theirs_alone(as_, page, unscoped):
    as_("bruno").post(page(), upload(NEW))
    assert "Les articles trouvés" not in as_("amina").get(page()).content.decode()


@pytest.mark.parametrize(("who", "status"), [("amina", 200), ("bruno", 200), ("chloe", 403), ("damien", 404)])
def test_who_may_import(as_, page, who, status):
    assert as_(who).get(page()).status_code == status
