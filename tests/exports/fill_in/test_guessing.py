"""Guessing which column is which field."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from exports.files.reader.reader import read_table
from exports.files.reader.table import Table, TableRow
from exports.fill_in.guessing import guess_mapping
from indicators.fields import INDICATOR, RECOMMENDATION, Schema
from tests.databases import SQLITE
from tests.exports.fill_in.test_importing import CANDIDATE_MAP, RECOMMENDATION_MAP
from tests.exports.report.rows import FRAMEWORK
from tests.reference import CANDIDATES, RECOMMENDATIONS

DATABASES = SQLITE

Guess = Callable[..., dict[str, str]]


@pytest.fixture
def guess(tmp_path: Path) -> Guess:
    """Guess from the lines of a CSV file."""

    def of(*lines: str, schema: Schema = INDICATOR) -> dict[str, str]:
        (tmp_path / "table.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        return guess_mapping(read_table(tmp_path / "table.csv"), schema, FRAMEWORK)

    return of


@pytest.mark.reference
@pytest.mark.parametrize(
    ("file", "schema", "known"),
    [(CANDIDATES, INDICATOR, CANDIDATE_MAP), (RECOMMENDATIONS, RECOMMENDATION, RECOMMENDATION_MAP)],
)
def test_in_the_real_tables_it_finds_most_of_what_a_person_says_and_contradicts_little(
    file: Path, schema: Schema, known: tuple[str, ...]
) -> None:
    said = dict(pair.split("=") for pair in known)
    guessed = guess_mapping(read_table(file), schema, FRAMEWORK)
    assert {"title", "external_id", "source"} <= {name for name in said if guessed.get(name) == said[name]}
    assert [name for name in said if name not in guessed] == []
    assert len([name for name in said if guessed[name] != said[name]]) <= 1  # which of two notes is meant


@pytest.mark.parametrize(
    "headings",
    [
        "N°;Intitulé;Objectifs;Justification;Source de données",
        "Número;Título;Objetivos;Justificación;Fuente de datos",
        "Номер;Название;Цели;Обоснование;Источник данных",
        "编号;标题;目标;理由;数据来源",
        "الرقم;العنوان;الأهداف;المبرر;مصدر البيانات",
    ],
)
def test_headings_are_known_in_the_languages_of_the_framework(headings: str, guess: Guess) -> None:
    found = guess(headings, "1;One thing;8, 10;Because;A census", "2;Another;9;For this;A survey")
    names = ("external_id", "title", "objectives", "rationale", "data_source")
    assert found == dict(
        zip(
            ("title", "rationale", "objectives", "data_source", "external_id"),
            [
                headings.split(";")[names.index(name)]
                for name in ("title", "rationale", "objectives", "data_source", "external_id")
            ],
            strict=True,
        )
    )


def test_what_stands_below_a_heading_speaks_against_it(guess: Guess) -> None:
    found = guess("Title,Objectives", "One,to help people", "Two,to count them")
    assert found == {"title": "Title"}


def test_choices_and_languages_are_known_by_what_stands_there(guess: Guess) -> None:
    found = guess("a,b,c", "A first thing to count,Add an indicator,English", "A second thing to count,add,fr")
    assert found == {"action": "b", "title": "a", "language": "c"}


def test_a_number_below_a_heading_that_says_nothing_is_no_objective(guess: Guess) -> None:
    assert "objectives" not in guess("Title,x", "One,8", "Two,9", "Three,9")


def test_a_heading_stands_for_one_field_only(guess: Guess) -> None:
    found = guess("Source,Title", "a,b", "c,d")
    assert sorted(found.values()) == sorted(set(found.values()))


def test_the_command_offers_it_where_nothing_was_said(app: Flask, session: Session, tmp_path: Path) -> None:
    file = tmp_path / "liste.csv"
    file.write_text("Intitulé de l'indicateur;Objectifs\nUn;8\nDeux;9\n", encoding="cp1252")
    session.rollback()
    command = ["import", str(file), "--consultation", "indicators", "--kind", "indicator"]
    outcome = app.test_cli_runner().invoke(args=command)
    assert outcome.exit_code == 1
    assert """Perhaps: --map 'title=Intitulé de l'"'"'indicateur' --map objectives=Objectifs""" in outcome.output
    offered = ["--map", "title=Intitulé de l'indicateur", "--map", "objectives=Objectifs", "--set", "language=fr"]
    assert "2 rows brought in" in app.test_cli_runner().invoke(args=[*command, *offered]).output


OURS = ("exports", "consultation", "indicators")


def work_of(table: Table) -> int:
    """Return how many calls of our own functions it takes to guess: what others keep ready differs by the moment."""
    calls = 0

    def count(frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event == "call" and frame.f_globals.get("__name__", "").startswith(OURS)

    sys.setprofile(count)
    try:
        guess_mapping(table, INDICATOR, FRAMEWORK)
    finally:
        sys.setprofile(None)
    return calls


def prose(*, rows: int = 200, columns: int = 20, characters: int = 500, heading: str = "Heading") -> Table:
    headings = tuple(f"{heading} {number}" for number in range(columns))
    text = ("the share of migrants, objectives 8 and 9, paragraph 70 (c) " * (characters // 50 + 1))[:characters]
    cells = dict.fromkeys(headings, text)
    return Table(headings, tuple(TableRow(number, cells) for number in range(rows)))


def test_a_guess_looks_at_no_more_of_a_large_table_than_its_beginning() -> None:
    work_of(prose())  # what is read once is read
    usual = work_of(prose(columns=100))
    assert work_of(prose(columns=100, rows=5_000)) == usual
    assert work_of(prose(columns=100, characters=30_000)) == usual
    assert work_of(prose(columns=200)) == usual


def test_a_guess_about_the_widest_prose_takes_little_work() -> None:
    widest = prose(columns=100, characters=140, heading="Objectives")  # as long as a list of codes may be
    assert work_of(widest) < 1_000_000  # less than a second's; every cell for every field was a hundred times as many
