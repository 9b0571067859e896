"""The sheets of a workbook in their order: a sheet is its query, its file in `sheets`, and an entry here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import pandas as pd

from consultation.lists import ListName
from consultation.process.models import Action
from exports.files.writer.workbook import Chart, Flowing, Later, Pieces
from exports.report.material import Following, Material
from exports.report.queries import items, synthesis, wordings
from exports.report.queries.actions import actions
from exports.report.scope.audiences import seen_by
from exports.report.scope.selection import Selection
from exports.report.sheet import Series, Sheet
from exports.report.sheets.actions import ACTIONS, action_frames
from exports.report.sheets.by_subject import BY_SUBJECT, SUBJECTS
from exports.report.sheets.charts import CHARTS
from exports.report.sheets.comments import comment_columns, comments_frame, with_places
from exports.report.sheets.convergence import CONVERGENCE, detailed_columns
from exports.report.sheets.coverage import coverage_columns
from exports.report.sheets.organisations import ORGANISATIONS
from exports.report.sheets.paragraphs import PARAGRAPHS, paragraph_frames
from exports.report.sheets.proposals import proposal_columns, proposals_frame
from exports.report.sheets.revisions import REVISIONS, revision_frames
from exports.report.sheets.summary import SUMMARY
from exports.report.sheets.synthesis import SYNTHESIS, synthesis_frames
from exports.report.wording.language import Say
from exports.report.wording.subjects import Subject, subjects_of
from indicators.fields import Kind
from indicators.marking import N_

# ---- rows that are counted, or read from several queries ----


def proposal_rows(material: Material) -> Pieces:
    """Return the rows of the sheet of proposals; they are tallied as they pass."""
    return Pieces(material.facts.proposals, _proposals(material))


def _proposals(material: Material) -> Iterator[pd.DataFrame]:
    scope = material.scope
    named = Following(material.read(items.alignments(scope)))
    for rows in material.read(items.proposals(scope), sent=("submitted_at", Action.PROPOSE)):
        alignments = named.up_to(rows)
        frame = proposals_frame(rows, alignments, scope.schema, material.labels, material.site)
        material.tally.add_proposals(rows, alignments, frame)
        yield frame


def comment_rows(material: Material) -> Pieces:
    """Return the rows of Comments; they are tallied as they pass, after the proposals."""
    return Pieces(material.facts.comments, _comments(material))


def _comments(material: Material) -> Iterator[pd.DataFrame]:
    for rows in material.read(items.comments_with_objectives(material.scope), sent=("created_at", Action.COMMENT)):
        frame = with_places(
            comments_frame(rows, material.scope.schema, material.labels), material.labels, material.site
        )
        material.tally.add_comments(rows, frame)
        yield frame


def _revisions(material: Material) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    named = Following(material.read(wordings.alignments_of_revisions(material.scope)))
    for rows in material.read(wordings.revisions(material.scope)):
        material.tally.revisions += len(rows)
        yield rows, named.up_to(rows)


def _paragraphs(material: Material) -> Pieces:
    not_named = len(material.framework.paragraphs) - material.facts.paragraphs
    named = material.read(items.paragraphs(material.scope))
    return Pieces(material.facts.paragraph_rows + not_named, paragraph_frames(named, material.framework))


def _synthesis(material: Material) -> Pieces:
    of_proposals = material.read(synthesis.summaries_of_proposals(material.scope))
    subjects = list(subjects_of(material.covered_scheme, material.framework, material.labels.tongue))
    asked = (material.subject_summaries, of_proposals, subjects, material.covered_scheme)
    return Pieces(material.facts.summaries, synthesis_frames(*asked, partners_read=material.scope.shares_summaries))


# ---- sheets that are declared together ----

_SPEAKER: Final = "language stakeholder_group region organisation name speaks_as standing"
_COUNTS: Final = "support_count changes_count concern_count comment_count"
_DECIDED: Final = "status timeliness decided_at reason is_flood told"
_ANSWERS: Final = (
    "action existing_indicator rationale primary_objective objectives actions principles paragraphs themes "
    "related_sdg definition unit indicator_kind method numerator denominator data_source data_collector custodian "
    "frequency disaggregation availability readiness limitations references "
    "addressees scope route_or_region timeframe existing_practice risk_of_harm"
)


def _of_proposals(name: str, kind: Kind) -> Sheet:
    return Sheet(
        name,
        N_("A row a proposal, a column a descriptor. The wording is the one that is shown now."),
        lambda material: proposal_columns(material.scope.schema, material.labels),
        proposal_rows,
        seen_by(
            public=f"reference title page origin revision submitted_at published_at worded_at changed_at external_id "
            f"source proposer source_note {_ANSWERS} {_SPEAKER} {_COUNTS}",
            secretariat=f"waiting_revision {_DECIDED}",
        ),
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
        seen_by(public="sheet code title proposals also comments support_count changes_count concern_count"),
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
        _SEEN_BY_SUBJECT,
        only=kind,
    )


_SEEN_BY_SUBJECT: Final = seen_by(public=f"reference title kind text who language {_COUNTS}", secretariat="status")


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
        seen_by(public="chart about source"),
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
        _SEEN_BY_SUBJECT,
        page_title=f"{subject.sheet}: {subject.title}",
        to_print=True,
        frozen=2,
    )


BY_OBJECTIVE: Final = N_("By objective")
BY_THEME: Final = N_("By theme")
SHEETS: Final[tuple[Sheet | Series, ...]] = (
    Sheet(
        "Summary",
        N_("How many proposals, comments and positions there are, by status, kind, group, region and language."),
        lambda material: SUMMARY,
        lambda material: Later(material.tally.summary.frame),
        seen_by(public="dimension value participants brought_in comments positions"),
        frozen=2,
        landscape=False,
    ),
    Sheet(
        "Synthesis",
        N_("What the secretariat says in sum on objectives or themes and on proposals, in its own words."),
        lambda material: SYNTHESIS,
        _synthesis,
        seen_by(
            public="of reference title revision text language worded_at", partners="readers", secretariat="replaced_at"
        ),
        frozen=3,
    ),
    Sheet(
        "Coverage",
        N_("How many proposals each stakeholder group made for each objective or theme. A zero is hatched."),
        lambda material: coverage_columns(material.labels),
        lambda material: material.coverage_table,
        seen_by(public="code title named gap participants brought_in group"),
        heat="group.",
        frozen=2,
    ),
    Sheet(
        "Paragraphs",
        N_(
            "Which proposals speak to which paragraph of the Progress Declaration, and which paragraphs none speaks to."
        ),
        lambda material: PARAGRAPHS,
        _paragraphs,
        seen_by(public=f"paragraph section topic gap reference title {_COUNTS}", secretariat="status"),
    ),
    Sheet(
        "Actions",
        N_("Which proposals name which action of the Compact; an action that none names has no row."),
        lambda material: ACTIONS,
        lambda material: Flowing(
            action_frames(material.read(actions(material.scope)), material.framework, material.labels.tongue.code)
        ),
        seen_by(public=f"code objective reference title {_COUNTS}", secretariat="status"),
    ),
    Sheet(
        "Convergence",
        N_(
            "How many support each proposal, support it with changes or are concerned, and from how many groups and "
            "regions."
        ),
        lambda material: CONVERGENCE,
        lambda material: Later(material.tally.convergence.pieces),
        seen_by(public=f"reference title total groups regions {_COUNTS}"),
        key="reference",
        frozen=2,
    ),
    Sheet(
        "Convergence in detail",
        N_("The positions on each proposal by kind of author, standing, region and group."),
        lambda material: detailed_columns(material.labels),
        lambda material: Later(material.tally.convergence.detailed_pieces),
        seen_by(public="reference title total speaks_as standing region stakeholder_group"),
        key="reference",
        frozen=2,
    ),
    Sheet(
        "Organisations",
        N_("What is published by organisation, as far as one is shown: proposals, comments and current positions."),
        lambda material: ORGANISATIONS,
        lambda material: Later(material.tally.organisations.frame),
        seen_by(
            public="organisation standing participants brought_in comments support_count changes_count concern_count"
        ),
    ),
    _of_proposals("Indicators", Kind.INDICATOR),
    _of_proposals("Recommendations", Kind.RECOMMENDATION),
    Sheet(
        "Comments",
        N_("A row a comment or reply, in full. Its proposal and the comment it replies to are named by their ids."),
        lambda material: comment_columns(material.scope.schema, material.labels),
        comment_rows,
        seen_by(
            public="reference proposal_reference proposal_title proposal_objective proposal_objective_title page level "
            "parent_reference stance position section text suggested_wording revision created_at published_at "
            f"changed_at {_SPEAKER}",
            secretariat=_DECIDED,
        ),
        key="reference",
        frozen=2,
        of=ListName.COMMENTS,
        is_counted=True,
    ),
    Sheet(
        "Revisions",
        N_("What was changed after a proposal was sent: a row a field, with what it said before and after."),
        lambda material: REVISIONS,
        lambda material: Flowing(revision_frames(_revisions(material), material.scope.schema, material.labels)),
        seen_by(public="proposal_reference revision worded_at who field before after", secretariat="status"),
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


def sheet_of(kind: Kind, of: ListName) -> Sheet:
    """Return the sheet of a workbook on one kind of proposal that has a row for each item of a list."""
    return next(sheet for sheet in sheets_of(kind) if isinstance(sheet, Sheet) and sheet.of is of)


def holds(kind: Kind) -> dict[str, str]:
    """Return what each sheet of a workbook on one kind of proposal holds, in their order."""
    contents = {sheet.name: sheet.about for sheet in sheets_of(kind)}
    return {READ_ME: ABOUT_THE_OTHERS[READ_ME], **contents, **ABOUT_THE_OTHERS}
