"""French typography in our modules: what stands before ? ! ; : » stays with its word. Templates: test_look.py."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
# The words of a model are written into its migrations: they are left as they are.
APART = ("models", "migrations", "management")
APPS = [path.parent for path in ROOT.glob("*/apps.py")]
MODULES = sorted(p for app in APPS for p in app.rglob("*.py") if not set(APART) & {*p.parts, p.stem})
CALLS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy", "_now"}
ORDINARY_SPACE = re.compile(r"[\w»)’] [?!;:»]|« ")


def _translated(path: Path) -> list[str]:
    """The sentences a module hands to gettext."""
    calls = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    named = [node for node in calls if isinstance(node.func, ast.Name) and node.func.id in CALLS]
    return [a.value for n in named for a in n.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]


def test_french_sentences_of_our_modules_keep_their_spaces_together() -> None:
    broken = [f"{p.relative_to(ROOT)}: {s}" for p in MODULES for s in _translated(p) if ORDINARY_SPACE.search(s)]
    assert len(MODULES) > 300
    assert not broken, "ordinary space before ? ! ; : » or after «:\n" + "\n".join(broken)
