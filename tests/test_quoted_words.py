"""What somebody wrote, quoted in a sentence of ours: it turns nothing of the sentence, wherever that is read."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from openpyxl import Workbook

from exports.files.reader.reader import read_table
from exports.files.reader.table import ReadingChoice, Table, UnreadableFile
from exports.fill_in.import_plan import ImportRefused, make_plan
from indicators.codes import read_codes
from indicators.fields import SCHEMAS, Kind
from indicators.loading import load_framework
from indicators.schemes import ACTION, OBJECTIVE, PARAGRAPH, PRINCIPLE, REGION, STAKEHOLDER_GROUP, THEME
from tests.machines import PROJECT

WORD = "نسبة (1)"
APART = re.compile("\u2068[^\u2068\u2069]*\u2069")
QUOTED = re.compile(r"“%\((\w+)\)s”")
KEEP_APART = {"apart", "isolated", "_", "say", "gettext"}
"""What others wrote goes through one of the first two; what goes through the others is words of ours."""
OURS = {
    "consultation/config.py",  # a setting, told to whoever has typed it, when the program does not start
    "consultation/setting_checks.py",  # the same
}


def asked_of_codes(scheme: str) -> str:
    """What is said of codes that cannot be read."""
    return str(*read_codes(scheme, WORD, load_framework()).problems)


def asked_of_a_sheet(folder: Path) -> str:
    """What is said where a workbook has no sheet of a name."""
    Workbook().save(folder / "a.xlsx")
    with pytest.raises(UnreadableFile) as refused:
        read_table(folder / "a.xlsx", choice=ReadingChoice(WORD))
    return str(refused.value)


def asked_of_headings(folder: Path) -> str:
    """What is said of a heading that two columns have."""
    (folder / "a.csv").write_text(f"{WORD},{WORD}\nx,y\n", encoding="utf-8")
    return read_table(folder / "a.csv").problems[0].sentence


def asked_of_columns(_folder: Path) -> str:
    """What is said where a table lacks the column that was named, with those it has."""
    with pytest.raises(ImportRefused) as refused:
        make_plan(SCHEMAS[Kind.INDICATOR], Table((WORD,), ()), maps={"title": f"{WORD}2", WORD: WORD}, sets={})
    return "\n".join(refused.value.problems)


@pytest.mark.parametrize("scheme", [OBJECTIVE, ACTION, PRINCIPLE, PARAGRAPH, THEME, STAKEHOLDER_GROUP, REGION])
def test_what_cannot_be_read_as_a_code_is_quoted_apart(scheme: str) -> None:
    said = asked_of_codes(scheme)
    assert WORD in said
    assert WORD not in APART.sub("", said)


@pytest.mark.parametrize("asked", [asked_of_a_sheet, asked_of_headings, asked_of_columns])
def test_what_stands_in_a_file_is_quoted_apart(tmp_path: Path, asked: Callable[[Path], str]) -> None:
    said = asked(tmp_path)
    assert WORD in said
    assert WORD not in APART.sub("", said)


def sources() -> Iterator[Path]:
    for package in ("consultation", "exports", "indicators"):
        yield from sorted((PROJECT / package).rglob("*.py"))


def plain_quotes(tree: ast.AST) -> Iterator[int]:
    """Yield the lines in which something is put between quotation marks that nobody keeps apart."""
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield from _in_a_string(node)
        elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            quoted = QUOTED.findall(str(node.args[0].value))
            given = {keyword.arg: keyword.value for keyword in node.keywords}
            yield from (node.lineno for name in quoted if name in given and not _is_kept_apart(given[name]))


def _in_a_string(node: ast.JoinedStr) -> Iterable[int]:
    for before, here in zip(node.values, node.values[1:], strict=False):
        is_quoted = isinstance(before, ast.Constant) and str(before.value).endswith("“")
        if is_quoted and isinstance(here, ast.FormattedValue) and not _is_kept_apart(here.value):
            yield node.lineno


def _is_kept_apart(value: ast.expr) -> bool:
    called = value.func if isinstance(value, ast.Call) else None
    return getattr(called, "id", getattr(called, "attr", "")) in KEEP_APART


def test_no_sentence_quotes_anybody_plainly() -> None:
    named = {path.relative_to(PROJECT).as_posix(): path.read_text(encoding="utf-8") for path in sources()}
    found = {name: list(plain_quotes(ast.parse(text))) for name, text in named.items() if name not in OURS}
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_no_template_quotes_anybody_plainly() -> None:
    plain = [
        (template.relative_to(PROJECT).as_posix(), name, value.group())
        for template in sorted((PROJECT / "templates").rglob("*.html"))
        for sentence in re.findall(r'_\("[^"]*“%\(\w+\)s”.*', template.read_text(encoding="utf-8"))
        for name in QUOTED.findall(sentence)
        for value in re.finditer(rf"\b{name}=[^,)]*\)?", sentence)
        if not ("|isolated" in value.group() or f"{name}=_(" in value.group())
    ]
    assert plain == []
