"""docs/words.md is short, and every name of code in it is in the tree."""

from __future__ import annotations

import re

import pytest

from tests.machines import PROJECT

PAGE = (PROJECT / "docs" / "words.md").read_text(encoding="utf-8")
NAMES = sorted({name for row in PAGE.splitlines() for name in re.findall(r"`([a-z_A-Z./]{4,})`", row)})
ROOMS = ("consultation", "exports", "indicators")


def test_the_page_is_short() -> None:
    assert len(PAGE.splitlines()) <= 60


@pytest.mark.parametrize("name", NAMES)
def test_a_name_of_code_is_in_the_tree(name: str) -> None:
    last = re.split(r"[./]", name)[-1]
    defined = re.compile(rf"^\s*(class |def )?{last}\b *[:=(]", re.MULTILINE)
    files = [path for room in ROOMS for path in (PROJECT / room).rglob("*.py")]
    is_room = any(last in (path.stem, path.parent.name) for path in files)
    assert is_room or any(defined.search(path.read_text(encoding="utf-8")) for path in files)
