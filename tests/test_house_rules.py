"""The rules of the house that a program can check. Who may import whom stands in pyproject.toml."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from statistics import median

import pytest
from flask import Flask
from jinja2 import Environment, nodes
from sqlalchemy.orm import configure_mappers
from werkzeug.utils import import_string

from consultation.config import Config
from consultation.database import Base
from consultation.web.security.access import ACCESS
from tests.machines import PROJECT

PRODUCT = ("indicators", "consultation", "exports")
TEMPLATES = PROJECT / "templates"
URLS = PROJECT / "tests" / "urls.txt"
NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "misc", "manager"}
LOADER_OPTIONS = {"selectinload", "joinedload", "subqueryload", "contains_eager", "lazyload", "immediateload"}
# The transaction of a request, the limiter that must count a failure, and the commands.
MAY_COMMIT = {
    "consultation/web/transactions.py",
    "consultation/web/security/rate_limits.py",
    "consultation/commands.py",
}
Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def name_of(path: Path) -> str:
    return path.relative_to(PROJECT).as_posix()


def product_files() -> list[Path]:
    return [PROJECT / "wsgi.py", *(path for room in PRODUCT for path in sorted((PROJECT / room).rglob("*.py")))]


def files_of_tests() -> list[Path]:
    return sorted((PROJECT / "tests").rglob("*.py"))


def all_files() -> list[Path]:
    return [*product_files(), *files_of_tests(), *sorted((PROJECT / "bench").rglob("*.py"))]


def functions_of(path: Path) -> Iterator[Function]:
    return (node for node in ast.walk(tree_of(path)) if isinstance(node, Function))


def lines_of(node: Function | ast.ClassDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def calls_of(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the line and the last name of everything that is called."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call):
            called = node.func
            yield node.lineno, called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


@pytest.fixture(scope="module")
def whole_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    instance = tmp_path_factory.mktemp("instance")
    config = Config.from_environment({"INSTANCE_DIR": str(instance)})
    app: Flask = import_string("wsgi:create_app")(config)
    return app


def none_of(breaches: list[str]) -> None:
    assert not breaches, "\n".join(breaches)


# ---- how code reads ----


MOST_MODULES = 15
ONE_ENTRY_A_FILE = {"queries", "round_trip", "sheets"}


def test_no_folder_has_more_modules_than_one_can_keep_in_mind() -> None:
    """But for those that hold one entry a file."""
    folders = {path.parent for path in product_files() if path.parent.name not in ONE_ENTRY_A_FILE}
    modules = {name_of(folder): len([*folder.glob("*.py")]) - 1 for folder in folders if folder != PROJECT}
    assert {name: number for name, number in modules.items() if number > MOST_MODULES} == {}


FOUND_BY_NAME = {"erasure", "jobs", "models", "views"}


def test_what_is_found_by_its_name_stands_where_it_is_looked_for() -> None:
    """See `consultation.features`: in a feature, neither beside the features nor in a room of one."""
    files = [path for path in product_files() if path.stem in FOUND_BY_NAME]
    assert [name_of(path) for path in files if len(path.relative_to(PROJECT).parts) != 3] == []
    folders = {path.parent for path in product_files() if path.parent != PROJECT}
    assert [name_of(folder) for folder in folders if not (folder / "__init__.py").is_file()] == []


def test_no_two_classes_have_one_name() -> None:
    """But for `Meta`, by which WTForms wants to find what a form is configured with."""
    classes = [
        node.name for path in product_files() for node in ast.walk(tree_of(path)) if isinstance(node, ast.ClassDef)
    ]
    assert sorted({name for name in classes if classes.count(name) > 1} - {"Meta"}) == []


def test_no_function_has_more_than_50_lines() -> None:
    none_of(
        [
            f"{name_of(path)}:{function.lineno} {function.name}"
            for path in all_files()
            for function in functions_of(path)
            if lines_of(function) > 50
        ]
    )


def test_half_of_the_functions_have_fewer_than_10_lines() -> None:
    assert median(lines_of(function) for path in product_files() for function in functions_of(path)) < 10


def test_no_form_has_40_lines_or_more() -> None:
    none_of(
        [
            f"{name_of(path)}:{node.lineno} {node.name}"
            for path in product_files()
            if path.name == "forms.py"
            for node in ast.walk(tree_of(path))
            if isinstance(node, ast.ClassDef) and lines_of(node) >= 40
        ]
    )


def test_no_file_has_more_than_400_lines() -> None:
    none_of([name_of(path) for path in all_files() if len(path.read_text().splitlines()) > 400])


def test_every_module_has_a_name_that_says_what_it_holds() -> None:
    none_of([name_of(path) for path in all_files() if {path.stem, path.parent.name} & NAMES_THAT_SAY_NOTHING])


def test_what_acts_without_being_asked_does_so_under_the_name_of_the_site() -> None:
    none_of(
        [
            f"{name_of(path)}:{line}"
            for path in product_files()
            for line, called in calls_of(path)
            if called == "test_request_context" and name_of(path) != "consultation/commands.py"
        ]
    )


def test_nothing_is_imported_inside_a_function() -> None:
    none_of(
        [
            f"{name_of(path)}:{node.lineno}"
            for path in all_files()
            for function in functions_of(path)
            for node in ast.walk(function)
            if isinstance(node, ast.Import | ast.ImportFrom)
        ]
    )


def test_no_reminder_is_left_behind() -> None:
    reminder = re.compile(r"\b(TO" + "DO|FIX" + "ME|XX" + r"X)\b")
    files = [*all_files(), *TEMPLATES.rglob("*.*"), *(PROJECT / "static").glob("*.[cj]s*")]
    none_of([name_of(path) for path in files if path.is_file() and reminder.search(path.read_text())])


def test_every_test_is_named_by_a_sentence() -> None:
    none_of(
        [
            f"{name_of(path)}:{function.lineno} {function.name}"
            for path in files_of_tests()
            if path.name.startswith("test_")
            for function in functions_of(path)
            if function.name.startswith("test_") and function.name.count("_") < 3
        ]
    )


def test_no_test_replaces_our_own_code() -> None:
    none_of(
        [
            f"{name_of(path)}:{line}"
            for path in files_of_tests()
            for line, called in calls_of(path)
            if called in {"Mock", "MagicMock", "patch"} or (called == "setattr" and "monkeypatch" in path.read_text())
        ]
    )


# ---- rooms ----


def test_only_the_request_the_limiter_and_commands_commit() -> None:
    none_of(
        [
            f"{name_of(path)}:{line}"
            for path in product_files()
            for line, called in calls_of(path)
            if called == "commit" and path.name != "cli.py" and name_of(path) not in MAY_COMMIT
        ]
    )


def test_what_comes_along_is_said_in_queries_only() -> None:
    none_of(
        [
            f"{name_of(path)}:{line} {called}"
            for path in product_files()
            for line, called in calls_of(path)
            if called in LOADER_OPTIONS and path.stem != "queries" and path.parent.name != "queries"
        ]
    )


def test_no_relationship_loads_by_itself(whole_app: Flask) -> None:
    configure_mappers()
    assert whole_app.blueprints, "the app has loaded every model"
    none_of(
        [
            str(relationship)
            for mapper in Base.registry.mappers
            for relationship in mapper.relationships
            if relationship.lazy not in {"raise", "raise_on_sql"}
        ]
    )


# ---- templates ----


@cache
def template_of(path: Path) -> nodes.Template:
    return Environment(extensions=["jinja2.ext.i18n"], autoescape=True).parse(path.read_text(encoding="utf-8"))


def templates() -> list[Path]:
    return sorted(path for path in TEMPLATES.rglob("*") if path.is_file())


def source_of(node: nodes.Node) -> str:
    source = getattr(node, "template", None)
    return source.value if isinstance(source, nodes.Const) else ""


def imports_of(path: Path) -> Iterator[tuple[str, str, str]]:
    """Yield template, name there and name here of everything a template imports."""
    for whole in template_of(path).find_all(nodes.Import):
        yield source_of(whole), "", whole.target
    for part in template_of(path).find_all(nodes.FromImport):
        for name in part.names:
            yield source_of(part), *(name if isinstance(name, tuple) else (name, name))


def names_in(path: Path) -> set[str]:
    return {node.name for node in template_of(path).find_all(nodes.Name) if node.ctx == "load"}


def test_every_template_is_used() -> None:
    named = {
        node.value
        for path in product_files()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    for path in templates():
        named |= {source for source, _there, _here in imports_of(path)}
        named |= {source_of(node) for node in template_of(path).find_all((nodes.Extends, nodes.Include))}
    none_of([name for path in templates() if (name := path.relative_to(TEMPLATES).as_posix()) not in named])


def test_every_template_imports_only_what_it_calls() -> None:
    none_of(
        [
            f"{name_of(path)}: {here}"
            for path in templates()
            for _source, _there, here in imports_of(path)
            if here not in names_in(path)
        ]
    )


def test_every_template_without_a_page_of_its_own_has_what_it_calls(whole_app: Flask) -> None:
    given = {*whole_app.jinja_env.globals, "caller", "csrf_token"}
    for path in templates():
        whole = template_of(path)
        if not any(whole.find_all(nodes.Extends)):  # what extends a layout is given more by its view
            has = {macro.name for macro in whole.find_all(nodes.Macro)} | {here for *_there, here in imports_of(path)}
            has |= {name.name for name in whole.find_all(nodes.Name) if name.ctx != "load"}
            called = {call.node.name for call in whole.find_all(nodes.Call) if isinstance(call.node, nodes.Name)}
            assert called - has - given == set(), name_of(path)


def test_every_macro_is_called() -> None:
    imported = {(source, there) for path in templates() for source, there, _here in imports_of(path)}
    none_of(
        [
            f"{name_of(path)}: {macro.name}"
            for path in templates()
            for macro in template_of(path).find_all(nodes.Macro)
            if (path.relative_to(TEMPLATES).as_posix(), macro.name) not in imported and macro.name not in names_in(path)
        ]
    )


def test_no_two_sentences_of_a_template_run_into_each_other() -> None:
    """A line that ends in a tag loses its line end: between two sentences it is kept by `+%}`."""
    ends = re.compile(r"_\(.*\}\}\{% end(if|for) %\}$")
    begins = re.compile(r"\s*(\{% if [^%]*%\})?\{\{ ?_\(")
    found = []
    for path in sorted(TEMPLATES.rglob("*.html")):
        lines = path.read_text(encoding="utf-8").splitlines()
        found += [f"{name_of(path)}: {one}" for one, two in pairwise(lines) if ends.search(one) and begins.match(two)]
    assert found == []


def test_no_template_has_more_than_120_lines() -> None:
    none_of([name_of(path) for path in templates() if len(path.read_text().splitlines()) > 120])


def test_no_template_trusts_what_a_person_wrote() -> None:
    none_of(
        [
            f"{name_of(path)}:{node.lineno}"
            for path in templates()
            for node in template_of(path).find_all((nodes.Filter, nodes.ScopedEvalContextModifier))
            if not isinstance(node, nodes.Filter) or node.name in {"safe", "forceescape"}
        ]
    )


# ---- addresses ----


def test_every_address_is_in_the_access_table_and_nothing_else_is(whole_app: Flask) -> None:
    assert {rule.endpoint for rule in whole_app.url_map.iter_rules()} == set(ACCESS)


def test_every_view_that_takes_a_post_wears_writes(whole_app: Flask) -> None:
    none_of(
        [
            rule.endpoint
            for rule in whole_app.url_map.iter_rules()
            if (rule.methods or set()) - {"GET", "HEAD", "OPTIONS"}
            and not getattr(whole_app.view_functions[rule.endpoint], "writes", False)
        ]
    )


def test_every_address_ever_given_out_is_kept(whole_app: Flask) -> None:
    """Addresses are promises. A new one is added to the list; one that is on it is not taken away or changed."""
    served = {
        f"{rule.rule} {' '.join(sorted((rule.methods or set()) - {'HEAD', 'OPTIONS'}))} {rule.endpoint}"
        for rule in whole_app.url_map.iter_rules()
    }
    promised = set(URLS.read_text(encoding="utf-8").splitlines())
    assert served == promised, f"tests/urls.txt lacks {sorted(served - promised)}, promises {sorted(promised - served)}"


# ---- dependencies ----


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_every_dependency_is_pinned_by_hash_and_no_lock_names_an_address(name: str) -> None:
    text = (PROJECT / name).read_text()
    assert not re.search(r"://|--(extra-)?index-url|--find-links|--trusted-host", text)
    pinned = [entry for entry in re.split(r"\n(?=\S)", text) if not entry.startswith("#")]
    assert pinned
    none_of([entry for entry in pinned if "==" not in entry or "--hash=sha256:" not in entry])


# ---- decisions ----


def test_every_decision_that_is_named_is_there() -> None:
    decisions = PROJECT / "docs" / "decisions"
    texts = [*all_files(), *(PROJECT / "docs").rglob("*.md"), PROJECT / "gunicorn.conf.py", PROJECT / "README.md"]
    named = {number for path in texts for number in re.findall(r"decisions/(\d{4})", path.read_text(encoding="utf-8"))}
    assert named
    none_of(sorted(number for number in named if not list(decisions.glob(f"{number}-*.md"))))
