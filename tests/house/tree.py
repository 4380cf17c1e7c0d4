"""The source tree as data: what the house tests read instead of running."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

ROOMS = (
    "config",
    "associations",
    "journal",
    "reminders",
    "papers",
    "governance",
    "charter",
    "calendar_app",
    "moderation",
    "kpis",
    "training",
    "watch",
)


def room_of(path):
    """The first folder of `path`, a path inside the tree: "charter", "tests"."""
    return path.relative_to(ROOT).parts[0]


def relative(path):
    return str(path.relative_to(ROOT))


@cache
def python_files(*folders):
    """Every Python file under `folders` (the rooms by default), migrations left out: they are written by Django."""
    found = []
    for folder in folders or ROOMS:
        found += [path for path in (ROOT / folder).rglob("*.py") if "migrations" not in path.parts]
    return sorted(found)


@cache
def parsed(path):
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def calls(tree):
    """Every call of a syntax tree, as (node, dotted name): `timezone.now()` gives "timezone.now"."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield node, dotted(node.func)


def dotted(node):
    """`a.b.c` as a string; what is not a plain name gives an empty first part (".c")."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return ""
