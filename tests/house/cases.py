"""Who, what, status: one readable table per room, spread into one test per cell.

    TABLE = {
        "GET associations:members": "nobody 302, amina 200, chloe 200, damien 404",
        "POST associations:invite": "amina 200, chloe 403, damien 404",
    }

    @pytest.mark.parametrize(("who", "what", "status"), spread(TABLE))
    def test_who_may(as_, url, who, what, status):
        assert ask(as_, url, who, what) == status

"nobody" is a visitor who has not signed in; the others are the cast of tests/conftest.py.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client


def spread(table: dict[str, str]) -> list[Any]:
    """Turn {"METHOD url-name": "who status, who status"} into pytest parameters, one per person."""
    rows = []
    for what, answers in table.items():
        for answer in answers.split(","):
            who, status = answer.split()
            rows.append(pytest.param(who, what, int(status), id=f"{what.replace(' ', '-')}-{who}"))
    return rows


def ask(
    as_: Callable[[str], Client],
    url: Callable[..., str],
    who: str,
    what: str,
    data: dict[str, Any] | None = None,
    **kwargs: Any,
) -> int:
    """Return the status that `who` gets for `what` ("GET room:page"); `kwargs` fill the address."""
    method, name = what.split()
    client = Client() if who == "nobody" else as_(who)
    return getattr(client, method.lower())(url(name, **kwargs), data or {}).status_code
