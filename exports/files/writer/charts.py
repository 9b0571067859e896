"""Charts of a spreadsheet program's own kind: it draws them from the cells, and whoever changes a cell sees it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

import pandas as pd
from openpyxl.chart import BarChart, Reference, Series
from openpyxl.chart.data_source import StrRef
from openpyxl.chart.series import SeriesLabel
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.worksheet import Worksheet

from exports.files.writer.sheet_data import Chart, SheetData

WIDTH: Final = 25  # centimetres
HEIGHT: Final = 9
HEIGHT_OF_LYING: Final = 14
ROW: Final = 0.53  # centimetres
BETWEEN: Final = 2  # rows
COLOURS: Final = ("3571AC", "B5CBE1", "1B2433")  # told apart in grey, too


def draw(
    worksheet: Worksheet, sheet: SheetData, worksheets: Mapping[str, Worksheet], known: Mapping[str, SheetData]
) -> None:
    """Draw the charts of a sheet below its rows; those over cells that are not known yet are left out."""
    row = (sheet.size or 0) + 1 + BETWEEN
    for chart in sheet.charts:
        cells = _rows_of(chart, known[chart.sheet])
        if cells is not None:
            drawn = _bars(chart, known[chart.sheet], worksheets[chart.sheet], cells)
            worksheet.add_chart(drawn, f"A{row}")
            row += math.ceil(drawn.height / ROW) + BETWEEN


def _rows_of(chart: Chart, source: SheetData) -> tuple[int, int] | None:
    """Return the first and the last row of the cells, None where there is none."""
    if not isinstance(source.rows, pd.DataFrame) or source.rows.empty:
        return None
    numbers = list(range(2, 2 + len(source.rows)))
    if chart.only is not None:
        column, value = chart.only
        is_meant = source.rows[column] == value
        numbers = [number for number, is_one in zip(numbers, is_meant, strict=True) if is_one]
    return (numbers[0], numbers[-1]) if numbers else None


def _bars(chart: Chart, source: SheetData, cells: Worksheet, rows: tuple[int, int]) -> BarChart:
    places = {column.name: number for number, column in enumerate(source.columns, start=1)}
    first, last = rows
    drawn = BarChart()
    drawn.type, drawn.grouping, drawn.overlap, drawn.gapWidth = "bar" if chart.lying else "col", "stacked", 100, 40
    drawn.x_axis.scaling.orientation = "maxMin" if chart.lying else "minMax"  # the first row on top
    drawn.title, drawn.legend.position = chart.title, "b"
    drawn.width, drawn.height = WIDTH, HEIGHT_OF_LYING if chart.lying else HEIGHT
    drawn.x_axis.delete = drawn.y_axis.delete = False
    drawn.y_axis.number_format, drawn.y_axis.majorGridlines = "0", None
    for name, colour in zip(chart.values, COLOURS, strict=False):
        number = places[name]
        series = Series(Reference(cells, min_col=number, min_row=first, max_row=last))
        heading = f"{quote_sheetname(source.name)}!${get_column_letter(number)}$1"
        series.tx = SeriesLabel(strRef=StrRef(heading))
        series.graphicalProperties.solidFill = colour
        drawn.series.append(series)
    drawn.set_categories(Reference(cells, min_col=places[chart.label], min_row=first, max_row=last))
    return drawn
