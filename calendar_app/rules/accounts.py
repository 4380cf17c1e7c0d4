"""The accounts: opened by a decision, in service, not held."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from calendar_app.rules.draft import Draft, Ruleset
from calendar_app.rules.findings import ADVISE, BLOCK, JUSTIFY, Finding, has_reached


def speaks_from_open_accounts(draft: Draft, ruleset: Ruleset, act: str) -> Iterator[Finding]:
    """No post on an account that nobody decided to open (source row S10, domain I27)."""
    for outlet in draft.outlets:
        if outlet.stopped:
            yield Finding(
                BLOCK if has_reached(act, "submit") else ADVISE,
                "channel_stopped",
                outlet.stopped,
                _("Décochez-le : plus rien n’y part."),
            )
        elif not outlet.is_active:
            yield Finding(
                BLOCK if has_reached(act, "submit") else ADVISE,
                "channel_closed",
                _("Le compte %(channel)s n’est plus en service.") % {"channel": outlet.name},
                _("Décochez-le, ou demandez à la coordination de le remettre en service."),
            )
        elif not outlet.has_decision:
            yield Finding(
                BLOCK if has_reached(act, "schedule") else JUSTIFY,
                "no_decision",
                _("Aucune décision d’ouverture n’est inscrite pour le compte %(channel)s.") % {"channel": outlet.name},
                _("Proposez-la au débat, ou demandez à la coordination d’inscrire la décision antérieure."),
            )


def nothing_holds_it(draft: Draft, ruleset: Ruleset, act: str) -> Iterator[Finding]:
    """Under a hold people write and read on; nothing new is scheduled and nothing goes out (domain I29)."""
    way_out = _("Attendez la levée ; la publication reste au calendrier.")
    if act == "schedule":
        way_out = _("Le texte et ses accords restent : vous pourrez programmer dès la levée.")
    for outlet in draft.outlets:
        if outlet.hold:
            yield Finding(
                BLOCK if has_reached(act, "schedule") else ADVISE,
                "held",
                _("Le compte %(channel)s est en suspens : %(reason)s")
                % {"channel": outlet.name, "reason": outlet.hold},
                way_out,
                ruleset.articles.get("hold"),
            )
