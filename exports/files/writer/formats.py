"""The kinds of file that the sheets are handed out as."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from exports.files.writer.csv_files import write_csv_files
from exports.files.writer.package import Write
from exports.files.writer.workbook import MOST_ROWS, write_workbook
from indicators.marking import N_


class FileFormat(StrEnum):
    """As what the sheets are handed out."""

    WORKBOOK = "xlsx"
    CSV = "csv"


@dataclass(frozen=True)
class Format:
    """A kind of file: its code, the end of its name, what it is called on the web, and what writes it.

    `notice` tells its reader what becomes of texts that look like a formula. What `is_for_eyes` has the sheets that are
    laid out for them, too. A sheet with more than `most_rows`, or `most_bytes`, goes on in further ones.
    """

    code: FileFormat
    ending: str
    media_type: str
    write: Write
    notice: str
    is_for_eyes: bool = True
    most_rows: int = MOST_ROWS - 1
    most_bytes: int = 1_600_000_000  # spreadsheet programs read less than 2 GiB of XML a sheet; this leaves some room


WORKBOOK: Final = Format(
    FileFormat.WORKBOOK,
    ".xlsx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    write_workbook,
    N_("No cell is a formula. A text that begins with a sign such as = or + is a text."),
)
CSV_FILES: Final = Format(
    FileFormat.CSV,
    "-csv.zip",
    "application/zip",
    write_csv_files,
    N_(
        "These files are guarded against formulas: a text that begins with a sign such as = or +, or with an "
        "apostrophe, has an apostrophe before it. Whoever reads them by a program takes away the first apostrophe of a "
        "text that begins with one. They are UTF-8, their fields parted by commas. The sheets that are laid out to be "
        "printed and the charts are in the workbook only."
    ),
    is_for_eyes=False,
    most_rows=sys.maxsize,
    most_bytes=sys.maxsize,
)
FORMATS: Final[Mapping[FileFormat, Format]] = {one.code: one for one in (WORKBOOK, CSV_FILES)}
