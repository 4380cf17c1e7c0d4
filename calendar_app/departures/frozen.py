"""What the database never lets change once written: proofs, steps, corrections.

A proof is not taken away either: what was seen stays seen. Installed with the walls of the journal.
"""

from __future__ import annotations

from journal.frozen import Wall

SENTENCE = "what was kept of a message stays as it was"
TABLES = ("calendar_slipproof", "calendar_slipstep", "calendar_correction")
WALLS = [Wall(table, event, SENTENCE) for table in TABLES for event in ("UPDATE", "DELETE")]
