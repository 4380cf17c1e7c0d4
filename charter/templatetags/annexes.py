"""What is voted with the articles of a text, on every page that shows them."""

from __future__ import annotations

from typing import Any

from django import template

from charter import annexes
from charter.models import Version

register = template.Library()


@register.inclusion_tag("charter/_annexes.html")
def annexes_of(version: Version) -> dict[str, Any]:
    """Show the annexes of a version that say something, grouped by article."""
    return {"told": annexes.said(version)}


@register.simple_tag
def annex_changes(old: Version | None, new: Version) -> list[annexes.Comparison]:
    """Return what changes in the annexes, in words, for charter/_annex_changes.html; nothing without an `old`."""
    return annexes.compare(old, new) if old else []


@register.inclusion_tag("charter/_annex_links.html", takes_context=True)
def annex_links(context: dict[str, Any], version: Version) -> dict[str, Any]:
    """Lead from a draft to the pages where its annexes are written, for those who may."""
    membership = context["request"].membership
    found = annexes.of(version) if version.is_editable else []
    return {"found": [annex for annex in found if annex.path and membership.can(annex.permission)]}
