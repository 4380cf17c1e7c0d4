"""What a line of a planning was when it left: a fingerprint of each of its fields, signed.

The calendar keeps no copy of what was taken away. Each line carries its own: the number of the version, four bytes per
field, and an HMAC over them with the association's number. From it a line that comes back tells which fields its
writer changed and which others have changed since, field by field, whatever the file went through.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.utils.crypto import salted_hmac

from associations.models import Association

FIELDS = ("day", "hour", "title", "accounts", "kind", "purpose", "pillar", "campaign", "owner", "text", "state")
_LINE, _BOOK = "calendar.planning.line", "calendar.planning.book"


@dataclass(frozen=True)
class Left:
    """A line as it left: `prints` maps each field, and "own:<account>" for texts of their own, to its fingerprint."""

    export: int
    post: int
    version: int
    prints: Mapping[str, str]


def print_of(field: str, value: str) -> str:
    """Eight hexadecimal signs: a change that gives the same ones is one in four thousand million."""
    return hashlib.blake2b(f"{field}\0{value}".encode(), digest_size=4).hexdigest()


def seal(association: Association, export: int, post: int, version: int, values: Mapping[str, str]) -> str:
    """Return the mark of a line: "1.export.post.version.prints.own.signature"."""
    prints = "".join(print_of(field, values.get(field, "")) for field in FIELDS)
    own = "_".join(
        f"{name[4:]}-{print_of(name, value)}" for name, value in sorted(values.items()) if name.startswith("own:")
    )
    said = f"1.{export}.{post}.{version}.{prints}.{own}"
    return f"{said}.{_signature(association, said)}"


def unseal(association: Association, mark: object) -> Left | None:
    """Read a mark; None for one that this association did not make, or that is not whole."""
    said, _dot, signature = str(mark).strip().rpartition(".")
    if not hmac.compare_digest(_signature(association, said).encode(), signature.encode()):
        return None
    _one, export, post, version, prints, own = said.split(".")
    found = {field: prints[8 * place : 8 * place + 8] for place, field in enumerate(FIELDS)}
    for each in filter(None, own.split("_")):
        account, _dash, print_ = each.partition("-")
        found[f"own:{account}"] = print_
    return Left(int(export), int(post), int(version), found)


def _signature(association: Association, said: str) -> str:
    return salted_hmac(_LINE, f"{association.pk}.{said}", algorithm="sha256").hexdigest()[:24]


def identity(association: Association, export: int, period: str, made_at: str) -> str:
    """The mark of a whole workbook: whose it is, of what period, made when."""
    return signing.dumps(
        {"a": association.pk, "n": association.name, "e": export, "p": period, "t": made_at}, salt=_BOOK
    )


def identified(mark: object) -> dict[str, Any] | None:
    """What `identity` said, or None when the mark is not one of ours."""
    try:
        return dict(signing.loads(str(mark).strip(), salt=_BOOK))
    except signing.BadSignature:
        return None
