"""A table that was read: rows of text by heading, each with what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from babel import Locale
from babel.lists import format_list

MOST_BYTES: Final = 20 * 2**20
MOST_ROWS: Final = 20_000  # below the headings
MOST_COLUMNS: Final = 200
MOST_CELLS: Final = 250_000  # with something in them
MOST_CHARACTERS: Final = 20_000_000

_BRITISH: Final = Locale("en", "GB")  # whose lists have no comma before the last "and"


def in_english(message: str, values: Mapping[str, object]) -> str:
    """Return a marked message in English; a list among its values as a sentence holds it."""
    return with_values(message, values, lambda items: format_list(list(items), locale=_BRITISH))


def with_values(sentence: str, values: Mapping[str, object], write_list: Callable[[Iterable[str]], str]) -> str:
    """Return a sentence with its values in their places."""
    return sentence % {name: write_list(one) if isinstance(one, list) else one for name, one in values.items()}


@dataclass(frozen=True)
class ReadingChoice:
    """What somebody says of a file; what is not said is told from the file.

    `sheet` is the name of a sheet, `heading_row` the number of the row of headings in it, `encoding` the code of that
    of a text file.
    """

    sheet: str | None = None
    heading_row: int | None = None
    encoding: str | None = None


AS_FOUND: Final = ReadingChoice()


class UnreadableFile(Exception):
    """A file that is refused as a whole, in one sentence.

    `message` is marked for translation and names its `values` as `%(name)s`; a list of texts may be one of them. As a
    string it is the English sentence.
    """

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(in_english(message, values))
        self.message = message
        self.values = values


@dataclass(frozen=True)
class TableProblem:
    """What is wrong in one row, and in which column where it concerns one.

    `message` is marked for translation and names its `values` as `%(name)s`; `sentence` is it in English.
    """

    row: int
    column: str | None
    message: str
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """The message in English, without its place."""
        return in_english(self.message, self.values)


def about_several(row: int, forms: tuple[str, str], name: str, items: list[str]) -> TableProblem:
    """Return what is said of some rows or columns, in the form for one or for many; `name` is their place in it."""
    return TableProblem(row, None, forms[len(items) > 1], {name: items})


@dataclass(frozen=True)
class Record:
    """One row as it stands in the file: its number there, the line it begins on where there are lines, its cells.

    `errors` are the numbers of the columns, from 1, in which the spreadsheet shows that it could not calculate.
    """

    number: int
    cells: Sequence[str]
    line: int | None = None
    is_hidden: bool = False
    errors: frozenset[int] = frozenset()


@dataclass(frozen=True)
class TableRow:
    """One row below the headings that is not empty.

    `number` is the one a spreadsheet shows beside it; `line` is where it begins in a CSV file, which differs when
    texts run over several lines. Line ends in `cells` are LF. A row with `problems` is not to be used as it is.
    """

    number: int
    cells: Mapping[str, str]
    problems: tuple[TableProblem, ...] = ()
    line: int | None = None


@dataclass(frozen=True)
class Table:
    """The headings in their order, each different, and the rows; `problems` are those of the row of headings.

    A column without heading goes by its letter, a second one of the same heading by heading and letter. `remarks` say
    what was found out about the file and left out of it. `sheet` is the one of the `sheets` of a workbook that it was
    read from. `encoding` is the code of that of a text file, "" of others;
    where it is not `is_encoding_sure`, the texts have to be looked at.
    """

    headings: tuple[str, ...]
    rows: tuple[TableRow, ...]
    problems: tuple[TableProblem, ...] = ()
    heading_row: int = 1
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    remarks: tuple[TableProblem, ...] = ()
    encoding: str = ""
    is_encoding_sure: bool = True
