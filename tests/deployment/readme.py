"""The commands of the README's section on servers, as they stand there."""

from __future__ import annotations

import re
from typing import Final

from tests.machines import PROJECT

SECTION: Final = "On a server"
_FENCED: Final = re.compile(r"^```\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks_of(section: str) -> list[str]:
    """Return the blocks of commands in a section of the README, in their order."""
    text = (PROJECT / "README.md").read_text(encoding="utf-8")
    [found] = re.findall(rf"^## {section}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    return _FENCED.findall(found)


INSTALL, BEGIN, RUN, BACKUP = blocks_of(SECTION)
