"""Where the screenshots lie."""

from __future__ import annotations

import uuid
from typing import Any


def proof_name(row: Any, filename: str) -> str:
    """Path under MEDIA_ROOT: the association's own folder and a name nobody can guess; the given name is never used."""
    suffix = filename.rsplit(".", 1)[-1]
    return f"calendar/{row.association_id}/proofs/{uuid.uuid4().hex}.{suffix}"
