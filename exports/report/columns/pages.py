"""The address of the page of a row."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from exports.report.columns.sheet_column import SheetColumn
from indicators.marking import N_

PROPOSAL: Final = "/proposals/"
COMMENT: Final = "/comments/"
PAGE: Final = SheetColumn("page", N_("Page"), N_("The address of its page on the site."), 30)


def pages(site: str, path: str, references: Iterable[str]) -> list[str]:
    """Return the addresses of the pages of some proposals or comments of a site."""
    return [f"{site}{path}{reference}" for reference in references]
