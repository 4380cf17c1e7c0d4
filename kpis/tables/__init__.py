"""One table, many faces: the month as typed cells, for the page and for the workbook."""

from kpis.tables.month import Monthly, monthly
from kpis.tables.shapes import Cell, Heading, Row, Table

__all__ = ["Cell", "Heading", "Monthly", "Row", "Table", "monthly"]
