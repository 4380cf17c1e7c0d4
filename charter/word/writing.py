"""A version as a Word file, for those who correct with a pen, a colleague or a printer."""

from __future__ import annotations

import datetime as dt
import io
import unicodedata
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

INK, SOFT, PETROL = RGBColor(0x1D, 0x25, 0x27), RGBColor(0x4A, 0x53, 0x54), RGBColor(0x0B, 0x5A, 0x63)
SERIF = "Cambria"
# The file says nothing of the day it was asked for: the same version gives the same words and the same properties.
UNDATED = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - the format has no time zone


def docx(data: dict[str, Any], *, title: str) -> bytes:
    """Write the data of `charter.paper.version_sheet` as a .docx: headings, numbered articles, lists, in French.

    Read again by `charter.word.reading`, the articles come back as they were.
    """
    document: Any = Document()
    _properties(document, title, data["association"])
    _styles(document)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    _foot(section, _clean(data["running"]))
    document.add_paragraph(_clean(data["legal_name"]), style="Header").runs[0].bold = True
    document.add_paragraph(_clean(data["title"]), style="Title")
    document.add_paragraph(_clean(data["subtitle"]), style="Subtitle")
    if data["warning"]:
        document.add_paragraph(_clean(data["warning"]), style="Header").runs[0].bold = True
    for label, words in data["facts"]:
        # Header and Footer are not read again: only the articles come back.
        line = document.add_paragraph(style="Header")
        line.paragraph_format.space_after = Pt(2)
        line.add_run(f"{label} : ").font.color.rgb = SOFT
        line.add_run(_clean(words))
    for article in data["articles"]:
        document.add_heading(_clean(f"{article['number']}. {article['title']}"), level=2)
        for block in article["blocks"]:
            _block(document, block)
    for annex in data["annexes"]:
        _annex(document, annex)
    _small(document, f"{data['hash']['label']} : {data['hash']['value']}")
    for row in data["notice"]["rows"]:
        _small(document, row)
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def _annex(document: Any, annex: dict[str, Any]) -> None:
    """Written in a style that is not read again: the lines of an annex are not articles."""
    document.add_paragraph(_clean(annex["title"]), style="Header").runs[0].bold = True
    for group in annex["groups"]:
        document.add_paragraph(_clean(f"{group['number']}. {group['title']}"), style="Header")
        for line in group["lines"]:
            document.add_paragraph(_clean(f"– {line}"), style="Header")


def _clean(text: str) -> str:
    """XML refuses control signs; they draw nothing anyway."""
    return "".join(sign for sign in str(text) if sign == "\n" or unicodedata.category(sign) not in {"Cc", "Cs"})


def _block(document: Any, block: dict[str, Any]) -> None:
    for item in block["items"]:
        document.add_paragraph(_clean(item), style="List Bullet")
    if not block["items"]:
        document.add_paragraph(_clean(block["text"]))


def _small(document: Any, words: str) -> None:
    document.add_paragraph(_clean(words), style="Footer")


def _properties(document: Any, title: str, author: str) -> None:
    kept = document.core_properties
    kept.title, kept.author, kept.language, kept.comments = _clean(title)[:255], _clean(author)[:255], "fr-FR", ""
    kept.created = kept.modified = UNDATED
    kept.last_modified_by = ""


def _styles(document: Any) -> None:
    for name, size, color in (
        ("Normal", 11, INK),
        ("Title", 24, INK),
        ("Subtitle", 13, SOFT),
        ("Heading 2", 13, PETROL),
        ("Header", 10, INK),
        ("Footer", 8, SOFT),
    ):
        style = document.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = SERIF, Pt(size), color
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for slot in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
            fonts.set(qn(slot), SERIF)
        # The theme's own fonts would win over the name.
        for slot in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(slot), None)
    _language(document.styles["Normal"].element.get_or_add_rPr())


def _language(properties: Any) -> None:
    """Tell spelling checkers and screen readers that the words are French."""
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "fr-FR")
    language.set(qn("w:eastAsia"), "fr-FR")
    properties.append(language)


def _foot(section: Any, running: str) -> None:
    line = section.footer.paragraphs[0]
    line.alignment = WD_ALIGN_PARAGRAPH.LEFT
    line.add_run(f"{running} · page ")
    for field in ("PAGE", "NUMPAGES"):
        _field(line, field)
        if field == "PAGE":
            line.add_run(" sur ")


def _field(line: Any, name: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    line._p.append(field)
