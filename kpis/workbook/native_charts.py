"""Charts that Excel draws itself: ink line, holes left open, target dashed, last point coral."""

from __future__ import annotations

from openpyxl.chart import BarChart, LineChart, Reference, Series
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.marker import DataPoint, Marker
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties, RichTextProperties
from openpyxl.worksheet.worksheet import Worksheet

from kpis.workbook import cells


def _text(size: int = 900, color: str = cells.SOFT, *, bold: bool = False, turned: bool = False) -> RichText:
    properties = CharacterProperties(sz=size, solidFill=color, b=bold)
    return RichText(
        bodyPr=RichTextProperties(rot=-2700000) if turned else None,
        p=[Paragraph(pPr=ParagraphProperties(defRPr=properties), endParaRPr=properties)],
    )


def _titled(chart: LineChart | BarChart, title: str, width: float, height: float) -> None:
    chart.title = cells.clean(title)
    paragraph = chart.title.tx.rich.p[0]
    paragraph.pPr = ParagraphProperties(defRPr=CharacterProperties(sz=1100, b=True, solidFill=cells.INK))
    for run in paragraph.r or ():
        run.rPr = CharacterProperties(sz=1100, b=True, solidFill=cells.INK)
    chart.title.overlay = False
    chart.width, chart.height = width, height
    chart.legend = None
    # openpyxl leaves the axes out of sight unless it is told otherwise.
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.x_axis.txPr = chart.y_axis.txPr = _text()
    chart.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill=cells.LINE, w=6350))
    chart.y_axis.spPr = GraphicalProperties(ln=LineProperties(noFill=True))
    chart.graphical_properties = GraphicalProperties(ln=LineProperties(noFill=True))


def line(
    data: Worksheet,
    title: str,
    column: int,
    target: int | None,
    rows: tuple[int, int],
    last_known: int | None,
    number_format: str,
    low: float | None,
    size: tuple[float, float],
    target_word: str,
) -> LineChart:
    """The trend in `column` of `data`, rows `rows` (headings just above), beside its target column.

    `last_known` is the place (0 first) of the last known month; `low` where the
    axis starts when not at zero; `size` in centimetres.
    """
    chart = LineChart()
    _titled(chart, title, *size)
    series = Series(Reference(data, min_col=column, min_row=rows[0], max_row=rows[1]), title=cells.clean(title))
    series.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=cells.INK, w=22225))
    series.marker = Marker(symbol="circle", size=6)
    series.marker.graphicalProperties = GraphicalProperties(
        solidFill="FFFFFF", ln=LineProperties(solidFill=cells.INK, w=15875)
    )
    series.smooth = False
    if last_known is not None:
        point = DataPoint(idx=last_known, marker=Marker(symbol="circle", size=8))
        # LibreOffice paints the point as its line; Excel then paints the last stretch of line too.
        point.graphicalProperties = GraphicalProperties(
            solidFill=cells.MARK, ln=LineProperties(solidFill=cells.MARK, w=22225)
        )
        point.marker.graphicalProperties = GraphicalProperties(
            solidFill=cells.MARK, ln=LineProperties(solidFill=cells.MARK)
        )
        series.dPt.append(point)
    chart.series.append(series)
    if target is not None:
        aim = Series(Reference(data, min_col=target, min_row=rows[0], max_row=rows[1]), title=cells.clean(target_word))
        aim.graphicalProperties = GraphicalProperties(
            ln=LineProperties(solidFill=cells.PETROL, w=15875, prstDash="dash")
        )
        aim.marker = Marker(symbol="none")
        aim.smooth = False
        chart.series.append(aim)
    chart.set_categories(Reference(data, min_col=1, min_row=rows[0], max_row=rows[1]))
    chart.x_axis.number_format = "[$-40C]mmm"
    chart.y_axis.number_format = number_format
    chart.y_axis.scaling.min = low
    chart.display_blanks = "gap"
    chart.x_axis.tickLblPos = "low"
    return chart


def bars(
    data: Worksheet, title: str, column: int, rows: tuple[int, int], number_format: str, size: tuple[float, float]
) -> BarChart:
    """One bar per account, lying down so that names stay readable, its value at its end."""
    chart = BarChart()
    chart.type = "bar"
    _titled(chart, title, *size)
    series = Series(Reference(data, min_col=column, min_row=rows[0], max_row=rows[1]), title=cells.clean(title))
    series.graphicalProperties = GraphicalProperties(solidFill=cells.PETROL)
    series.dLbls = DataLabelList()
    series.dLbls.showVal = True
    for name in ("showSerName", "showCatName", "showLegendKey", "showPercent"):
        setattr(series.dLbls, name, False)
    series.dLbls.numFmt = number_format
    series.dLbls.txPr = _text(color=cells.INK, bold=True)
    chart.series.append(series)
    chart.set_categories(Reference(data, min_col=1, min_row=rows[0], max_row=rows[1]))
    chart.gapWidth = 40
    chart.x_axis.scaling.orientation = "maxMin"
    chart.y_axis.number_format = number_format
    chart.y_axis.scaling.min = 0
    chart.y_axis.delete = True
    return chart
