"""What the database keeps of what was said and approved: rows that are never written again.

The walls go up and down with those of the journal (journal/frozen.py). Deleting stays possible: a test database empties
its tables, and no page of the house deletes a post.
"""

from __future__ import annotations

from journal.frozen import Wall

TABLES = ("calendar_revision", "calendar_revisiontext", "calendar_revisionmedia", "calendar_approval")
WALLS = [Wall(table, "UPDATE", "a saved text is never rewritten") for table in TABLES]
