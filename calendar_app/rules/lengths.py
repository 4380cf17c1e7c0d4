"""What fits, and what is not empty."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from calendar_app.rules.draft import Draft, Ruleset, place
from calendar_app.rules.findings import ADVISE, BLOCK, Finding, has_reached


def within_the_limit(draft: Draft, ruleset: Ruleset, act: str) -> Iterator[Finding]:
    for outlet in draft.outlets:
        for count in outlet.counts:
            if count.is_over:
                yield Finding(
                    BLOCK if count.refuses else ADVISE,
                    "too_long",
                    _("Trop long pour %(network)s : %(length)d caractères comptés, la limite est de %(limit)d.")
                    % {"network": place(outlet), "length": count.length, "limit": count.limit},
                    _("Retirez-en %(over)d, ou donnez à ce compte un texte à lui.") % {"over": -count.left},
                )


def says_something(draft: Draft, ruleset: Ruleset, act: str) -> Iterator[Finding]:
    if not has_reached(act, "submit"):
        return
    if not draft.outlets:
        yield Finding(BLOCK, "no_channel", _("Aucun compte n’est choisi."), _("Cochez au moins un compte où publier."))
    silent = [outlet.name for outlet in draft.outlets if not outlet.text.strip()]
    if silent:
        yield Finding(
            BLOCK,
            "no_text",
            _("Le texte est vide pour %(channels)s.") % {"channels": ", ".join(silent)},
            _("Écrivez le message avant d’aller plus loin."),
        )
