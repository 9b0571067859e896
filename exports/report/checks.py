"""Checking a workbook before its release: its counts agree with the database, and its ids resolve."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from consultation.errors import Refusal
from exports.files.writer.package import Report
from exports.files.writer.workbook import Flowing, SheetData
from exports.report.material import Material


class ExportCheckFailed(Refusal):
    """The workbook was made and does not agree with the data, so it is not released; `problems` says why."""

    status = 500

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("The workbook was not released, because it failed its own check: " + " ".join(problems))
        self.problems = tuple(problems)


def check_workbook(material: Material, sheets: Sequence[SheetData], report: Report) -> None:
    """Raise ExportCheckFailed with every disagreement between what was written and the database.

    What was written was counted on its way, so that no cell is looked at again.
    """
    problems = [
        *_rows(sheets, report),
        *_numbers(material),
        *_printed(material, sheets),
        *_ids(material),
    ]
    if problems:
        raise ExportCheckFailed(problems)


def _rows(sheets: Sequence[SheetData], report: Report) -> Iterator[str]:
    """Compare what each sheet promised with what the file holds."""
    for sheet in (one for one in sheets if one.is_written):
        yield from _differ(f"the file's sheet {sheet.name}", report.rows[sheet.name], len(sheet.rows))


def _numbers(material: Material) -> Iterator[str]:
    """Compare sums with what the database says when it is asked for numbers, or with others of the same rows."""
    facts, tally = material.facts, material.tally
    yield from _differ("what the proposals name", tally.alignments, facts.alignments)
    yield from _differ("Paragraphs", tally.paragraphs, facts.paragraph_rows)
    yield from _differ("Revisions", tally.revisions, facts.revisions)
    for of, counted in tally.convergence.sums().items():
        yield from _differ(f"Convergence by {of}", counted, facts.positions)
    yield from _differ("the comments with words in Convergence", tally.convergence.worded, facts.worded)
    for what in ("participants", "brought_in", "comments"):
        by_organisation, by_language = tally.organisations.sum(what), tally.summary.published(what)
        yield from _differ(f"{what} by organisation", by_organisation, by_language, by="its count by language")
    table = material.coverage_table[["participants", "brought_in"]].sum().sum()
    yield from _differ("Coverage", int(table), tally.covered, by="its sheet of proposals")
    groups = material.coverage_table.filter(regex=r"^group\.").sum().sum()
    yield from _differ("Coverage by group", int(groups), material.coverage.of_people)


def _printed(material: Material, sheets: Sequence[SheetData]) -> Iterator[str]:
    """Check that the sheets laid out to be printed, where there are any, show each proposal and comment once."""
    if any(sheet.to_print and isinstance(sheet.rows, Flowing) for sheet in sheets):
        subjects, facts = material.tally.subjects, material.facts
        yield from _differ("the proposals by objective or theme", subjects.sum("proposals"), facts.proposals)
        yield from _differ("the comments by objective or theme", subjects.sum("comments"), facts.comments)


def _ids(material: Material) -> Iterator[str]:
    """Check that every row has an id of its own and that every id somewhere else leads to a row."""
    tally = material.tally
    for what, ids in (("proposals", tally.proposals), ("comments", tally.comments)):
        if ids.out_of_order:
            yield f"Some {what} have no id of their own."
    for where, number in tally.lost.items():
        if number:
            yield f"{number} ids in {where} lead nowhere."
    if tally.ahead:
        yield f"{tally.ahead} comments speak of a revision that their proposal does not have."


def _differ(what: str, here: int, there: int, *, by: str = "the database") -> Iterator[str]:
    """Say where two counts differ, and who counted otherwise: not all are from the database."""
    if here != there:
        yield f"It counts {here} for {what}, {by} {there}."
