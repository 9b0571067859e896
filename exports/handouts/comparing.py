"""Showing what changed between two handouts: on a page, and as a workbook of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from itertools import groupby, islice
from operator import attrgetter
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qsl

import pandas as pd
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from consultation.errors import NotFound
from consultation.jobs.watching import UNWATCHED, Watch
from consultation.keeping.blocks import REFERENCE, Block, KeptRow
from consultation.keeping.queries import rows_of
from consultation.lists import CONTRIBUTED, ListName
from consultation.process.zones import day_in
from exports.files.writer.formats import WORKBOOK
from exports.files.writer.package import file_to_hand_out
from exports.files.writer.workbook import Flowing, Later, LongTexts, Properties, SheetData, write_workbook
from exports.handouts.changes import ChangeKind, Changes, ItemChange
from exports.handouts.making import Handout, file_name
from exports.handouts.queries import blocks_of
from exports.handouts.queries import comparable as queries_comparable
from exports.report.columns.sheet_column import SheetColumn
from exports.report.registry import DICTIONARY as DICTIONARY_NAME
from exports.report.registry import LONG_TEXTS as LONG_TEXTS_NAME
from exports.report.registry import READ_ME as READ_ME_NAME
from exports.report.scope.audiences import Audience
from exports.report.scope.scope import Scope, filters_of
from exports.report.scope.selection import Selection
from exports.report.sheets.comments import comment_columns
from exports.report.sheets.dictionary import DICTIONARY, dictionary_frame
from exports.report.sheets.long_texts import LONG_TEXTS
from exports.report.sheets.proposals import proposal_columns
from exports.report.sheets.read_me import READ_ME
from exports.report.wording.words import AUDIENCES, CONTRIBUTIONS, LANGUAGE_NAMES, Labels
from indicators.fields import SCHEMAS
from indicators.framework import Framework
from indicators.marking import N_

CHANGE_KINDS: Final[Mapping[ChangeKind, str]] = {
    ChangeKind.ADDED: N_("added"),
    ChangeKind.CHANGED: N_("changed"),
    ChangeKind.REPLACED: N_("changed, and what it said before is not kept"),
    ChangeKind.REMOVED: N_("no longer there"),
}


CHANGES: Final = (
    SheetColumn("of", N_("Contribution"), N_("What was contributed."), 13, allowed=tuple(CONTRIBUTIONS.values())),
    SheetColumn("reference", N_("Reference"), N_("Its own id."), 12),
    SheetColumn("title", N_("Title"), N_("Of a proposal: its title in the later file."), 36, wrap=True),
    SheetColumn(
        "kind",
        N_("Change"),
        N_(
            "Added: it is in the later file only. Changed: in both, with another text or number; where words or a "
            "name were taken back or hidden meanwhile, what it said before is not kept. No longer there: it was "
            "withdrawn or hidden, or the later file does not hold it; nothing of it is shown."
        ),
        20,
        allowed=tuple(CHANGE_KINDS.values()),
    ),
    SheetColumn(
        "field", N_("Field"), N_("The heading of the column that changed; empty for what was added."), 26, wrap=True
    ),
    SheetColumn("before", N_("Before"), N_("What stood there in the earlier file."), 55, wrap=True),
    SheetColumn(
        "after", N_("After"), N_("What stands there in the later one; of what was added, its text."), 55, wrap=True
    ),
)


AT_ONCE: Final = 1_000
MANY_BLOCKS: Final = 40  # of up to a thousand rows, in both files together: these take about two seconds
WHAT_CHANGED: Final = N_("What changed")


@dataclass(frozen=True)
class Comparison:
    """Two files of one consultation and audience, as `comparable` gives them, and what changed between them."""

    session: Session
    earlier: Any
    later: Any
    framework: Framework
    watch: Watch = UNWATCHED

    def changes(self) -> tuple[Changes, Iterator[ItemChange]]:
        """Return what counts the changes while they are read, and these: of the proposals, then of the comments."""
        found = Changes({of: list(names) for of, names in self.headings.items()})
        return found, (
            change
            for of in CONTRIBUTED
            for change in found.between(
                of,
                self._watched(rows_of(self.session, self.earlier.file_id, of)),
                self._watched(rows_of(self.session, self.later.file_id, of)),
            )
        )

    def _watched(self, rows: Iterator[KeptRow]) -> Iterator[KeptRow]:
        for number, row in enumerate(rows, start=1):
            yield row
            if number % AT_ONCE == 0:
                self.watch.passed(AT_ONCE)

    @property
    def is_large(self) -> bool:
        """Whether it takes longer than somebody would wait."""
        return self.blocks > MANY_BLOCKS

    @property
    def blocks(self) -> int:
        """How many blocks of rows there are to compare."""
        files = [self.earlier.file_id, self.later.file_id]
        return self.session.scalars(blocks_of(files)).one()

    @property
    def headings(self) -> dict[ListName, dict[str, str]]:
        """What the fields of proposals and of comments are called, in the order of their sheets."""
        return {of: {name: column.heading for name, column in those.items()} for of, those in self._columns.items()}

    @cached_property
    def _columns(self) -> dict[ListName, dict[str, SheetColumn]]:
        schema, labels = SCHEMAS[self.later.kind], Labels(self.framework)
        columns = {
            ListName.PROPOSALS: proposal_columns(schema, labels),
            ListName.COMMENTS: comment_columns(schema, labels),
        }
        return {of: {column.name: column for column in those} for of, those in columns.items()}


class Field(NamedTuple):
    """One field of a contribution that changed, as the page shows it."""

    label: str
    first: str
    second: str
    language: None = None


class ShownItem(NamedTuple):
    """A contribution and what became of it, as the page shows it; `kind` is in words, `text` what is new."""

    reference: str
    kind: str
    title: str
    text: str
    rows: list[Field]


def first_changes(comparison: Comparison, most: int) -> tuple[list[ShownItem], list[tuple[str, str, int]]]:
    """Return the first contributions that changed, and how many there are in all: contribution, change, number."""
    found, changes = comparison.changes()
    headings = comparison.headings
    shown = []
    for number, (reference, some) in enumerate(groupby(changes, key=attrgetter("reference"))):
        if number < most:
            first, *_rest = each = list(some)
            words = [in_words(one, headings) for one in each if one.field]
            rows = [Field(said["field"], said["before"], said["after"]) for said in words]
            shown.append(ShownItem(reference, CHANGE_KINDS[first.kind], first.title, "" if rows else first.after, rows))
    return shown, _counts(found)


def _counts(found: Changes) -> list[tuple[str, str, int]]:
    return [
        (contribution, change, found.counts[of, kind])
        for of, contribution in CONTRIBUTIONS.items()
        for kind, change in CHANGE_KINDS.items()
    ]


def changes_workbook(comparison: Comparison, *, now: datetime) -> Handout:
    """Return the workbook of a comparison, to be handed out to the secretariat."""
    comparison.watch.expect(comparison.blocks * AT_ONCE)
    found, all_changes = comparison.changes()
    seen = _Seen()
    changes = seen.noted(all_changes)
    long_texts = LongTexts()
    columns = [column.as_column() for column in CHANGES]
    sheet = SheetData(WHAT_CHANGED, columns, Flowing(_frames(comparison, changes)), freeze=(1, 2))
    others = [
        long_texts.fitting(sheet),
        _sheet(LONG_TEXTS_NAME, LONG_TEXTS, Later(long_texts.parts)),
        _sheet(
            DICTIONARY_NAME,
            DICTIONARY,
            dictionary_frame([(READ_ME_NAME, READ_ME), (WHAT_CHANGED, CHANGES), (LONG_TEXTS_NAME, LONG_TEXTS)]),
        ),
    ]
    about = Later(lambda: _read_me(comparison, found, others))
    first = replace(_sheet(READ_ME_NAME, READ_ME, about), autofilter=False, landscape=False)
    properties = Properties(title=f"{comparison.later.title} · {WHAT_CHANGED}", created=_made_on(comparison.later))
    with file_to_hand_out() as file:
        report = write_workbook(file, [first, *others], properties=properties)
    later = comparison.later
    args = dict(parse_qsl(later.filter))
    return Handout(
        file,
        file_name(later.slug, later.audience, day_in(now, later.zone), WORKBOOK, since=comparison.earlier.sha256),
        WORKBOOK,
        Scope(
            later.consultation_id,
            later.kind,
            Audience.SECRETARIAT,
            filters_of(args, comparison.framework),
            zone=later.zone,
            selection=Selection.from_args(args),
        ),
        now,
        report,
        seen.blocks(),
        later.removals,
        since=comparison.earlier.sha256,
    )


class _Seen:
    """The references of the contributions whose words stand in the workbook, so that each can be taken back."""

    def __init__(self) -> None:
        self._references: dict[ListName, list[str]] = {of: [] for of in CONTRIBUTED}

    def noted(self, changes: Iterator[ItemChange]) -> Iterator[ItemChange]:
        for change in changes:
            known = self._references[change.of]
            if known[-1:] != [change.reference]:
                known.append(change.reference)
            yield change

    def blocks(self) -> Iterator[Block]:
        for of, references in self._references.items():
            for start in range(0, len(references), AT_ONCE):
                some = references[start : start + AT_ONCE]
                yield Block.packed(of, {REFERENCE: some})


def _frames(comparison: Comparison, changes: Iterator[ItemChange]) -> Iterator[pd.DataFrame]:
    headings = comparison.headings
    names = [column.name for column in CHANGES]
    while some := list(islice(changes, AT_ONCE)):
        yield pd.DataFrame(([*in_words(change, headings).values()] for change in some), columns=names, dtype=object)


def in_words(change: ItemChange, headings: dict[ListName, dict[str, str]]) -> dict[str, str]:
    """Return a change as it is shown, by the names of the columns: a language by its name and not by its code."""
    names = LANGUAGE_NAMES if change.field == "language" else {}
    return {
        "of": CONTRIBUTIONS[change.of],
        "reference": change.reference,
        "title": change.title,
        "kind": CHANGE_KINDS[change.kind],
        "field": headings[change.of].get(change.field, ""),
        "before": names.get(change.before, change.before),
        "after": names.get(change.after, change.after),
    }


def _sheet(name: str, columns: Any, rows: Any) -> SheetData:
    return SheetData(name, [column.as_column() for column in columns], rows)


def _read_me(comparison: Comparison, found: Changes, others: list[SheetData]) -> pd.DataFrame:
    rows: list[tuple[str, str, int | None]] = [
        (N_("Consultation"), comparison.later.title, None),
        (N_("What this is"), N_("What changed between two files that were handed out, field by field."), None),
        (N_("For whom"), AUDIENCES[Audience(comparison.later.audience)], None),
        (N_("Earlier file"), _of_file(comparison.earlier), None),
        (N_("Later file"), _of_file(comparison.later), None),
    ]
    rows += _counts(found)
    rows += [(sheet.name, "", len(sheet.rows)) for sheet in others]
    notice = N_("Of what was withdrawn or hidden nothing is shown, also where an earlier file had its text.")
    return pd.DataFrame([*rows, (N_("Notice"), notice, None)], columns=["item", "text", "rows"], dtype=object)


def _of_file(record: Any) -> str:
    asked = f"\n{record.filter}" if record.filter else ""
    return f"{_made_on(record)}{asked}\nSHA-256 {record.sha256}"


def _made_on(record: Any) -> date:
    """Return the day on which a file was made: the time of day would tell when what is new in it was sent."""
    return day_in(record.made_at, record.zone)


def comparable(session: Session, sha256: str) -> list[Any]:
    """Return the record of a file and, after it, those it can be compared with, the newest first; [] for none."""
    this = session.execute(queries_comparable(sha256=sha256)).first()
    if this is None:
        return []
    asked = {
        "consultation_id": this.consultation_id,
        "audience": this.audience,
        "partner": this.partner,
        "before": this.id,
    }
    others: dict[int, Any] = {}
    for record in session.execute(queries_comparable(**asked)):
        if record.file_id != this.file_id:
            others.setdefault(record.file_id, record)
    return [this, *others.values()]


def two_to_compare(session: Session, sha256: str, since: str | None) -> tuple[Any, Any, list[Any]]:
    """Return the record of a file, that of the earlier one asked for or else of the last alike, and all earlier ones.

    Raises NotFound where there is nothing to compare.
    """
    later, *others = comparable(session, sha256) or [None]
    alike = [other for other in others if later is not None and other.filter == later.filter]
    earlier = next((other for other in (alike + others) if since in {None, other.sha256}), None)
    if later is None or earlier is None:
        raise NotFound(_("There is nothing to compare: no earlier file for the same readers is kept."))
    return later, earlier, others
