"""What the database keeps of what was said and approved: rows that are never written again.

The walls go up and down with those of the journal (journal/frozen.py). Of posts, deleting stays possible:
a test database empties its tables, and no page of the house deletes one.
"""

from __future__ import annotations

from journal.frozen import Wall, changed

TABLES = ("calendar_revision", "calendar_revisiontext", "calendar_revisionmedia", "calendar_approval")
SAVED = [Wall(table, "UPDATE", "a saved text is never rewritten") for table in TABLES]

# The sheet of an account is fixed by its hash at the end of the debate: it is what the body votes (decision 0017).
OPENINGS, FEEDERS, BALLOTS = "calendar_accountopening", "calendar_feeder", "governance_ballot"
SHEET = (
    *("association_id", "network", "name", "purpose", "audience", "kinds", "told", "withdraws", "within_hours"),
    *("hours_per_week", "keeper_id", "proposed_by_id", "proposed_at", "revision"),
)
# The course of an opening, as in AccountOpening.MOVES (a test compares them).
COURSE = {
    "proposed": ("discussed", "refused"),
    "discussed": ("proposed", "authorised", "refused"),
    "authorised": ("open", "closed"),
    "open": ("suspended", "closed"),
    "suspended": ("open", "closed"),
}
_STEPS = ", ".join(f"'{before}>{after}'" for before, arrows in COURSE.items() for after in arrows)
UNDER_VOTE = (
    f"EXISTS (SELECT 1 FROM {BALLOTS} b WHERE b.subject_type = 'calendar.accountopening' "  # noqa: S608 - ours
    "AND b.subject_id = OLD.id AND b.status IN ('draft', 'open', 'closed', 'to_ratify'))"
)
ANOTHER_SHEET = (
    f"(OLD.status <> 'proposed' AND {changed(*SHEET)}) OR "
    f"(OLD.status <> NEW.status AND OLD.status || '>' || NEW.status NOT IN ({_STEPS})) OR "
    f"({changed('content_hash', 'discussed_on', 'debate')} "
    "AND OLD.status || '>' || NEW.status NOT IN ('proposed>discussed', 'discussed>proposed')) OR "
    f"({changed('decided_at')} AND OLD.status NOT IN ('proposed', 'discussed')) OR "
    f"({changed('opened_at', 'opened_by_id')} AND OLD.status <> 'authorised')"
)


def _debated(*rows: str) -> str:
    ids = ", ".join(f"{row}.opening_id" for row in rows)
    return f"EXISTS (SELECT 1 FROM {OPENINGS} o WHERE o.id IN ({ids}) AND o.status <> 'proposed')"  # noqa: S608 - ours


DEBATED = "a debated sheet never changes"
ANY_DEBATED = f"EXISTS (SELECT 1 FROM {OPENINGS} WHERE status <> 'proposed')"  # noqa: S608 - ours
WALLS = [
    *SAVED,
    Wall(OPENINGS, "UPDATE", DEBATED, ANOTHER_SHEET),
    Wall(
        OPENINGS,
        "UPDATE",
        "a sheet under vote never changes",
        f"OLD.status = 'discussed' AND NEW.status = 'proposed' AND {UNDER_VOTE}",
        (BALLOTS,),
        label="under_vote",
    ),
    Wall(OPENINGS, "DELETE", DEBATED, "OLD.status <> 'proposed'"),
    Wall(OPENINGS, "TRUNCATE", DEBATED, ANY_DEBATED),
    Wall(FEEDERS, "INSERT", DEBATED, _debated("NEW"), (OPENINGS,)),
    Wall(FEEDERS, "UPDATE", DEBATED, _debated("OLD", "NEW"), (OPENINGS,)),
    Wall(FEEDERS, "DELETE", DEBATED, _debated("OLD"), (OPENINGS,)),
    Wall(FEEDERS, "TRUNCATE", DEBATED, ANY_DEBATED, (OPENINGS,)),
    # What may be out is looked for, and sent again, word for word (decision 0029).
    Wall(
        "calendar_departure",
        "UPDATE",
        "what may be out keeps its words",
        f"OLD.may_be_out AND {changed('carried')}",
    ),
]
