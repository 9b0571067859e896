"""Who sees which column: one list for every sheet. What is not in it is refused, so that nothing is shown by oversight.

A column is named as in the data dictionary, one of many alike by what stands before its dot.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Audience(StrEnum):
    """For whom a workbook is made, from those who see least on.

    Everybody sees what is public, a partner also what the consultation shares with it, the secretariat all.
    """

    PUBLIC = "public"
    PARTNERS = "partners"
    SECRETARIAT = "secretariat"


_NAMES: Final[Mapping[Audience, tuple[str, ...]]] = {
    Audience.PUBLIC: (
        # what a workbook says of itself
        "item text rows sheet row column part field meaning type allowed concept chart about source",
        # counts and lists
        "dimension value participants brought_in comments positions code title named gap group total",
        "groups regions region speaks_as standing stakeholder_group",
        "paragraph section topic proposals also kind who of before after",
        # contributions
        "reference proposal_reference parent_reference origin language revision",
        "organisation name support_count changes_count concern_count comment_count",
        "submitted_at published_at worded_at changed_at created_at",
        "external_id proposer source_note level stance position suggested_wording proposal_title",
        # what a proposal says
        "action existing_indicator rationale primary_objective objectives actions principles paragraphs themes",
        "related_sdg definition unit indicator_kind method numerator denominator data_source data_collector custodian",
        "frequency disaggregation availability readiness limitations references",
        "addressees scope route_or_region timeframe existing_practice risk_of_harm",
    ),
    Audience.PARTNERS: ("readers",),
    Audience.SECRETARIAT: ("status decided_at reason is_flood told timeliness waiting_revision replaced_at",),
}
NARROWEST: Final[Mapping[str, Audience]] = {
    name: audience for audience, lines in _NAMES.items() for line in lines for name in line.split()
}
"""The first audience, from the public on, that sees a column; those after it see it too."""

_IN_ORDER: Final = tuple(Audience)


def sees(audience: Audience, column: str) -> bool:
    """Return whether an audience is handed a column; raise LookupError for one that nobody has decided about."""
    family = column.partition(".")[0]
    if family not in NARROWEST:
        raise LookupError(f"{column} is not in the list of columns: say there which audience sees it")
    return _IN_ORDER.index(audience) >= _IN_ORDER.index(NARROWEST[family])
