"""What two files say, compared sheet by sheet and cell by cell, whichever programs have saved them."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, NamedTuple

from exports.files.reader.books import BookLine, BookSheet
from exports.files.reader.coordinates import column_letter

_SEARCHED: Final = 10  # rows among which the headings are, if somebody has put others above them

Cells = tuple[str, ...]
Key = Callable[[BookLine], object]


class ChangedCell(NamedTuple):
    """Where a cell says something else: the number of its row in the file that is looked at, and its heading."""

    row: int
    heading: str


class MissingRow(NamedTuple):
    """A row that is not there any more: its number in what was handed out, and what its first cell said."""

    row: int
    first: str


@dataclass
class SheetDifferences:
    """What a sheet says otherwise than the one that was handed out."""

    sheet: str
    cells: list[ChangedCell] = field(default_factory=list)
    missing_rows: list[MissingRow] = field(default_factory=list)
    added_rows: list[int] = field(default_factory=list)
    missing_columns: list[str] = field(default_factory=list)
    added_columns: list[str] = field(default_factory=list)
    is_in_another_order: bool = False

    @property
    def number(self) -> int:
        """How much differs."""
        rows = len(self.cells) + len(self.missing_rows) + len(self.added_rows)
        return rows + len(self.missing_columns) + len(self.added_columns) + self.is_in_another_order


def compare_sheets(ours: BookSheet, theirs: BookSheet) -> SheetDifferences:
    """Return what `theirs` says otherwise than `ours`.

    Columns are known by their headings. Rows are the same where all of their cells are, wherever they stand; others by
    their first cell, or by their place.
    """
    found = SheetDifferences(ours.name)
    shown, lines = ours.lines(), theirs.lines()
    if shown == lines or not shown:
        found.added_rows += [line.number for line in lines if not shown]
        return found
    headings = shown[0].cells
    top = _place_of_headings(headings, lines)
    found.added_rows += [line.number for line in lines[:top]]
    columns = _Columns(headings, lines[top:])
    found.missing_columns, found.added_columns = columns.missing, columns.added
    matching = _Matching(columns.of_ours(shown[1:]), columns.of_theirs(), found)
    matching.match()
    if matching.is_unfinished:
        matching.match_plain(columns.of_ours(ours.plain_lines()[1:]))
    matching.finish(columns.names)
    return found


def _place_of_headings(headings: Cells, lines: Sequence[BookLine]) -> int:
    """Return the place of the row that has most of our headings, the first where none has any."""
    known = set(filter(None, headings))
    places = range(min(_SEARCHED, len(lines)))
    return max(places, key=lambda place: (len(known & set(lines[place].cells)), -place), default=0)


class _Columns:
    """The columns of ours, and where they stand in a sheet of somebody else's; those that it lacks say nothing."""

    def __init__(self, headings: Cells, theirs: Sequence[BookLine]) -> None:
        self._lines = theirs[1:]
        self.names = tuple(heading or column_letter(place) for place, heading in enumerate(headings, start=1))
        there = theirs[0].cells if theirs else ()
        places: dict[str, deque[int]] = defaultdict(deque)
        for place, heading in enumerate(there):
            places[heading].append(place)
        self._taken = [places[heading].popleft() if places[heading] else None for heading in headings]
        self.missing = [name for name, place in zip(self.names, self._taken, strict=True) if place is None]
        filled = {place for line in self._lines for place, cell in enumerate(line.cells) if cell}
        others = sorted((filled | set(range(len(there)))) - set(self._taken))
        named = (there[place] if place < len(there) else "" for place in others)
        self.added = [name or column_letter(place + 1) for name, place in zip(named, others, strict=True)]

    def of_ours(self, lines: Iterable[BookLine]) -> list[BookLine]:
        """Return rows of ours without what stands in columns that are missing."""
        lacking = [place for place, taken in enumerate(self._taken) if taken is None]
        there = [None if place in lacking else place for place in range(len(self._taken))]
        return [_taken(line, there) for line in lines] if lacking else [*lines]

    def of_theirs(self) -> list[BookLine]:
        """Return the rows of theirs with their cells in the order of ours."""
        if self.added or self._taken != list(range(len(self._taken))):
            return [line for line in (_taken(line, self._taken) for line in self._lines) if line.cells]
        return [*self._lines]


