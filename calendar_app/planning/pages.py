"""What the pages of a planning show: the first lines of a file, its differences, what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from calendar_app.models import PlanningImport
from calendar_app.planning import grids, looking
from calendar_app.planning.applying import MINE
from calendar_app.planning.comparing import PLAIN_HOUR, Change, Outcome, as_words, label_of, spans
from calendar_app.planning.directory import Directory, directory
from calendar_app.planning.forms import SHOWN
from calendar_app.planning.parsing import Found, locate
from charter.diff import Span

SAMPLE = 5
# Of a long text only what changed is worth reading twice.
TEXTS = ("text", "title")
REFUSED_SHOWN = 300


@dataclass(frozen=True)
class Field:
    """One field as the page draws it: two sides, or the spans of a text."""

    name: str
    label: str
    before: str
    after: str
    spans: list[Span]
    is_conflict: bool
    is_mine: bool


@dataclass(frozen=True)
class Row:
    """One line as the page draws it."""

    outcome: Outcome
    fields: list[Field]
    is_taken: bool
    reason: str


def sample(found: Found) -> dict[str, Any]:
    """The headings and the first lines of a spreadsheet."""
    rows = found.sheet.rows
    width = min(max(map(len, rows)), 20)

    def padded(row: list[grids.Cell]) -> list[str]:
        cells = ["" if cell is None else str(cell) for cell in row[:width]]
        return [cell if len(cell) < 80 else f"{cell[:79]}…" for cell in cells + [""] * (width - len(cells))]

    first = [padded(row) for row in rows[found.headings + 1 :] if any(cell is not None for cell in row)]
    return {"headings": padded(rows[found.headings]), "rows": first[:SAMPLE], "sheet": found.sheet.name}


def preview(row: PlanningImport, typed: QueryDict | None = None) -> dict[str, Any]:
    """What `row` would change now, by kind; `typed` is what a refused page had."""
    names = directory(row.association)
    found = looking.look(row, names)
    # Conflicts first: they ask for a decision.
    open_ = found.of("conflict", "changed", "new", "deleted")
    ordered = sorted(open_, key=lambda each: (["conflict", "changed", "new", "deleted"].index(each.kind), each.number))
    drawn = [_row(each, names, typed) for each in ordered[:SHOWN]]
    groups = {
        kind: [each for each in drawn if each.outcome.kind == kind]
        for kind in ("conflict", "changed", "new", "deleted")
    }
    cannot = found.of("cannot")
    return {
        "row": row,
        "groups": groups,
        "has_any": bool(drawn),
        "left": len(ordered) - len(drawn),
        "cannot": cannot[:REFUSED_SHOWN],
        "cannot_left": len(cannot) - REFUSED_SHOWN,
        "same": len(found.of("same")),
        "notes": found.notes,
        "is_ours": locate(grids.from_json(row.grid)).is_ours,
    }


def _row(outcome: Outcome, names: Directory, typed: QueryDict | None) -> Row:
    name = outcome.name
    # What takes something away, or may be there twice, waits for a hand.
    taken = outcome.kind != "deleted" and not outcome.twin if typed is None else name in typed.getlist("take")
    if outcome.kind == "new":
        fields = _new_fields(outcome, names)
    else:
        fields = [_field(change, outcome, names, typed) for change in outcome.changes]
    return Row(outcome, fields, taken, (typed or {}).get(f"reason_{name}", ""))


def _field(change: Change, outcome: Outcome, names: Directory, typed: QueryDict | None) -> Field:
    is_text = change.field in TEXTS or change.field.startswith("own:")
    is_mine = typed is not None and typed.get(f"side_{outcome.name}_{change.field}") == MINE
    return Field(
        change.field,
        change.label,
        as_words(change, names, "before") or _("vide"),
        as_words(change, names, "after") or _("vide"),
        spans(change) if is_text and not change.is_conflict else [],
        change.is_conflict,
        is_mine,
    )


def _new_fields(outcome: Outcome, names: Directory) -> list[Field]:
    """What the new line says, and what the calendar will put where it says nothing."""
    values = outcome.line.values if outcome.line else {}
    shown = []
    for key, value in values.items():
        if key in ("title", "state") or not value:
            continue
        change = Change(key, label_of(key, names), "", value)
        shown.append(Field(key, change.label, "", as_words(change, names, "after"), [], False, False))
    if not values.get("hour"):
        hour = as_words(Change("hour", "", "", PLAIN_HOUR), names, "after")
        shown.append(
            Field("hour", label_of("hour", names), "", _("%(hour)s, faute d’heure") % {"hour": hour}, [], False, False)
        )
    return shown


def results(row: PlanningImport) -> dict[str, Any]:
    """How far it is, or what came of each line."""
    return {
        "row": row,
        "under_way": row.is_under_way,
        "done": [each for each in row.results if each["fate"] == "done"],
        "refused": [each for each in row.results if each["fate"] == "refused"],
        "kept": [each for each in row.results if each["fate"] == "left"],
    }
