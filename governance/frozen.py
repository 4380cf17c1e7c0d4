"""What the database itself keeps of a vote: the last wall behind the code.

The roll and the rule are frozen at the opening (domain I12, I13), the voices and the count at the close, and nothing is
proclaimed by fewer than two people (I21). The walls go up and down with those of the journal (journal/frozen.py).
"""

from __future__ import annotations

from journal.frozen import Wall, changed

BALLOTS, SEATS, VOTES = "governance_ballot", "governance_ballotseat", "governance_vote"
MEETINGS, ATTENDANCES = "governance_meeting", "governance_attendance"
MOVEMENTS, PROXIES = "governance_movement", "governance_proxy"
BOXES, CERTIFICATIONS, ITEMS = "governance_ballotbox", "governance_certification", "governance_agendaitem"

SETTLED = "('adopted', 'rejected', 'ratified', 'not_ratified')"
NOT_OPEN = "b.status <> 'open'"
NOT_DRAFT = "b.status <> 'draft'"
# The course of a ballot, as in Ballot.MOVES (a test compares them): nothing closed is ever opened or counted again.
COURSE = {
    "draft": ("open", "void"),
    "open": ("closed", "void"),
    "closed": ("adopted", "rejected", "no_quorum", "to_ratify", "withheld"),
    "to_ratify": ("ratified", "not_ratified", "void"),
}
_STEPS = ", ".join(f"'{before}>{after}'" for before, arrows in COURSE.items() for after in arrows)
OFF_COURSE = f"OLD.status <> NEW.status AND OLD.status || '>' || NEW.status NOT IN ({_STEPS})"
QUOTED_OPEN = "'open'"
NO_VOICE = "b.status <> 'open' OR b.is_secret OR s.recused_at IS NOT NULL"
# At a distance the hour of the close decides, even before the ballot is counted (domain I20).
LATE = "b.modality IN ('electronic', 'written') AND NEW.cast_at >= b.closes_at"
COUNTERS = ("for_count", "against_count", "abstain_count", "blank_count")


def _ballot(row: str, condition: str) -> str:
    """Whether the ballot of `row` ("OLD" or "NEW") answers to `condition`."""
    return f"EXISTS (SELECT 1 FROM {BALLOTS} b WHERE b.id = {row}.ballot_id AND {condition})"  # noqa: S608 - ours


def _vote(row: str, condition: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM {SEATS} s JOIN {BALLOTS} b ON b.id = s.ballot_id "  # noqa: S608 - ours
        f"WHERE s.id = {row}.seat_id AND ({condition}))"
    )


# What a ballot keeps from its opening on.
ASKED = changed(
    *("association_id", "body_id", "question", "text_hash", "rule", "modality", "is_secret", "call", "first_call_id"),
    *("opened_at", "closes_at", "meeting_id", "agenda_item_id"),
)
# What a meeting keeps from its convocation on (I12).
CALLED = changed("association_id", "body_id", "rule", "call", "first_call_id", "convened_at")
COUNTED = changed("result", "present", "closed_at")
GIVEN = changed("seat_id", "choice", "reason", "text_hash", "cast_at", "number")
SIGNATURES = f"(SELECT COUNT(*) FROM {CERTIFICATIONS} c WHERE c.ballot_id = NEW.id)"  # noqa: S608 - ours
SIGNED = changed("ballot_id", "membership_id", "capacity", "result_hash", "certified_at")
EMPTY = " AND ".join(f"NEW.{column} = 0" for column in COUNTERS)
# The box of a vote online takes one voice at a time, of a seat the roll has just marked; none is taken back.
_AT_A_DISTANCE = "b.modality IN ('electronic', 'written')"
_TOTAL = " + ".join("{0}." + column for column in COUNTERS)
_MARKED = f"(SELECT COUNT(*) FROM {SEATS} s WHERE s.ballot_id = OLD.ballot_id AND s.has_voted)"  # noqa: S608 - ours
_TAKEN_BACK = " OR ".join(f"NEW.{column} < OLD.{column}" for column in COUNTERS)
ANOTHER_VOICE = (
    f"{changed(*COUNTERS)} AND {_ballot('OLD', 'b.status = ' + QUOTED_OPEN + ' AND ' + _AT_A_DISTANCE)} AND "
    f"({_TAKEN_BACK} OR {_TOTAL.format('NEW')} <> {_TOTAL.format('OLD')} + 1 OR {_TOTAL.format('NEW')} <> {_MARKED})"
)
# Hands and papers are counted once, and not beyond the seats that may give a voice.
_MAY = f"(SELECT COUNT(*) FROM {SEATS} s WHERE s.ballot_id = OLD.ballot_id AND s.recused_at IS NULL)"  # noqa: S608 - ours
COUNTED_AGAIN = (
    f"{changed(*COUNTERS)} AND {_ballot('OLD', 'b.status = ' + QUOTED_OPEN + ' AND NOT ' + _AT_A_DISTANCE)} AND "
    f"({_TOTAL.format('OLD')} <> 0 OR {_TOTAL.format('NEW')} > {_MAY})"
)


