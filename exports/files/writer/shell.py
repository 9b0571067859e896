"""A workbook without its rows: sheets, cell formats, print set-up and properties, written by the library."""

from __future__ import annotations

import io
from collections.abc import Collection, Sequence
from datetime import datetime, time
from textwrap import shorten
from typing import Any, Final
from zipfile import ZIP_STORED, ZipFile

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from exports.files.writer.cells import Looks, TextLook
from exports.files.writer.charts import draw
from exports.files.writer.sheet_data import Properties, SheetData

INK: Final = "FF1B2433"
LINE: Final = "FFD9D5CA"
WASH: Final = "FFE8F1FA"
SHADES: Final = (("FFDDE7F1", INK), ("FFB5CBE1", INK), ("FF3571AC", "FFFFFFFF"))
A4: Final = 9
WIDEST_ON_A_PAGE: Final = 260  # characters across A4 on its side, at half size
SMALL_PRINT: Final = 55  # per cent
PAGE_OF_PAGES: Final = "&P / &N"
SHEET_NAME: Final = "&A"
LONGEST_HEADER: Final = 120  # signs; beyond 255, codes included, Excel takes the file for damaged

_TOP: Final = Alignment(vertical="top")
_TOP_WRAPPED: Final = Alignment(vertical="top", wrap_text=True)
_UPRIGHT: Final = Alignment(horizontal="center", vertical="bottom", text_rotation=90, wrap_text=True)
_RIGHT: Final = Alignment(vertical="top", horizontal="right", indent=1)  # apart from a text that begins beside it
_CENTRED: Final = Alignment(horizontal="center", vertical="top")


class Shell:
    """A workbook without its rows: first its worksheets, some after others, then all of its other parts."""

    def __init__(self, sheets: Sequence[SheetData], properties: Properties) -> None:
        self._workbook = Workbook()
        drafts = self._workbook.worksheets[0]
        self.looks = _looks(drafts, {sheet.gap for sheet in sheets if sheet.heat})
        self._worksheets = {sheet.name: self._workbook.create_sheet(sheet.name) for sheet in sheets}
        self._workbook.remove(drafts)
        self._workbook.calculation.fullCalcOnLoad = False  # else a reader asks to save what nobody changed
        _describe(self._workbook, properties)

    def worksheets(self, sheets: Sequence[SheetData], names: Collection[str]) -> dict[str, bytes]:
        """Return the worksheets of these names, without rows but of their full size.

        `sheets` are all sheets of the workbook, as far as they are known; charts show what is in any of them.
        """
        for sheet in sheets:
            worksheet = self._worksheets[sheet.name]
            if sheet.name in names:
                _name_ranges(worksheet, sheet)
                _furnish(worksheet, sheet)
                draw(worksheet, sheet, self._worksheets, {other.name: other for other in sheets})
        return {name: self._written(name) for name in names}

    def other_parts(self) -> ZipFile:
        """Return what there is beside the worksheets; all of these were asked for before."""
        parts = io.BytesIO()
        _OtherParts(
            self._workbook, ZipFile(parts, "w", ZIP_STORED)
        ).save()  # `Workbook.save` would write the time of day
        return ZipFile(parts)

    def _written(self, name: str) -> bytes:
        worksheet, parts = self._worksheets[name], io.BytesIO()
        worksheet._id = self._workbook.worksheets.index(worksheet) + 1
        with ZipFile(parts, "w", ZIP_STORED) as archive:
            ExcelWriter(self._workbook, archive).write_worksheet(worksheet)
            return archive.read(worksheet.path.removeprefix("/"))


class _OtherParts(ExcelWriter):
    """Writes no worksheets: each takes a while, and was written before."""

    def write_worksheet(self, ws: Worksheet) -> None:
        self.manifest.append(ws)


def _describe(workbook: Workbook, properties: Properties) -> None:
    about = workbook.properties
    about.title, about.subject, about.creator = properties.title, properties.subject, properties.creator
    about.created = about.modified = datetime.combine(properties.created, time())  # the format has no days alone


def _name_ranges(worksheet: Worksheet, sheet: SheetData) -> None:
    """Set what the workbook as a whole knows of a sheet: which rows can be filtered, and what every page repeats."""
    if sheet.autofilter and sheet.size is not None:
        worksheet.auto_filter.ref = f"A1:{get_column_letter(len(sheet.columns))}{sheet.size + 1}"
    worksheet.print_title_rows = "1:1"
    if _is_too_wide(sheet) and sheet.freeze[1]:
        worksheet.print_title_cols = f"A:{get_column_letter(sheet.freeze[1])}"


