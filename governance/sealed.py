"""What the database keeps of minutes: their words once submitted and signed, their number and paper for good.

The walls go up and down with those of the journal (journal/frozen.py).
"""

from __future__ import annotations

from journal.frozen import Wall

MINUTES, NAMES = "governance_minutes", "governance_minutessignature"
STATED = ("meeting_id", "ballot_id", "corrects_id", "opening", "closing", "content", "content_hash", "submitted_at")
PAPER = ("number", "journal_head", "pdf", "pdf_hash", "filed_at", "status")
SIGNATURE = ("minutes_id", "membership_id", "capacity", "content_hash", "signed_at")
SEALED = "('signed', 'filed')"


def _differs(*columns: str) -> str:
    """Whether one of `columns` changes; nothing and something differ too."""
    one = (
        "CASE WHEN OLD.{0} IS NULL THEN NEW.{0} IS NOT NULL WHEN NEW.{0} IS NULL THEN TRUE ELSE OLD.{0} <> NEW.{0} END"
    )
    return "(" + " OR ".join(f"({one.format(column)})" for column in columns) + ")"


WALLS = (
    Wall(
        MINUTES,
        "UPDATE",
        "minutes that were submitted never change",
        f"(OLD.status IN {SEALED} AND {_differs(*STATED)}) "
        f"OR (OLD.status = 'submitted' AND NEW.status <> 'draft' AND {_differs(*STATED)}) "
        f"OR (OLD.status = 'filed' AND {_differs(*PAPER)})",
    ),
    Wall(MINUTES, "DELETE", "minutes are never taken out", "OLD.status <> 'draft'"),
    Wall(NAMES, "UPDATE", "a signature never changes", _differs(*SIGNATURE)),
    Wall(
        NAMES,
        "DELETE",
        "a signature is never taken out",
        f"EXISTS (SELECT 1 FROM {MINUTES} m WHERE m.id = OLD.minutes_id AND m.status IN {SEALED})",  # noqa: S608 - ours
        tables=(MINUTES,),
    ),
)
