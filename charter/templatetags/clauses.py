"""The words of an article in a page."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString

from charter.diff import Span
from charter.library import TO_ADAPT
from charter.reading import Block, blocks

register = template.Library()


@register.filter
def clause_blocks(body: str) -> list[Block]:
    """{{ clause.body|clause_blocks }}: paragraphs and lists."""
    return blocks(body)


@register.filter
def marked(text: str) -> SafeString:
    """{{ block.text|marked }}: escaped, with what is left to adapt inside <mark>."""
    parts, last = [], 0
    for found in TO_ADAPT.finditer(text):
        parts += [escape(text[last : found.start()]), format_html("<mark>{}</mark>", found.group(0))]
        last = found.end()
    return format_html_join("", "{}", ((part,) for part in [*parts, escape(text[last:])]))


@register.filter
def spans(pieces: list[Span]) -> SafeString:
    """{{ change.title|spans }}: the pieces with <ins> and <del>, escaped."""
    tags = {"ins": "ins", "del": "del"}
    rows: list[tuple[Any, ...]] = []
    for piece in pieces:
        tag = tags.get(piece.kind)
        rows.append((SafeString(f"<{tag}>") if tag else "", piece.text, SafeString(f"</{tag}>") if tag else ""))
    return format_html_join("", "{}{}{}", rows)
