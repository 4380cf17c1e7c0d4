"""Words entrusted by somebody go out only with their leave, on a day of its term."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from calendar_app.rules.draft import Draft, Ruleset
from calendar_app.rules.findings import ADVISE, BLOCK, Finding, has_reached
from calendar_app.rules.people import days_out
from calendar_app.rules.prose import quoted


def quotes_with_leave(draft: Draft, ruleset: Ruleset, act: str) -> Iterator[Finding]:
    severity = BLOCK if has_reached(act, "submit") else ADVISE
    for quote in draft.testimonies:
        if quote.said and not quote.is_accepted:
            yield Finding(
                severity,
                "testimony_quoted",
                _("Ces mots viennent d’un témoignage dont l’accord est retiré : « %(words)s ».")
                % {"words": quoted(quote.said)},
                _("Écrivez cette phrase autrement : ces mots ne sont plus à nous."),
            )
        elif quote.is_withdrawn or not quote.is_accepted:
            yield Finding(
                severity,
                "testimony_withdrawn",
                _("La personne dont ce texte reprend le témoignage a retiré son accord."),
                _("Annulez cette publication : ses mots ne sont plus à nous."),
            )
        elif any(day > quote.ends_on for day in days_out(draft, act)):
            yield Finding(
                severity,
                "testimony_ended",
                _("L’accord donné pour ce témoignage s’arrête le %(day)s.") % {"day": f"{quote.ends_on:%d/%m/%Y}"},
                _("Publiez avant ce jour, ou demandez un nouvel accord."),
            )
