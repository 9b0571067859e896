"""docs/adding.md says what adding something costs, and the tree agrees."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.machines import PROJECT

PAGE = (PROJECT / "docs" / "adding.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (.*)\n((?:(?!^## ).*\n)*)", PAGE, re.MULTILINE))
PRODUCT = ("consultation", "exports", "indicators", "migrations", "templates", "wsgi.py", "pyproject.toml")
PATHS = re.compile(r"`([a-z_A-Z0-9/]+/[\w.]+|pyproject\.toml)`")
# By what each kind of thing is named where it is registered or used.
NAMED = {
    "A sheet of the workbook": r"report\.(queries|sheets)\.{name}\b|[\"']{title}[\"']",
    "A list of the round trip": r"\b{name}_list\b|ListName\.SUMMARIES|\b{name}_id\b",
    "A field of a proposal": r"\b{name}\b",
    "A feature": r"consultation\.{name}\b(?!\.(models|queries|operations))|\"{name}\.|\b{name}\.html\b",
}
USERS = {  # what works with it, and is not what adding it costs
    "A list of the round trip": {
        "consultation/keeping/erasure.py": "which lists are kept as rows",
        "consultation/uploads/erasure.py": "of which lists something waits",
    },
    "A field of a proposal": {
        "consultation/running/demo.json": "sample content",
        "migrations/versions/0016_primary_not_stated.py": "a migration of the whole table",
    },
}


def listed(kind: str) -> tuple[str, list[str]]:
    """The name of the example, and the files that a section lists for it."""
    text = SECTIONS[kind]
    (name,) = re.findall(r"^Example: `(\w+)`$", text, re.MULTILINE)
    lines = "".join(re.findall(r"^- (?:.*\n)(?:  .*\n)*", text, re.MULTILINE))
    return name, [_file(path.replace("NAME", name)) for path in PATHS.findall(lines)]


def _file(path: str) -> str:
    found = sorted(PROJECT.glob(path.replace("NNNN", "[0-9][0-9][0-9][0-9]")))
    assert len(found) == 1, f"{path} is not there"
    return found[0].relative_to(PROJECT).as_posix()


@pytest.mark.parametrize("kind", SECTIONS)
def test_the_files_of_the_example_are_there(kind: str) -> None:
    assert len(listed(kind)[1]) >= 3


@pytest.mark.parametrize("kind", SECTIONS)
def test_each_file_of_the_example_is_its_own_or_names_it(kind: str) -> None:
    name, files = listed(kind)
    names = re.compile(rf"\b{name}\b|\b{name}_|\b{name.upper()}|{name}s?\.|\b{name[:-1]}ies\b", re.IGNORECASE)
    assert [file for file in files if name not in file and not names.search((PROJECT / file).read_text("utf-8"))] == []


@pytest.mark.parametrize("kind", SECTIONS)
def test_nothing_else_in_the_product_names_the_example(kind: str) -> None:
    name, files = listed(kind)
    named = re.compile(NAMED[kind].format(name=name, title=name.capitalize()))
    found = {path.relative_to(PROJECT).as_posix() for path in _product() if named.search(path.read_text("utf-8"))}
    own = {path for path in found if path.startswith((f"consultation/{name}/", f"templates/{name}/"))}
    assert found - own - set(files) - USERS.get(kind, {}).keys() == set(), "it costs more than docs/adding.md says"


def _product() -> list[Path]:
    places = [PROJECT / place for place in PRODUCT]
    files = [one for place in places for one in (place.rglob("*") if place.is_dir() else [place])]
    return [one for one in files if one.suffix in {".py", ".html", ".json", ".toml", ".csv"}]
