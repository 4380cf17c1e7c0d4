"""What each figure means, where its definition comes from, and what to beware of. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpis import catalogue
from kpis.catalogue import Indicator
from kpis.tables.shapes import Heading, Row, Table, text_cell

UNITS: dict[str, str | Promise] = {
    "count": gettext_lazy("nombre"),
    "accounts": gettext_lazy("comptes"),
    "hours": gettext_lazy("heures"),
    "h": gettext_lazy("heures"),
    "min": gettext_lazy("minutes"),
    "s": gettext_lazy("secondes"),
    "EUR": gettext_lazy("euros"),
    "%": "%",
    "points": gettext_lazy("points"),
}
DIRECTIONS = {
    "up": gettext_lazy("plus, c’est mieux"),
    "down": gettext_lazy("moins, c’est mieux"),
    "none": gettext_lazy("ni l’un ni l’autre"),
}
AGGREGATIONS = {
    "sum": gettext_lazy("les jours s’additionnent"),
    "last": gettext_lazy("on garde le dernier relevé du mois"),
    "not_additive": gettext_lazy("ne s’additionne pas : relevé du mois seulement"),
    "ratio_of_sums": gettext_lazy("rapport des totaux, jamais une moyenne de taux"),
    "recompute": gettext_lazy("recalculé sur la période"),
    "median": gettext_lazy("médiane du mois, relevée telle quelle"),
    "mean_per_post": gettext_lazy("moyenne par publication, relevée telle quelle"),
}


def unit_in_words(unit: str) -> str:
    """The unit as a column head says it."""
    return str(UNITS.get(unit, unit))


def aggregation_in_words(entry: Indicator) -> str:
    """How the figure of a month is made from its days."""
    if entry.weight:
        return _("moyenne pondérée par « %(name)s »") % {"name": catalogue.get(entry.weight).name()}
    return str(AGGREGATIONS.get(entry.aggregation, entry.aggregation))


def table(entries: Iterable[Indicator], language: str) -> Table:
    """One row per indicator: unit, how it is worked out, how it adds up, which way is better, pitfall, source."""
    headings = [
        Heading("indicator", _("Indicateur"), is_figure=False),
        Heading("unit", _("Unité"), is_figure=False),
        Heading("formula", _("Calcul"), is_figure=False),
        Heading("aggregation", _("Sur le mois"), is_figure=False),
        Heading("direction", _("Sens"), is_figure=False),
        Heading("pitfall", _("À savoir"), is_figure=False),
        Heading("source", _("Source de la définition"), is_figure=False),
    ]
    return Table("definitions", _("Définitions et sources"), headings, [_row(entry, language) for entry in entries])


def _row(entry: Indicator, language: str) -> Row:
    cells: Sequence[str] = [
        unit_in_words(entry.unit),
        catalogue.formula_in_words(entry, language) or _("relevé tel quel"),
        aggregation_in_words(entry),
        str(DIRECTIONS[entry.direction]),
        entry.pitfall(language),
        catalogue.source_in_words(entry, language),
    ]
    return Row(entry.id, text_cell(entry.name(language)), [text_cell(words) for words in cells])
