"""What the objects of the journal are called, and where they are: each room names its own (settings.JOURNAL_NAMES)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from django.conf import settings
from django.utils.module_loading import import_string

from associations.models import Membership
from journal.models import Entry

# (model label, id) -> (title, path). The path is "" where the reader's role opens no page of it.
Names = dict[tuple[str, str], tuple[str, str]]
# A room answers for its own labels, with one query for each kind asked for, and leaves out what is gone or not theirs.
Source = Callable[[Membership, Mapping[str, set[str]]], Names]


def names(entries: Iterable[Entry], reader: Membership) -> Names:
    """Return title and path of what `entries` are about, as far as it still exists and `reader` may see it."""
    wanted: defaultdict[str, set[str]] = defaultdict(set)
    for entry in entries:
        wanted[entry.object_type].add(entry.object_id)
    found: Names = {}
    for dotted in settings.JOURNAL_NAMES:
        source: Source = import_string(dotted)
        found |= source(reader, wanted)
    return found
