"""Files with one line per post, post by post: what each has, and how to know it again in the calendar."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kpis.importing.addresses import address
from kpis.importing.cells import BadCell
from kpis.importing.daily import Figures, read_value
from kpis.importing.dates import read_moment
from kpis.importing.grids import Document
from kpis.importing.posts import is_rounded, whole_posts
from kpis.importing.specs import Column, families
from kpis.importing.tables import Table, find_table

# Families whose posts stand in a table of their own, beside the figures of the days.
_BESIDE = {"linkedin_content": "linkedin_posts", "youtube": "youtube_videos"}
LONGEST_KEY = 100
EXCERPT = 200
_HANDLE = re.compile(r"(?<![\w/])@[\w.\-]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_MAIL = re.compile(r"\S+@\S+\.\w+")


@dataclass(frozen=True, slots=True)
class PostLine:
    """One post of a file. `at` has a zone when the file gives one; `words` are cleared of names of accounts."""

    key: str
    line: int
    on: dt.date
    at: dt.datetime | None
    link: str
    words: str
    figures: tuple[tuple[str, Decimal], ...]


def has_posts(family: str) -> bool:
    """Whether files of this family list posts one by one."""
    return family in _BESIDE or (family in families() and families()[family].shape == "posts")


def post_lines(document: Document, family: str, *, near: dt.date | None = None) -> Iterator[PostLine]:
    """The posts of a recognised file, one by one. A line without identity or day is left out (`parse` tells it)."""
    wanted = families()[_BESIDE.get(family, family)]
    for sheet in document.sheets:
        table = find_table(sheet, wanted)
        if table is None:
            continue
        for number, day, cells in whole_posts(table, Figures(), near=near):
            line = _line(table, number, day, cells)
            if line:
                yield line


def cleared(text: str) -> str:
    """The words of a post on one line, without the accounts and mail addresses it names."""
    text = _CONTROL.sub(" ", text)
    return " ".join(_HANDLE.sub("@…", _MAIL.sub("…", text)).split())


def _line(table: Table, number: int, day: dt.date, cells: list[Any]) -> PostLine | None:
    link = _cell(table, "link", cells)
    link = link if link.startswith(("http://", "https://")) else ""
    # An identifier that a spreadsheet rounded names several posts: the link then names it, or nothing.
    post = _cell(table, "post", cells)
    if post.startswith(("http://", "https://")):
        link, post = link or post, ""
    key = post if post and not is_rounded(post) else address(link)
    if not key:
        return None
    if not link and table.family.id == "youtube_videos":
        link = f"https://www.youtube.com/watch?v={post}"
    words = _cell(table, "text", cells) or _cell(table, "title", cells)
    if len(key) > LONGEST_KEY:
        key = hashlib.sha256(key.encode()).hexdigest()
    moment = read_moment(cells[table.places[table.family.date]], day)
    return PostLine(key, number, day, moment, link[:500], cleared(words), tuple(_figures(table, cells)))


def _figures(table: Table, cells: list[Any]) -> Iterator[tuple[str, Decimal]]:
    for column, place in _columns(table):
        try:
            value = read_value(column.of_post, cells[place], table.language) if place < len(cells) else None
        except BadCell:
            continue
        if value is not None:
            yield column.of_post, value


def _columns(table: Table) -> list[tuple[Column, int]]:
    return [
        (column, table.places[column.field])
        for column in table.family.columns
        if column.of_post and column.field in table.places
    ]


def _cell(table: Table, field: str, cells: list[Any]) -> str:
    place = table.places.get(field)
    return str(cells[place]).strip() if place is not None and place < len(cells) else ""
