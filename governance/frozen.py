"""Triggers that keep a vote as it was given, on SQLite and PostgreSQL alike: the last wall behind the code.

The roll and the rule are frozen at the opening (domain I12, I13), the voices and the count at the close, and nothing is
proclaimed by fewer than two people (I21). Lifted before a migration and put back after it, as those of the charters.
"""

from __future__ import annotations

from typing import Any

from django.db import connections

BALLOTS, SEATS, VOTES = "governance_ballot", "governance_ballotseat", "governance_vote"
BOXES, CERTIFICATIONS, ITEMS = "governance_ballotbox", "governance_certification", "governance_agendaitem"
TABLES = {BALLOTS, SEATS, VOTES, BOXES, CERTIFICATIONS, ITEMS}

SETTLED = "('adopted', 'rejected', 'ratified', 'not_ratified')"
# What a ballot keeps from its opening on.
ASKED = ("body_id", "question", "text_hash", "rule", "modality", "is_secret", "call", "first_call_id", "opened_at")
ASKED += ("closes_at", "meeting_id", "agenda_item_id")
COUNTED = ("result", "present", "closed_at")
GIVEN = ("seat_id", "choice", "reason", "text_hash", "cast_at", "number")
COUNTERS = ("for_count", "against_count", "abstain_count", "blank_count")


def _changed(*columns: str) -> str:
    return "(" + " OR ".join(f"OLD.{column} {{differs}} NEW.{column}" for column in columns) + ")"


def _ballot(row: str, condition: str) -> str:
    """Whether the ballot of `row` ("OLD" or "NEW") answers to `condition`."""
    return f"EXISTS (SELECT 1 FROM {BALLOTS} b WHERE b.id = {row}.ballot_id AND {condition})"  # noqa: S608 - ours


def _vote(row: str, condition: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM {SEATS} s JOIN {BALLOTS} b ON b.id = s.ballot_id "  # noqa: S608 - ours
        f"WHERE s.id = {row}.seat_id AND ({condition}))"
    )


NOT_OPEN = "b.status <> 'open'"
NOT_DRAFT = "b.status <> 'draft'"
NO_VOICE = "b.status <> 'open' OR b.is_secret OR s.recused_at IS NOT NULL"
EMPTY = " AND ".join(f"NEW.{column} = 0" for column in COUNTERS)
VOTED = (
    f"EXISTS (SELECT 1 FROM {BALLOTS} b WHERE b.agenda_item_id = OLD.id "  # noqa: S608 - ours
    "AND b.status NOT IN ('draft', 'void', 'no_quorum', 'withheld'))"
)
SIGNATURES = f"(SELECT COUNT(*) FROM {CERTIFICATIONS} c WHERE c.ballot_id = NEW.id)"  # noqa: S608 - ours

