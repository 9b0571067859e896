"""Counting the tables of a file again from its own rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from exports.report.wording.words import LANGUAGE_NAMES
from indicators.fields import Kind, Schema
from tests.exports.report.rows import FRAMEWORK, LABELS

Row = dict[str, Any]
NOT_STATED: Final = "not stated"
POSITIONS: Final = {
    "Support": "support",
    "Support with changes": "support with changes",
    "Strong concern": "strong concern",
}
PARTS: Final = {
    "organisations": ("Speaks as", "organisation"),
    "individuals": ("Speaks as", "individual"),
    "neither organisation nor name stated": ("Speaks as", NOT_STATED),
    "confirmed": ("Standing", "confirmed"),
    "self-declared": ("Standing", "self-declared"),
    "no group or organisation stated": ("Standing", NOT_STATED),
    **{label: ("Region", label) for label in LABELS.regions.values()},
    "region not stated": ("Region", NOT_STATED),
    **{label: ("Stakeholder group", label) for label in LABELS.groups.values()},
    "group not stated": ("Stakeholder group", NOT_STATED),
}
"""What the columns of Convergence in detail are called, and which rows of Comments they count."""
FRAMEWORK_NUMBERS: Final = {theme.code: theme.number for theme in FRAMEWORK.themes}
CODES_OF_LANGUAGES: Final = {name: code for code, name in LANGUAGE_NAMES.items()}
PARAGRAPHS: Final = "Paragraphs of the Progress Declaration"


@dataclass(frozen=True)
class Contents:
    """The rows of proposals and comments in a file; where they have no status, they are all published."""

    schema: Schema
    proposals: Sequence[Row]
    comments: Sequence[Row]

    @cached_property
    def published(self) -> list[Row]:
        return [row for row in self.proposals if is_published(row)]

    @cached_property
    def said(self) -> list[Row]:
        """What is published on what is published."""
        shown = {row["Reference"] for row in self.published}
        return [row for row in self.comments if is_published(row) and row["Proposal"] in shown]

    @cached_property
    def positions(self) -> list[Row]:
        return [row for row in self.said if row["Stance"] in POSITIONS.values()]

    def positions_on(self, reference: str, stance: str | None = None) -> list[Row]:
        on_it = [row for row in self.positions if row["Proposal"] == reference]
        return [row for row in on_it if stance in {None, row["Stance"]}]

    def counts(self, reference: str) -> Row:
        """Return what stands beside a proposal: how many take each position, and how many comments have words.

        Beside what is not published there are no numbers.
        """
        if not any(row["Reference"] == reference for row in self.published):
            return dict.fromkeys((*POSITIONS, "Comments"))
        words = [row for row in self.said if row["Proposal"] == reference and row["Text"]]
        counted = {heading: len(self.positions_on(reference, stance)) for heading, stance in POSITIONS.items()}
        return counted | {"Comments": len(words)}

    @cached_property
    def title_column(self) -> str:
        return self.schema.descriptor("title").label

    @property
    def action(self) -> str:
        """The column of what is asked, of which there is none for recommendations."""
        return next((one.label for one in self.schema.descriptors if one.name == "action"), "")

    @cached_property
    def summary_columns(self) -> dict[str, str]:
        """The columns of the rows by what Summary calls them."""
        same = {name: name for name in ("Status", "Stakeholder group", "Region", "Language")}
        return same | {"Kind of proposal": "Kind", "What is asked": self.action, "Kind of comment": "Stance"}

    @cached_property
    def nowhere(self) -> set[str]:
        """The proposals that name no objective, or no theme."""
        return {row["Reference"] for row in self.proposals if not self.codes(row)}

    def codes(self, row: Row) -> list[str]:
        """Return the objectives, or the numbers of the themes, that a proposal names, in their order."""
        is_of_indicators = self.schema.kind is Kind.INDICATOR
        said = row[self.schema.descriptor("objectives" if is_of_indicators else "themes").label] or ""
        return [code.partition(" ")[0] for code in said.split("; " if is_of_indicators else "\n") if code]

    def said_by(self, row: Row, column: str) -> str:
        """Return what a row says in a column; of what all rows are there is no column."""
        for_all = {"Status": "published", "Kind": self.schema.kind.value}
        return str(row.get(column) or for_all.get(column, NOT_STATED))

    def names(self, row: Row, code: str) -> str | None:
        """Return how a proposal names an objective, as Coverage says it; of a theme nothing, "-" where it does not."""
        if self.schema.kind is not Kind.INDICATOR:
            return None if str(FRAMEWORK_NUMBERS.get(code)) in self.codes(row) else "-"
        if code not in self.codes(row):
            return "-"
        return "all 23" if code == "all" else "primary" if row["Primary objective"] == code else "also"

    def home(self, row: Row) -> str:
        """Return the code under which a proposal stands in full."""
        primary = row["Primary objective"] if self.schema.kind is Kind.INDICATOR else None
        return primary or next(iter(self.codes(row)), "none")


def is_published(row: Row) -> bool:
    return row.get("Status", "published") == "published"


def recounted(contents: Contents, sheets: Mapping[str, Sequence[Row]]) -> dict[str, list[Row]]:
    """Return the rows of every table; of `sheets` is taken which rows there are, not what they count."""
    is_of_indicators = contents.schema.kind is Kind.INDICATOR
    by_subject = "By objective" if is_of_indicators else "By theme"
    tables = {
        "Summary": [summary_row(contents, row) for row in sheets["Summary"]],
        "Coverage": [coverage_row(contents, row) for row in sheets["Coverage"]],
        "Paragraphs": list(paragraphs(contents)),
        "Convergence": list(convergence(contents)),
        "Organisations": [organisation_row(contents, row) for row in sheets["Organisations"]],
        "Convergence in detail": list(convergence_in_detail(contents, list(sheets["Convergence in detail"][0]))),
        by_subject: [subject_row(contents, row) for row in sheets[by_subject]],
        "Indicators" if is_of_indicators else "Recommendations": [
            contents.counts(row["Reference"]) for row in contents.proposals
        ],
    }
    printed = {row["Sheet"] for row in sheets[by_subject] if row["Sheet"]}
    return tables | {name: [printed_row(contents, row) for row in sheets[name]] for name in printed}


# ---- Convergence ----


def convergence(contents: Contents) -> Iterator[Row]:
    for row in contents.published:
        reference = row["Reference"]
        on_it = {heading: contents.positions_on(reference, stance) for heading, stance in POSITIONS.items()}
        groups, regions = (
            [len({one[of] for one in rows} - {NOT_STATED}) for rows in on_it.values()]
            for of in ("Stakeholder group", "Region")
        )
        yield {
            "Reference": reference,
            "Title": row[contents.title_column],
            "All positions": len(contents.positions_on(reference)),
            **contents.counts(reference),
            **{f"Groups: {stance}": number for stance, number in zip(POSITIONS.values(), groups, strict=True)},
            **{f"Regions: {stance}": number for stance, number in zip(POSITIONS.values(), regions, strict=True)},
        }


def convergence_in_detail(contents: Contents, headings: Sequence[str]) -> Iterator[Row]:
    """Every heading behind the first three is a part and a position; empty means none."""
    for row in contents.published:
        reference = row["Reference"]
        meant: Row = {
            "Reference": reference,
            "Title": row[contents.title_column],
            "All positions": len(contents.positions_on(reference)),
        }
        for heading in headings[len(meant) :]:
            label, _, stance = heading.partition(" · ")
            column, value = PARTS[label]
            number = sum(one[column] == value for one in contents.positions_on(reference, stance))
            meant[heading] = number or None
        yield meant


# ---- Summary ----


def summary_row(contents: Contents, row: Row) -> Row:
    """Every value of every dimension; what has no such column is not counted by it."""
    column = contents.summary_columns[row["Counted by"]]
    value = CODES_OF_LANGUAGES.get(row["Value"], row["Value"]) if column == "Language" else row["Value"]
    is_by_status = column == "Status"
    proposals = contents.proposals if is_by_status else contents.published
    comments = contents.comments if is_by_status else contents.said
    counted = {
        "Proposals by participants": [one for one in proposals if one["Origin"] == "participant"],
        "Proposals brought in": [one for one in proposals if one["Origin"] == "brought in"],
        "Comments": comments,
        "Positions": contents.positions,
    }
    has_column = {
        "Proposals by participants": column != "Stance",
        "Proposals brought in": column != "Stance",
        "Comments": column not in {"Kind", contents.action},
        "Positions": column not in {"Kind", contents.action},
    }
    return {"Counted by": row["Counted by"], "Value": row["Value"]} | {
        heading: sum(contents.said_by(one, column) == value for one in rows) if has_column[heading] else None
        for heading, rows in counted.items()
    }


# ---- Organisations ----


def organisation_row(contents: Contents, row: Row) -> Row:
    """What shows an organisation with a standing; the row without a standing is what shows none."""
    shown = (row["Organisation"], row["Standing"]) if row["Standing"] else None

    def those(rows: Sequence[Row]) -> list[Row]:
        return [
            one for one in rows if ((one["Organisation"], one["Standing"]) if one["Organisation"] else None) == shown
        ]

    proposals = those(contents.published)
    return {
        "Organisation": row["Organisation"],
        "Proposals by participants": sum(one["Origin"] == "participant" for one in proposals),
        "Proposals brought in": sum(one["Origin"] == "brought in" for one in proposals),
        "Comments": len(those(contents.said)),
        **{
            heading: sum(one["Stance"] == stance for one in those(contents.positions))
            for heading, stance in POSITIONS.items()
        },
    }


# ---- Coverage, Paragraphs ----


def coverage_row(contents: Contents, row: Row) -> Row:
    code, named = row["Code"], row["Named as"]
    naming = [one for one in contents.published if contents.names(one, code) == named]
    by_participants = [one for one in naming if one["Origin"] == "participant"]
    of_people = {
        group: [one for one in naming if one["Stakeholder group"] == group] for group in LABELS.groups.values()
    }
    of_people[NOT_STATED] = [one for one in by_participants if one["Stakeholder group"] == NOT_STATED]
    return {
        "Code": code,
        "All participants": len(by_participants),
        "Brought in": len(naming) - len(by_participants),
        **{heading: len(those) for heading, those in of_people.items() if heading in row},
    }


def paragraphs(contents: Contents) -> Iterator[Row]:
    for paragraph in FRAMEWORK.paragraphs:
        naming = [one for one in contents.proposals if paragraph.code in (one[PARAGRAPHS] or "").split("; ")]
        for one in naming:
            yield {
                "Paragraph": paragraph.number,
                "Gap": None,
                "Proposal": one["Reference"],
                "Title": one[contents.title_column],
                **contents.counts(one["Reference"]),
            }
        if not naming:
            yield {"Paragraph": paragraph.number, "Gap": "nothing proposed", "Proposal": None, "Support": None}


# ---- by objective or theme ----


def subject_row(contents: Contents, row: Row) -> Row:
    """Return what stands under an objective or theme: on proposals elsewhere it is not counted again."""
    code = row["Code"]
    here = [one for one in contents.proposals if contents.home(one) == code]
    at_home = {one["Reference"] for one in here}
    return {
        "Code": code,
        "Proposals": len(here),
        "Also named by": sum(code in contents.codes(one) for one in contents.proposals)
        - len(at_home - contents.nowhere),
        "Comments and positions": sum(one["Proposal"] in at_home for one in contents.comments),
        **{
            heading: sum(one["Stance"] == stance and one["Proposal"] in at_home for one in contents.positions)
            for heading, stance in POSITIONS.items()
        },
    }


def printed_row(contents: Contents, row: Row) -> Row:
    """Return what stands beside a proposal on a sheet to print; its other rows are of no proposal."""
    return contents.counts(row["Reference"])
