"""Selections of data, sheets and columns, and saved views."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from consultation.database import snapshot
from consultation.proposals.models import Proposal
from exports.files.writer.formats import FileFormat
from exports.handouts.making import make_file
from exports.handouts.models import ExportRecord, SavedView
from exports.handouts.order import Order
from exports.report.scope.audiences import Audience
from exports.report.scope.selection import Selection
from indicators.codes import Code
from tests.client import StrictClient
from tests.clock import START
from tests.databases import ON_BOTH, SQLITE
from tests.exports.opened import Taken, cells_of, files_of, read_me_of, rows_of, taken
from tests.exports.report.rows import FRAMEWORK
from tests.factories import a_comment, a_proposal, an_officer, sign_in

DATABASES = SQLITE

PAGE = "/consultations/indicators/workbook"
ALWAYS = {"Read me", "Long texts", "Data dictionary"}
Make = Callable[..., Taken]


@pytest.fixture
def take(session: Session, engine: Engine) -> Make:
    """Commit what the test has arranged and take a part of it."""

    def taken_part(
        audience: Audience = Audience.PUBLIC, code: FileFormat = FileFormat.WORKBOOK, **part: object
    ) -> Taken:
        session.commit()
        order = Order("indicators", audience, file_format=code, selection=Selection(**part))  # type: ignore[arg-type]
        with snapshot(engine) as reading:
            return taken(make_file(reading, order, FRAMEWORK, now=START))

    return taken_part


@pytest.fixture
def officer(session: Session, new_client: Callable[[], StrictClient]) -> StrictClient:
    """The secretariat at its browser."""
    client = new_client()
    sign_in(client, session, an_officer(session))
    return client


@pytest.fixture
def three(session: Session) -> dict[str, Proposal]:
    """A proposal for each of two objectives, sent a day apart, and one that names all 23; each with a comment."""
    found = {
        code: a_proposal(session, title=f"Of {code}", codes=[Code("objective", code)], now=START + timedelta(days=day))
        for day, code in enumerate(("8", "10", "all"))
    }
    for proposal in found.values():
        a_comment(session, proposal)
    return found


def titles(part: Taken) -> list[object]:
    return [row["Title of the indicator"] for row in rows_of(part.content, "Indicators")]


@ON_BOTH
def test_a_set_of_objectives_finds_what_names_one_of_them_or_all(three: object, take: Make) -> None:
    part = take(objectives=("10", "23"))
    assert titles(part) == ["Of 10", "Of all"]
    assert part.rows["Comments"] == 2
    assert read_me_of(part.content)["Filter"][0].startswith("Objectives: 10 · ")


@pytest.mark.parametrize(
    ("days", "meant"),
    [
        ({"since": "2027-01-16"}, ["Of 10", "Of all"]),
        ({"until": "2027-01-16"}, ["Of 8", "Of 10"]),
        ({"since": "2027-01-16", "until": "2027-01-16"}, ["Of 10"]),
        ({"since": "2027-02-01"}, []),
    ],
)
@ON_BOTH
def test_a_span_of_days_has_both_its_ends(three: object, take: Make, days: dict[str, str], meant: list[str]) -> None:
    assert titles(take(**days)) == meant


@pytest.mark.parametrize("code", list(FileFormat))
def test_sheets_that_are_not_chosen_are_not_there_and_the_others_count_the_same(
    three: object, take: Make, code: FileFormat
) -> None:
    whole, part = take(code=code), take(code=code, sheets=("Summary", "Comments"))
    assert set(part.rows) == ALWAYS | {"Summary", "Comments"}
    read = files_of if code is FileFormat.CSV else cells_of
    ending = ".csv" if code is FileFormat.CSV else ""
    for name in (f"Summary{ending}", f"Comments{ending}"):
        assert read(part.content)[name] == read(whole.content)[name]


def test_a_sheet_brings_along_what_it_cannot_be_without(three: object, take: Make) -> None:
    assert set(take(sheets=("Charts",)).rows) - ALWAYS == {
        *("Charts", "Summary", "By objective"),
        *("Objective 8", "Objective 10", "All objectives"),
    }


def test_only_the_chosen_columns_are_there_and_in_the_dictionary_and_the_ids_always(three: object, take: Make) -> None:
    content = take(columns=("proposals.rationale", "comments.text")).content
    assert list(rows_of(content, "Indicators")[0]) == ["Reference", "Why it should be in the limited set"]
    assert list(rows_of(content, "Comments")[0]) == ["Comment", "Proposal", "Text"]
    described = [row["Column"] for row in rows_of(content, "Data dictionary") if row["Sheet"] == "Indicators"]
    assert described == ["Reference", "Why it should be in the limited set"]


def test_a_column_of_a_wider_audience_cannot_be_chosen_into_a_narrower_one(three: object, take: Make) -> None:
    assert list(rows_of(take(columns=("proposals.reason",)).content, "Indicators")[0]) == ["Reference"]


@ON_BOTH
def test_a_part_is_asked_for_on_the_page_and_written_down(
    three: object, client: StrictClient, officer: StrictClient, session: Session
) -> None:
    asked = {"objectives": ["10"], "sheets": ["Indicators"], "since": "2027-01-01", "file_format": "csv"}
    answer = client.submit(PAGE, asked, button="Download")
    assert set(files_of(answer.data)) == {f"{name}.csv" for name in ALWAYS | {"Indicators"}}
    record = session.scalars(select(ExportRecord)).one()
    assert record.filter == "objectives=10&since=2027-01-01&sheets=Indicators"
    said = officer.get("/secretariat/exports").text
    assert "Objectives: <bdi>10 · " in said
    assert "Only the sheet: <bdi>Indicators</bdi>" in said


def test_of_chosen_sheets_and_columns_nobody_says_that_they_are_the_whole(
    three: object, take: Make, client: StrictClient, officer: StrictClient
) -> None:
    part = take(sheets=("Comments", "Summary"), columns=("comments.text",))
    assert read_me_of(part.content)["Filter"] == [
        "Only the sheet: Comments; Only the sheet: Summary; Only the column: comments.text"
    ]
    client.submit(PAGE, {"sheets": ["Comments"]}, button="Download")
    assert "The whole consultation" not in officer.get("/secretariat/exports").text


def test_a_day_that_is_none_is_said_and_the_rest_stays(client: StrictClient) -> None:
    answer = client.submit(PAGE, {"since": "yesterday", "sheets": ["Summary"]}, button="Download")
    assert answer.status_code == 422
    assert "Write the day as 2027-01-31" in answer.text
    assert 'value="Summary" checked' in answer.text


@ON_BOTH
def test_a_view_is_saved_and_asked_for_again_by_its_name(
    three: object, officer: StrictClient, session: Session, app: Flask, tmp_path: Path
) -> None:
    asked = {"name": "For the Network", "objectives": ["8"], "sheets": ["Comments"], "audience": "secretariat"}
    saved = officer.submit(f"{PAGE}?q=of", asked, button="Save the view", follow_redirects=True)
    assert "The view “\u2068For the Network\u2069” is saved." in saved.text
    assert 'value="Comments" checked' in saved.text
    on_the_page = officer.submit(f"{PAGE}?view=For+the+Network", {}, button="Download")
    target = tmp_path / "view.xlsx"
    command = ["export", "indicators", "--view", "For the Network", "--output", str(target)]
    assert app.test_cli_runner().invoke(args=command).exit_code == 0
    assert target.read_bytes() == on_the_page.data
    assert set(cells_of(on_the_page.data)) == ALWAYS | {"Comments"}
    assert {record.filter for record in session.scalars(select(ExportRecord))} == {"q=of&objectives=8&sheets=Comments"}


@ON_BOTH
def test_a_view_saved_again_is_changed_and_one_that_is_deleted_is_gone(officer: StrictClient, session: Session) -> None:
    for address, sheet in ((PAGE, "Comments"), (f"{PAGE}?view=Mine", "Summary")):
        officer.submit(address, {"name": "Mine", "sheets": [sheet]}, button="Save the view")
    view = session.scalars(select(SavedView)).one()
    assert '"sheets": "Summary"' in view.asked
    officer.submit(PAGE, {}, button="Delete it")
    assert session.scalars(select(SavedView)).all() == []
    missing = officer.get(f"{PAGE}?view=Mine")
    assert (missing.status_code, "There is no view “\u2068Mine\u2069”" in missing.text) == (404, True)


def test_a_view_is_not_replaced_by_who_does_not_see_it(officer: StrictClient, session: Session) -> None:
    for name in ("Mine", "Another"):
        officer.submit(PAGE, {"name": name, "sheets": ["Comments"]}, button="Save the view")
    for address in (PAGE, f"{PAGE}?view=Another"):
        answer = officer.submit(address, {"name": "Mine", "sheets": ["Summary"]}, button="Save the view")
        assert (answer.status_code, "There is a view of this name." in answer.text) == (422, True)
    assert "Summary" not in "".join(session.scalars(select(SavedView.asked)))


def test_a_view_without_a_name_is_asked_for_one(officer: StrictClient, session: Session) -> None:
    answer = officer.submit(PAGE, {"sheets": ["Comments"]}, button="Save the view")
    assert (answer.status_code, "Write a name for the view" in answer.text) == (422, True)


def test_views_are_the_secretariats(client: StrictClient, officer: StrictClient, session: Session) -> None:
    officer.submit(PAGE, {"name": "canary-view"}, button="Save the view")
    assert "canary-view" not in client.get(PAGE).text
    assert "canary-view" not in client.get(f"{PAGE}?view=canary-view").text


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--sheet", "Nope"], "not understood: Nope. There are: Summary,"),
        (["--column", "proposals.nope"], "not understood: proposals.nope"),
        (["--objectives", "8,99"], "not understood: 99"),
        (["--since", "yesterday"], "yesterday is no day such as 2027-01-31"),
        (["--partner", "A network"], "--partner goes with --audience partners"),
        (["--editable", "--since", "2027-01-01"], "so leave out --audience and --since"),
        (["--editable", "--sheet", "Summary", "--format", "csv"], "leave out --audience, --sheet and --format"),
    ],
)
def test_what_the_command_line_does_not_understand_is_said(
    app: Flask, tmp_path: Path, options: list[str], said: str
) -> None:
    command = ["export", "indicators", "--audience", "public", "--output", str(tmp_path / "x.xlsx"), *options]
    result = app.test_cli_runner().invoke(args=command)
    assert (result.exit_code, said in result.output) == (2, True), result.output
