"""The three tables of figures of a month: in short, channel by channel, month by month."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from kpis import findings, periods
from kpis.aggregation import Book, Figure, Why
from kpis.tables import words
from kpis.tables.shapes import Cell, Heading, Row, Table, change_cell, figure_cell, month_cell, text_cell, value_cell

if TYPE_CHECKING:
    from calendar_app.models import Channel
    from kpis.tables.month import Line


def summary(lines: Sequence[Line], month: date, language: str) -> Table:
    """One row per indicator: the month, the month before, the change, the target, the reading in words."""
    before = periods.shift(month, -1)
    headings = [
        Heading("indicator", _("Indicateur"), is_figure=False),
        Heading("value", periods.month_name(month, language).capitalize()),
        Heading("before", periods.month_name(before, language).capitalize()),
        Heading("change", _("Évolution")),
        Heading("target", _("Cible")),
        Heading("verdict", _("Lecture"), is_figure=False),
    ]
    rows = [
        Row(
            line.entry.id,
            text_cell(line.entry.name(language)),
            [
                figure_cell(line.entry, line.figure, language),
                figure_cell(line.entry, line.history[-2], language),
                change_cell(line.entry, findings.change(line.past), language, _("sans comparaison")),
                value_cell(line.entry, line.targets[-1], language, _("sans cible")),
                text_cell(line.verdict.words, line.verdict.state),
            ],
        )
        for line in lines
    ]
    # When it holds for all, the lead says it.
    young = any(line.verdict.is_young for line in lines) and not words.is_all_early(lines)
    notes = [_("« Trop tôt » : moins de trois mois de relevés, nous ne jugeons pas encore.")] if young else []
    return Table("summary", _("Le mois, indicateur par indicateur"), headings, rows, notes)


def by_channel(lines: Sequence[Line], book: Book, channels: Sequence[Channel], month: date, language: str) -> Table:
    """One row per channel and one for the whole, one column per indicator that channels can give."""
    across = [line for line in lines if line.entry.scope != "association" and book.in_play(line.entry, month)]
    headings = [
        Heading("channel", _("Compte"), is_figure=False),
        *(Heading(line.entry.id, line.entry.name(language)) for line in across),
    ]
    rows = [
        Row(
            channel.slug,
            text_cell(channel.name),
            [figure_cell(line.entry, book.figure(line.entry.id, channel.pk, month), language) for line in across],
        )
        for channel in channels
    ]
    rows.append(
        Row("total", text_cell(_("Ensemble")), [figure_cell(line.entry, line.figure, language) for line in across])
    )
    notes = [
        _("« %(name)s » ne s’additionne pas d’un compte à l’autre : l’ensemble reste inconnu.")
        % {"name": line.entry.name(language)}
        for line in across
        if line.figure.why is Why.NOT_ADDITIVE
    ]
    return Table("by_channel", _("Compte par compte"), headings, rows if across else [], notes)


def history(lines: Sequence[Line], months: Sequence[date], language: str) -> Table:
    """One row per month, one column per indicator: what the charts draw."""
    headings = [
        Heading("month", _("Mois"), is_figure=False),
        *(heading for line in lines for heading in _history_headings(line, language)),
    ]
    rows = [
        Row(
            periods.slug(month),
            month_cell(month, language),
            [cell for line in lines for cell in _history_cells(line, place, language)],
        )
        for place, month in enumerate(months)
    ]
    return Table(
        "history", _("Douze mois"), headings, rows, [words.broken(line, language) for line in lines if line.breaks]
    )


def _history_headings(line: Line, language: str) -> list[Heading]:
    name = line.entry.name(language)
    headings = [Heading(line.entry.id, name)]
    if any(target is not None for target in line.targets):
        headings.append(Heading(f"{line.entry.id}:target", _("Cible : %(name)s") % {"name": name}))
    return headings


def _history_cells(line: Line, place: int, language: str) -> list[Cell]:
    cells = [figure_cell(line.entry, _drawn(line.history[place]), language)]
    if any(target is not None for target in line.targets):
        cells.append(value_cell(line.entry, line.targets[place], language, _("sans cible")))
    return cells


def _drawn(figure: Figure) -> Figure:
    # A month that lacks a channel or days would draw a false fall: it is a hole, like a month nobody read.
    return Figure(None, Why.MISSING_TERMS) if figure.partial else figure
