"""The sheets of the workbook in their order. Adding a sheet is a line here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd

from consultation.erasure.contributions import ListName
from exports.files.writer.workbook import Chart, Flowing, Later, Pieces, Rows, SheetData, divided
from exports.report.material import Material
from exports.report.scope.selection import Selection
from exports.report.sheets.by_subject import BY_SUBJECT, SUBJECTS
from exports.report.sheets.charts import CHARTS
from exports.report.sheets.columns import SheetColumn, shown_to
from exports.report.sheets.comments import comment_columns
from exports.report.sheets.convergence import CONVERGENCE, Convergence, detailed_columns
from exports.report.sheets.coverage import coverage_columns
from exports.report.sheets.paragraphs import PARAGRAPHS
from exports.report.sheets.proposals import proposal_columns
from exports.report.sheets.revisions import REVISIONS
from exports.report.sheets.summary import SUMMARY
from exports.report.sheets.synthesis import SYNTHESIS
from exports.report.wording.language import Say
from exports.report.wording.subjects import Subject
from indicators.fields import Kind
from indicators.marking import N_


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name, what it holds, its columns and its rows.

    `key` names the column with the rows' stable ids. `heat` says by the beginning of their names which columns of
    numbers are shaded. `only` is the kind of proposal it is for. `frozen` counts the columns that stay in view,
    `landscape` is how it is printed, `page_title` what stands on top of its pages; a row of a sheet `to_print` is as
    high as its text, and no file for programs has it. `links` leads from its rows to other sheets, `charts` stand
    below them. Of a sheet `of` proposals or comments columns can be chosen. What `is_counted` is read also where it is
    not chosen, since other sheets and the checks count it; `needs` names what comes with it.
    """

    name: str
    about: str
    columns: Callable[[Material], tuple[SheetColumn, ...]]
    rows: Callable[[Material], Rows]
    key: str | None = None
    heat: str = ""
    only: Kind | None = None
    frozen: int = 1
    landscape: bool = True
    page_title: str = ""
    to_print: bool = False
    links: Callable[[Material], Mapping[int, str]] = lambda material: {}
    charts: tuple[Chart, ...] = ()
    of: ListName | None = None
    is_counted: bool = False
    needs: tuple[str, ...] = ()

    @property
    def is_for_programs(self) -> bool:
        """Whether it says what no other sheet says, so that files for programs have it too."""
        return not self.to_print and not self.charts

    def sheets(self, material: Material) -> list[Sheet]:
        """Return the sheets it stands for: itself."""
        return [self]

    def columns_for(self, material: Material) -> tuple[SheetColumn, ...]:
        """Return the columns its audience is handed, as far as they are chosen; the ids always come along."""
        shown = shown_to(material.scope.audience, self.columns(material))
        if self.of is None:
            return shown
        selection, of = material.scope.selection, self.of.value
        return tuple(column for column in shown if column.name in IDS or selection.has_column(of, column.name))

    def data(self, material: Material, most_rows: int, most_bytes: int) -> list[SheetData]:
        """Return the sheet with its rows; what is too much for one goes on in `name (2)` and so on."""
        if self.of is not None:
            most_rows = min(most_rows, material.rows_in(most_bytes, self.of, len(self.columns_for(material))))
        parts = divided(self.rows(material), most_rows)
        return [self._part(material, number, rows) for number, rows in enumerate(parts, start=1)]

    def _part(self, material: Material, number: int, rows: Rows) -> SheetData:
        shown = self.columns_for(material)
        tongue = material.labels.tongue
        name = tongue.say(self.name)
        return SheetData(
            name if number == 1 else f"{name} ({number})",
            [column.as_column(tongue) for column in shown],
            rows,
            key=self.key,
            heat=frozenset(column.name for column in shown if self.heat and column.name.startswith(self.heat)),
            landscape=self.landscape,
            freeze=(1, self.frozen),
            autofilter=self.is_for_programs,
            to_print=self.to_print,
            page_title=self.page_title,
            links={row: tongue.say(sheet) for row, sheet in self.links(material).items()},
            charts=[chart.said(tongue.say) for chart in self.charts],
            right_to_left=tongue.is_right_to_left,
        )


