"""The editorial line of the tests of its pages serves here too."""

from tests.calendar_app.editorial.conftest import line

__all__ = ["line"]
