"""Rows of one id: nothing of a file is left out without being told."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from consultation.people.models import Participant
from exports.files.reader.reader import read_table
from exports.fill_in.guessing import guess_mapping
from indicators.fields import INDICATOR
from tests.client import StrictClient
from tests.databases import ON_BOTH, SQLITE
from tests.exports.report.rows import FRAMEWORK
from tests.factories import an_officer, sign_in
from tests.files.conftest import ID_TITLE, BringIn, WriteTable

DATABASES = SQLITE

HEADINGS = "No,Indicator,Objective"


@ON_BOTH
def test_two_rows_of_one_id_and_different_texts_are_a_problem_that_names_both(
    bring_in: BringIn, table: WriteTable
) -> None:
    file = table(HEADINGS, "1,Deaths recorded on routes,8", "1,Migrants with documents,4", "2,Access to school,15")
    told = bring_in(file, *ID_TITLE)
    assert "row 3, column “No”: Row 2 has the id 1 too and says something else." in told.output
    assert "Nothing was brought in: 1 problem." in told.output
    kept = bring_in(file, *ID_TITLE, "--keep-good")
    assert "2 rows brought in, 0 already there" in kept.output
    assert "1 row with problems left out" in kept.output


def test_the_same_row_twice_is_one_and_loses_nothing(bring_in: BringIn, table: WriteTable) -> None:
    file = table(HEADINGS, "1,Deaths recorded on routes,8", "1,Deaths recorded on routes,8")
    assert "1 row brought in, 1 already there." in bring_in(file, *ID_TITLE).output


@ON_BOTH
def test_a_row_whose_id_is_here_with_another_text_is_listed_and_not_counted_as_there(
    bring_in: BringIn, table: WriteTable
) -> None:
    bring_in(table(HEADINGS, "1,Deaths recorded on routes,8", "2,Access to school,15"), *ID_TITLE)
    again = bring_in(table(HEADINGS, "1,Deaths on routes by sea,8", "2,Access to school,15"), *ID_TITLE)
    assert "row 2: ignored. IND-0001 has this id and says something else." in again.output
    assert "0 rows brought in, 1 already there, 1 ignored." in again.output


def test_ids_1_1_and_1_10_are_two(bring_in: BringIn, table: WriteTable) -> None:
    file = table(HEADINGS, "1.1,Deaths recorded on routes,8", "1.10,Migrants with documents,4")
    assert "2 rows brought in, 0 already there" in bring_in(file, *ID_TITLE).output


@ON_BOTH
def test_a_text_in_another_form_of_unicode_is_the_same_row(bring_in: BringIn, table: WriteTable) -> None:
    lines = ("Indicateur", "Décès à la frontière")
    for form in ("NFC", "NFD"):
        file = table(*(unicodedata.normalize(form, line) for line in lines))
        told = bring_in(file, "--map", "title=Indicateur")
    assert "0 rows brought in, 1 already there" in told.output


def test_on_the_page_the_rows_of_one_id_are_told_before_anything_is_taken(
    client: StrictClient, officer: Participant, table: WriteTable
) -> None:
    file = table(HEADINGS, "1,Deaths recorded on routes,8", "1,Migrants with documents,4", "2,Access to school,15")
    shown = matched(client, file)
    assert "with problems: 1" in shown.text
    assert "says something else" in shown.text


def matched(client: StrictClient, file: Path) -> TestResponse:
    asked = client.upload("/consultations/indicators/uploads", "file", file, follow_redirects=True)
    return client.submit(asked, button="Show what would change", follow_redirects=True)


@pytest.fixture
def officer(client: StrictClient, session: Session) -> Participant:
    person = an_officer(session)
    sign_in(client, session, person)
    return person


# ---- which column is an id ----

Guess = Callable[..., dict[str, str]]


@pytest.fixture
def guess(table: WriteTable) -> Guess:
    return lambda *lines: guess_mapping(read_table(table(*lines)), INDICATOR, FRAMEWORK)


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        ("Number of countries with data", ("12", "12", "30")),
        ("Number of countries with data", ("12", "14", "30")),
        ("Number", ("7", "7", "7", "7", "9")),
        ("Code", ("A text that is far longer than an id", "Another one just as long")),
        ("Total", ("12", "14", "30")),
    ],
)
def test_a_column_that_does_not_look_like_ids_is_not_taken_for_them(
    heading: str, cells: tuple[str, ...], guess: Guess
) -> None:
    lines = [f"Title {number} of an indicator,{cell}" for number, cell in enumerate(cells)]
    assert "external_id" not in guess(f"Title,{heading}", *lines)


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        ("No", ("1", "1", "2")),
        ("Indicator code", ("10.7.1", "10.7.2")),
        ("x", ("C100701", "C100702")),
        ("x", ("1", "2", "3")),
        ("Código", ("A-1", "A-2")),
    ],
)
def test_a_column_of_ids_is_found(heading: str, cells: tuple[str, ...], guess: Guess) -> None:
    lines = [f"Title {number} of an indicator,{cell}" for number, cell in enumerate(cells)]
    assert guess(f"Title,{heading}", *lines)["external_id"] == heading


def test_description_and_periodicity_are_known_by_these_words(guess: Guess) -> None:
    found = guess("id,Indicator name,Description,Periodicity", "1,Deaths on routes,People who died,yearly")
    assert (found["definition"], found["frequency"]) == ("Description", "Periodicity")
