"""{% trend trend %} and {% figure cell %}: how a chart and a cell are drawn."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kpis import charts, findings, numbers, periods
from kpis.catalogue import NetworkBreak
from kpis.tables import words
from kpis.tables.notes import listed
from kpis.tables.shapes import Cell, Heading, Row, Table, figure_cell

register = template.Library()


@register.filter
def with_headings(row: Row, table: Table) -> list[tuple[Cell, Heading]]:
    """{% for cell, heading in row|with_headings:table %}: each cell beside the head of its column."""
    return list(zip(row.cells, table.headings[1:], strict=True))


@register.filter
def weight(octets: int) -> str:
    """{{ file.size|weight }} → 19 ko, or 1,2 Mo."""
    language = get_language() or "fr"
    if octets < 1_000_000:
        return _("%(n)s ko") % {"n": numbers.write(max(Decimal(octets) / 1000, Decimal(1)), 0, language)}
    return _("%(n)s Mo") % {"n": numbers.write(Decimal(octets) / 1_000_000, 1, language)}


@register.simple_tag
def break_words(fact: NetworkBreak) -> str:
    """What a network changed, in the language of the page."""
    return fact.words("en" if (get_language() or "fr").startswith("en") else "fr")


@register.simple_tag
def figure(cell: Cell) -> SafeString:
    """A cell in words; an incomplete value says so, an unknown one is softer."""
    if cell.value is None:
        return format_html('<span class="soft">{}</span>', cell.text)
    if cell.partial:
        return format_html('{} <span class="soft partial">{}</span>', cell.text, _("incomplet"))
    return format_html("{}", cell.text)


@register.inclusion_tag("kpis/_chart.html", takes_context=True)
def trend(context: template.Context, trend: Any) -> dict[str, Any]:
    """The chart of a series with its title, its description and the same figures in a table."""
    line, language = trend.line, context["monthly"].language
    values = [figure.value if findings.is_solid(figure) else None for figure in line.history]

    def write(value: Decimal) -> str:
        return findings.in_words(line.entry, value, language)

    rows = [
        (periods.in_words(month, language).capitalize(), figure_cell(line.entry, figure, language))
        for month, figure in zip(line.months, line.history, strict=True)
    ]
    drawn = charts.draw(
        values,
        line.targets,
        [periods.month_name(month, language)[0].upper() for month in line.months],
        write,
        gap_word=_("relevé incomplet") if any(figure.partial for figure in line.history) else _("pas de relevé"),
        target_word=_("cible : %(target)s"),
        decimals=line.entry.decimals,
        broken_at=[line.months.index(each.month) for each in line.breaks],
        break_word=_("rupture"),
    )
    return {
        "key": line.entry.id,
        "name": line.entry.name(language),
        "chart": drawn,
        "span": _("%(first)s à %(last)s")
        % {
            "first": periods.in_words(line.months[0], language),
            "last": periods.in_words(line.months[-1], language),
        },
        "desc": _described(line, values, write, language),
        "caption": " ".join(filter(None, (trend.caption, words.broken(line, language)))),
        "starts_at": write(drawn.starts_at) if drawn and drawn.starts_at is not None else "",
        "rows": rows,
        "size": f"0 0 {charts.WIDTH} {charts.HEIGHT}",
        "gap_top": charts.TOP,
        "base": charts.BASE,
        "gap_height": charts.BASE - charts.TOP,
        "right": charts.RIGHT + 8,
    }


def _described(line: Any, values: list[Decimal | None], write: Any, language: str) -> str:
    """The chart in sentences, for those who do not see it."""
    known = [(value, month) for value, month in zip(values, line.months, strict=True) if value is not None]
    if not known:
        return _("Pas de relevé.")
    lowest, highest = min(known), max(known, key=lambda pair: pair[0])
    sentences = [
        _("Au plus bas %(low)s en %(low_month)s, au plus haut %(high)s en %(high_month)s.")
        % {
            "low": write(lowest[0]),
            "low_month": periods.in_words(lowest[1], language),
            "high": write(highest[0]),
            "high_month": periods.in_words(highest[1], language),
        },
        _("Dernier relevé : %(value)s en %(month)s.")
        % {"value": write(known[-1][0]), "month": periods.in_words(known[-1][1], language)},
    ]
    started = known[0][1]
    holes = [
        periods.in_words(month, language)
        for value, month in zip(values, line.months, strict=True)
        if value is None and month > started
    ]
    if holes:
        sentences.append(_("Pas de relevé complet : %(months)s.") % {"months": listed(holes)})
    if line.targets[-1] is not None:
        sentences.append(_("Cible : %(target)s.") % {"target": write(line.targets[-1])})
    return " ".join(sentences)
