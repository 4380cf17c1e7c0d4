"""What a machine made and one could take for real says so in the words beside it (domain I29).

Regulation (EU) 2024/1689 (AI Act), art. 50(4): https://eur-lex.europa.eu/eli/reg/2024/1689. Texts are read again by a
second person here, who answers for them: the same article then asks nothing of the words themselves.
"""

from __future__ import annotations

from collections.abc import Iterator

import regex
from django.utils.translation import gettext as _

from calendar_app.rules.draft import Draft, Ruleset
from calendar_app.rules.findings import ADVISE, BLOCK, Finding, has_reached

# In capitals: « ai » is a French word. A hashtag says it too, alone or in « #ImageIA ».
_LABEL = regex.compile(
    r"(?<![\p{Lu}\p{Nd}])(?:IA|AI|I\.A\.|A\.I\.)(?![\p{L}\p{Nd}])"
    r"|(?i:intelligence[ \u00a0]artificielle|artificial[ \u00a0]intelligence)"
)


def is_labelled(text: str) -> bool:
    """Whether `text` says that a machine had a hand in it."""
    return bool(_LABEL.search(text))


def says_what_a_machine_made(draft: Draft, ruleset: Ruleset, act: str) -> Iterator[Finding]:
    """Each account that shows such an image says so in its words, or in the description of the image."""
    for outlet in draft.outlets:
        for image in draft.images if outlet.images is None else outlet.images:
            known = image.facts is not None and image.facts.is_lifelike
            if known and not is_labelled(outlet.text) and not is_labelled(image.alt):
                yield Finding(
                    BLOCK if has_reached(act, "submit") else ADVISE,
                    "machine_unsaid",
                    _("« %(name)s » est faite par une IA et peut passer pour vraie : sur %(channel)s, rien ne le dit.")
                    % {"name": image.name, "channel": outlet.name},
                    _("Écrivez-le dans le texte, par exemple « Image faite avec une IA »."),
                )
