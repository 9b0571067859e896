"""The lists that go out and come back: proposals, comments, summaries."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class ListName(StrEnum):
    """What the rows of a list are, on the way out and on the way in."""

    PROPOSALS = "proposals"
    COMMENTS = "comments"
    SUMMARIES = "summaries"


CONTRIBUTED: Final = (ListName.PROPOSALS, ListName.COMMENTS)
"""The lists of what others than the secretariat have written."""
