"""An existing charter read out of a Word file: bytes in, articles and what was left aside out.

Headings or lines that begin with "Article 3" part the text; without any, each group of paragraphs becomes an article
and the reader is told so. Words stay words: nothing is interpreted, no picture, note or link is followed.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from docx import Document

from charter.canonical import tidy
from charter.word.lines import ARTICLE, Line, lines_of
from charter.word.package import NotReadable, opened

# Eighty dense pages, twice the longest charter we have seen; the articles of a draft all stand on one page.
MOST_SIGNS = 200_000
MOST_ARTICLES = 120
TITLE = 150
BODY = 8_000


@dataclass(frozen=True)
class Article:
    title: str
    body: str


@dataclass(frozen=True)
class Found:
    """What a file holds: its articles in order, and sentences on what was left aside or guessed."""

    articles: tuple[Article, ...]
    notes: tuple[str, ...] = ()


@dataclass
class _Part:
    """An article in the making."""

    title: str
    lines: list[Line] = field(default_factory=list)
    is_numbered: bool = False


def read(content: bytes) -> Found:
    """Return the articles of a .docx. Raises NotReadable with a sentence when there is nothing to read safely."""
    with opened(content):
        pass
    try:
        document = Document(io.BytesIO(content))
        lines, aside = lines_of(document)
    except NotReadable:
        raise
    except Exception as error:
        # A package with missing or broken parts fails in a dozen ways inside the library: they all mean the same here.
        words = _("Ce document n’a pas pu être lu. Ouvrez-le dans Word, enregistrez-le, puis choisissez-le de nouveau.")
        raise NotReadable(words) from error
    _refuse_too_long(lines)
    if not any(line.text for line in lines):
        raise NotReadable(
            _("Ce document ne contient aucun texte. S’il s’agit d’une image numérisée, il faut la retaper.")
        )
    parts, more = _parts(lines)
    notes = [*more, *aside]
    articles = [article for part in parts for article in _articles(part, notes)]
    if len(articles) > MOST_ARTICLES:
        raise NotReadable(
            _("Ce document compte %(count)d articles. La limite est de %(most)d : coupez-le en plusieurs textes.")
            % {"count": len(articles), "most": MOST_ARTICLES}
        )
    return Found(tuple(articles), tuple(notes))


def _refuse_too_long(lines: list[Line]) -> None:
    signs = sum(len(line.text) for line in lines)
    if signs > MOST_SIGNS:
        words = _(
            "Ce document est trop long : environ %(pages)d pages. La limite est de 80 pages (200 000 signes). Une "
            "charte que l’on signe tient en quelques pages ; gardez-en les articles, et mettez le reste en annexe."
        )
        raise NotReadable(words % {"pages": round(signs / 2500)})


# -- where one article ends and the next begins --------------------------------


def _parts(lines: list[Line]) -> tuple[list[_Part], list[str]]:
    """Cut the lines into articles by their numbered lines, else by headings, else by groups of paragraphs."""
    starts = {n for n, line in enumerate(lines) if _is_article(line)}
    if starts:
        return _by_article(lines, starts)
    levels = [line.level for line in lines if line.level and line.text]
    if levels:
        # A single great heading is the title of the document; the articles are those below it.
        level = min(levels)
        if levels.count(level) == 1 and len(levels) > 1:
            level = min(each for each in levels if each != level)
        return _by_heading(lines, level)
    return _by_group(lines)


def _is_article(line: Line) -> bool:
    found = ARTICLE.match(line.text)
    if not found or line.is_item or len(line.text) > 400:
        return False
    # "Article 5 du code civil : …" is a sentence; a title is set apart by its style, its sign, or stands alone.
    return bool(line.level or line.is_bold or found["mark"] or not found["title"])


def _by_article(lines: list[Line], starts: set[int]) -> tuple[list[_Part], list[str]]:
    parts: list[_Part] = []
    notes: list[str] = []
    before: list[Line] = []
    for number, line in enumerate(lines):
        if number in starts:
            parts.append(_numbered(line))
        elif line.level and line.text and not (parts and parts[-1].is_numbered and not _is_grand(line, lines, number)):
            parts.append(_Part(line.text))
        elif parts:
            parts[-1].lines.append(line)
        else:
            before.append(line)
    kept = []
    for part in parts:
        _take_title(part)
        if part.is_numbered or any(line.text for line in part.lines):
            kept.append(part)
        else:
            notes.append(_("Titre laissé de côté, sans texte à lui : « %(title)s ».") % {"title": part.title[:120]})
    return [*_preamble(before, notes), *kept], notes


def _is_grand(line: Line, lines: list[Line], number: int) -> bool:
    """Whether a heading stands above articles (« Titre II ») rather than inside one."""
    levels = [each.level for each in lines if each.level and _is_article(each)]
    return not levels or line.level <= min(levels)


def _numbered(line: Line) -> _Part:
    found = ARTICLE.match(line.text)
    title, _break, rest = (found["title"] if found else line.text).partition("\n")
    part = _Part(title.strip(), is_numbered=True)
    if len(part.title) > TITLE:  # the whole article stands on the line of its number
        part.title, rest = "", f"{title}\n{rest}"
    if rest.strip():
        part.lines.append(Line(rest.strip()))
    return part


def _take_title(part: _Part) -> None:
    """« Article 3 » alone on its line: the short line below is its title."""
    if part.title or not part.is_numbered:
        return
    filled = [line for line in part.lines if line.text]
    if len(filled) > 1 and filled[0].is_short and not filled[0].is_item and "\n" not in filled[0].text:
        part.title = filled[0].text
        part.lines.remove(filled[0])


def _by_heading(lines: list[Line], level: int) -> tuple[list[_Part], list[str]]:
    parts: list[_Part] = []
    notes: list[str] = []
    before: list[Line] = []
    for line in lines:
        if line.level and line.level < level and line.text:
            notes.append(_("Titre laissé de côté, sans texte à lui : « %(title)s ».") % {"title": line.text[:120]})
        elif line.level == level and line.text:
            parts.append(_Part(line.text))
        elif parts:
            parts[-1].lines.append(line)
        else:
            before.append(line)
    return [*_preamble(before, notes), *parts], notes


def _preamble(before: list[Line], notes: list[str]) -> list[_Part]:
    """What stands before the first article: an article when it says something, else the title page."""
    titles = [line for line in before if line.is_title or line.level]
    words = [line for line in before if line.text and line not in titles]
    if sum(len(line.text) for line in words) > 120:
        part = _Part(_("Préambule"), [line for line in before if line not in titles])
        notes += [_left(line) for line in titles if line.text]
        return [part]
    notes += [_left(line) for line in before if line.text]
    return []


def _left(line: Line) -> str:
    return _("Laissé de côté, avant le premier article : « %(words)s ».") % {"words": line.text[:120]}


def _by_group(lines: list[Line]) -> tuple[list[_Part], list[str]]:
    """No title anywhere: paragraphs parted by an empty line make an article; without empty lines, each paragraph."""
    groups: list[list[Line]] = [[]]
    spaced = any(not line.text for line in lines[1:-1])
    for line in lines:
        if line.text and (spaced or line.is_item or not groups[-1]):
            groups[-1].append(line)
        elif line.text:
            groups.append([line])
        elif groups[-1]:
            groups.append([])
    parts = []
    for group in filter(None, groups):
        first = group[0]
        if len(group) > 1 and first.is_short and not first.is_item:
            parts.append(_Part(first.text, group[1:]))
        else:
            parts.append(_Part("", group))
    words = _("Aucun titre d’article n’a été reconnu : chaque groupe de paragraphes est devenu un article, à renommer.")
    return parts, [words]


# -- an article as it is kept --------------------------------------------------


def _articles(part: _Part, notes: list[str]) -> list[Article]:
    """One article, or several when its text is longer than an article may be: nothing is cut off."""
    body = _body(part.lines)
    title = " ".join(part.title.split()).rstrip(" .:–—-") or _first_words(body)
    if len(title) > TITLE:
        body, title = f"{title}\n\n{body}".strip(), _first_words(title)
    pieces = _pieces(body) or [title]
    if len(pieces) > 1:
        words = _("L’article « %(title)s » est trop long : il est coupé en %(count)d articles.")
        notes.append(words % {"title": title, "count": len(pieces)})
    following = _("%(title)s (suite)")
    return [
        Article(title if not n else following % {"title": title[: TITLE - 10]}, piece) for n, piece in enumerate(pieces)
    ]


def _body(lines: list[Line]) -> str:
    """Paragraphs parted by a blank line, list items one a line, as articles are written here."""
    text = ""
    was_item = False
    for line in lines:
        if not line.text:
            continue
        words = f"- {line.text}".replace("\n", " ") if line.is_item else line.text
        text += ("\n" if was_item and line.is_item else "\n\n") + words if text else words
        was_item = line.is_item
    return tidy(text)


def _first_words(text: str) -> str:
    line = text.removeprefix("- ").split("\n")[0]
    short = line if len(line) <= 60 else f"{line[:60].rsplit(' ', 1)[0]}…"
    return short.rstrip(" .:;,") or _("Article sans titre")


def _pieces(text: str) -> list[str]:
    """Cut `text` at paragraphs, else at spaces, into pieces that an article can hold."""
    pieces: list[str] = []
    while len(text) > BODY:
        at = max(text.rfind("\n\n", 1, BODY), 0) or max(text.rfind("\n", 1, BODY), text.rfind(" ", 1, BODY), 0) or BODY
        pieces.append(text[:at].strip())
        text = text[at:].strip()
    return [piece for piece in [*pieces, text] if piece]