@dataclass(frozen=True)
class Series:
    """Sheets of one kind, declared together: what they are called together, what they hold, their columns."""

    name: str
    about: str
    columns: tuple[SheetColumn, ...]
    sheets: Callable[[Material], list[Sheet]]
    only: Kind | None = None
    is_for_programs: bool = False
    is_counted: bool = False
    needs: tuple[str, ...] = ()

    def columns_for(self, material: Material) -> tuple[SheetColumn, ...]:
        """Return the columns its audience is handed."""
        return shown_to(material.scope.audience, self.columns)


def _proposals(name: str, kind: Kind) -> Sheet:
    return Sheet(
        name,
        N_("A row a proposal, a column a descriptor. The wording is the one that is shown now."),
        lambda material: proposal_columns(material.scope.schema, material.labels),
        lambda material: material.proposals(),
        key="reference",
        only=kind,
        frozen=2,
        of=ListName.PROPOSALS,
        is_counted=True,
    )


def _by_subject(kind: Kind, contents: str, series: str) -> Iterator[Sheet | Series]:
    yield Sheet(
        contents,
        N_("What was proposed for each of them and how it was received; from each a link leads to its sheet."),
        lambda material: SUBJECTS,
        lambda material: Later(lambda: material.tally.subjects.contents(material.subjects)),
        only=kind,
        to_print=True,
        links=_links_to_subjects,
        needs=(series,),
    )
    yield Series(
        series,
        N_("To print: each proposal with its rationale, how many took which position, and all that was said about it."),
        BY_SUBJECT,
        lambda material: [_of_subject(subject) for subject in material.named_subjects],
        only=kind,
    )


def _charts(kind: Kind, contents: str) -> Sheet:
    charts = {
        Chart(
            N_("Participation"),
            N_("Summary"),
            "value",
            ("participants", "comments"),
            ("dimension", N_("Stakeholder group")),
            lying=True,
        ): N_("How many published proposals and comments come from each stakeholder group."),
        Chart(N_("Coverage"), contents, "code", ("proposals", "also")): N_(
            "How many proposals stand under each objective or theme, and how many others name it too."
        ),
        Chart(N_("Convergence"), contents, "code", _POSITIONS): N_(
            "How many support the proposals under each objective or theme, support them with changes, or are concerned."
        ),
    }
    rows = [(chart.title, about, chart.sheet) for chart, about in charts.items()]
    return Sheet(
        "Charts",
        N_("Participation, coverage and convergence, drawn from the cells of other sheets."),
        lambda material: CHARTS,
        lambda material: Later(lambda: _said(rows, material.labels.say)),
        only=kind,
        charts=tuple(charts),
        landscape=False,
        needs=tuple({chart.sheet: None for chart in charts}),
    )


def _said(rows: Iterable[Iterable[str]], say: Say) -> pd.DataFrame:
    return pd.DataFrame([[say(text) for text in row] for row in rows], columns=[one.name for one in CHARTS])


_POSITIONS: Final = ("support_count", "changes_count", "concern_count")


def _links_to_subjects(material: Material) -> dict[int, str]:
    named = set(material.named_subjects)
    return {row: subject.sheet for row, subject in enumerate(material.subjects) if subject in named}


def _of_subject(subject: Subject) -> Sheet:
    return Sheet(
        subject.sheet,
        subject.title,
        lambda material: BY_SUBJECT,
        lambda material: Flowing(material.by_subject.of(subject.code)),
        page_title=f"{subject.sheet}: {subject.title}",
        to_print=True,
        frozen=2,
    )


def _convergence(counted: Convergence) -> Pieces:
    return Pieces(len(counted), counted.frames())


def _convergence_in_detail(counted: Convergence) -> Pieces:
    return Pieces(len(counted), counted.detailed_frames())


