"""A Sunday at eleven, the accounts of the association, and posts that lived their way to where they stand."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django_scopes import scope

from .given import NOW, Given


@pytest.fixture(autouse=True)
def _sunday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def given(cast):
    """Ready objects of the association, each made by the verbs of the house, inside its scope."""
    with scope(association=cast.amina.association):
        yield Given(cast)


@pytest.fixture
def now() -> dt.datetime:
    return NOW
