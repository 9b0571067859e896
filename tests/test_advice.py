"""What commands advise can be typed where the package is installed, and not in a checkout alone."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.test_house_rules import TEMPLATES, name_of, none_of, product_files, tree_of

LACKING = re.compile(r"^flask$|\bflask (--app|[a-z]+)|\bmake [a-z]+ ?[A-Z=]|\bgunicorn \"|\.venv/")


def sentences_of(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the line and the text of everything but the docstrings of modules and classes, which no command prints."""
    owners = [node for node in ast.walk(tree_of(path)) if isinstance(node, ast.Module | ast.ClassDef)]
    unprinted = {node.body[0].lineno for node in owners if ast.get_docstring(node) is not None}
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.lineno not in unprinted:
            yield node.lineno, node.value


def test_no_sentence_advises_a_program_that_the_installed_package_lacks() -> None:
    """`consultation.commands` knows which of our commands can be typed how."""
    paths = [path for path in product_files() if name_of(path) != "consultation/commands.py"]
    none_of([f"{name_of(path)}:{line}" for path in paths for line, text in sentences_of(path) if LACKING.search(text)])


def test_no_page_advises_one_either() -> None:
    pages = [path for path in sorted(TEMPLATES.rglob("*.*")) if LACKING.search(path.read_text(encoding="utf-8"))]
    none_of([name_of(path) for path in pages])