BY_OBJECTIVE: Final = N_("By objective")
BY_THEME: Final = N_("By theme")
SHEETS: Final[tuple[Sheet | Series, ...]] = (
    Sheet(
        "Summary",
        N_("How many proposals, comments and positions there are, by status, kind, group, region and language."),
        lambda material: SUMMARY,
        lambda material: Later(material.tally.summary.frame),
        frozen=2,
        landscape=False,
    ),
    Sheet(
        "Synthesis",
        N_("What the secretariat says in sum on objectives or themes and on proposals, in its own words."),
        lambda material: SYNTHESIS,
        lambda material: material.synthesis(),
        frozen=3,
    ),
    Sheet(
        "Coverage",
        N_("How many proposals each stakeholder group made for each objective or theme. A zero is hatched."),
        lambda material: coverage_columns(material.labels),
        lambda material: material.coverage_table,
        heat="group.",
        frozen=2,
    ),
    Sheet(
        "Paragraphs",
        N_(
            "Which proposals speak to which paragraph of the Progress Declaration, and which paragraphs none speaks to."
        ),
        lambda material: PARAGRAPHS,
        lambda material: material.paragraphs(),
    ),
    Sheet(
        "Convergence",
        N_(
            "How many support each proposal, support it with changes or are concerned, and from how many groups and "
            "regions."
        ),
        lambda material: CONVERGENCE,
        lambda material: Later(lambda: _convergence(material.tally.convergence)),
        key="reference",
        frozen=2,
    ),
    Sheet(
        "Convergence in detail",
        N_("The positions on each proposal by kind of author, standing, region and group."),
        lambda material: detailed_columns(material.labels),
        lambda material: Later(lambda: _convergence_in_detail(material.tally.convergence)),
        key="reference",
        frozen=2,
    ),
    _proposals("Indicators", Kind.INDICATOR),
    _proposals("Recommendations", Kind.RECOMMENDATION),
    Sheet(
        "Comments",
        N_("A row a comment or reply, in full. Its proposal and the comment it replies to are named by their ids."),
        lambda material: comment_columns(material.scope.schema, material.labels),
        lambda material: material.comments(),
        key="reference",
        frozen=2,
        of=ListName.COMMENTS,
        is_counted=True,
    ),
    Sheet(
        "Revisions",
        N_("What was changed after a proposal was sent: a row a field, with what it said before and after."),
        lambda material: REVISIONS,
        lambda material: material.revisions(),
        frozen=2,
        is_counted=True,
    ),
    _charts(Kind.INDICATOR, BY_OBJECTIVE),
    _charts(Kind.RECOMMENDATION, BY_THEME),
    *_by_subject(Kind.INDICATOR, BY_OBJECTIVE, N_("Objective 1, 2, 3 …")),
    *_by_subject(Kind.RECOMMENDATION, BY_THEME, N_("Theme 1, 2, 3 …")),
)
READ_ME: Final = "Read me"
LONG_TEXTS: Final = "Long texts"
DICTIONARY: Final = "Data dictionary"
ABOUT_THE_OTHERS: Final = {
    READ_ME: N_("What this is, for whom and as of when, and what to know before counting with it."),
    LONG_TEXTS: N_("What exceeds a cell, by sheet, row and column."),
    DICTIONARY: N_("Every column of every sheet: meaning, type, allowed values, SDMX concept."),
}


IDS: Final = frozenset({"reference", "proposal_reference"})
"""The columns without which nobody knows what a row is of."""


def with_what_they_need(entries: Iterable[Sheet | Series], selection: Selection) -> set[str]:
    """Return the names of the sheets that are asked for, and of those without which they could not be."""
    needs = {entry.name: entry.needs for entry in entries}
    names = {name for name in needs if selection.has_sheet(name)}
    while more := {need for name in names for need in needs[name]} - names:
        names |= more
    return names


def sheets_of(kind: Kind) -> tuple[Sheet | Series, ...]:
    """Return what a workbook on one kind of proposal has besides the sheets that speak of the others."""
    return tuple(sheet for sheet in SHEETS if sheet.only in {None, kind})


def holds(kind: Kind) -> dict[str, str]:
    """Return what each sheet of a workbook on one kind of proposal holds, in their order."""
    contents = {sheet.name: sheet.about for sheet in sheets_of(kind)}
    return {READ_ME: ABOUT_THE_OTHERS[READ_ME], **contents, **ABOUT_THE_OTHERS}
