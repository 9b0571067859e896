"""Finding which file that was handed out somebody's file is, or comes nearest to."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy.orm import Session

from consultation.keeping.queries import find_piece, piece_numbers
from exports.files.reader.books import BookSheet, opened_book
from exports.files.reader.table import UnreadableFile
from exports.files.writer.formats import FileFormat
from exports.handouts.queries import handed_out
from exports.handouts.verifying.cells import SheetDifferences, compare_sheets
from exports.handouts.verifying.sheet_hashes import hashes_of_sheets

MOST_COMPARED: Final = 12  # kept files with other numbers of rows, the most alike first; of as many rows, all are
_OF_CSV: Final = ","
_LIKE: Final = 0.5  # of the sheets of one of the two files have the names of sheets of the other


@dataclass(frozen=True)
class Verdict:
    """What was handed out that a file is, or comes nearest to; None where nothing like it was.

    `is_same` is one of the same bytes. Of others `is_read` says whether the cells were compared, which needs the kept
    file: what they say otherwise is in `sheets`, and which sheets there are not, or beside those of the record, in
    `missing` and `added`. Where they were not compared, `sheets` names those that have other bytes. `are_gone` is the
    number of files of as many rows that are not kept, so that the file may be one of these.
    """

    record: Any | None = None
    is_same: bool = False
    is_read: bool = False
    sheets: Sequence[SheetDifferences] = ()
    missing: Sequence[str] = ()
    added: Sequence[str] = ()
    are_gone: int = 0
    unreadable: str = ""

    @property
    def says_the_same(self) -> bool:
        """Whether every cell says what was handed out."""
        return self.is_same or (self.is_read and not self.number)

    @property
    def number(self) -> int:
        """How much differs; sheets count as much as anything can."""
        return sum(sheet.number for sheet in self.sheets) + 1_000_000 * (len(self.missing) + len(self.added))


@dataclass(frozen=True)
class _SentFile:
    """Somebody's file: its sheets, read once, how many rows each has, and the hashes of their bytes."""

    sheets: Mapping[str, BookSheet]
    rows: Mapping[str, int]
    hashes: Mapping[str, str]
    is_part: bool

    @classmethod
    def of(cls, content: bytes, name: str, sheets: Iterable[BookSheet]) -> _SentFile:
        read = {sheet.name: _once_read(sheet) for sheet in sheets}
        rows = {sheet.name: max(len(sheet.lines()) - 1, 0) for sheet in read.values()}
        return cls(read, rows, hashes_of_sheets(content, name), is_part=not content.startswith(b"PK"))


def _once_read(sheet: BookSheet) -> BookSheet:
    lines = sheet.lines()
    return BookSheet(sheet.name, lambda: lines, lambda: lines)


@dataclass(frozen=True)
class _Likeness:
    """How much of a record a file has by names, numbers of rows and hashes of sheets: what can be told unread."""

    record: Any
    known: Mapping[str, str]
    named: Collection[str] = field(default=())
    same_rows: int = 0
    same_bytes: int = 0
    rows_apart: int = 0

    @classmethod
    def of(cls, record: Any, sent: _SentFile) -> _Likeness:
        known, rows = json.loads(record.hashes), json.loads(record.rows)
        named = [name for name in known if name in sent.rows]
        return cls(
            record,
            known,
            named,
            sum(rows.get(name) == sent.rows[name] for name in named),
            sum(known[name] == sent.hashes.get(name) for name in named),
            sum(abs(rows.get(name, 0) - sent.rows[name]) for name in named),
        )

    @property
    def rank(self) -> tuple[int, ...]:
        return (-self.same_bytes, -self.same_rows, -len(self.named), self.rows_apart)

    def is_like(self, sent: _SentFile) -> bool:
        """Whether it is worth looking into: most sheets of the one are called as sheets of the other."""
        least = min(len(self.known), len(sent.rows))
        return bool(self.named) and (sent.is_part or len(self.named) >= _LIKE * least)

    def has_all_rows(self, sent: _SentFile) -> bool:
        """Whether each sheet has as many rows as it had."""
        return self.same_rows == len(sent.rows if sent.is_part else self.known)


def verify(session: Session, content: bytes, name: str) -> Verdict:
    """Return what was handed out that a file is, by its bytes or by what its cells say, or comes nearest to."""
    if same := session.execute(handed_out(hashlib.sha256(content).hexdigest())).first():
        return Verdict(same, is_same=True)
    try:
        with opened_book(content, name) as sheets:
            sent = _SentFile.of(content, name, sheets)
    except UnreadableFile as problem:
        return Verdict(unreadable=str(problem))
    return _nearest(session, sent)


def _nearest(session: Session, sent: _SentFile) -> Verdict:
    alike = list(_alike(session, sent))
    kept = [one for one in alike if one.record.is_kept]
    may_be_kept = [one for one in kept if one.has_all_rows(sent)]
    others = [one for one in kept if not one.has_all_rows(sent)][:MOST_COMPARED]
    gone = [one for one in alike if not one.record.is_kept]
    best = _best(_compared(session, one, sent) for one in (*may_be_kept, *others))
    may_be = [one for one in gone if one.has_all_rows(sent)]
    if best and (best.says_the_same or may_be_kept or not may_be):
        return best if best.says_the_same else _with_gone(best, len(may_be))
    if gone:
        return _by_hashes((may_be or gone)[0], sent)
    return best or Verdict()


def _alike(session: Session, sent: _SentFile) -> Iterator[_Likeness]:
    """Yield what comes near by what can be told unread, each file once, the nearest and newest first."""
    records = {record.sha256: record for record in reversed(session.execute(handed_out()).all())}
    found = (_Likeness.of(record, sent) for record in reversed(records.values()))
    yield from sorted((one for one in found if one.is_like(sent)), key=lambda one: one.rank)


def _best(verdicts: Iterable[Verdict]) -> Verdict | None:
    best = None
    for verdict in verdicts:
        if verdict.says_the_same:
            return verdict
        if best is None or verdict.number < best.number:
            best = verdict
    return best


def _compared(session: Session, like: _Likeness, sent: _SentFile) -> Verdict:
    """Compare the cells of a file with those of one that is kept."""
    file_id = like.record.file_id
    content = b"".join(find_piece(session, file_id, number) or b"" for number in piece_numbers(session, file_id))
    ending = _OF_CSV if like.record.format == FileFormat.CSV else None
    with opened_book(content, "", delimiter=ending) as sheets:
        wanted = [sheet for sheet in sheets if sheet.name in like.named]
        found = [compare_sheets(sheet, sent.sheets[sheet.name]) for sheet in wanted]
    missing = [] if sent.is_part else [name for name in like.known if name not in sent.sheets]
    added = [name for name in sent.sheets if name not in like.known]
    return Verdict(like.record, is_read=True, sheets=[one for one in found if one.number], missing=missing, added=added)


def _by_hashes(like: _Likeness, sent: _SentFile) -> Verdict:
    """Tell of a file that is not kept which sheets have the bytes that were handed out."""
    others = [SheetDifferences(name) for name in like.named if like.known[name] != sent.hashes.get(name)]
    missing = [] if sent.is_part else [name for name in like.known if name not in sent.sheets]
    return Verdict(like.record, sheets=others, missing=missing, added=[n for n in sent.sheets if n not in like.known])


def _with_gone(verdict: Verdict, number: int) -> Verdict:
    return Verdict(**{**vars(verdict), "are_gone": number})
