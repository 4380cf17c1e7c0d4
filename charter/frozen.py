"""What the database itself keeps of a fixed text, its last wall behind the code: words, hash, number, course, dates.

The walls go up and down with those of the journal (journal/frozen.py).
"""

from __future__ import annotations

from journal.frozen import Wall, changed

CHARTERS, CLAUSES, VERSIONS = "charter_charter", "charter_clause", "charter_version"
OPEN = "('draft', 'review', 'changes_requested')"
APPLIED = "('in_force', 'superseded', 'repealed')"


class FrozenText(Exception):
    """Somebody tried to alter an article of a text that is fixed, or what that text is."""


def _of_a_fixed_text(*rows: str) -> str:
    ids = ", ".join(f"{row}.version_id" for row in rows)
    return f"EXISTS (SELECT 1 FROM {VERSIONS} WHERE id IN ({ids}) AND status NOT IN {OPEN})"  # noqa: S608 - ours


# The course of a fixed text, as in Version.MOVES (a test compares them): nothing decided is ever opened again.
COURSE = {
    "frozen": ("review", "ballot", "withdrawn"),
    "ballot": ("adopted", "rejected", "frozen"),
    "adopted": ("in_force", "withdrawn"),
    "in_force": ("superseded", "repealed"),
}
_STEPS = ", ".join(f"'{before}>{after}'" for before, arrows in COURSE.items() for after in arrows)
_KEPT = ("association_id", "charter_id", "number", "summary", "is_material", "created_by_id")
# What one must not do to the row of a fixed version. `coalesce` lets the base of a first version be nothing.
ANOTHER_TEXT = (
    f"OLD.status NOT IN {OPEN} AND ("
    + " OR ".join(f"OLD.{column} <> NEW.{column}" for column in _KEPT)
    + " OR COALESCE(OLD.based_on_id, 0) <> COALESCE(NEW.based_on_id, 0)"
    + f" OR (NEW.status NOT IN {OPEN} AND OLD.content_hash <> NEW.content_hash)"
    + f" OR (OLD.status <> NEW.status AND OLD.status || '>' || NEW.status NOT IN ({_STEPS})))"
)
# The dates of a fixed version are written with the step they tell, once; those of its review with the review.
_REVIEWED = (
    "EXISTS (SELECT 1 FROM charter_review r WHERE r.version_id = NEW.id AND r.outcome = 'kept' "
    "AND r.done_on = NEW.reviewed_on AND r.next_on = NEW.review_on)"
)


def _but_on(columns: tuple[str, ...], *steps: str) -> str:
    """The condition that one of `columns` changes on another step than `steps` ("before>after")."""
    named = ", ".join(f"'{step}'" for step in steps)
    return f"({changed(*columns)} AND OLD.status || '>' || NEW.status NOT IN ({named}))"


