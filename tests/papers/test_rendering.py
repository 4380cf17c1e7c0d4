"""A paper made twice is the same paper, says only what it was given, and never fails on a sign."""

import shutil
import subprocess
import unicodedata

import pytest
import typst

from papers.glyphs import GLYPHS
from papers.rendering import Unprintable, pdf
from papers.typography import french, legible

TITLE = "Charte de modération, version 3"


def paper(text="Nous répondons à chacun.", **more):
    article = {"number": "Article 1", "title": "Les comptes", "blocks": [{"text": text}, {"items": [text, "b"]}]}
    return {"association": "Le fil bleu", "title": "Charte de modération", "articles": [article], **more}


def words_of(made, tmp_path):
    """The text a reader copies out of a paper."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not installed: the words of the paper were not read back")
    path = tmp_path / "paper.pdf"
    path.write_bytes(made)
    run = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True)
    return unicodedata.normalize("NFKC", run.stdout.decode())


def test_the_same_data_give_the_same_bytes(time_machine):
    time_machine.move_to("2026-11-22 10:00")
    first = pdf("charter", paper(), title=TITLE)
    time_machine.move_to("2031-03-01 23:59")
    assert pdf("charter", paper(), title=TITLE) == first
    assert pdf("charter", paper("Nous répondons."), title=TITLE) != first


def test_a_paper_is_tagged_french_titled_and_undated():
    made = pdf("charter", paper(), title=TITLE)
    assert made.startswith(b"%PDF-1.")
    assert b"/MarkInfo" in made
    assert b"/Lang(fr-FR)" in made
    assert b"pdfuaid" in made
    assert b"CreationDate" not in made


def test_what_a_person_typed_is_never_read_as_markup(tmp_path):
    typed = '#panic("x") *gras* $x$ = Titre <b>html</b> #read("/etc/passwd") \\ `code` @ref'
    assert typed in words_of(pdf("charter", paper(typed), title=TITLE), tmp_path).replace("\n", " ")


def test_a_paper_reads_back_with_its_foot(tmp_path):
    words = words_of(pdf("charter", paper(), title=TITLE), tmp_path)
    assert "Article 1" in words
    assert "Nous répondons à chacun." in words
    assert "Le fil bleu · Charte de modération, version 3" in words
    assert "page 1 sur 1" in words


@pytest.mark.parametrize(
    "text",
    [
        "Bravo 😀",
        "👩‍👩‍👧‍👦",
        "❤️",
        "漢字",
        "العربية",
        "שלום",
        "a\u202eb",
        "\ufeff\u200d",
        "",
        "é" + "\u0323" * 40,
        "\x07\x00",
        "\ud800",
    ],
    ids=[
        "smile",
        "family",
        "heart",
        "chinese",
        "arabic",
        "hebrew",
        "bidi",
        "joiners",
        "empty",
        "stack",
        "controls",
        "half",
    ],
)
def test_no_sign_stops_a_paper(text):
    assert pdf("charter", paper(text, kicker=text, facts=[[text, text]]), title=f"Titre {text}").startswith(b"%PDF")


def test_an_emoji_is_replaced_and_the_paper_says_so(tmp_path):
    words = words_of(pdf("charter", paper("Bravo 👩‍👩‍👧‍👦 !"), title=TITLE), tmp_path)
    assert "Bravo □ !" in words
    assert "Le signe □ remplace un signe qui ne s’imprime pas" in words
    assert "remplace un signe" not in words_of(pdf("charter", paper("Bravo !"), title=TITLE), tmp_path)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("𝐁𝐨𝐧𝐣𝐨𝐮𝐫", "Bonjour"),
        ("😀👍🏽", "□□"),
        ("e\u0301", "é"),
        ("sens\u202e inversé", "sens inversé"),
        ("une\r\nligne\u2028deux", "une\nligne\ndeux"),
        ("50 € « oui » …", "50 € « oui » …"),
    ],
)
def test_signs_are_made_legible(given, kept):
    assert legible(given) == kept


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Qui ? Nous !", "Qui\u202f? Nous\u202f!"),
        ("Deux : « oui » ; non", "Deux\u00a0: «\u00a0oui\u00a0»\u202f; non"),
        ("1 500 € et 12 %", "1\u202f500\u00a0€ et 12\u00a0%"),
        ("dans 24 h, article 5", "dans 24\u00a0h, article\u00a05"),
        ("https://exemple.org/a?b=c", "https://exemple.org/a?b=c"),
        ("Bonjour! sans espace", "Bonjour! sans espace"),
    ],
)
def test_spaces_of_french_do_not_break(given, kept):
    assert french(given) == kept


@pytest.mark.parametrize("style", ["weight: 400", "weight: 600", "weight: 700", 'style: "italic"'])
def test_the_font_draws_every_sign_we_send(style):
    """A release of the library that dropped one of them would break papers one by one: it breaks here first."""
    signs = " ".join(f"a{sign}" if unicodedata.combining(sign) else sign for sign in sorted(GLYPHS))
    source = f"""#set document(title: "t")
        #set text(font: "Libertinus Serif", fallback: false, {style})
        #sys.inputs.signs"""
    inputs = {"signs": signs}
    assert typst.compile(
        source.encode(), ignore_system_fonts=True, sys_inputs=inputs, pdf_standards=["ua-1"], format="pdf"
    )


def test_a_layout_that_is_wrong_says_which():
    with pytest.raises(Unprintable, match="charter"):
        pdf("charter", {"association": "Le fil bleu"}, title=TITLE)
    with pytest.raises(Unprintable, match="no_such"):
        pdf("no_such", paper(), title=TITLE)
