"""What the database itself keeps of the rules voted with a text, and of the dispensations from them."""

from __future__ import annotations

from charter.frozen import CHARTERS, FIXED, OPEN, VERSIONS
from journal.frozen import Wall

RULES, DISPENSATIONS = "calendar_editorialrule", "calendar_dispensation"
MEMBERSHIPS, REVISIONS = "associations_membership", "calendar_revision"


def _of_a_fixed_text(*rows: str) -> str:
    ids = ", ".join(f"{row}.version_id" for row in rows)
    return f"EXISTS (SELECT 1 FROM {VERSIONS} WHERE id IN ({ids}) AND status NOT IN {OPEN})"  # noqa: S608 - ours


# A rule belongs to an editorial line, and to that of its own association.
_STRAY = (
    f"NOT EXISTS (SELECT 1 FROM {VERSIONS} v JOIN {CHARTERS} c ON c.id = v.charter_id "  # noqa: S608 - ours
    "WHERE v.id = NEW.version_id AND v.association_id = NEW.association_id AND c.kind = 'editorial')"
)
_ANY_FIXED = f"EXISTS (SELECT 1 FROM {RULES} r JOIN {VERSIONS} v ON v.id = r.version_id WHERE v.status NOT IN {OPEN})"  # noqa: S608 - ours
# Whoever wrote some of the words, in any revision, dispenses them from nothing.
_ONE_S_OWN = (
    f"NEW.level = 'dispensation' AND EXISTS (SELECT 1 FROM {REVISIONS} r "  # noqa: S608 - ours
    f"JOIN {MEMBERSHIPS} w ON w.id = r.by_id JOIN {MEMBERSHIPS} m ON m.id = NEW.by_id "
    "WHERE r.post_id = NEW.post_id AND r.has_new_words AND w.user_id = m.user_id)"
)
STRAY = "a rule belongs to the editorial line of its association"
NEVER = "a dispensation is never rewritten"
OWN = "nobody dispenses words of their own"

WALLS = (
    Wall(RULES, "INSERT", FIXED, _of_a_fixed_text("NEW"), (VERSIONS,)),
    Wall(RULES, "UPDATE", FIXED, _of_a_fixed_text("OLD", "NEW"), (VERSIONS,)),
    Wall(RULES, "DELETE", FIXED, _of_a_fixed_text("OLD"), (VERSIONS,)),
    Wall(RULES, "TRUNCATE", FIXED, _ANY_FIXED, (VERSIONS,)),
    Wall(RULES, "INSERT", STRAY, _STRAY, (VERSIONS, CHARTERS), label="at_home"),
    Wall(RULES, "UPDATE", STRAY, _STRAY, (VERSIONS, CHARTERS), label="at_home"),
    *(Wall(DISPENSATIONS, event, NEVER) for event in ("UPDATE", "DELETE", "TRUNCATE")),
    Wall(DISPENSATIONS, "INSERT", OWN, _ONE_S_OWN, (REVISIONS, MEMBERSHIPS), label="other_hand"),
)