def _meeting(row: str, condition: str) -> str:
    """Whether the meeting of `row` answers to `condition`."""
    return f"EXISTS (SELECT 1 FROM {MEETINGS} m WHERE m.id = {row}.meeting_id AND {condition})"  # noqa: S608 - ours


def _line(row: str, condition: str) -> str:
    """Whether the meeting of the attendance of `row`, a movement, answers to `condition`."""
    return (
        f"EXISTS (SELECT 1 FROM {ATTENDANCES} a JOIN {MEETINGS} m ON m.id = a.meeting_id "  # noqa: S608 - ours
        f"WHERE a.id = {row}.attendance_id AND {condition})"
    )


# The course of a meeting, as in Meeting.MOVES (a test compares them).
MEETING_COURSE = {"draft": ("convened", "cancelled"), "convened": ("held", "cancelled"), "held": ("closed",)}
_MEETING_STEPS = ", ".join(f"'{before}>{after}'" for before, arrows in MEETING_COURSE.items() for after in arrows)
# What a session keeps from its opening on: who presided, who wrote, who was counted, when; then when it ended.
AS_HELD = (
    # Back to a draft, the rule people were called under is what refuses.
    "(OLD.status <> NEW.status AND NEW.status <> 'draft' "
    f"AND OLD.status || '>' || NEW.status NOT IN ({_MEETING_STEPS})) OR "
    f"(OLD.status IN ('held', 'closed') AND "
    f"{changed('chair_id', 'secretary_id', 'opened_at', 'opening', 'has_quorum', 'starts_at')}) OR "
    f"(OLD.status = 'closed' AND {changed('closed_at')})"
)
OVER, HELD = "m.status = 'closed'", "m.status = 'held'"
ANY_MEETING = f"EXISTS (SELECT 1 FROM {MEETINGS} WHERE status IN ('held', 'closed'))"  # noqa: S608 - ours
VOTED = (
    f"EXISTS (SELECT 1 FROM {BALLOTS} b WHERE b.agenda_item_id = OLD.id "  # noqa: S608 - ours
    "AND b.status NOT IN ('draft', 'void', 'no_quorum', 'withheld'))"
)
ANY_BALLOT = f"EXISTS (SELECT 1 FROM {BALLOTS} WHERE status <> 'draft')"  # noqa: S608 - ours

ROLL = "the roll is frozen at the opening"
QUESTION = "what was put to the vote never changes"
KEPT = "a ballot is never taken out"
SHEET = "the sheet of a session is kept as it was"
UNDER = "people were called under this rule"