# (event, table) -> what must not be, and the sentence that says so.
FORBIDDEN: dict[tuple[str, str], list[tuple[str, str]]] = {
    ("UPDATE", BALLOTS): [
        (f"OLD.status <> 'draft' AND {_changed(*ASKED)}", "what was put to the vote never changes"),
        (f"OLD.result IS NOT NULL AND {_changed(*COUNTED)}", "a count never changes"),
        ("OLD.certified_at IS NOT NULL AND " + _changed("certified_at", "status"), "what is proclaimed stays so"),
        (
            f"OLD.certified_at IS NULL AND NEW.certified_at IS NOT NULL AND {SIGNATURES} < 2",
            "two people proclaim a result",
        ),
    ],
    ("DELETE", BALLOTS): [("OLD.status <> 'draft'", "a ballot is never taken out")],
    ("INSERT", SEATS): [(_ballot("NEW", NOT_DRAFT), "the roll is frozen at the opening")],
    ("DELETE", SEATS): [(_ballot("OLD", NOT_DRAFT), "the roll is frozen at the opening")],
    ("UPDATE", SEATS): [
        (
            _changed("ballot_id", "membership_id", "represented_by_id", "is_chair")
            + " AND "
            + _ballot("OLD", NOT_DRAFT),
            "the roll is frozen at the opening",
        ),
        (
            f"(OLD.has_voted AND NOT NEW.has_voted) OR (OLD.recused_at IS NOT NULL AND {_changed('recused_at')}) OR "
            + f"({_changed('has_voted', 'recused_at')} AND {_ballot('OLD', NOT_OPEN)})",
            "who voted and who stepped aside is kept",
        ),
    ],
    ("INSERT", VOTES): [(_vote("NEW", NO_VOICE), "no voice is given here")],
    ("UPDATE", VOTES): [
        (_changed(*GIVEN) + f" AND ({_vote('OLD', NO_VOICE)} OR {_vote('NEW', NO_VOICE)})", "a voice given stays given")
    ],
    ("DELETE", VOTES): [(_vote("OLD", NOT_DRAFT), "a voice is never taken out")],
    ("UPDATE", BOXES): [
        (
            f"{_changed('ballot_id', *COUNTERS)} AND {_ballot('OLD', NOT_OPEN)} AND NOT ({EMPTY})",
            "a closed box never changes, but to be emptied",
        )
    ],
    ("DELETE", BOXES): [(_ballot("OLD", NOT_DRAFT), "a box is never taken out")],
    ("INSERT", CERTIFICATIONS): [
        (_ballot("NEW", f"(b.status NOT IN {SETTLED} OR b.certified_at IS NOT NULL)"), "nothing to proclaim here")
    ],
    ("UPDATE", CERTIFICATIONS): [
        (_changed("ballot_id", "membership_id", "capacity", "result_hash", "certified_at"), "a signature never changes")
    ],
    ("DELETE", CERTIFICATIONS): [("OLD.id = OLD.id", "a signature is never taken out")],
    # The words of a resolution are those that were voted.
    ("UPDATE", ITEMS): [
        (
            _changed("title", "resolution", "subject_type", "subject_id") + f" AND {VOTED}",
            "what was put to the vote never changes",
        )
    ],
}


def lift(using: str = "default", **kwargs: Any) -> None:
    """Take the triggers off; called before each migration."""
    _run(using, install_them=False)


def install(using: str = "default", **kwargs: Any) -> None:
    """Put the triggers on; called after each migration, harmless when they are there."""
    _run(using, install_them=True)


def _run(using: str, *, install_them: bool) -> None:
    connection = connections[using]
    with connection.cursor() as cursor:
        if not set(connection.introspection.table_names(cursor)) >= TABLES:
            return
        for (event, table), rules in FORBIDDEN.items():
            for statement in _statements(event, table, rules, connection.vendor, install_them=install_them):
                cursor.execute(statement)


def _statements(event: str, table: str, rules: list[tuple[str, str]], vendor: str, *, install_them: bool) -> list[str]:
    name = f"{table}_{event.lower()}_frozen"
    if vendor == "sqlite" and event != "DELETE":
        made = [
            f"CREATE TRIGGER {name}_{rank} BEFORE {event} ON {table} WHEN {condition.format(differs='IS NOT')} "
            f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
            for rank, (condition, sentence) in enumerate(rules)
        ]
        dropped = [f"DROP TRIGGER IF EXISTS {name}_{rank}" for rank in range(len(rules))]
        return [*dropped, *(made if install_them else [])]
    if vendor == "postgresql":
        checks = " ".join(
            f"IF {condition.format(differs='IS DISTINCT FROM')} THEN RAISE EXCEPTION '{sentence}' "
            "USING ERRCODE = 'integrity_constraint_violation'; END IF;"
            for condition, sentence in rules
        )
        body = f"BEGIN {checks} RETURN {'OLD' if event == 'DELETE' else 'NEW'}; END"
        made = [
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
        ]
        return [f"DROP TRIGGER IF EXISTS {name} ON {table}", *(made if install_them else [])]
    return []
