"""The form of every line that is written into a log."""

from __future__ import annotations

import re
from typing import Final

LINE: Final = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (?:DEBUG|INFO|WARNING|ERROR|CRITICAL) "
    r"(?P<number>-|[0-9a-f]{8}) (?P<said>\S.*)"
)
"""Its time in UTC, its level, the number of the request or a dash, and what it says."""


def said_in(text: str) -> list[str]:
    """Return what the lines of a log say, without what they begin with; fail on a line that is none."""
    found = [(line, LINE.fullmatch(line)) for line in text.splitlines()]
    assert [line for line, matched in found if matched is None] == []
    return [matched["said"] for _line, matched in found if matched is not None]
