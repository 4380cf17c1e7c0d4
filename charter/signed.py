"""What the database itself keeps of a signature: the words in force at that moment, and nothing rewritten after.

The walls go up and down with those of the journal (journal/frozen.py).
"""

from __future__ import annotations

from charter.frozen import VERSIONS
from journal.frozen import Wall

SIGNATURES, QUESTIONS, ATTEMPTS = "charter_acknowledgement", "charter_question", "charter_attempt"

OTHER_WORDS = (
    f"NOT EXISTS (SELECT 1 FROM {VERSIONS} WHERE id = NEW.version_id "  # noqa: S608 - ours
    "AND status = 'in_force' AND content_hash = NEW.content_hash)"
)
NOT_IN_FORCE = "one signs the words in force"
SIGNED = "a signature stays as it was given"
ANSWERED = "questions somebody has answered never change"
KEPT = "an attempt stays as it was made"


def _answered(*rows: str) -> str:
    ids = ", ".join(f"{row}.campaign_id" for row in rows)
    return f"EXISTS (SELECT 1 FROM {ATTEMPTS} WHERE campaign_id IN ({ids}))"  # noqa: S608 - ours


WALLS = (
    Wall(SIGNATURES, "INSERT", NOT_IN_FORCE, OTHER_WORDS, (VERSIONS,)),
    Wall(SIGNATURES, "UPDATE", SIGNED),
    Wall(SIGNATURES, "DELETE", SIGNED),
    Wall(QUESTIONS, "INSERT", ANSWERED, _answered("NEW"), (ATTEMPTS,)),
    Wall(QUESTIONS, "UPDATE", ANSWERED, _answered("OLD", "NEW"), (ATTEMPTS,)),
    Wall(QUESTIONS, "DELETE", ANSWERED, _answered("OLD"), (ATTEMPTS,)),
    Wall(ATTEMPTS, "UPDATE", KEPT),
    Wall(ATTEMPTS, "DELETE", KEPT),
)
