"""Finding the table on a sheet: its row of headings, its rows, and what is something else and left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Final

from exports.files.reader.coordinates import column_letter
from exports.files.reader.joined import filled_down, joined_rows, section_rows
from exports.files.reader.marked import IsMark, marked_rows, marks_nothing
from exports.files.reader.sheet_rows import SheetRows
from exports.files.reader.table import Record, TableProblem, UnreadableFile, about_several
from indicators.marking import N_
from indicators.text import apart

NO_HEADINGS: Final = N_("The sheet is empty. Its first row must hold the headings.")
NO_SUCH_ROW: Final = N_("Row %(row)d is empty or not there, so that it cannot hold the headings.")
ROWS_ABOVE: Final = N_("The headings were found in row %(row)d. Left out above them: %(texts)s.")
HIDDEN_ROWS: Final = (
    N_("Hidden in the file, and so left out: row %(rows)s."),
    N_("Hidden in the file, and so left out: rows %(rows)s."),
)
HIDDEN_COLUMNS: Final = (
    N_("Hidden in the file, and so left out: column %(columns)s."),
    N_("Hidden in the file, and so left out: columns %(columns)s."),
)
HASHTAGS: Final = N_("Row %(row)d holds hashtags, and so was left out.")
ANOTHER_TABLE: Final = N_(
    "In row %(row)d another table seems to begin. It was left out; to read it, say that its headings stand in row "
    "%(headings)d."
)
FOOTNOTES: Final = N_("Left out as notes below the table: %(texts)s.")
HEADINGS_AGAIN: Final = (
    N_("The headings stand again in row %(rows)s, which was left out."),
    N_("The headings stand again in rows %(rows)s, which were left out."),
)

_SEARCHED: Final = 50  # records in which headings are looked for
_MOST_OF_THEM: Final = 0.6  # of the columns of a usual row have a heading
_NAMED: Final = 8  # rows or texts in a sentence
_LONGEST_QUOTED: Final = 80  # characters
_LONGEST_HEADING: Final = 40
_HASHTAG: Final = re.compile(r"#[A-Za-z][\w+,\- #]*")
_NOTE: Final = re.compile(
    r"\s*(?:[*†‡§]|\(?[0-9a-z]{1,2}[)/]|(?:sources?|notes?|notas?|fuentes?|remarques?|источник|примечани[ея])\b|注|来源|"
    r"资料来源|المصدر|ملاحظ)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class FoundTable:
    """The headings and the rows below them, and what was found out about them."""

    headings: Record
    rows: Sequence[Record]
    remarks: tuple[TableProblem, ...] = field(default=())


def find_table(rows: SheetRows, *, heading_row: int | None = None, is_mark: IsMark = marks_nothing) -> FoundTable:
    """Find the table among the rows that are not empty; raise UnreadableFile where there is none.

    A sheet of ours is read whole, with what somebody has hidden in it.
    """
    if not rows.records:
        raise UnreadableFile(NO_HEADINGS)
    if ours := marked_rows(rows.records, is_mark):
        return FoundTable(*ours)
    seen, remarks = _without_hidden(rows)
    if not seen:
        raise UnreadableFile(NO_HEADINGS)
    place = _place_of(seen, heading_row) if heading_row else _found_place(seen)
    if place and not heading_row:
        texts = _quoted(text for record in seen[:place] for text in record.cells)
        remarks.append(TableProblem(seen[place].number, None, ROWS_ABOVE, {"row": seen[place].number, "texts": texts}))
    headings, below, told = joined_rows(seen[place:], rows.joined)
    body, left_out = _body(headings, below, rows)
    return FoundTable(headings, body, (*remarks, *told, *left_out))


def holds_table(records: Sequence[Record]) -> bool:
    """Whether rows of several cells stand there."""
    return sum(_width(record) > 1 for record in records) > 1


def _width(record: Record) -> int:
    return sum(bool(cell.strip()) for cell in record.cells)


def _place_of(records: Sequence[Record], number: int) -> int:
    place = next((place for place, record in enumerate(records) if record.number == number), None)
    if place is None:
        raise UnreadableFile(NO_SUCH_ROW, row=number)
    return place


def _found_place(records: Sequence[Record]) -> int:
    """Return the place of the first row that has cells in most of the columns that rows usually have."""
    widths = [_width(record) for record in records[:_SEARCHED]]
    wide = Counter(width for width in widths if width > 1)
    if wide.total() < 2:
        return 0
    usual = max(wide, key=lambda width: (wide[width], width))
    return next(place for place, width in enumerate(widths) if width > 1 and width >= _MOST_OF_THEM * usual)


def _without_hidden(rows: SheetRows) -> tuple[list[Record], list[TableProblem]]:
    """Leave out the rows and columns that nobody sees who opens the file."""
    remarks = []
    if hidden := [record for record in rows.records if record.is_hidden]:
        remarks.append(_about(hidden, HIDDEN_ROWS))
    seen = [record for record in rows.records if not record.is_hidden]
    letters = [
        column_letter(column)
        for column in sorted(rows.hidden_columns)
        if any(len(record.cells) >= column and record.cells[column - 1].strip() for record in seen)
    ]
    if letters:
        remarks.append(about_several(seen[0].number, HIDDEN_COLUMNS, "columns", letters))
        seen = [replace(record, cells=_without(record.cells, rows.hidden_columns)) for record in seen]
    return [record for record in seen if _width(record)], remarks


def _without(cells: Sequence[str], columns: set[int]) -> list[str]:
    return ["" if column in columns else cell for column, cell in enumerate(cells, start=1)]


def _body(headings: Record, below: Sequence[Record], rows: SheetRows) -> tuple[Sequence[Record], list[TableProblem]]:
    """Return the rows of the table, and what is told of others."""
    below, remarks = _until_another(headings, below)
    below, told = section_rows(headings, below, rows.joined)
    remarks += told
    again = [record for record in below if _texts(record) == _texts(headings)]
    if again:
        remarks.append(_about(again, HEADINGS_AGAIN))
    tags = [record for record in below[:2] if _is_of_hashtags(record)]
    remarks += [TableProblem(record.number, None, HASHTAGS, {"row": record.number}) for record in tags]
    gone = {record.number for record in (*again, *tags)}
    kept = [record for record in below if record.number not in gone]
    kept, notes = _without_notes(headings, kept)
    if notes:
        texts = _quoted(text for record in notes for text in record.cells)
        remarks.append(TableProblem(notes[0].number, None, FOOTNOTES, {"texts": texts}))
    filled, told = filled_down(kept, rows.joined)
    return filled, [*remarks, *told]


def _until_another(headings: Record, below: Sequence[Record]) -> tuple[Sequence[Record], list[TableProblem]]:
    """Return the rows up to an empty one after which a title stands, and headings below that."""
    for place, (before, title) in enumerate(pairwise(below), start=1):
        has_gap = title.number - before.number > 1 and _width(headings) > 1
        following = below[place + 1] if place + 1 < len(below) else None
        if (
            has_gap
            and following
            and _width(title) == 1
            and _looks_like_headings(following, below[place + 2 : place + 3])
        ):
            values = {"row": title.number, "headings": following.number}
            return below[:place], [TableProblem(title.number, None, ANOTHER_TABLE, values)]
    return below, []


def _looks_like_headings(record: Record, below: Sequence[Record]) -> bool:
    texts = [text for text in _texts(record) if text]
    are_short = all(len(text) <= _LONGEST_HEADING and not text[0].isdigit() for text in texts)
    return len(texts) > 1 and len(set(texts)) == len(texts) and are_short and bool(below) and _width(below[0]) > 1


def _is_of_hashtags(record: Record) -> bool:
    return all(_HASHTAG.fullmatch(text) for text in _texts(record) if text)


def _without_notes(headings: Record, below: Sequence[Record]) -> tuple[list[Record], list[Record]]:
    """Part from the rows those at the end that have one cell and begin as notes do."""
    end = len(below)
    while end and _width(headings) > 1 and _width(below[end - 1]) == 1 and _NOTE.match("".join(below[end - 1].cells)):
        end -= 1
    return list(below[:end]), list(below[end:])


def _texts(record: Record) -> list[str]:
    texts = [" ".join(cell.split()) for cell in record.cells]
    while texts and not texts[-1]:
        texts.pop()
    return texts


def _quoted(texts: Iterable[str]) -> list[str]:
    there = [" ".join(text.split()) for text in texts if text.strip()]
    quoted = [f"“{apart(_shortened(text))}”" for text in there[:_NAMED]]
    return [*quoted, *(["…"] if len(there) > _NAMED else [])]


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_QUOTED else f"{text[:_LONGEST_QUOTED]}…"


def _about(records: Sequence[Record], forms: tuple[str, str]) -> TableProblem:
    return about_several(records[0].number, forms, "rows", list(row_numbers(records)))


def row_numbers(records: Iterable[Record]) -> Iterator[str]:
    """Yield the numbers of some rows as a sentence names them: a few, and that there are others."""
    for place, record in enumerate(records):
        if place == _NAMED:
            yield "…"
            return
        yield str(record.number)
