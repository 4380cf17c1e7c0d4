"""Where the ground floor writes its deeds: the journal lies above, so settings name it, like MIDDLEWARE."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from associations.models import Membership


def record(obj: Any, *, by: Membership, action: str, before: str = "", after: str = "") -> None:
    """Append one entry about `obj` to its association's journal, in the caller's transaction."""
    journal = import_string(settings.JOURNAL)
    journal.unscoped.record(obj, by=by, action=action, before=before, after=after)
