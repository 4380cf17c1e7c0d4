"""Rows kept from other hands until an act is done."""

from __future__ import annotations

from typing import Any

from django.db import connections
from django.db.models import QuerySet


def lock(rows: QuerySet[Any]) -> None:
    """Lock `rows` until the end of the transaction; read them after, in a statement of its own.

    No query on SQLite: there a transaction that will write already has the whole file to itself (IMMEDIATE).
    """
    rows = rows.select_for_update(of=("self",))
    if connections[rows.db].features.has_select_for_update:
        list(rows.order_by().values_list("pk"))
