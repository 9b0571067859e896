"""Joined cells: headings over several rows, titles of sections across a table, one value for several rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from exports.files.reader.coordinates import column_letter
from exports.files.reader.sentences import TOO_MUCH
from exports.files.reader.sheet_rows import Area
from exports.files.reader.table import MOST_CELLS, MOST_ROWS, Record, TableProblem, UnreadableFile, about_several
from indicators.marking import N_

HEADINGS_JOINED: Final = N_("The headings take up the rows from %(first)d to %(last)d; they were put together.")
SECTIONS: Final = (
    N_("Left out as a title of a section across the table: row %(rows)s."),
    N_("Left out as titles of sections across the table: rows %(rows)s."),
)
FILLED_DOWN: Final = (
    N_("What stands in joined cells was read into each of their rows: column %(columns)s."),
    N_("What stands in joined cells was read into each of their rows: columns %(columns)s."),
)

_MOST_ROWS: Final = 3  # of headings
_ROWS_BELOW: Final = 5  # by which rows of the table are told from headings
_LONGEST_HEADING: Final = 40
_NAMED: Final = 8
_HALF: Final = 0.5  # of the columns


def joined_rows(
    records: Sequence[Record], joined: Sequence[Area]
) -> tuple[Record, Sequence[Record], list[TableProblem]]:
    """Return the headings, put together where they plainly take up several rows, and what is below.

    Joined cells show that, and a second row that fills the gaps of the first: see `_fills_gaps`.
    """
    first = records[0]
    last = _last_row(first.number, joined)
    others = [record for record in records[1:_MOST_ROWS] if record.number <= last]
    width = max(len(record.cells) for record in (first, *others, *records[1:2]))
    across = _spread(first, joined, width)
    if not others and _fills_gaps(records):
        others = [records[1]]
        across = _spread_over_gaps(first, records[1], width)
    if not others:
        return first, records[1:], []
    rows = [across, *(_padded(record.cells, width) for record in others)]
    cells = [" ".join(dict.fromkeys(filter(None, (row[place].strip() for row in rows)))) for place in range(width)]
    told = TableProblem(first.number, None, HEADINGS_JOINED, {"first": first.number, "last": others[-1].number})
    return replace(first, cells=cells), records[1 + len(others) :], [told]


def _last_row(row: int, joined: Sequence[Area]) -> int:
    """Return the last row of headings: cells of the first are joined with ones below, or across several columns."""
    here = [area for area in joined if area[0] == row]
    down = max((bottom for _top, _left, bottom, _right in here), default=row)
    return min(down, row + _MOST_ROWS - 1)


def _spread(record: Record, joined: Sequence[Area], width: int) -> list[str]:
    cells = _padded(record.cells, width)
    for top, left, _bottom, right in joined:
        if top == record.number:
            last = min(right, width)
            cells[left - 1 : last] = [cells[left - 1]] * (last - left + 1) if left <= width else []
    return cells


def _fills_gaps(records: Sequence[Record]) -> bool:
    """Whether a second row holds headings where the first has none, and is no row of the table.

    Each column has a heading in one of the two. The second one is empty in a column of which every row below has
    something, as in that of the numbers, and it has short words alone.
    """
    if len(records) < 3:
        return False
    first, second, *below = records[: 2 + _ROWS_BELOW]
    width = max(len(record.cells) for record in records[: 2 + _ROWS_BELOW])
    upper, lower = (_stripped(record, width) for record in (first, second))
    width = max(place for place, pair in enumerate(zip(upper, lower, strict=True), start=1) if any(pair))
    gaps = [place for place in range(width) if not upper[place]]
    bare = [place for place in range(width) if not lower[place]]
    words = [text for text in lower if text]
    return (
        bool(gaps)
        and all(lower[place] for place in gaps)
        and all(_is_heading(text) for text in words)
        and len(set(words)) == len(words)
        and any(all(_stripped(record, width)[place] for record in below) for place in bare)
    )


def _is_heading(text: str) -> bool:
    return len(text) <= _LONGEST_HEADING and not text[0].isdigit() and text[0] not in "#=+-"


def _spread_over_gaps(first: Record, second: Record, width: int) -> list[str]:
    """Return the first row with each heading over the gaps on its right, where there is another below it as well."""
    upper, lower = _stripped(first, width), _stripped(second, width)
    found: list[str] = []
    for place, text in enumerate(upper):
        is_under_it = not text and place > 0 and bool(lower[place] and lower[place - 1])
        found.append(found[-1] if is_under_it else text)
    return found


def _stripped(record: Record, width: int) -> list[str]:
    return [cell.strip() for cell in _padded(record.cells, width)]


def _padded(cells: Sequence[str], width: int) -> list[str]:
    return [*cells, *[""] * (width - len(cells))]


def section_rows(
    headings: Record, records: Sequence[Record], joined: Sequence[Area]
) -> tuple[Sequence[Record], list[TableProblem]]:
    """Return the rows without those of which one cell is joined across half of the table or more and says all."""
    wide = max(2, _HALF * len(headings.cells))
    across = {top for top, left, bottom, right in joined if top == bottom and right - left + 1 >= wide}
    sections = [one for one in records if one.number in across and sum(bool(cell.strip()) for cell in one.cells) == 1]
    if not sections:
        return records, []
    numbers = [str(record.number) for record in sections]
    rows = [*numbers[:_NAMED], *(["…"] if len(numbers) > _NAMED else [])]
    told = about_several(sections[0].number, SECTIONS, "rows", rows)
    gone = {record.number for record in sections}
    return [record for record in records if record.number not in gone], [told]


def _places_below(by_number: Mapping[int, int], top: int, bottom: int) -> Iterator[int]:
    last = min(bottom, MOST_ROWS + 1)
    return (by_number[number] for number in range(top + 1, last + 1) if number in by_number)


def filled_down(records: Sequence[Record], joined: Sequence[Area]) -> tuple[Sequence[Record], list[TableProblem]]:
    """Return the rows with what stands in a cell that is joined with ones below it in each of them."""
    by_number = {record.number: place for place, record in enumerate(records)}
    filled = list(records)
    columns, steps = set(), 0
    for top, left, bottom, right in joined:
        if left != right or bottom == top or top not in by_number:
            continue
        steps += min(bottom, MOST_ROWS) - top
        if steps > MOST_CELLS:  # cells that are joined lie apart from others, so that there are not so many
            raise UnreadableFile(TOO_MUCH)
        cells = filled[by_number[top]].cells
        text = cells[left - 1] if left <= len(cells) else ""
        for place in _places_below(by_number, top, bottom) if text.strip() else ():
            others = _padded(filled[place].cells, left)
            others[left - 1] = text
            filled[place] = replace(filled[place], cells=others)
            columns.add(left)
    if not columns:
        return records, []
    letters = [column_letter(column) for column in sorted(columns)]
    return filled, [about_several(records[0].number, FILLED_DOWN, "columns", letters)]
