"""The glossary names what exists, and every model has its word."""

import re

import pytest
from django.apps import apps
from django.utils.module_loading import import_string

from .tree import ROOMS, ROOT

ROWS = re.findall(r"^\| ([^|`]+) \| `([^`]+)` \| (.+) \|$", (ROOT / "docs" / "glossary.md").read_text("utf-8"), re.M)
OURS = [model for model in apps.get_models() if model.__module__.split(".")[0] in ROOMS]


def _found(path):
    """Import `path`, which may end with a field or a member of a class."""
    try:
        return import_string(path)
    except ImportError:
        owner, _, name = path.rpartition(".")
        owner = _found(owner)
        fields = {field.name for field in owner._meta.get_fields()} if hasattr(owner, "_meta") else set()
        return name in fields or getattr(owner, name)


@pytest.mark.parametrize("identifier", [identifier for _, identifier, _ in ROWS if "." in identifier])
def test_an_identifier_exists(identifier):
    assert _found(identifier)


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_a_model_has_its_word(model):
    home = model.__module__.split(".")[0]
    assert f"{home}.models.{model.__name__}" in {identifier for _, identifier, _ in ROWS}


def test_one_word_for_one_idea():
    words = [word for word, _, _ in ROWS]
    assert len(words) == len(set(words))
