"""One row per reading, as the sheet "Données" lists them: drawn from the database as it is written."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache

from django.utils import timezone
from django.utils.translation import gettext as _

from associations.models import Association
from kpis import catalogue, periods
from kpis.models import PeriodKind, Reading, Source
from kpis.tables.definitions import unit_in_words
from kpis.tables.shapes import NUMBER, Cell, Heading, Row, Table, date_cell, month_cell, text_cell

CHUNK = 2000


def readings(association: Association, first: date, last: date, language: str) -> Table:
    """Every reading of the months `first` to `last`, oldest first. The rows are fetched while they are read."""
    headings = [
        Heading("start", _("Premier jour"), is_figure=False),
        Heading("month", _("Mois"), is_figure=False),
        Heading("kind", _("Période"), is_figure=False),
        Heading("indicator", _("Indicateur"), is_figure=False),
        Heading("channel", _("Compte"), is_figure=False),
        Heading("value", _("Valeur")),
        Heading("unit", _("Unité"), is_figure=False),
        Heading("source", _("Origine"), is_figure=False),
        Heading("note", _("D’où vient ce chiffre"), is_figure=False),
        Heading("read_on", _("Relevé le"), is_figure=False),
    ]
    return Table("readings", _("Données"), headings, _Rows(association, first, last, language))


class _Rows:
    """Rows that can be gone through as often as needed, a few thousand in memory at a time."""

    def __init__(self, association: Association, first: date, last: date, language: str) -> None:
        self.language = language
        self.readings = (
            Reading.objects.of(association)
            .between(first, last)
            .order_by("period_start", "indicator", "channel__position", "channel__name", "period_kind", "pk")
        )

    def __len__(self) -> int:
        return self.readings.count()

    def __iter__(self) -> Iterator[Row]:
        # Words are the same on thousands of rows: each is looked up once.
        kinds = {kind: text_cell(str(label)) for kind, label in PeriodKind.choices}
        sources = {source: text_cell(str(label)) for source, label in Source.choices}
        words = cache(self._words)
        whole = _("Ensemble de l’association")
        columns = ("pk", "period_start", "period_kind", "indicator", "channel__name", "value", "source", "note", "at")
        for pk, start, kind, indicator, channel, value, source, note, at in self.readings.values_list(
            *columns
        ).iterator(chunk_size=CHUNK):
            name, unit, decimals = words(indicator)
            yield Row(
                str(pk),
                date_cell(start),
                [
                    month_cell(periods.month_of(start), self.language),
                    kinds[kind],
                    name,
                    text_cell(channel or whole),
                    Cell(value, NUMBER, str(value), decimals),
                    unit,
                    sources[source],
                    text_cell(note),
                    date_cell(timezone.localdate(at)),
                ],
            )

    def _words(self, indicator: str) -> tuple[Cell, Cell, int]:
        """Name, unit and decimals of an indicator; its bare id once it has left the catalogue."""
        if not catalogue.exists(indicator):
            return text_cell(indicator), text_cell(""), 0
        entry = catalogue.get(indicator)
        return text_cell(entry.name(self.language)), text_cell(unit_in_words(entry.unit)), entry.decimals
