"""The fingerprint of a proof: anyone who holds the same facts finds the same hash."""

from __future__ import annotations

import datetime as dt
import hashlib
import json


def fingerprint(*, address: str, author_handle: str, text: str, written_at: dt.datetime | None) -> str:
    """Return the SHA-256, in hexadecimal, of the facts of a message as JSON with sorted keys, times in UTC."""
    facts = {
        "address": address,
        "author_handle": author_handle,
        "text": text,
        "written_at": written_at.astimezone(dt.UTC).isoformat(timespec="seconds") if written_at else None,
    }
    canonical = json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()