def _is_too_wide(sheet: SheetData) -> bool:
    return sum(column.width for column in sheet.columns) > WIDEST_ON_A_PAGE


def _furnish(worksheet: Worksheet, sheet: SheetData) -> None:
    rows, columns = (sheet.size or 0) + 1, len(sheet.columns)
    for corner in ((1, 1), (rows, columns)):
        worksheet.cell(*corner)  # from these the library takes the size it declares
    for number, column in enumerate(sheet.columns, start=1):
        worksheet.column_dimensions[get_column_letter(number)].width = column.width
    worksheet.freeze_panes = worksheet.cell(*(1 + kept for kept in sheet.freeze)).coordinate
    worksheet.sheet_view.rightToLeft = sheet.right_to_left
    for row, name in sheet.links.items():
        at = f"A{row + 2}"
        worksheet[at].hyperlink = Hyperlink(ref=at, location=f"{quote_sheetname(name)}!A1")
    _set_up_printing(worksheet, sheet)


def _set_up_printing(worksheet: Worksheet, sheet: SheetData) -> None:
    worksheet.page_setup.orientation = "landscape" if sheet.landscape else "portrait"
    worksheet.page_setup.paperSize = A4
    worksheet.print_options.gridLines = True
    if _is_too_wide(sheet):  # squeezed into one page nobody could read it: pages beside each other
        worksheet.page_setup.scale = SMALL_PRINT
        worksheet.page_setup.pageOrder = "overThenDown"
    else:
        worksheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        worksheet.page_setup.fitToWidth, worksheet.page_setup.fitToHeight = 1, 0
    header, footer = HeaderFooterItem(), HeaderFooterItem()
    header.left.text = shorten(sheet.page_title, LONGEST_HEADER, placeholder="…").replace("&", "&&")
    footer.left.text, footer.right.text = SHEET_NAME, PAGE_OF_PAGES
    for unused in ("evenHeader", "evenFooter", "firstHeader", "firstFooter"):
        setattr(worksheet.HeaderFooter, unused, None)
    worksheet.HeaderFooter.oddHeader = header if sheet.page_title else None
    worksheet.HeaderFooter.oddFooter = footer


def _looks(drafts: Worksheet, gaps: set[str]) -> Looks:
    heading = {
        "font": _font(bold=True),
        "fill": PatternFill("solid", fgColor=WASH),
        "border": Border(bottom=Side("thin", color=INK)),
        "alignment": _TOP_WRAPPED,
    }
    return Looks(
        heading=_text_look(drafts, **heading),
        upright=_text_look(drafts, **{**heading, "alignment": _UPRIGHT}),
        strong=_text_look(drafts, font=_font(bold=True), alignment=_TOP_WRAPPED),
        text=_text_look(drafts, alignment=_TOP),
        wrapped=_text_look(drafts, alignment=_TOP_WRAPPED),
        number=_format(drafts, alignment=_RIGHT),
        date=_format(drafts, alignment=_RIGHT, number_format="yyyy-mm-dd"),
        shades=tuple(_shade(drafts, PatternFill("solid", fgColor=wash), ink) for wash, ink in SHADES),
        gaps={label: _gap(drafts, label) for label in gaps},
    )


def _text_look(drafts: Worksheet, **features: Any) -> TextLook:
    return TextLook(plain=_format(drafts, **features), guarded=_format(drafts, quotePrefix=True, **features))


def _gap(drafts: Worksheet, label: str) -> int:
    hatched = PatternFill("lightUp", fgColor=LINE)
    return _shade(drafts, hatched, INK, number_format=f'0" {label}"' if label else "0")


def _shade(drafts: Worksheet, fill: PatternFill, ink: str, **features: Any) -> int:
    return _format(drafts, alignment=_CENTRED, fill=fill, font=_font(color=ink), **features)


def _font(*, bold: bool = False, color: str = INK) -> Font:
    return Font(name="Calibri", size=11, bold=bold, color=color)


def _format(drafts: Worksheet, **features: Any) -> int:
    """Return the number the stylesheet gives to these features of a cell."""
    cell = Cell(drafts, row=1, column=1)
    for name, value in features.items():
        setattr(cell, name, value)
    return int(cell.style_id)
