"""What every page draws around its content."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def house(request: HttpRequest) -> dict[str, Any]:
    """Give templates the association and membership the door found, when there is one."""
    return {
        "association": getattr(request, "association", None),
        "membership": getattr(request, "membership", None),
    }
