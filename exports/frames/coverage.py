"""The rows of Coverage."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from consultation.browse.coverage import BROUGHT_IN, NOT_STATED, Coverage
from consultation.proposals.filters import Named
from exports.columns.tables import group_column
from exports.words import GAPS, NAMED
from indicators.framework import Framework
from indicators.schemes import ALL_OBJECTIVES, OBJECTIVE


def coverage_frame(coverage: Coverage, scheme: str, framework: Framework, language: str = "en") -> pd.DataFrame:
    """Return a row a code: for objectives first as primary, then with none stated, then also named, then all 23."""
    columns = (*framework.groups.by_code, NOT_STATED)
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
