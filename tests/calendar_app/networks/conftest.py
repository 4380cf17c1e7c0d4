"""The same Sunday as the rest of the calendar."""

from tests.calendar_app.conftest import _sunday, given, now

__all__ = ["_sunday", "given", "now"]