def _taken(line: BookLine, places: Iterable[int | None]) -> BookLine:
    said = [line.cells[place] if place is not None and place < len(line.cells) else "" for place in places]
    while said and not said[-1]:
        said.pop()
    return BookLine(line.number, tuple(said))


class _Matching:
    """Finds which rows of two sheets are the same ones, and notes what differs."""

    def __init__(self, ours: list[BookLine], theirs: list[BookLine], found: SheetDifferences) -> None:
        self._ours, self._theirs, self._found = ours, theirs, found
        self._same: list[tuple[int, int]] = []
        self._plain: dict[int, Cells] = {}

    @property
    def is_unfinished(self) -> bool:
        """Whether there are rows left of both that may be the same."""
        return bool(self._ours and self._theirs)

    def match(self) -> None:
        """Take those rows for the same that say the same."""
        self._keep(self._pairs(_cells_of, _cells_of))

    def match_plain(self, plain: Iterable[BookLine]) -> None:
        """Take those for the same that do so without the formats of numbers, which some programs drop."""
        self._plain = dict(plain)
        self._keep(self._pairs(lambda line: self._plain.get(line.number, line.cells), _cells_of))

    def finish(self, headings: Cells) -> None:
        """Match what is left by first cells, then by places, and note what differs."""
        by_first = self._pairs(_first_of(self._ours), _first_of(self._theirs))
        self._keep(by_first)
        places = [theirs for _ours, theirs in sorted(self._same)]
        self._found.is_in_another_order = any(first > second for first, second in pairwise(places))
        for ours, theirs in (*by_first, *self._pairs(_number_of, _number_of)):
            self._note_cells(ours, theirs, headings)
        self._found.cells.sort(key=_row_of)
        self._found.missing_rows += [MissingRow(line.number, line.cells[0]) for line in self._ours if line.cells]
        self._found.added_rows += [line.number for line in self._theirs]

    def _pairs(self, of_ours: Key, of_theirs: Key) -> list[tuple[BookLine, BookLine]]:
        """Return the rows that have the same key, each once, and leave the others."""
        known: dict[object, deque[BookLine]] = defaultdict(deque)
        for line in self._ours:
            known[of_ours(line)].append(line)
        found, left = [], []
        for line in self._theirs:
            key = of_theirs(line)
            if key is not None and (same := known.get(key)):
                found.append((same.popleft(), line))
            else:
                left.append(line)
        gone = {ours.number for ours, _theirs in found}
        self._ours, self._theirs = [line for line in self._ours if line.number not in gone], left
        return found

    def _keep(self, pairs: Iterable[tuple[BookLine, BookLine]]) -> None:
        self._same += [(ours.number, theirs.number) for ours, theirs in pairs]

    def _note_cells(self, ours: BookLine, theirs: BookLine, headings: Cells) -> None:
        shown, said = _padded(ours.cells, len(headings)), _padded(theirs.cells, len(headings))
        plain = _padded(self._plain.get(ours.number, shown), len(headings))
        self._found.cells += [
            ChangedCell(theirs.number, heading)
            for heading, there, *known in zip(headings, said, shown, plain, strict=True)
            if there not in known
        ]


def _padded(cells: Cells, width: int) -> Cells:
    return cells + ("",) * (width - len(cells))


def _cells_of(line: BookLine) -> object:
    return line.cells


def _number_of(line: BookLine) -> object:
    return line.number


def _row_of(cell: ChangedCell) -> int:
    return cell.row


def _first_of(lines: Sequence[BookLine]) -> Key:
    """Return what gives the first cell of a row, None where others begin with the same."""
    firsts = Counter(line.cells[:1] for line in lines)
    return lambda line: line.cells[0] if line.cells and firsts[line.cells[:1]] == 1 else None
