"""Every deed the house can write in its journal has its words: the chain says a code, the page never does."""

import ast

import pytest
from django.apps import apps

from journal.deeds import BY_RULE, DETAILED, MOVED, RECORDED, moved, recorded

from .tree import ROOMS, calls, parsed, python_files, relative

MAPPED = [model for model in apps.get_models() if model.__module__.split(".")[0] in ROOMS and hasattr(model, "MOVES")]
# They pass on the action of their caller: move() has the arrow's permission, the ground floor's bridge what it is told.
CARRIERS = {"journal/moves.py", "associations/trace.py"}


def _actions():
    """Every (file, action, state after) written with record(); the state is "" where it is no plain text."""
    for path in python_files():
        if relative(path) in CARRIERS:
            continue
        for node, name in calls(parsed(path)):
            given = {keyword.arg: keyword.value for keyword in node.keywords}
            if name.split(".")[-1] == "record" and "action" in given:
                after = given.get("after")
                words = after.value if isinstance(after, ast.Constant) else ""
                for part in ast.walk(given["action"]):
                    if isinstance(part, ast.Constant) and isinstance(part.value, str):
                        yield relative(path), part.value, words


ACTIONS = sorted(set(_actions()))
ARROWS = [
    (model._meta.label_lower, before.value, after.value)
    for model in MAPPED
    for before, arrows in model.MOVES.items()
    for after in arrows
]


@pytest.mark.parametrize(("path", "action", "after"), ACTIONS)
def test_a_recorded_deed_has_words(path, action, after):
    assert recorded(action, after), f"{path} records {action}: say it in journal/deeds.py"


@pytest.mark.parametrize(("label", "before", "after"), ARROWS)
def test_a_move_has_words(label, before, after):
    assert moved(label, before, after), f"{label} goes from {before} to {after}: say it in journal/deeds.py"


def test_the_walk_finds_what_the_house_writes():
    found = {action for _path, action, _after in ACTIONS}
    assert {"calendar.write", "calendar.confirm", "kpis.follow", "kpis.target_changed", "associations.found"} <= found


def test_no_words_for_what_nobody_does():
    actions = {(action, after) for _path, action, after in ACTIONS}
    known = {action for action, _after in actions} | {"house.move"}
    assert {key if isinstance(key, str) else key[0] for key in RECORDED} == known
    assert known >= DETAILED
    arrows = {(label, after) for label, _before, after in ARROWS}
    written = {(label, key if isinstance(key, str) else key[1]) for label, words in MOVED.items() for key in words}
    assert written == arrows
    assert set(BY_RULE) <= arrows
