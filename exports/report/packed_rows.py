"""Packing the rows of a file while it is written, to be kept for comparing files and erasing single rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from tempfile import SpooledTemporaryFile
from typing import Final
from weakref import finalize

import pandas as pd

from consultation.keeping.blocks import Block, Columns
from consultation.lists import ListName
from exports.files.writer.background import Background

MOST_IN_MEMORY: Final = 4_000_000  # bytes
MOST_WAITING: Final = 2  # frames that wait to be packed

BlockPlace = tuple[ListName, int, int, int]


class PackedRows:
    """Packs frames of proposals and comments; `columns` are those whose values are kept, besides the reference.

    Texts of other contributions than the row's own are not among them.
    """

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(MOST_IN_MEMORY)  # noqa: SIM115
        finalize(self, self._file.close)  # when nobody asks for the rows any more, handed out or not
        self._places: list[BlockPlace] = []
        self._background = Background(MOST_WAITING)

    def add(self, of: ListName, frame: pd.DataFrame, columns: Sequence[str]) -> None:
        """Pack the rows of a frame."""
        if frame.empty:
            return
        names = ("reference", *columns)
        self._background.call(self._add, of, {name: frame[name].tolist() for name in names})

    def _add(self, of: ListName, rows: Columns) -> None:
        block = Block.packed(of, rows)
        self._file.write(block.content)
        self._places.append((block.of, block.first, block.last, len(block.content)))

    def blocks(self) -> Iterator[Block]:
        """Yield what was packed, once, in its order."""
        self._background.finish()
        self._file.seek(0)
        for of, first, last, size in self._places:
            yield Block(of, first, last, self._file.read(size))
