"""Where the signed documents lie."""

from __future__ import annotations

import uuid
from typing import Any


def document_name(row: Any, filename: str) -> str:
    """Path under MEDIA_ROOT: the association's own folder and a name nobody can guess; the given name is never used."""
    suffix = filename.rsplit(".", 1)[-1]
    return f"calendar/{row.association_id}/papers/{uuid.uuid4().hex}.{suffix}"
