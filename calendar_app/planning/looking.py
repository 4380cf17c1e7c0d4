"""A planning that was sent back, seen against the calendar of this moment; and applied, line after line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.db import transaction
from django.utils import timezone
from django_scopes import scope

from associations.models import Association, Membership
from calendar_app.hours import PARIS
from calendar_app.models import PlanningExport, PlanningImport, Post
from calendar_app.planning import applying, grids, parsing
from calendar_app.planning.applying import choice_of, token_of
from calendar_app.planning.comparing import Comparison, Outcome, compare
from calendar_app.planning.directory import Directory, directory
from calendar_app.planning.making import TRIES
from calendar_app.planning.stored import stored_of
from journal.moves import HOUSE, Overtaken, move

Status = PlanningImport.Status


def look(row: PlanningImport, names: Directory | None = None) -> Comparison:
    """What `row` would change now. A fixed number of queries for each five hundred lines."""
    association = row.association
    names = names or directory(association)
    parsed = parsing.parse(grids.from_json(row.grid), row.columns, names, association)
    exported = _exported(row, parsed, association)
    wanted = {line.post for line in parsed.lines if line.post} | set(exported)
    created = _created(row, [line.number for line in parsed.lines if line.post is None])
    now_there = stored_of(association, [pk for pk in wanted if pk])
    return compare(parsed, now_there, names, exported=exported, created=created, twins=_twins(association, parsed))


def _twins(association: Association, parsed: parsing.Parsed) -> dict[tuple[str, str], int]:
    """The posts that have the title of a new line, by the day they are due and that title."""
    titles = sorted({line.values.get("title", "") for line in parsed.lines if line.post is None} - {""})
    found: dict[tuple[str, str], int] = {}
    for start in range(0, len(titles), 500):
        posts = Post.objects.of(association).exclude(status=Post.Status.CANCELLED)
        posts = posts.filter(current__title__in=titles[start : start + 500])
        for pk, due_at, title in posts.values_list("pk", "due_at", "current__title"):
            found[f"{due_at.astimezone(PARIS):%Y-%m-%d}", title] = pk
    return found


def _exported(row: PlanningImport, parsed: parsing.Parsed, association: Association) -> list[int]:
    """The posts that left in the workbook: those it lacks were deleted from it."""
    if not parsed.is_ours or not parsed.export:
        return []
    found = PlanningExport.objects.filter(association=association, pk=parsed.export).values_list("posts", flat=True)
    return list(next(iter(found), []))


def _created(row: PlanningImport, numbers: list[int]) -> dict[int, int]:
    """The posts that earlier applications of `row` made, by the number of their line."""
    tokens = {token_of(row, number): number for number in numbers}
    wanted = list(tokens)
    found: dict[int, int] = {}
    for start in range(0, len(wanted), 500):
        posts = Post.objects.of(row.association).filter(token__in=wanted[start : start + 500])
        found |= {tokens[token]: pk for pk, token in posts.values_list("pk", "token")}
    return found


def apply(pk: int, now: Callable[[], dt.datetime] = timezone.now) -> None:
    """Apply the planning `pk`, once: a second call finds it taken and leaves. Each line is all or nothing."""
    row = PlanningImport.unscoped.select_related("association").filter(pk=pk).first()
    if row is None or row.status != Status.WAITING:
        return
    try:
        move(row, Status.APPLYING, by=HOUSE, seen_alive_at=now(), progress=1, attempts=row.attempts + 1)
    except Overtaken:
        return
    with scope(association=row.association):
        by = Membership.objects.select_related("user", "association").get(pk=row.choices["by"])
        results = _apply_lines(row, by, now)
    try:
        move(row, Status.APPLIED, by=HOUSE, results=results, progress=100, applied_at=now())
    except Overtaken:
        # Taken back as lost meanwhile: applied again, the lines that are done differ in nothing.
        return


def _apply_lines(row: PlanningImport, by: Membership, now: Callable[[], dt.datetime]) -> list[dict[str, object]]:
    chosen = {name: choice_of(kept) for name, kept in row.choices["lines"].items()}
    outcomes = [each for each in look(row).outcomes if (choice := chosen.get(each.name)) and choice.is_taken]
    results = []
    for done, outcome in enumerate(outcomes):
        choice = chosen[outcome.name]
        if choice is None or outcome.kind == "same":
            continue
        results.append(_result(outcome, *_apply_one(row, outcome, choice, by, now)))
        if done % 20 == 0:
            applied = PlanningImport.unscoped.filter(pk=row.pk, status=Status.APPLYING)
            applied.update(progress=max(1, 100 * done // len(outcomes) - 1), seen_alive_at=now())
    return results


def _apply_one(
    row: PlanningImport, outcome: Outcome, choice: applying.Choice, by: Membership, now: Callable[[], dt.datetime]
) -> tuple[str, str]:
    if outcome.kind == "cannot":
        return "refused", " ".join(outcome.refusals)
    return applying.apply(row, outcome, choice, by=by, now=now())


def _result(outcome: Outcome, fate: str, sentence: str) -> dict[str, object]:
    return {"line": outcome.number, "title": outcome.title, "post": outcome.post, "fate": fate, "said": sentence}


@transaction.atomic
def take_back(row: PlanningImport, now: dt.datetime) -> bool:
    """Put a lost application back in the queue; after TRIES tries, back before its reader. True when it waits again."""
    try:
        if row.attempts >= TRIES:
            move(row, Status.PREVIEW, by=HOUSE, progress=0)
            return False
        if row.status == Status.APPLYING:
            move(row, Status.WAITING, by=HOUSE, seen_alive_at=now, progress=0)
        else:
            PlanningImport.unscoped.filter(pk=row.pk, status=Status.WAITING).update(seen_alive_at=now)
    except Overtaken:
        return False
    return True
