"""Django's `flush`, which empties every table: the walls that refuse it stand aside while it works."""

from __future__ import annotations

from typing import Any

from django.core.management.commands.flush import Command as Flush

from journal import frozen


class Command(Flush):
    def handle(self, **options: Any) -> None:
        frozen.lift(options["database"])
        try:
            super().handle(**options)
        finally:
            frozen.install(options["database"])
