"""The URLconf as data: every route of the house, with what stands before it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

# Pages that belong to the libraries, with their own doors (sign-in, second factor, devices; the keepers' admin).
LIBRARIES = ("allauth.", "django.contrib.admin.", "django.views.")


@dataclass(frozen=True, eq=False)
class Route:
    """`name` as given to `reverse`; `kwargs` the parts of the address with their converters ({"pk": "int"})."""

    name: str
    pattern: str
    view: Callable[..., Any]
    kwargs: dict[str, str]

    @property
    def permission(self) -> str:
        return getattr(self.view, "permission", "")

    @property
    def room(self) -> str:
        return self.name.split(":")[0] if ":" in self.name else ""

    @property
    def is_library(self) -> bool:
        return getattr(self.view, "__module__", "").startswith(LIBRARIES) or self.pattern.startswith("admin/")

    @property
    def is_inside(self) -> bool:
        """Whether the page belongs to one association."""
        return "association" in self.kwargs

    def __str__(self) -> str:
        return self.name or self.pattern


def _walk(patterns: list, before: str = "", namespace: str = "") -> Iterator[Route]:
    for entry in patterns:
        pattern = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            space = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry.url_patterns, pattern, space)
        elif isinstance(entry, URLPattern):
            name = f"{namespace}{entry.name}" if entry.name else ""
            kwargs = {part: converter for converter, part in re.findall(r"<(?:(\w+):)?(\w+)>", pattern)}
            yield Route(name, pattern, entry.callback, kwargs)


@cache
def routes() -> list[Route]:
    """Every route of ours, libraries left out."""
    return [route for route in _walk(get_resolver().url_patterns) if not route.is_library]


def inside() -> list[Route]:
    """The routes that belong to one association."""
    return [route for route in routes() if route.is_inside]
