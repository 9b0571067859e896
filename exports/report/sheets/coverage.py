"""Coverage: its columns and its rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pandas as pd

from consultation.browse.coverage import BROUGHT_IN, Coverage
from consultation.browse.coverage import NOT_STATED as NO_GROUP
from consultation.proposals.search.filters import Named
from exports.report.columns.sheet_column import SheetColumn, upright
from exports.report.wording.words import GAPS, NAMED, NOT_STATED, Labels
from indicators.framework import Framework
from indicators.marking import N_
from indicators.schemes import ALL_OBJECTIVES, OBJECTIVE


def coverage_columns(labels: Labels) -> tuple[SheetColumn, ...]:
    """A row an objective and way of naming it, or a theme; a column a stakeholder group."""
    return (
        SheetColumn("code", N_("Code"), N_("The number of the objective or theme; “all” is all 23 objectives."), 7),
        SheetColumn("title", N_("Objective or theme"), N_("What it is called."), 40, wrap=True),
        SheetColumn(
            "named",
            N_("Named as"),
            N_(
                "Whether the proposals counted name the objective as their primary one, among several of which none is "
                "stated as primary, also, or all 23 at once."
            ),
            18,
            allowed=tuple(NAMED.values()),
        ),
        SheetColumn(
            "gap", N_("Gap"), N_("What is missing, in words; empty where nothing is."), 24, allowed=tuple(GAPS.values())
        ),
        upright("participants", N_("All participants"), N_("Published proposals by participants.")),
        upright(BROUGHT_IN, N_("Brought in"), N_("Published proposals brought in: from existing work, or for people.")),
        *(
            upright(group_column(code), label, _NOT_STATED if code == NO_GROUP else _OF_A_GROUP)
            for code, label in (*labels.groups.items(), (NO_GROUP, NOT_STATED))
        ),
    )


_OF_A_GROUP: Final = N_(
    "Published proposals by people of this group, participants or those for whom the secretariat has brought one in."
)
_NOT_STATED: Final = N_("Published proposals by participants who show no group.")


def group_column(code: str) -> str:
    """Return the name of a group's column in Coverage."""
    return f"group.{code or 'not_stated'}"


def coverage_frame(coverage: Coverage, scheme: str, framework: Framework, language: str = "en") -> pd.DataFrame:
    """Return a row a code: for objectives first as primary, then with none stated, then also named, then all 23."""
    columns = (*framework.groups.by_code, NO_GROUP)
    rows = [
        {
            "code": code,
            "title": framework.label_of(scheme, code, language).text,
            "named": NAMED[named] if scheme == OBJECTIVE else "",
            "gap": _gap(coverage, code, named, scheme),
            "participants": coverage.of_participants(code, named),
            BROUGHT_IN: coverage.number(code, named, BROUGHT_IN),
        }
        | {group_column(column): coverage.number(code, named, column) for column in columns}
        for code, named in _places(scheme, framework)
    ]
    return pd.DataFrame(rows)


def _places(scheme: str, framework: Framework) -> Iterator[tuple[str, Named]]:
    codes = [entry.code for entry in framework.entries(scheme)]
    if scheme == OBJECTIVE:
        yield from ((code, named) for named in (Named.PRIMARY, Named.NOT_STATED) for code in codes)
    yield from ((code, Named.ALSO) for code in codes)
    if scheme == OBJECTIVE:
        yield ALL_OBJECTIVES, Named.ALL


def _gap(coverage: Coverage, code: str, named: Named, scheme: str) -> str:
    """What is missing, said once a code: in its first row."""
    first = Named.PRIMARY if scheme == OBJECTIVE else Named.ALSO
    gap = coverage.gap(code, can_be_primary=scheme == OBJECTIVE) if named is first else None
    return GAPS[gap] if gap else ""
