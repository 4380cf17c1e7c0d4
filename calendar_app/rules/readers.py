"""Read by somebody else, and for an hour still to come."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from calendar_app.rules.draft import Draft, Ruleset
from calendar_app.rules.findings import BLOCK, Finding, has_reached
from calendar_app.rules.risk import ROUTINE, tier


def is_approved(draft: Draft, ruleset: Ruleset, act: str) -> Iterator[Finding]:
    if has_reached(act, "schedule") and not draft.is_approved:
        found = tier(draft, ruleset.specs)
        level = found.level
        yield Finding(
            BLOCK,
            "not_approved",
            _("Ce texte n’a pas encore été approuvé par une autre personne.")
            if level == ROUTINE
            else _("Ce texte n’a pas encore tous les accords que son sujet demande."),
            _("Une personne qui n’en a rien écrit doit le relire et l’approuver.")
            if level == ROUTINE
            else found.readers,
            ruleset.articles.get("approval"),
        )


def is_planned_ahead(draft: Draft, ruleset: Ruleset, act: str) -> Iterator[Finding]:
    if act == "schedule" and draft.is_past:
        yield Finding(
            BLOCK, "past", _("L’heure prévue est déjà passée."), _("Choisissez une nouvelle date, puis programmez.")
        )
