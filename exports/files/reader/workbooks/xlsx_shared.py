"""What the sheets of an XLSX workbook share: its texts, and how the formats of its cells show numbers."""

from __future__ import annotations

import re
from typing import IO, Final

from exports.files.reader.sentences import TOO_MUCH
from exports.files.reader.sheet_rows import Limits
from exports.files.reader.table import UnreadableFile
from exports.files.reader.workbooks.date_formats import BUILTIN_CODES
from exports.files.reader.workbooks.number_formats import Show, show_of
from exports.files.reader.workbooks.xml_steps import Attributes, Steps, named

MAIN: Final = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",  # of strict workbooks
)
MOST_FORMATS: Final = 70_000  # no spreadsheet program keeps more
_ESCAPE: Final = re.compile("_x([0-9A-Fa-f]{4})_")


def without_escapes(text: str) -> str:
    """Return a run of a text with the characters that workbooks write by their number.

    Halves of characters stay written; an escape that is parted by the end of a run is none.
    """
    return _ESCAPE.sub(_unescaped, text) if "_x" in text else text


def _unescaped(found: re.Match[str]) -> str:
    number = int(found[1], 16)
    return found[0] if 0xD800 <= number < 0xE000 else chr(number)


def read_strings(part: IO[bytes], limits: Limits) -> list[str]:
    """Return the shared texts in their order, without their reading aids."""
    return _Strings(limits).read(part)


def read_formats(part: IO[bytes], *, from_1904: bool) -> list[Show]:
    """Return, by the number of a cell's style, what shows a number in it; nothing else of a style is looked at."""
    return _Formats().read(part, from_1904=from_1904)


class _Strings:
    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._found: list[str] = []
        self._texts: list[str] = []
        self._run: list[str] = []
        starts = {"si": self._begin, "t": self._collect, "rPh": self._pass_over}
        ends = {"si": self._keep, "t": self._rest, "rPh": self._go_on}
        self._is_aid = False
        self._steps = Steps(named(MAIN, starts), named(MAIN, ends), limits)

    def read(self, part: IO[bytes]) -> list[str]:
        for _step in self._steps.through(part):
            pass
        return self._found

    def _begin(self, _attributes: Attributes) -> None:
        self._texts = []
        if len(self._found) >= self._limits.cells:
            raise UnreadableFile(TOO_MUCH)

    def _collect(self, _attributes: Attributes) -> None:
        if not self._is_aid:
            self._run = []
            self._steps.collect(self._run.append)

    def _rest(self) -> None:
        if not self._is_aid:
            self._steps.collect(None)
            self._texts.append(without_escapes("".join(self._run)))

    def _pass_over(self, _attributes: Attributes) -> None:
        self._is_aid = True

    def _go_on(self) -> None:
        self._is_aid = False

    def _keep(self) -> None:
        self._found.append("".join(self._texts))


class _Formats:
    def __init__(self) -> None:
        self._codes: dict[int, str] = {}
        self._of_cells: list[int] = []
        self._is_of_cells = False
        starts = {"numFmt": self._add_code, "cellXfs": self._begin, "xf": self._add}
        self._steps = Steps(named(MAIN, starts), named(MAIN, {"cellXfs": self._end}))

    def read(self, part: IO[bytes], *, from_1904: bool) -> list[Show]:
        for _step in self._steps.through(part):
            pass
        codes = {number: self._codes.get(number) or BUILTIN_CODES.get(number) for number in self._of_cells}
        shows = {number: show_of(code, from_1904=from_1904) for number, code in codes.items()}
        return [shows[number] for number in self._of_cells]

    def _add_code(self, attributes: Attributes) -> None:
        self._codes[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
        self._check()

    def _add(self, attributes: Attributes) -> None:
        if self._is_of_cells:
            self._of_cells.append(int(attributes.get("numFmtId", 0)))
            self._check()

    def _check(self) -> None:
        if len(self._of_cells) + len(self._codes) > MOST_FORMATS:
            raise UnreadableFile(TOO_MUCH)

    def _begin(self, _attributes: Attributes) -> None:
        self._is_of_cells = True

    def _end(self) -> None:
        self._is_of_cells = False