# Off its course a version meets the wall of its course, and that one alone.
ANOTHER_DATE = (
    f"OLD.status NOT IN {OPEN} AND (OLD.status = NEW.status OR OLD.status || '>' || NEW.status IN ({_STEPS})) AND ("
    + " OR ".join(
        (
            _but_on(("created_at",), ""),
            _but_on(("frozen_at",), "frozen>review"),
            _but_on(("decided_at",), "ballot>adopted", "ballot>rejected"),
            _but_on(("in_force_on",), "adopted>adopted", "adopted>in_force"),
            _but_on(("superseded_on",), "in_force>superseded"),
            _but_on(("repealed_on", "repeal_reason", "repealed_by_id"), "in_force>repealed"),
            _but_on(("review_on", "reviewed_on"), "adopted>adopted", "adopted>in_force", "in_force>in_force"),
            f"(OLD.status = 'in_force' AND {changed('review_on', 'reviewed_on')} AND NOT {_REVIEWED})",
        )
    )
    + ")"
)
# Days are kept half open: a text steps down on the day the next one begins.
_END = "COALESCE({0}.superseded_on, {0}.repealed_on, '9999-12-31')"
TWO_AT_ONCE = (
    f"NEW.status IN {APPLIED} AND EXISTS (SELECT 1 FROM {VERSIONS} other "  # noqa: S608 - ours
    f"WHERE other.charter_id = NEW.charter_id AND other.id <> NEW.id AND other.status IN {APPLIED} "
    f"AND NEW.in_force_on < {_END.format('other')} AND other.in_force_on < {_END.format('NEW')})"
)
_WITH_A_FIXED_TEXT = f"EXISTS (SELECT 1 FROM {VERSIONS} WHERE charter_id = OLD.id AND status NOT IN {OPEN})"  # noqa: S608 - ours
ANOTHER_CHARTER = f"(OLD.kind <> NEW.kind OR OLD.association_id <> NEW.association_id) AND {_WITH_A_FIXED_TEXT}"
# A text ends by the decision of its body, vouched for by two people, and by nothing else (charter/repealing.py).
REPEALS, BALLOTS = "charter_repeal", "governance_ballot"
UNDECIDED = (
    "NEW.status = 'repealed' AND OLD.status <> 'repealed' AND NOT EXISTS ("  # noqa: S608 - ours
    f"SELECT 1 FROM {BALLOTS} b JOIN {REPEALS} r ON r.id = b.subject_id WHERE b.id = NEW.repealed_by_id "
    "AND b.subject_type = 'charter.repeal' AND b.status IN ('adopted', 'ratified') AND b.certified_at IS NOT NULL "
    "AND b.text_hash = r.content_hash AND r.version_id = NEW.id)"
)
# The course of a repeal, as in Repeal.MOVES (a test compares them).
REPEAL_COURSE = {
    "proposed": ("ballot", "withdrawn", "lapsed"),
    "ballot": ("adopted", "rejected", "proposed", "lapsed"),
    "adopted": ("done", "lapsed"),
}
_REPEAL_STEPS = ", ".join(f"'{before}>{after}'" for before, arrows in REPEAL_COURSE.items() for after in arrows)
ANOTHER_REPEAL = (
    changed("association_id", "version_id", "reason", "content_hash", "proposed_by_id", "proposed_at")
    + f" OR (OLD.status <> NEW.status AND OLD.status || '>' || NEW.status NOT IN ({_REPEAL_STEPS}))"
    + f" OR (OLD.decided_at IS NOT NULL AND {changed('decided_at')})"
)
ASKED = "what was asked to be repealed never changes"
FIXED = "a fixed text never changes"
DATED = "the dates of a fixed text are those of its steps"
OVERLAP = "two versions of a charter are never in force at once"
ANY_FIXED = f"EXISTS (SELECT 1 FROM {VERSIONS} WHERE status NOT IN {OPEN})"  # noqa: S608 - ours

WALLS = (
    Wall(CLAUSES, "INSERT", FIXED, _of_a_fixed_text("NEW"), (VERSIONS,)),
    Wall(CLAUSES, "UPDATE", FIXED, _of_a_fixed_text("OLD", "NEW"), (VERSIONS,)),
    Wall(CLAUSES, "DELETE", FIXED, _of_a_fixed_text("OLD"), (VERSIONS,)),
    Wall(CLAUSES, "TRUNCATE", FIXED, ANY_FIXED, (VERSIONS,)),
    Wall(VERSIONS, "INSERT", OVERLAP, TWO_AT_ONCE, label="alone"),
    Wall(VERSIONS, "UPDATE", FIXED, ANOTHER_TEXT),
    Wall(VERSIONS, "UPDATE", DATED, ANOTHER_DATE, ("charter_review",), label="dated"),
    Wall(VERSIONS, "UPDATE", OVERLAP, TWO_AT_ONCE, label="alone"),
    Wall(VERSIONS, "DELETE", FIXED, f"OLD.status NOT IN {OPEN}"),
    Wall(VERSIONS, "TRUNCATE", FIXED, ANY_FIXED),
    Wall(VERSIONS, "UPDATE", "a text ends by a decision", UNDECIDED, (BALLOTS, REPEALS), label="by_decision"),
    Wall(REPEALS, "UPDATE", ASKED, ANOTHER_REPEAL),
    Wall(REPEALS, "DELETE", ASKED),
    Wall(REPEALS, "TRUNCATE", ASKED, f"EXISTS (SELECT 1 FROM {REPEALS})"),  # noqa: S608 - ours
    Wall(CHARTERS, "UPDATE", FIXED, ANOTHER_CHARTER, (VERSIONS,)),
)
