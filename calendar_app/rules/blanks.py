"""Blanks a template leaves for somebody to fill: « [nombre de personnes] », « ___ »."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from calendar_app.rules.draft import Draft, Ruleset
from calendar_app.rules.findings import ADVISE, BLOCK, Finding, has_reached

# Small letters first: « [ÉVÉNEMENT] » and « [Podcast] » open many a post and are no blanks, nor is « [texte](lien) ».
BLANK = re.compile(r"\[((?!sic\b)[a-zà-öø-ÿœæ][^\[\]\n]{0,79})\](?!\()|_{3,}")
SHOWN = 3


def blanks(text: str) -> list[str]:
    """Return each blank of `text` once, in order: what stands between the brackets, or "___"."""
    return list(dict.fromkeys(found[1] or "___" for found in BLANK.finditer(text)))


def fill(text: str, answers: Mapping[str, str]) -> str:
    """Return `text` with each blank replaced by its answer; without one, or with an empty one, the blank stays."""
    return BLANK.sub(lambda found: answers.get(found[1] or "___", "").strip() or found[0], text)


def leaves_no_blank(draft: Draft, ruleset: Ruleset, act: str) -> Iterator[Finding]:
    left = list(dict.fromkeys(blank for outlet in draft.outlets for blank in blanks(outlet.text)))
    if not left:
        return
    said = ", ".join(f"«\u00a0{blank}\u00a0»" for blank in left[:SHOWN]) + ("…" if len(left) > SHOWN else "")
    yield Finding(
        BLOCK if has_reached(act, "submit") else ADVISE,
        "blank_left",
        _("Il reste à remplir : %(blanks)s.") % {"blanks": said},
        _("Écrivez vos mots à la place des crochets ou des tirets."),
    )
