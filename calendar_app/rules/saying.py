"""What a check says, in the severity of its rule and with the accounts it is about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from calendar_app.rules.draft import Draft, Image
from calendar_app.rules.findings import Finding
from calendar_app.rules.prose import Prose, prose
from calendar_app.rules.spec import Spec


@dataclass(frozen=True)
class Said:
    """One text of the draft and the accounts that say it; `names` is empty when all accounts say the same."""

    prose: Prose
    names: tuple[str, ...]
    links: tuple[str, ...] = ()

    def finding(self, spec: Spec, code: str, sentence: str, way_out: str) -> Finding:
        if self.names:
            sentence = _("%(accounts)s : %(sentence)s") % {
                "accounts": ", ".join(self.names),
                "sentence": sentence[:1].lower() + sentence[1:],
            }
        return Finding(spec.severity, code, sentence, way_out)


def texts(draft: Draft) -> Iterator[Said]:
    """Each text of the draft once, with the accounts that say it. An account without words says nothing."""
    by_text: dict[str, list[str]] = {}
    links: dict[str, list[str]] = {}
    for outlet in draft.outlets:
        by_text.setdefault(outlet.text, []).append(outlet.name)
        links.setdefault(outlet.text, []).extend([outlet.link] if outlet.link else [])
    if not draft.outlets:
        by_text[draft.text] = []
    for text, names in by_text.items():
        if text.strip():
            yield Said(prose(text), tuple(names) if len(by_text) > 1 else (), tuple(links.get(text, ())))


def pictures(draft: Draft) -> list[Image]:
    """Every picture that goes out on one of the accounts, once each."""
    shown = list(draft.images) if not draft.outlets or any(o.images is None for o in draft.outlets) else []
    for outlet in draft.outlets:
        shown += outlet.images or ()
    return list(dict.fromkeys(shown))
