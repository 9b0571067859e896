"""Who speaks in the rows of a sheet that was filled in offline: as each row says, and no more than it wants shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl
import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from consultation.people.models import Attribution
from consultation.people.operations import confirm
from consultation.people.speaker import NOBODY, Speaker, speaker_of
from consultation.proposals.forms import row_form
from exports.fill_in.filled_template import read_template
from exports.fill_in.speaker_columns import speaker_columns
from exports.report.wording.language import ENGLISH, Tongue
from exports.report.wording.words import Labels
from exports.uploads.reading_process import sent_table
from indicators.fields import SCHEMAS, Kind
from tests.client import StrictClient
from tests.clock import START
from tests.databases import ON_BOTH, SQLITE
from tests.exports.fill_in.templates import content_of, proposals, typed
from tests.exports.opened import Taken, rows_of
from tests.exports.report.rows import FRAMEWORK
from tests.exports.report.test_languages import PSEUDO
from tests.factories import a_participant, an_officer, indicators, sign_in
from tests.machines.office import Office

DATABASES = SQLITE

CREW = {
    "stakeholder_group": "Trade unions",
    "region": "Africa",
    "organisation": "A seafarers' union",
    "name": "A. Person",
}
SAID = Speaker(Attribution.NAMED, "trade_unions", "africa", "A seafarers' union", "A. Person")
SHOWN = {
    "Name, organisation, group and region": Attribution.NAMED,
    "Organisation, group and region": Attribution.ORGANISATION,
    "Group and region only": Attribution.GROUP,
    "Nothing: “not stated”": Attribution.NOTHING,
    "": Attribution.NOTHING,
}


def filled(session: Session, target: Path, *rows: Mapping[str, str], tongue: Tongue = ENGLISH) -> Path:
    """Write the template with rows filled in, each by the names of its fields."""
    target.write_bytes(content_of(indicators(session), tongue))
    workbook = openpyxl.load_workbook(target)
    for sheet, at, text in typed([dict(row) for row in rows], tongue=tongue):
        workbook[sheet][at] = text
    workbook.save(target)
    return target


@pytest.fixture
def bring_in(app: Flask, session: Session, tmp_path: Path) -> Callable[..., Result]:
    """Fill rows in and bring them in, or a file that is there."""

    def run(*rows: Mapping[str, str], file: Path | None = None, options: tuple[str, ...] = ()) -> Result:
        file = file or filled(session, tmp_path / "filled.xlsx", *rows)
        session.commit()
        where = ("--consultation", "indicators", "--kind", "indicator")
        outcome = app.test_cli_runner().invoke(args=["import", str(file), *where, *options])
        session.expire_all()
        return outcome

    return run


@ON_BOTH
def test_each_row_speaks_as_it_says_and_shows_no_more_than_it_wants(
    bring_in: Callable[..., Result], session: Session
) -> None:
    rows = [{"title": f"Row {number}", **CREW, "attribution": how} for number, how in enumerate(SHOWN)]
    outcome = bring_in(*rows, {"title": "Somebody else", "region": "Asia and the Pacific", "attribution": "group"})
    assert outcome.exit_code == 0, outcome.output
    *said, other = [speaker_of(one) for one in proposals(session)]
    assert said == [Speaker(how, *SAID_ALL).as_shown() for how in SHOWN.values()]
    assert other == Speaker(Attribution.GROUP, "", "asia_pacific")
    assert {(one.author_id, one.confirmed_at) for one in proposals(session)} == {(None, None)}


SAID_ALL = (SAID.stakeholder_group, SAID.region, SAID.organisation, SAID.name)


def test_who_was_filled_in_offline_counts_in_the_tables_and_who_shows_nothing_does_not(
    bring_in: Callable[..., Result], make: Callable[..., Taken]
) -> None:
    shown = {"title": "Shown", "objectives": "8", **CREW, "attribution": "organisation"}
    bring_in(shown, {"title": "Silent", "objectives": "8"}, {"title": "Hidden", "objectives": "8", **CREW})
    content = make().content
    told = ("Stakeholder group", "Region", "Organisation", "Name", "Speaks as", "Standing", "Origin")
    union = (CREW["stakeholder_group"], "Africa", CREW["organisation"], None, "organisation", "self-declared")
    nobody = ("brought in", "brought in", None, None, "brought in", "brought in")
    found = [tuple(row[heading] for heading in told) for row in rows_of(content, "Indicators")]
    assert found == [(*union, "brought in"), (*nobody, "brought in"), (*nobody, "brought in")]
    [covered] = [row for row in rows_of(content, "Coverage") if (row["Code"], row["Named as"]) == ("8", "primary")]
    assert (covered[CREW["stakeholder_group"]], covered["Brought in"], covered["not stated"]) == (1, 3, 0)
    assert covered["Gap"] is None


def test_the_pages_say_who_speaks_and_that_it_was_brought_in(
    client: StrictClient, bring_in: Callable[..., Result]
) -> None:
    bring_in({"title": "Shown", **CREW, "attribution": "organisation"}, {"title": "Hidden", **CREW})
    shown, hidden = (client.get(f"/proposals/{name}").text for name in ("IND-0001", "IND-0002"))
    for words in (CREW["organisation"].replace("'", "&#39;"), "self-declared", "brought in"):
        assert words in shown
    assert "A. Person" not in shown
    assert "union" not in hidden
    assert "IND-0002" not in client.get("/consultations/indicators?organisation=union").text
    assert "IND-0001" in client.get("/consultations/indicators?organisation=union").text


@ON_BOTH
def test_an_officer_takes_off_what_somebody_does_not_want_to_be_shown_any_more(
    client: StrictClient, bring_in: Callable[..., Result], session: Session
) -> None:
    bring_in({"title": "Shown", **CREW, "attribution": "named"})
    (proposal,) = proposals(session)
    confirm(session, proposal, officer=an_officer(session), now=START)
    address = "/proposals/IND-0001/show-less"
    sign_in(client, session, a_participant(session))
    assert client.get(address).status_code == 404
    sign_in(client, session, an_officer(session))
    client.submit(address, {"attribution": "group"}, button="Show less")
    assert speaker_of(proposal) == Speaker(Attribution.GROUP, "trade_unions", "africa")
    assert (proposal.author_id, proposal.confirmed_at) == (None, None)
    client.get("/")  # which says what was done
    assert "IND-0001" not in client.get("/consultations/indicators?organisation=union").text


@pytest.mark.parametrize(
    ("wrong", "heading"),
    [
        ({"stakeholder_group": "Nobody knows"}, "Stakeholder group"),
        ({"region": "Atlantis"}, "Region"),
        ({"attribution": "everything"}, "How who speaks is shown"),
        ({"attribution": "named", "organisation": "A union"}, "Name"),
        ({"attribution": "organisation"}, "Organisation"),
        ({"organisation": "x" * 201}, "Organisation"),
    ],
)
def test_what_cannot_be_is_told_by_sheet_row_and_column(
    wrong: dict[str, str], heading: str, bring_in: Callable[..., Result], session: Session
) -> None:
    outcome = bring_in({"title": "One"}, {"title": "Two", **wrong})
    assert outcome.exit_code == 1
    assert f"sheet “Indicators”, row 4, column “{heading}”: " in outcome.output
    assert proposals(session) == []


def test_choices_are_read_in_the_language_of_the_sheet_in_others_and_as_codes(
    session: Session, app: Flask, tmp_path: Path
) -> None:
    labels, schema = Labels(FRAMEWORK, PSEUDO), SCHEMAS[Kind.INDICATOR]
    said = {"title": "One", "stakeholder_group": labels.groups["migrants"], "region": labels.regions["africa"]}
    ways = ("Group and region only", PSEUDO.say("Group and region only"), "group", "GROUP")
    rows = [{**said, "attribution": way} for way in ways]
    rows.append(said | {"stakeholder_group": "migrants", "region": "AFRICA", "attribution": "group"})
    sent = sent_table(filled(session, tmp_path / "filled.xlsx", *rows, tongue=PSEUDO))
    assert sent.mark is not None
    table, plan = read_template(sent, sent.mark, schema, FRAMEWORK, tongues=lambda code: PSEUDO)
    assert len(table.rows) == len(rows)
    with app.test_request_context():
        for row in table.rows:
            form = row_form(schema)(formdata=MultiDict(plan.values(row)), framework=FRAMEWORK)
            assert form.validate(), form.errors
            assert form.speaker() == Speaker(Attribution.GROUP, "migrants", "africa")


def test_a_sheet_of_before_there_were_these_columns_is_still_taken(
    session: Session, tmp_path: Path, bring_in: Callable[..., Result]
) -> None:
    file = filled(session, tmp_path / "older.xlsx", {"title": "One", "external_id": "7"})
    workbook = openpyxl.load_workbook(file)
    sheet = workbook["Indicators"]
    names = [one.heading for one in speaker_columns(Labels(FRAMEWORK))]
    for number in reversed(range(1, sheet.max_column + 1)):
        if sheet.cell(1, number).value in names:
            sheet.delete_cols(number)
    workbook.save(file)
    assert "1 row brought in" in bring_in(file=file).output
    (proposal,) = proposals(session)
    assert (proposal.external_id, speaker_of(proposal)) == ("7", NOBODY)


def test_a_table_from_elsewhere_says_it_where_somebody_says_which_column_does(
    tmp_path: Path, bring_in: Callable[..., Result], session: Session
) -> None:
    file = tmp_path / "table.csv"
    file.write_text("Title,Who,Where\nOne,Migrants,africa\nTwo,,\n", encoding="utf-8")
    maps = ("--map", "title=Title", "--map", "stakeholder_group=Who", "--map", "region=Where")
    sets = ("--set", "language=en", "--set", "attribution=Group and region only")
    outcome = bring_in(file=file, options=(*maps, *sets))
    assert outcome.exit_code == 0, outcome.output
    assert [(one.stakeholder_group, one.region) for one in proposals(session)] == [("migrants", "africa"), ("", "")]


def test_libreoffice_keeps_the_choices_and_what_was_chosen(
    session: Session, tmp_path: Path, typing_office: Office, bring_in: Callable[..., Result]
) -> None:
    empty = tmp_path / "empty.xlsx"
    empty.write_bytes(content_of(indicators(session)))
    rows = [{"title": "One", **CREW, "attribution": "Organisation, group and region"}]
    outcome = bring_in(file=typing_office.fill_in(empty, typed(rows)))
    assert outcome.exit_code == 0, outcome.output
    assert [speaker_of(one) for one in proposals(session)] == [Speaker(Attribution.ORGANISATION, *SAID_ALL).as_shown()]
