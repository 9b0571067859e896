"""A workbook is released when it agrees with the database, its ids resolve and it holds no formula."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import Final
from zipfile import ZipFile

import pandas as pd

from consultation.errors import Refusal
from consultation.people.models import Status
from exports.columns.tables import breakdowns
from exports.material import Material
from exports.workbook import SheetData

_WORKSHEET: Final = re.compile(r"xl/worksheets/sheet[0-9]+\.xml")
_FORMULA: Final = re.compile(rb"<f[\s/>]")
_ROW: Final = re.compile(rb"<row[\s>]")


class ExportCheckFailed(Refusal):
    """The workbook was made and does not agree with the data, so it is not released; `problems` says why."""

    status = 500

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("The workbook was not released, because it failed its own check: " + " ".join(problems))
        self.problems = tuple(problems)


def check_sheets(material: Material, frames: Mapping[str, pd.DataFrame], long_texts: pd.DataFrame) -> None:
    """Raise ExportCheckFailed with every disagreement; `frames` are those of the sheets with content, by name."""
    problems = [
        *_numbers(material, frames),
        *_ids(material, frames["Convergence"]),
        *_long_texts(frames, long_texts),
    ]
    if problems:
        raise ExportCheckFailed(problems)


def check_bytes(content: bytes, sheets: Sequence[SheetData]) -> None:
    """Raise ExportCheckFailed unless the file has the rows of the sheets, in their order, and no formula."""
    problems: list[str] = []
    with ZipFile(BytesIO(content)) as package:
        names = sorted(filter(_WORKSHEET.fullmatch, package.namelist()), key=lambda name: (len(name), name))
        for name, sheet in zip(names, sheets, strict=True):
            part = package.read(name)
            problems += _differ(f"the file's sheet {sheet.name}", len(_ROW.findall(part)) - 1, len(sheet.frame))
            if _FORMULA.search(part):
                problems.append(f"The sheet {sheet.name} has a formula.")
    if problems:
        raise ExportCheckFailed(problems)


def _numbers(material: Material, frames: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    """Compare rows and sums with what the database says when it is asked for numbers."""
    facts, convergence = material.facts, frames["Convergence"]
    yield from _differ("the sheet of proposals", len(material.proposals), facts.proposals)
    yield from _differ("the sheet Comments", len(material.comments), facts.comments)
    yield from _differ("what the proposals name", len(material.alignment_rows), facts.alignments)
    parts = {part.of: f"{part.of}." for part in breakdowns(material.labels)}
    for of, beginning in parts.items():
        counted = convergence.filter(regex=f"^{re.escape(beginning)}").sum().sum()
        yield from _differ(f"Convergence by {of}", int(counted), facts.positions)
    table = frames["Coverage"].filter(regex=r"^(brought_in$|group\.)").sum().sum()
    yield from _differ("Coverage", int(table), _named_by_the_published(material))


def _named_by_the_published(material: Material) -> int:
    rows = material.proposal_rows
    published = set(rows.loc[rows["status"] == Status.PUBLISHED, "reference"])
    named = material.alignment_rows
    return int((named["reference"].isin(published) & (named["scheme"] == material.covered_scheme)).sum())


def _ids(material: Material, convergence: pd.DataFrame) -> Iterator[str]:
    """Check that every row has an id of its own and that every id somewhere else leads to a row."""
    proposals, comments = material.proposals, material.comments
    yield from _unique("proposals", proposals["reference"])
    yield from _unique("comments", comments["reference"])
    yield from _unresolved("Comments, Proposal", comments["proposal_reference"], proposals["reference"])
    yield from _unresolved("Comments, Reply to", comments["parent_reference"].dropna(), comments["reference"])
    yield from _unresolved("Convergence", convergence["reference"], proposals["reference"])
    newest = dict(zip(proposals["reference"], material.proposal_rows["revision"], strict=True))
    later = comments["revision"] > comments["proposal_reference"].map(newest)
    if later.any():
        yield f"{later.sum()} comments speak of a revision that their proposal does not have."


def _long_texts(frames: Mapping[str, pd.DataFrame], long_texts: pd.DataFrame) -> Iterator[str]:
    for name, parts in long_texts.groupby("sheet"):
        frame = frames[str(name)]
        if "reference" in frame:
            yield from _unresolved(f"Long texts of {name}", parts["row"], frame["reference"])


def _differ(what: str, here: int, in_the_database: int) -> Iterator[str]:
    if here != in_the_database:
        yield f"It counts {here} for {what}, the database {in_the_database}."


def _unique(what: str, ids: pd.Series[str]) -> Iterator[str]:
    if ids.isna().any() or ids.duplicated().any():
        yield f"Some {what} have no id of their own."


def _unresolved(what: str, ids: pd.Series[str], known: pd.Series[str]) -> Iterator[str]:
    lost = ~ids.isin(known)
    if lost.any():
        yield f"{lost.sum()} ids in {what} lead nowhere."
