"""What goes wrong while a file is packed, in the background, is an error of whoever has it written."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pandas as pd
import pytest

from exports.files.writer.csv_files import write_csv_files
from exports.files.writer.package import Measured, PartTooLarge, Write, packing
from exports.files.writer.sheet_data import Column, Properties, SheetData
from exports.files.writer.workbook import write_workbook
from tests.clock import START

SHEETS = [
    SheetData(name, [Column("text", "Text")], pd.DataFrame({"text": [f"{name} {number}" for number in range(3_000)]}))
    for name in ("One", "Two")
]
WAYS = pytest.mark.parametrize("write", [write_workbook, write_csv_files])


class FullDisk(io.BytesIO):
    """Takes so many bytes and no more."""

    def __init__(self, room: int) -> None:
        super().__init__()
        self._room = room

    def write(self, data: object) -> int:
        self._room -= len(data)  # type: ignore[arg-type]
        if self._room < 0:
            raise OSError("no space left")
        return super().write(data)  # type: ignore[arg-type]


def size_of(write: Callable[..., object]) -> int:
    file = io.BytesIO()
    write(file, SHEETS, properties=Properties("Sheets", START))
    return len(file.getvalue())


@WAYS
@pytest.mark.parametrize("part", [0, 0.01, 0.3, 0.6, 0.95, 0.9999])
def test_a_disk_that_is_full_is_never_taken_for_a_file_that_is_written(write: Write, part: float) -> None:
    room = int(size_of(write) * part)
    with pytest.raises(OSError, match="no space left"):
        write(FullDisk(room), SHEETS, properties=Properties("Sheets", START))


@WAYS
def test_a_disk_with_just_room_enough_is_enough(write: Write) -> None:
    size = size_of(write)
    report = write(FullDisk(size), SHEETS, properties=Properties("Sheets", START))
    assert report.size == size


def test_a_part_that_grows_too_large_in_the_background_is_told() -> None:
    with pytest.raises(PartTooLarge):
        _write_a_part_of(b"12345", b"678901", most=10)


def _write_a_part_of(*pieces: bytes, most: int) -> None:
    with packing(Measured(io.BytesIO())) as package, package.put("part", most=most) as part:
        for piece in pieces:
            part.write(piece)


def test_parts_are_whole_and_measured_when_the_package_is_complete() -> None:
    target = io.BytesIO()
    with packing(Measured(target)) as package:
        for name in ("first", "second"):
            with package.put(name) as part:
                for number in range(1_000):
                    part.write(b"%d\n" % number)
    with zipfile.ZipFile(target) as written:
        assert [written.read(name) for name in written.namelist()] == [b"".join(b"%d\n" % n for n in range(1_000))] * 2
    assert part.measured.size == len(b"".join(b"%d\n" % n for n in range(1_000)))
