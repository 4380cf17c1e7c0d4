"""Names, sizes and forbidden words of the source: what a reader may rely on."""

import ast

import pytest

from .tree import ROOT, calls, parsed, python_files, relative

LONGEST_FILE = 400
LONGEST_VIEW = 25
DRAWERS = {"utils", "helpers", "common", "services", "managers", "misc", "tools"}
JUDGES = {"rules", "querysets", "transitions", "tally", "tables"}

# What no process of ours may call: it prints where nobody reads, waits, or reads a clock without a zone.
FORBIDDEN_CALLS = {
    "print",
    "time.sleep",
    "sleep",
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "datetime.date.today",
}
CLOCKS = {"timezone.now", "timezone.localdate", "timezone.localtime", "now", "localdate"}

WRITTEN = [
    path
    for folder, pattern in [("templates", "*"), ("static", "*.css"), ("static", "*.js")]
    for path in sorted((ROOT / folder).rglob(pattern))
    if path.suffix in {".html", ".txt", ".css", ".js"}
]


@pytest.mark.parametrize("path", [*python_files(), *python_files("tests"), *WRITTEN], ids=relative)
def test_no_file_is_longer_than_a_sitting(path):
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines < LONGEST_FILE, f"{relative(path)} has {lines} lines: split it by noun."


def test_no_drawer():
    drawers = [relative(path) for path in python_files() if {path.stem, *path.parent.parts} & DRAWERS]
    assert drawers == []


@pytest.mark.parametrize("path", [*python_files(), *python_files("tests")], ids=relative)
def test_nothing_prints_waits_or_reads_a_bare_clock(path):
    found = [
        f"{relative(path)}:{node.lineno} {name}()" for node, name in calls(parsed(path)) if name in FORBIDDEN_CALLS
    ]
    assert found == []


@pytest.mark.parametrize(
    "path", [path for path in python_files() if JUDGES & {path.stem, path.parent.name}], ids=relative
)
def test_time_is_an_argument_where_we_judge_and_change(path):
    # `localdate(now)` only converts an instant it was given; `localdate()` reads the clock.
    found = [
        f"{relative(path)}:{node.lineno} {name}()"
        for node, name in calls(parsed(path))
        if name in CLOCKS and not (node.args or node.keywords)
    ]
    assert found == []


@pytest.mark.parametrize(
    "path", [path for path in python_files() if "views" in {path.stem, path.parent.name}], ids=relative
)
def test_a_view_fits_in_one_look(path):
    """Count the lines of the body: decorators, signature and docstring are not what tires the eye."""
    long = []
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.FunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            lines = node.end_lineno - body[0].lineno + 1 if body else 0
            if lines > LONGEST_VIEW:
                long.append(f"{relative(path)}:{node.lineno} {node.name} has {lines} lines")
    assert long == []


def _writes_a_status(node):
    if isinstance(node, ast.Assign):
        targets = node.targets
    elif isinstance(node, ast.AugAssign | ast.AnnAssign):
        targets = [node.target]
    else:
        targets = []
    for target in targets:
        parts = target.elts if isinstance(target, ast.Tuple) else [target]
        if any(isinstance(part, ast.Attribute) and part.attr == "status" for part in parts):
            return True
    if not isinstance(node, ast.Call):
        return False
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name == "update":
        return any(keyword.arg == "status" for keyword in node.keywords)
    if name == "setattr" and len(node.args) > 1:
        return isinstance(node.args[1], ast.Constant) and node.args[1].value == "status"
    if name == "bulk_update":
        return any(isinstance(inner, ast.Constant) and inner.value == "status" for inner in ast.walk(node))
    return False


# Files that may write a status, each with its reason.
STATUS_WRITERS = {
    "journal/moves.py": "the one place a status changes",
    "config/demo/large.py": "years of rows for the benchmarks, written in bulk: living them would take an hour",
}


@pytest.mark.parametrize(
    "path",
    [path for path in [*python_files(), *python_files("tests")] if relative(path) not in STATUS_WRITERS],
    ids=relative,
)
def test_only_the_journal_writes_a_status(path):
    found = [f"{relative(path)}:{node.lineno}" for node in ast.walk(parsed(path)) if _writes_a_status(node)]
    assert found == [], "Use journal.moves.move(): a status has one map and one door."


@pytest.mark.parametrize(
    "line",
    [
        "post.status = 'x'",
        "a, post.status = 1, 'x'",
        "post.status += 'x'",
        "posts.update(status='x')",
        "setattr(post, 'status', 'x')",
        "Post.objects.bulk_update(posts, ['status'])",
    ],
)
def test_the_walk_sees_every_way_to_write_a_status(line):
    assert any(_writes_a_status(node) for node in ast.walk(ast.parse(line)))
