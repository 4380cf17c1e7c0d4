"""Figures that may be true and look wrong: shown apart, and kept only on somebody's word, or with a flag."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from statistics import median

from kpis.importing.shapes import Row, Sentence, say
from kpis.importing.shapes import gettext_noop as _

# More accounts than people alive.
MOST_ACCOUNTS = Decimal(8_500_000_000)
# So many times the usual figure of its series: a thousands mark lost or an identifier in the place of a number.
FAR, ENOUGH = 500, 7


def weighed(rows: Iterable[Row]) -> tuple[Row, ...]:
    """The rows, those below zero or absurd marked so that a person is asked."""
    rows = tuple(rows)
    usual = _usual(rows)
    return tuple(_weighed(row, usual.get((row.network, row.indicator, row.kind))) for row in rows)


def above(reach: Decimal, shown: Decimal) -> Sentence | None:
    """Why a reach is doubtful: more people than times something was shown to them. None when all is well."""
    return say(_ABOVE, reach=f"{reach:f}", shown=f"{shown:f}") if reach > shown else None


def _weighed(row: Row, usual: Decimal | None) -> Row:
    if row.value < 0:
        return replace(row, doubt=say(_NEGATIVE, value=f"{row.value:f}"), asks_yes=True)
    if row.unit == "accounts" and row.value > MOST_ACCOUNTS:
        return replace(row, doubt=say(_TOO_MANY, value=f"{row.value:f}"), asks_yes=True)
    if usual and row.value > FAR * usual:
        return replace(row, doubt=say(_FAR, value=f"{row.value:f}", usual=f"{usual:f}"), asks_yes=True)
    return row


def _usual(rows: tuple[Row, ...]) -> dict[tuple[str, str, str], Decimal]:
    """The middle figure of each series long enough to have one; zeros left out, for quiet days are many."""
    series: dict[tuple[str, str, str], list[Decimal]] = {}
    for row in rows:
        if row.value > 0:
            series.setdefault((row.network, row.indicator, row.kind), []).append(row.value)
    return {key: median(values) for key, values in series.items() if len(values) >= ENOUGH}


_NEGATIVE = _("« %(value)s » est un nombre négatif : ce chiffre ne descend pas d’ordinaire sous zéro.")
_TOO_MANY = _("« %(value)s » dépasse le nombre de personnes sur terre.")
_FAR = _("« %(value)s » est sans commune mesure avec le chiffre habituel de ce fichier (« %(usual)s »).")
_ABOVE = _(
    "La couverture (%(reach)s) dépasse les impressions (%(shown)s) : plus de personnes que de fois où elle a été vue."
)
