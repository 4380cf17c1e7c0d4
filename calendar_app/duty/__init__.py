"""Slots and duty: what is owed each week, who stands in, who answers online."""

from calendar_app.duty.occurrences import EmptySlot, Occurrence, empty_slots, occurrences

__all__ = ["EmptySlot", "Occurrence", "empty_slots", "occurrences"]
