"""French words in addresses for the kinds of text."""

from __future__ import annotations

from charter.models import Charter

WORDS = {
    Charter.Kind.USAGE.value: "usage",
    Charter.Kind.MODERATION.value: "moderation",
    Charter.Kind.EDITORIAL.value: "ligne-editoriale",
    Charter.Kind.CRISIS.value: "plan-de-crise",
}
KINDS = {word: kind for kind, word in WORDS.items()}


class KindConverter:
    """`ligne-editoriale` in the address, `editorial` in the code."""

    regex = "|".join(KINDS)

    def to_python(self, value: str) -> str:
        return KINDS[value]

    def to_url(self, value: str) -> str:
        """ValueError for a word that is no kind: the address does not exist."""
        if value not in WORDS:
            raise ValueError(value)
        return WORDS[value]