WALLS = (
    Wall(BALLOTS, "UPDATE", QUESTION, f"OLD.status <> 'draft' AND {ASKED}"),
    Wall(BALLOTS, "UPDATE", "a count never changes", f"OLD.result IS NOT NULL AND {COUNTED}", label="counted"),
    Wall(
        BALLOTS,
        "UPDATE",
        "what is proclaimed stays so",
        f"OLD.certified_at IS NOT NULL AND {changed('certified_at', 'status', 'session_on')}",
        label="proclaimed",
    ),
    Wall(
        BALLOTS,
        "UPDATE",
        "two people proclaim a result",
        f"OLD.certified_at IS NULL AND NEW.certified_at IS NOT NULL AND {SIGNATURES} < 2",
        (CERTIFICATIONS,),
        label="two_names",
    ),
    Wall(BALLOTS, "UPDATE", "a ballot goes one way", OFF_COURSE, label="course"),
    Wall(BALLOTS, "DELETE", KEPT, "OLD.status <> 'draft'"),
    Wall(BALLOTS, "TRUNCATE", KEPT, ANY_BALLOT),
    Wall(MEETINGS, "UPDATE", UNDER, f"OLD.status <> 'draft' AND (NEW.status = 'draft' OR {CALLED})", label="called"),
    Wall(MEETINGS, "UPDATE", SHEET, AS_HELD, label="held"),
    Wall(ATTENDANCES, "INSERT", SHEET, _meeting("NEW", OVER), (MEETINGS,)),
    Wall(ATTENDANCES, "UPDATE", SHEET, f"{_meeting('OLD', OVER)} OR {_meeting('NEW', OVER)}", (MEETINGS,)),
    Wall(ATTENDANCES, "DELETE", SHEET, _meeting("OLD", "m.status IN ('held', 'closed')"), (MEETINGS,)),
    Wall(ATTENDANCES, "TRUNCATE", SHEET, ANY_MEETING, (MEETINGS,)),
    Wall(MOVEMENTS, "INSERT", SHEET, f"NOT {_line('NEW', HELD)}", (ATTENDANCES, MEETINGS)),
    Wall(MOVEMENTS, "UPDATE", SHEET),
    Wall(MOVEMENTS, "DELETE", SHEET),
    Wall(MOVEMENTS, "TRUNCATE", SHEET, ANY_MEETING, (MEETINGS,)),
    Wall(PROXIES, "INSERT", SHEET, _meeting("NEW", OVER), (MEETINGS,)),
    Wall(PROXIES, "UPDATE", SHEET, f"{_meeting('OLD', OVER)} OR {_meeting('NEW', OVER)}", (MEETINGS,)),
    Wall(PROXIES, "DELETE", SHEET, _meeting("OLD", OVER), (MEETINGS,)),
    Wall(PROXIES, "TRUNCATE", SHEET, ANY_MEETING, (MEETINGS,)),
    Wall(MEETINGS, "DELETE", UNDER, "OLD.status <> 'draft'", label="called"),
    Wall(SEATS, "INSERT", ROLL, _ballot("NEW", NOT_DRAFT), (BALLOTS,)),
    Wall(SEATS, "DELETE", ROLL, _ballot("OLD", NOT_DRAFT), (BALLOTS,)),
    Wall(SEATS, "TRUNCATE", ROLL, ANY_BALLOT, (BALLOTS,)),
    Wall(
        SEATS,
        "UPDATE",
        ROLL,
        f"{changed('ballot_id', 'membership_id', 'represented_by_id', 'is_chair')} AND {_ballot('OLD', NOT_DRAFT)}",
        (BALLOTS,),
    ),
    Wall(
        SEATS,
        "UPDATE",
        "who voted and who stepped aside is kept",
        f"(OLD.has_voted AND NOT NEW.has_voted) OR (OLD.recused_at IS NOT NULL AND {changed('recused_at')}) OR "
        f"({changed('has_voted', 'recused_at')} AND {_ballot('OLD', NOT_OPEN)})",
        (BALLOTS,),
        label="marked",
    ),
    Wall(VOTES, "INSERT", "no voice is given here", _vote("NEW", f"{NO_VOICE} OR {LATE}"), (SEATS, BALLOTS)),
    Wall(
        VOTES,
        "UPDATE",
        "a voice given stays given",
        f"{GIVEN} AND ({_vote('OLD', NO_VOICE)} OR {_vote('NEW', f'{NO_VOICE} OR {LATE}')})",
        (SEATS, BALLOTS),
    ),
    Wall(VOTES, "DELETE", "a voice is never taken out", _vote("OLD", NOT_DRAFT), (SEATS, BALLOTS)),
    Wall(VOTES, "TRUNCATE", "a voice is never taken out", ANY_BALLOT, (BALLOTS,)),
    Wall(
        BOXES,
        "UPDATE",
        "a closed box never changes, but to be emptied",
        f"{changed('ballot_id', *COUNTERS)} AND {_ballot('OLD', NOT_OPEN)} AND NOT ({EMPTY})",
        (BALLOTS,),
    ),
    Wall(BOXES, "UPDATE", "one voice at a time, of a seat that voted", ANOTHER_VOICE, (BALLOTS, SEATS), label="voice"),
    Wall(BOXES, "UPDATE", "hands are counted once", COUNTED_AGAIN, (BALLOTS, SEATS), label="hands"),
    Wall(BOXES, "INSERT", "a box begins empty", f"NOT ({EMPTY})", label="empty"),
    Wall(BOXES, "INSERT", "a box is there from the opening", _ballot("NEW", NOT_DRAFT), (BALLOTS,)),
    Wall(BOXES, "DELETE", "a box is never taken out", _ballot("OLD", NOT_DRAFT), (BALLOTS,)),
    Wall(
        CERTIFICATIONS,
        "INSERT",
        "nothing to proclaim here",
        _ballot("NEW", f"(b.status NOT IN {SETTLED} OR b.certified_at IS NOT NULL)"),
        (BALLOTS,),
    ),
    Wall(CERTIFICATIONS, "UPDATE", "a signature never changes", SIGNED),
    Wall(CERTIFICATIONS, "DELETE", "a signature is never taken out"),
    Wall(CERTIFICATIONS, "TRUNCATE", "a signature is never taken out", ANY_BALLOT, (BALLOTS,)),
    Wall(BOXES, "TRUNCATE", "a box is never taken out", ANY_BALLOT, (BALLOTS,)),
    Wall(ITEMS, "UPDATE", QUESTION, f"{changed('title', 'resolution')} AND {VOTED}", (BALLOTS,), label="voted"),
)
