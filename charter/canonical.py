"""The text of a version as one line of bytes, so that its hash is the same wherever it is computed again."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from charter.diff import ClauseText


def tidy(text: str) -> str:
    """Return `text` as it is kept: composed accents (NFC), line feeds only, no control signs, no space at line ends."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = "".join(sign for sign in text if sign == "\n" or unicodedata.category(sign) != "Cc")
    return "\n".join(line.rstrip() for line in kept.split("\n")).strip()


# An annex by its key: its rows, in order (charter/annexes.py).
Annexes = Mapping[str, Iterable[Mapping[str, Any]]]


def canonical(kind: str, clauses: Iterable[ClauseText], annexes: Annexes | None = None) -> bytes:
    """Return the kind, the ordered articles and what is voted with them as JSON: sorted keys, no spaces, UTF-8.

    An annex without rows is not written: the texts that have none keep the hash they always had.
    """
    rows = [{"key": c.key, "title": tidy(c.title), "body": tidy(c.body)} for c in clauses]
    text: dict[str, Any] = {"kind": kind, "clauses": rows}
    if kept := {key: list(lines) for key, lines in (annexes or {}).items() if lines}:
        text["annexes"] = kept
    return json.dumps(text, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def content_hash(kind: str, clauses: Iterable[ClauseText], annexes: Annexes | None = None) -> str:
    """Return the SHA-256 of `canonical()`, in hexadecimal."""
    return hashlib.sha256(canonical(kind, clauses, annexes)).hexdigest()


def clause_hash(clause: ClauseText) -> str:
    """Return the SHA-256 of one article, written as `canonical()` writes it: an amendment is about these words."""
    row = {"key": clause.key, "title": tidy(clause.title), "body": tidy(clause.body)}
    text = json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
