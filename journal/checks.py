"""What `manage.py check --database default` says of the walls."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import Error, Tags, register

from journal import frozen


@register(Tags.database)
def walls_stand(databases: Sequence[str] | None = None, **kwargs: Any) -> list[Error]:
    """Name each wall that is down, and how to put it up again."""
    return [
        Error(
            f"The wall {wall.name} is down: « {wall.sentence} » is no longer kept by the database.",
            hint="Run `manage.py migrate`: it puts every wall up once all migrations have passed.",
            id="journal.E001",
        )
        for alias in databases or ()
        for wall in frozen.missing(alias)
    ]
