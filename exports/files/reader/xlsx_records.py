"""The rows of an XLSX sheet, as people see them in their spreadsheet program."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime, time
from typing import IO, Any, Final, Self

from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from exports.files.reader.containers import DAMAGED, NO_TABLE, check_container
from exports.files.reader.table import MOST_ROWS, Record, UnreadableFile
from indicators.marking import N_
from indicators.text import apart

_SIGNATURES: Final = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_WHOLE_NUMBERS: Final = 10**15  # up to here a spreadsheet shows every digit
_ROWS_ABOVE: Final = 10  # where somebody may have put rows above the headings
_MIDNIGHT: Final = time()
_STEP: Final = 64 * 2**10  # bytes
_READS_FROM: Final = "_get_source"
_END_OF_ROWS: Final = re.compile(rb"</([A-Za-z0-9_.-]{1,40}:)?sheetData\s*>|<([A-Za-z0-9_.-]{1,40}:)?sheetData\s*/>")
_LONGEST_END: Final = 80  # bytes


IsMark = Callable[[str], bool]
"""Tells whether a text in the first column marks the sheet that is to be read."""


def marks_nothing(_text: str) -> bool:
    """Find no mark in any text."""
    return False


def looks_like_xlsx(content: bytes) -> bool:
    """Whether it is a container of the kind, of which .xlsx is one."""
    return content.startswith(_SIGNATURES)


def xlsx_records(content: bytes, sheet: str | None = None, *, is_mark: IsMark = marks_nothing) -> Iterator[Record]:
    """Yield the rows of the sheet called `sheet`; raise UnreadableFile.

    Where none is named it is the first that is not hidden and has a mark near its top, else the first not hidden.
    """
    check_container(content)
    with _opened(content) as workbook:
        yield from _records(_worksheet(workbook, sheet, is_mark))


@contextmanager
def _opened(content: bytes) -> Iterator[Workbook]:
    try:
        with warnings.catch_warnings(action="ignore"):  # of features that do not matter here
            workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
            with closing(workbook):
                yield workbook
    except UnreadableFile:
        raise
    except Exception as damage:  # a broken file makes the library stumble in any way
        raise UnreadableFile(DAMAGED) from damage


def _worksheet(workbook: Workbook, name: str | None, is_mark: IsMark) -> Any:
    worksheets = workbook.worksheets
    if not worksheets:
        raise UnreadableFile(NO_TABLE)
    if name is None:
        visible = [sheet for sheet in worksheets if sheet.sheet_state == "visible"] or worksheets
        return next((sheet for sheet in visible if _is_marked(sheet, is_mark)), visible[0])
    if name not in workbook.sheetnames:
        names = [apart(sheet.title) for sheet in worksheets]
        sentence = N_("The file has no sheet called %(name)s, but these: %(names)s.")
        raise UnreadableFile(sentence, name=apart(name), names=names)
    return workbook[name]


def _is_marked(worksheet: Any, is_mark: IsMark) -> bool:
    """Whether a mark stands in the first column, where the headings may be."""
    _read_rows_alone(worksheet)
    worksheet.reset_dimensions()
    beginnings = worksheet.iter_rows(max_row=_ROWS_ABOVE, max_col=1, values_only=True)
    return any(isinstance(value, str) and is_mark(value) for row in beginnings for value in row)


def _records(worksheet: Any) -> Iterator[Record]:
    _read_rows_alone(worksheet)
    worksheet.reset_dimensions()  # what a file declares as the size of a sheet need not be true
    rows = worksheet.iter_rows(values_only=True)
    for number, values in zip(range(1, MOST_ROWS + 2), rows, strict=False):
        yield Record(number, [as_text(value) for value in values])


def _read_rows_alone(worksheet: Any) -> None:
    """Let the library see the sheet's rows and nothing below: it would build every rule of colour there before it ends.

    What it reads from is the one thing of its that is replaced.
    """
    if not hasattr(worksheet, _READS_FROM):  # as of a sheet that is a chart
        return
    opened = getattr(type(worksheet), _READS_FROM)
    setattr(worksheet, _READS_FROM, lambda: RowsAlone(opened(worksheet)))


class RowsAlone:
    """A part that holds a sheet, until its rows end."""

    def __init__(self, part: IO[bytes]) -> None:
        self._part = part
        self._kept = b""
        self._has_ended = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *problem: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the part."""
        self._part.close()

    def read(self, size: int = -1) -> bytes:
        """Return what comes next; a tag that might be cut at the end of a step comes with the next one."""
        if self._has_ended:
            return b""
        step = self._part.read(size if size and size > 0 else _STEP)
        text = self._kept + step
        end = _END_OF_ROWS.search(text)
        if end is not None:
            self._has_ended = True
            return text[: end.end()] + b"</" + (end[1] or end[2] or b"") + b"worksheet>"
        if not step:
            self._has_ended = True
            return text
        cut = max(len(text) - _LONGEST_END, 0)
        begun = text.find(b"<", cut)
        self._kept = text[begun:] if begun >= 0 else b""
        return text[: len(text) - len(self._kept)] or self.read(size)


def as_text(value: object) -> str:
    """Return the value of a cell as its reader sees it, apart from the format chosen for numbers."""
    match value:
        case None:
            text = ""
        case str():
            text = value.replace("_x000D_\n", "\n")  # how spreadsheet programs keep a line end that came as CRLF
        case bool():
            text = str(value).upper()
        case float():
            is_whole = value.is_integer() and abs(value) < _WHOLE_NUMBERS
            text = str(int(value)) if is_whole else format(value, ".15g")
        case datetime():
            text = value.date().isoformat() if value.time() == _MIDNIGHT else value.isoformat(" ", "seconds")
        case _:
            text = str(value)
    return text
