"""Versions and comparisons as files: what they say, what they are called, and that they come back."""

import io
import shutil
import subprocess
import unicodedata

import pytest
from django.urls import reverse
from docx import Document

from charter import transitions, writing
from charter.word.reading import read

from . import given


def words_of(content, tmp_path):
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not installed: the words of the paper were not read back")
    path = tmp_path / "paper.pdf"
    path.write_bytes(content)
    run = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True)
    return unicodedata.normalize("NFKC", run.stdout.decode())


@pytest.fixture
def address(association):
    return lambda name, *args: reverse(f"charter:{name}", args=[association.slug, *args])


@pytest.fixture
def ruled(cast, unscoped):
    given.statutes(cast)


def test_a_version_in_force_as_pdf(as_, cast, association, address, ruled, tmp_path):
    association.legal_name, association.publishing_director = "Association Les Mains voisines", "Bernadette Oury"
    association.save()
    version = given.in_force(cast)
    answer = as_("chloe").get(address("version-pdf", version.pk))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="mains-voisines-charte-usage-version-1.pdf"'
    words = words_of(answer.content, tmp_path)
    flat = " ".join(words.split())
    assert "Association Les Mains voisines" in words
    assert "En vigueur" in words
    assert "Adoptée par le conseil d’administration le 29 novembre 2026" in flat
    assert "30 novembre 2026" in words
    assert "Article 1 Pourquoi nous parlons en ligne" in flat
    assert version.content_hash in words.replace(" ", "")
    assert "Bernadette Oury" in words
    assert "Projet" not in words


def test_a_text_that_does_not_apply_says_so(as_, cast, address, ruled, tmp_path):
    draft = given.draft(cast)
    words = words_of(as_("amina").get(address("version-pdf", draft.pk)).content, tmp_path)
    assert "Projet : ce texte n’est pas adopté, il ne s’applique pas." in words
    transitions.withdraw(draft, by=cast.amina)
    words = words_of(as_("amina").get(address("version-pdf", draft.pk)).content, tmp_path)
    assert "Ce texte a été retiré" in words


def test_the_same_version_gives_the_same_file(as_, cast, address, unscoped, time_machine):
    draft = given.draft(cast)
    time_machine.move_to("2026-11-22 10:00", tick=False)
    first = as_("amina").get(address("version-pdf", draft.pk)).content
    time_machine.move_to("2026-11-29 18:00", tick=False)
    assert as_("amina").get(address("version-pdf", draft.pk)).content == first


def test_a_paper_is_french_whoever_asks(as_, cast, address, unscoped, tmp_path):
    cast.amina.user.language = "en"
    cast.amina.user.save()
    draft = given.draft(cast)
    words = words_of(as_("amina").get(address("version-pdf", draft.pk)).content, tmp_path)
    assert "Empreinte du texte" in words
    assert "page 1 sur" in words


def test_two_versions_compared_as_pdf(as_, cast, address, ruled, tmp_path):
    old = given.in_force(cast)
    new = transitions.start_version(cast.amina.association, "usage", by=cast.bruno)
    clause = new.clauses.get(position=2)
    mine = writing.Words(clause.title, f"Phrase nouvelle. {clause.body}")
    writing.rewrite(clause, mine, expected=clause.revision, by=cast.bruno, now=given.NOW)
    page = f"{address('compare-pdf')}?avant={old.pk}&apres={new.pk}"
    answer = as_("chloe").get(page)
    assert 'filename="mains-voisines-charte-usage-versions-1-2.pdf"' in answer["Content-Disposition"]
    words = words_of(answer.content, tmp_path)
    assert "1 article change, sur 3." in words
    assert "Phrase nouvelle." in words
    assert "Articles inchangés : 1, 3." in words
    assert old.content_hash in words.replace(" ", "")
    assert page in as_("chloe").get(f"{address('compare')}?avant={old.pk}&apres={new.pk}").content.decode().replace(
        "&amp;", "&"
    )


@pytest.mark.parametrize("query", ["", "?avant=1", "?avant=a&apres=b"])
def test_a_comparison_of_nothing_goes_back(as_, address, query):
    assert as_("chloe").get(address("compare-pdf") + query).status_code == 302


def test_a_word_file_comes_back_as_it_was(as_, cast, address, ruled):
    version = given.in_force(cast)
    answer = as_("chloe").get(address("version-docx", version.pk))
    assert 'filename="mains-voisines-charte-usage-version-1.docx"' in answer["Content-Disposition"]
    found = read(answer.content)
    assert [(a.title, a.body) for a in found.articles] == [
        (c.title, c.body) for c in version.clauses.order_by("position")
    ]
    document = Document(io.BytesIO(answer.content))
    assert document.core_properties.language == "fr-FR"
    assert 'w:lang w:val="fr-FR"' in document.styles["Normal"].element.xml
    headings = [p.text for p in document.paragraphs if p.style.name == "Heading 2"]
    assert headings[:1] == ["Article 1. Pourquoi nous parlons en ligne"]


@pytest.mark.parametrize("name", ["version-pdf", "version-docx"])
@pytest.mark.parametrize(("who", "status"), [("amina", 200), ("chloe", 200), ("damien", 404)])
def test_who_may_take_a_file(as_, cast, address, unscoped, name, who, status):
    assert as_(who).get(address(name, given.draft(cast).pk)).status_code == status
