"""The Sunday and the association of the calendar's tests."""

from ..conftest import _sunday, given, now  # noqa: F401
