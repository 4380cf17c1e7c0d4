"""`manage.py check_messages`: are the catalogues in step with the sources?"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

IGNORED = [".venv/*", "var/*", "staticfiles/*", "tests/*", "benchmarks/*"]


def _ids(po: Path) -> set[tuple[str | None, str]]:
    """The live messages of a catalogue, each with its context."""
    return {(e.msgctxt, e.msgid) for e in polib.pofile(str(po)) if not e.obsolete}


class Command(BaseCommand):
    help = "Collect the messages afresh, compare, and put the catalogues back as they were. Exit 1 when they differ."

    def handle(self, *args: Any, **options: Any) -> None:
        locale = Path(settings.BASE_DIR) / "locale"
        before = {po: _ids(po) for po in sorted(locale.rglob("django.po"))}
        if not before:
            raise CommandError("No catalogue under locale/. Run: make messages")
        with tempfile.TemporaryDirectory() as kept:
            shutil.copytree(locale, kept, dirs_exist_ok=True)
            try:
                call_command(
                    "makemessages", all=True, no_location=True, no_obsolete=True, ignore_patterns=IGNORED, verbosity=0
                )
                after = {po: _ids(po) for po in before}
            finally:
                shutil.copytree(kept, locale, dirs_exist_ok=True)
        for po in before:
            new, gone = after[po] - before[po], before[po] - after[po]
            if new or gone:
                shown = sorted(text for _context, text in new | gone)[:5]
                raise CommandError(
                    f"{po.parent.parent.name}: {len(new)} new, {len(gone)} gone, such as {shown}. Run: make messages"
                )
        untranslated = [e.msgid for e in polib.pofile(str(locale / "en/LC_MESSAGES/django.po")).untranslated_entries()]
        if untranslated:
            raise CommandError(f"en: {len(untranslated)} without translation, such as {untranslated[:5]}")
        self.stdout.write("Catalogues in step with the sources.")
