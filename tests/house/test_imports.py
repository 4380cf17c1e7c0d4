"""A room imports only from lines below its own; neighbours do not meet."""

import ast

import pytest

from .tree import ROOMS, parsed, python_files, relative, room_of

# The picture of the house (docs/house.md), top to bottom. It is the data of this test.
PICTURE = """
config
moderation    kpis    training    watch
        calendar_app
           charter
         governance
  journal    reminders    papers
        associations
"""

FLOOR = {room: number for number, line in enumerate(PICTURE.strip().splitlines()) for room in line.split()}


def imported_rooms(path):
    """The rooms a file imports, with the line: relative imports stay at home and do not count."""
    for node in ast.walk(parsed(path)):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names = [node.module]
        for name in names:
            room = name.split(".")[0]
            if room in FLOOR:
                yield room, node.lineno


def test_the_picture_shows_every_room():
    assert set(FLOOR) == set(ROOMS)


@pytest.mark.parametrize("path", python_files(), ids=relative)
def test_a_room_looks_only_down(path):
    home = room_of(path)
    upwards = [
        f"{relative(path)}:{line} imports {room}"
        for room, line in imported_rooms(path)
        if room != home and FLOOR[room] <= FLOOR[home]
    ]
    assert upwards == []


def test_rooms_do_not_import_the_tests():
    strays = [
        relative(path)
        for path in python_files()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module.split(".")[0] == "tests"
    ]
    assert strays == []
