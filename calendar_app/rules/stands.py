"""Taking a stand, and who may."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from calendar_app.rules.draft import POSITION, Draft, Ruleset, X
from calendar_app.rules.findings import BLOCK, JUSTIFY, Finding, has_reached


def takes_a_stand_on_x(draft: Draft) -> bool:
    return draft.kind == POSITION and any(outlet.network == X for outlet in draft.outlets)


def takes_no_stand_on_x(draft: Draft, ruleset: Ruleset, act: str) -> Iterator[Finding]:
    """On X, messages inform; a stand needs a spokesperson and the yes of the bureau (source row S13, domain I30)."""
    if takes_a_stand_on_x(draft) and not draft.bureau_agrees:
        yield Finding(
            BLOCK if has_reached(act, "schedule") else JUSTIFY,
            "position_on_x",
            _("Une prise de position ne part pas sur X sans porte-parole ni accord du bureau."),
            _(
                "Retirez X, changez la nature, ou faites-le porter par un porte-parole "
                "et approuver par deux membres du bureau."
            ),
            ruleset.articles.get("position"),
        )
