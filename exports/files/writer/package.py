"""The file that is handed out: a package of parts, measured while it is written."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from tempfile import SpooledTemporaryFile
from typing import IO, Any, BinaryIO, Final, Protocol, cast
from zipfile import ZIP_DEFLATED, ZipFile

from exports.files.writer.background import Background
from exports.files.writer.sheet_data import Properties, SheetData

MOST_IN_MEMORY: Final = 8_000_000  # bytes; what is larger goes to a file without a name
MOST_WAITING: Final = 4_000_000  # bytes that wait to be packed
MOST_IN_A_PART: Final = 2**31 - 1  # bytes
PACKING: Final = 4  # of 9: docs/decisions/0003 has the figures


@dataclass(frozen=True)
class WrittenPart:
    """One sheet as it was written: its rows without the heading, and the SHA-256 of its part of the package."""

    rows: int
    sha256: str


@dataclass(frozen=True)
class Report:
    """What was written: each sheet by its name in their order, the file's size in bytes and its SHA-256."""

    sheets: Mapping[str, WrittenPart]
    size: int
    sha256: str

    @property
    def rows(self) -> dict[str, int]:
        """The number of rows of each sheet."""
        return {name: sheet.rows for name, sheet in self.sheets.items()}


class PartTooLarge(ValueError):
    """A part would be larger than spreadsheet programs can read."""

    def __init__(self) -> None:
        super().__init__("a sheet holds more text than spreadsheet programs can read: take a part of it")


class Write(Protocol):
    """Writes sheets into a file; the same input gives the same bytes."""

    def __call__(self, target: BinaryIO, sheets: Sequence[SheetData], *, properties: Properties) -> Report: ...


class Target(Protocol):
    """Where bytes can be written to."""

    def write(self, data: bytes, /) -> Any: ...


@dataclass
class Measured:
    """Passes bytes on and knows how many there were and their hash; nothing is written twice, so it cannot seek.

    Raises PartTooLarge for more than `most` bytes.
    """

    target: Target
    most: int | None = None
    size: int = 0
    digest: Any = field(default_factory=hashlib.sha256)

    def write(self, data: bytes) -> int:
        """Write the bytes."""
        self.digest.update(data)
        self.size += len(data)
        if self.most is not None and self.size > self.most:
            raise PartTooLarge
        self.target.write(data)
        return len(data)

    def flush(self) -> None:
        """Do nothing: the target is flushed by whoever opened it."""

    @property
    def sha256(self) -> str:
        """The hash of everything that was written."""
        return str(self.digest.hexdigest())


class Part:
    """A part of a package; what was `measured` of it is known when the package is complete."""

    measured: Measured

    def __init__(self, background: Background, most: int | None) -> None:
        self._background = background
        self.most = most

    def write(self, data: bytes) -> None:
        """Write the bytes, after those before."""
        self._background.call(self._write, data, weight=len(data))

    def _write(self, data: bytes) -> None:
        self.measured.write(data)


class Package:
    """A zip whose parts are written one after another: packed in the background, while others are made."""

    def __init__(self, file: ZipFile) -> None:
        self._file = file
        self._names: set[str] = set()
        self._background = Background(MOST_WAITING)
        self._open: IO[bytes] | None = None

    @contextmanager
    def put(self, name: str, *, most: int | None = MOST_IN_A_PART) -> Iterator[Part]:
        """Give a new part of this name, dated as every other so that the same content gives the same bytes.

        At `most` so many bytes can be written; where that is None, as many as there are, for programs that can read it.
        """
        self._names.add(name)
        part = Part(self._background, most)
        self._background.call(self._begin, name, part)
        yield part
        self._background.call(self._end)

    def finish(self) -> None:
        """Wait until everything has been packed; raise what went wrong there."""
        try:
            self._background.finish()
        finally:
            self._end()

    def _begin(self, name: str, part: Part) -> None:
        self._open = self._file.open(name, "w", force_zip64=part.most is None)
        part.measured = Measured(self._open, most=part.most)

    def _end(self) -> None:
        if self._open is not None:
            self._open.close()
        self._open = None

    def __contains__(self, name: str) -> bool:
        return name in self._names


@contextmanager
def file_to_hand_out() -> Iterator[BinaryIO]:
    """Give a file without a name, in memory while it is small; rewound when the block ends, closed where that fails.

    Whoever hands it out closes it.
    """
    with ExitStack() as if_it_fails:
        file = cast(BinaryIO, if_it_fails.enter_context(SpooledTemporaryFile(MOST_IN_MEMORY)))
        yield file
        file.seek(0)
        if_it_fails.pop_all()


@contextmanager
def packing(target: Measured) -> Iterator[Package]:
    """Give a package that is complete when the block ends."""
    with ZipFile(cast(BinaryIO, target), "w", ZIP_DEFLATED, compresslevel=PACKING) as file:
        package = Package(file)
        try:
            yield package
        finally:
            package.finish()


def refuse_names_alike(sheets: Sequence[SheetData]) -> None:
    """Raise ValueError where two sheets cannot be told apart, or there is none."""
    if not sheets:
        raise ValueError("a file has at least one sheet")
    name, times = Counter(sheet.name.casefold() for sheet in sheets).most_common(1)[0]
    if times > 1:
        raise ValueError(f"two sheets are called {name}")


def in_order_of_writing(sheets: Sequence[SheetData]) -> Iterator[SheetData]:
    """Yield those that are written, those that count the others last, and read in their place those that are not."""
    for sheet in sorted(sheets, key=lambda sheet: sheet.counts_the_others):
        if sheet.is_written:
            yield sheet
        else:
            sheet.pass_over()


def report_of(sheets: Sequence[SheetData], written: Mapping[str, tuple[int, Part]], measured: Measured) -> Report:
    """Return the report of a file that is complete, its sheets in their order: how many rows each has in which part."""
    rows_and_parts = {one.name: written[one.name] for one in sheets if one.is_written}
    known = {name: WrittenPart(rows, part.measured.sha256) for name, (rows, part) in rows_and_parts.items()}
    return Report(known, measured.size, measured.sha256)
