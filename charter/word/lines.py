"""The paragraphs of a Word file in order, with what matters of their dress, and what else the file holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from charter.canonical import tidy

# What a document may have of paragraphs before we stop reading: far more than its signs would be allowed.
MOST_LINES = 40_000

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_NUMBER = r"(?:\d{1,3}|premier|1er|1ère|[IVX]{1,6})(?:\s*(?:bis|ter|quater))?"
ARTICLE = re.compile(rf"^\s*art(?:icle|\.)\s*{_NUMBER}(?![\w°])\s*(?P<mark>[.:)\-–—]*)\s*(?P<title>.*)$", re.I | re.S)
_HEADING = re.compile(r"^(?:heading|titre)\s*(\d)$", re.I)


@dataclass
class Line:
    """A paragraph as Word has it. `level` is its heading level, 0 for plain words."""

    text: str
    level: int = 0
    is_item: bool = False
    is_bold: bool = False
    is_title: bool = False

    @property
    def is_short(self) -> bool:
        return len(self.text) <= 100 and not self.text.endswith((".", ";", ",", ":"))


def lines_of(document: Any) -> tuple[list[Line], list[str]]:
    """The paragraphs of the body in order, and what else the file holds."""
    body = document.element.body
    lines: list[Line] = []
    tables = 0
    styles = {style.style_id: style.name for style in document.styles if style.style_id}
    for element in _blocks(body):
        if element.tag == f"{_W}tbl":
            tables += 1
            lines += _rows(element)
        else:
            lines += _paragraph(element, styles)
        if len(lines) > MOST_LINES:
            break
    return lines, _aside(body, tables)


def _blocks(parent: Any) -> Iterator[Any]:
    for element in parent:
        if element.tag in {f"{_W}p", f"{_W}tbl"}:
            yield element
        elif element.tag == f"{_W}sdt":
            # A table of contents repeats the titles: it would make every article twice.
            gallery = element.find(f"{_W}sdtPr/{_W}docPartObj/{_W}docPartGallery")
            if gallery is None or "contents" not in str(gallery.get(f"{_W}val")).lower():
                yield from _blocks(element.findall(f"{_W}sdtContent/*"))
        elif element.tag in {f"{_W}ins", f"{_W}customXml", f"{_W}smartTag"}:
            yield from _blocks(element)


def _words(element: Any) -> str:
    """The words of a paragraph as they would be printed: insertions accepted, deletions left out, boxes too."""
    found: list[str] = []

    def walk(node: Any) -> None:
        for child in node:
            if child.tag == f"{_W}t":
                found.append(child.text or "")
            elif child.tag == f"{_W}tab":
                found.append(" ")
            elif child.tag in {f"{_W}br", f"{_W}cr"}:
                found.append("\n")
            elif child.tag in {f"{_W}noBreakHyphen"}:
                found.append("-")
            elif isinstance(child.tag, str) and child.tag.startswith(_W) and child.tag not in _UNSAID:
                walk(child)

    walk(element)
    return tidy("".join(found))


_UNSAID = {f"{_W}{name}" for name in ("del", "moveFrom", "pict", "object", "drawing", "pPr", "rPr", "instrText")}


def _paragraph(element: Any, styles: dict[str, str]) -> list[Line]:
    text = _words(element)
    style = element.find(f"{_W}pPr/{_W}pStyle")
    name = str(styles.get(style.get(f"{_W}val"), "") if style is not None else "")
    if name.lower().startswith(("toc ", "footer", "header")):
        return []
    heading = _HEADING.match(name)
    outline = element.find(f"{_W}pPr/{_W}outlineLvl")
    level = int(heading.group(1)) if heading else int(outline.get(f"{_W}val", 8)) + 1 if outline is not None else 0
    numbered = element.find(f"{_W}pPr/{_W}numPr") is not None or name.lower().startswith("list ")
    runs = [run for run in element.iter(f"{_W}r") if "".join(t.text or "" for t in run.iter(f"{_W}t")).strip()]
    bold = bool(runs) and all(run.find(f"{_W}rPr/{_W}b") is not None for run in runs)
    kept = Line(text, level if level <= 6 else 0, is_bold=bold)
    kept.is_title = name.lower() in {"title", "subtitle", "titre", "sous-titre"}
    kept.is_item = bool(numbered and not kept.level and not ARTICLE.match(text))
    return [kept]


def _rows(table: Any) -> list[Line]:
    """A table becomes a list, one row an item: its words are kept, its frame is not."""
    rows = []
    for row in table.iter(f"{_W}tr"):
        cells = [" ".join(filter(None, (_words(p) for p in cell.iter(f"{_W}p")))) for cell in row.iter(f"{_W}tc")]
        words = "\u202f; ".join(cell for cell in cells if cell)
        if words:
            rows.append(Line(words.replace("\n", " "), is_item=True))
    return rows


def _aside(body: Any, tables: int) -> list[str]:
    notes = []
    if tables:
        notes.append(
            ngettext(
                "%(n)d tableau est devenu une liste : chaque ligne en est un point.",
                "%(n)d tableaux sont devenus des listes : chaque ligne en est un point.",
                tables,
            )
            % {"n": tables}
        )
    pictures = sum(1 for _each in body.iter(f"{_W}drawing", f"{_W}pict", f"{_W}object"))
    if pictures:
        notes.append(
            ngettext(
                "%(n)d image ou zone de texte n’a pas été reprise.",
                "%(n)d images ou zones de texte n’ont pas été reprises.",
                pictures,
            )
            % {"n": pictures}
        )
    if next(body.iter(f"{_W}del", f"{_W}ins", f"{_W}moveFrom"), None) is not None:
        notes.append(_("Le document porte des modifications suivies : elles ont été lues comme acceptées."))
    if next(body.iter(f"{_W}footnoteReference", f"{_W}endnoteReference"), None) is not None:
        notes.append(_("Les notes de bas de page n’ont pas été reprises."))
    if next(body.iter(f"{_W}commentReference"), None) is not None:
        notes.append(_("Les commentaires n’ont pas été repris."))
    return notes
