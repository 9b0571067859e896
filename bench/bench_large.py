"""A hundred thousand proposals and half a million comments: the sheets with a row an item, and what they cost at least.

The floor reads the same rows and writes the same cells as strings into a zip: no check, no format, no count.
"""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from io import StringIO
from itertools import count, repeat
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl.utils import get_column_letter
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from bench import bench_workbook, benchmark
from consultation.database import make_engine, snapshot
from consultation.process.queries import get_consultation
from consultation.proposals.search.filters import Filters
from exports.files.writer.formats import CSV_FILES, WORKBOOK, Format
from exports.files.writer.package import PACKING
from exports.files.writer.workbook import Properties, SheetData
from exports.report.material import Material, read_material
from exports.report.queries.items import comments, proposals
from exports.report.registry import SHEETS
from exports.report.scope.audiences import Audience
from exports.report.scope.scope import Scope
from exports.report.sheet import Sheet
from indicators.loading import load_framework
from tests.clock import START

PROPOSALS, COMMENTS = 1_000, 5_000
PLACES = 1_000_000  # of a day, more than all of them need
A_ROW_AN_ITEM = ("Indicators", "Comments")
AT_ONCE = 1_000

# What is different in each copy; of all other columns the copy has what the original has.
OF_A_COPY = {
    "proposals": {
        "id": f"id + {PROPOSALS} * copy",
        "token": "substr(token, 1, 16) || printf('%06d', copy)",
        "submission": "NULL",
        "reference": f"printf('IND-%04d', substr(reference, 5) + {PROPOSALS} * copy)",
        "published_number": f"published_number + {PLACES} * copy",
        "current_revision_id": f"current_revision_id + {PROPOSALS} * copy",
    },
    "revisions": {"id": f"id + {PROPOSALS} * copy", "proposal_id": f"proposal_id + {PROPOSALS} * copy"},
    "alignments": {"revision_id": f"revision_id + {PROPOSALS} * copy"},
    "comments": {
        "id": f"id + {COMMENTS} * copy",
        "submission": "NULL",
        "reference": f"printf('C-%06d', substr(reference, 3) + {COMMENTS} * copy)",
        "proposal_id": f"proposal_id + {PROPOSALS} * copy",
        "revision_id": f"revision_id + {PROPOSALS} * copy",
        "published_number": f"published_number + {PLACES} * copy",
    },
}


Pack = Callable[[int, Iterable[Sequence[Any]]], Iterator[str]]


def a_hundred_thousand(folder: Path) -> None:
    """100,000 proposals with every descriptor filled in, and 500,000 comments on them."""
    fill(folder, copies=99)


def fill(folder: Path, *, copies: int, comments: int = COMMENTS) -> None:
    """Make a thousand proposals and at most so many comments on them as people do, and copy them."""
    bench_workbook.fill(folder, proposals=PROPOSALS, comments=comments)
    with closing(sqlite3.connect(folder / "steppingstone.db")) as connection:
        for table, changed in OF_A_COPY.items():
            columns = [name for _, name, *_ in connection.execute(f"PRAGMA table_info({table})")]
            copied = ", ".join(changed.get(name, name) for name in columns)
            connection.execute(
                f"WITH RECURSIVE copies (copy) AS (VALUES (1) UNION ALL SELECT copy + 1 FROM copies LIMIT {copies})"
                f" INSERT INTO {table} ({', '.join(columns)}) SELECT {copied} FROM {table} CROSS JOIN copies"
            )
        connection.commit()


def engine_of(folder: Path) -> Engine:
    return make_engine(f"sqlite:///{folder / 'steppingstone.db'}")


def scope_of(session: Session) -> Scope:
    consultation = get_consultation(session, "indicators")
    return Scope(consultation.id, consultation.kind, Audience.PUBLIC, Filters())


def floor(folder: Path, pack: Pack) -> Callable[[], object]:
    """Read the rows and pack them into a zip, a part a sheet."""
    engine = engine_of(folder)
    target = folder / "floor.zip"

    def write() -> None:
        with snapshot(engine) as session, ZipFile(target, "w", ZIP_DEFLATED, compresslevel=PACKING) as file:
            scope = scope_of(session)
            for name, statement in (("proposals", proposals(scope)), ("comments", comments(scope))):
                result = session.connection().execute(statement, execution_options={"yield_per": AT_ONCE})
                with file.open(name, "w") as part:
                    for piece in pack(len(result.keys()), result.partitions()):
                        part.write(piece.encode())

    return write


def raw_cells(columns: int, partitions: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Yield the rows as the cells of a worksheet."""
    letters, numbers = [get_column_letter(number) for number in range(1, columns + 1)], count(2)
    for rows in partitions:
        yield "".join(map(raw_row, numbers, rows, repeat(letters)))


def raw_records(columns: int, partitions: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Yield the rows as the standard module writes them."""
    for rows in partitions:
        text = StringIO()
        csv.writer(text).writerows(rows)
        yield text.getvalue()


def raw_row(number: int, row: Any, letters: list[str]) -> str:
    """Return the cells of a row that hold something."""
    cells = [
        f'<c r="{letter}{number}" s="9" t="inlineStr"><is><t xml:space="preserve">{raw(str(value))}</t></is></c>'
        for letter, value in zip(letters, row, strict=True)
        if value
    ]
    return f'<row r="{number}" ht="15">{"".join(cells)}</row>'


def raw(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def sheets(folder: Path, file_format: Format) -> Callable[[], object]:
    """Write the two sheets as the export does, checks and all."""
    engine = engine_of(folder)

    def write() -> None:
        with snapshot(engine) as session:
            consultation = get_consultation(session, "indicators")
            material = read_material(session, consultation, scope_of(session), load_framework())
            found = list(sheets_of(material, file_format))
            with (folder / "large").open("wb") as target:
                report = file_format.write(target, found, properties=Properties("Large", START))
        assert [report.rows[sheet.name] for sheet in found] == [len(sheet.rows) for sheet in found]  # noqa: S101

    return write


def sheets_of(material: Material, file_format: Format) -> Iterator[SheetData]:
    named = (sheet for sheet in SHEETS if sheet.name in A_ROW_AN_ITEM and isinstance(sheet, Sheet))
    return (part for sheet in named for part in sheet.data(material, file_format.most_rows, file_format.most_bytes))


@benchmark("floor of 100,000 proposals and 500,000 comments", prepare=a_hundred_thousand, repeat=3)
def floor_of_many(folder: Path) -> Callable[[], object]:
    """As fast as Python can be."""
    return floor(folder, raw_cells)


@benchmark(
    "sheets of 100,000 proposals and 500,000 comments",
    prepare=a_hundred_thousand,
    repeat=3,
    floor="floor of 100,000 proposals and 500,000 comments",
    most_megabytes=300,
)
def sheets_of_many(folder: Path) -> Callable[[], object]:
    """What is made of them."""
    return sheets(folder, WORKBOOK)


@benchmark("csv module on 100,000 proposals and 500,000 comments", prepare=a_hundred_thousand, repeat=3)
def records_of_many(folder: Path) -> Callable[[], object]:
    """The same rows as the standard module writes them."""
    return floor(folder, raw_records)


@benchmark(
    "CSV files of 100,000 proposals and 500,000 comments",
    prepare=a_hundred_thousand,
    repeat=3,
    floor="csv module on 100,000 proposals and 500,000 comments",
    most_megabytes=300,
)
def csv_files_of_many(folder: Path) -> Callable[[], object]:
    """The same sheets, guarded."""
    return sheets(folder, CSV_FILES)
