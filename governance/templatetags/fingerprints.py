"""The hash of a text, short enough for the eye."""

from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def fingerprint(digest: str) -> str:
    """{{ ballot.text_hash|fingerprint }}: the first sixteen signs in fours, "9f2c 41ab 7d03 e85c"."""
    return " ".join(digest[i : i + 4] for i in range(0, 16, 4))
