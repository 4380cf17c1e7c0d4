"""What the database keeps of minutes: their words once submitted and signed, their number and paper for good.

The walls go up and down with those of the journal (journal/frozen.py).
"""

from __future__ import annotations

from journal.frozen import Wall, changed

MINUTES, NAMES = "governance_minutes", "governance_minutessignature"
STATED = (
    *("association_id", "meeting_id", "ballot_id", "corrects_id", "opening", "closing"),
    *("content", "content_hash", "submitted_at"),
)
PAPER = ("number", "journal_head", "pdf", "pdf_hash", "filed_at", "status")
SIGNATURE = ("association_id", "minutes_id", "membership_id", "capacity", "content_hash", "signed_at")
SEALED = "('signed', 'filed')"
ANY_STATED = f"EXISTS (SELECT 1 FROM {MINUTES} WHERE status <> 'draft')"  # noqa: S608 - ours
NAMES_GIVEN = f"(SELECT COUNT(*) FROM {NAMES} s WHERE s.minutes_id = NEW.id)"  # noqa: S608 - ours
OTHER_WORDS = (
    f"NOT EXISTS (SELECT 1 FROM {MINUTES} m WHERE m.id = NEW.minutes_id "  # noqa: S608 - ours
    "AND m.status = 'submitted' AND m.content_hash = NEW.content_hash)"
)
OF_SEALED = f"EXISTS (SELECT 1 FROM {MINUTES} m WHERE m.id = OLD.minutes_id AND m.status IN {SEALED})"  # noqa: S608 - ours
NEVER_OUT, NAME_KEPT = "minutes are never taken out", "a signature is never taken out"

WALLS = (
    Wall(
        MINUTES,
        "UPDATE",
        "minutes that were submitted never change",
        f"(OLD.status IN {SEALED} AND (NEW.status NOT IN {SEALED} OR {changed(*STATED)})) "
        f"OR (OLD.status = 'submitted' AND NEW.status <> 'draft' AND {changed(*STATED)}) "
        f"OR (OLD.status = 'filed' AND {changed(*PAPER)})",
    ),
    Wall(
        MINUTES,
        "UPDATE",
        "two people sign minutes",
        f"NEW.status IN {SEALED} AND {NAMES_GIVEN} < 2",
        tables=(NAMES,),
        label="two_names",
    ),
    Wall(MINUTES, "DELETE", NEVER_OUT, "OLD.status <> 'draft'"),
    Wall(MINUTES, "TRUNCATE", NEVER_OUT, ANY_STATED),
    Wall(NAMES, "INSERT", "one signs minutes as they were submitted", OTHER_WORDS, tables=(MINUTES,)),
    Wall(NAMES, "UPDATE", "a signature never changes", changed(*SIGNATURE)),
    Wall(NAMES, "DELETE", NAME_KEPT, OF_SEALED, tables=(MINUTES,)),
    Wall(NAMES, "TRUNCATE", NAME_KEPT, ANY_STATED, tables=(MINUTES,)),
)
