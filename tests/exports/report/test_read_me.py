"""What the workbook says of itself: Read me and the data dictionary."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from consultation.proposals.models import Proposal
from exports.report.columns.speakers import who_speaks
from exports.report.scope.audiences import Audience
from exports.report.wording.words import Labels
from indicators.codes import Code
from tests.databases import SQLITE
from tests.exports.opened import Taken, cells_of, read_me_of, rows_of
from tests.exports.report.rows import FRAMEWORK
from tests.factories import (
    DIASPORA,
    a_proposal,
    bring_in_open,
    missing_migrants,
)

ONE_BROUGHT_IN = (
    "1 proposal was brought in, from existing work or for somebody who filled in a sheet offline; where it shows no "
    "stakeholder group it belongs to none."
)
TWO_BROUGHT_IN = (
    "2 proposals were brought in, from existing work or for people who filled in a sheet offline; those that show no "
    "stakeholder group belong to none."
)

DATABASES = SQLITE


def test_read_me_counts_the_rows_of_every_sheet(full: Proposal, make: Callable[..., Taken]) -> None:
    handout = make(Audience.SECRETARIAT)
    cells = cells_of(handout.content)
    told = {row["About this workbook"]: row["Rows"] for row in rows_of(handout.content, "Read me") if row["Rows"]}
    counted = {name: len(rows) - 1 for name, rows in cells.items() if len(rows) > 1}
    assert counted == handout.rows
    of_objectives = [counted.pop(name) for name in ("Objective 8", "Objective 10", "All objectives")]
    assert told == counted | {"Objective 1, 2, 3 …": sum(of_objectives)}


def test_read_me_says_what_the_workbook_is_made_of(full: Proposal, make: Callable[..., Taken]) -> None:
    about = read_me_of(make(objective="8", q="HYPERLINK").content)
    assert about["Consultation"] == ["A limited set of indicators"]
    assert "paragraph 70" in about["Mandate"][0]
    assert "Objective: 8 · Save lives" in about["Filter"][0]
    assert "“\u2068HYPERLINK\u2069”" in about["Filter"][0]
    assert about["Last change in the data"] == ["2027-01-15"]
    assert about["Version of the software"][0].startswith("Steppingstone ")
    of_one, noted = [text for text in read_me_of(make().content)["Notice"] if "brought in" in text]
    assert of_one == ONE_BROUGHT_IN
    assert noted.startswith("1 proposal that was brought in carries a note on the source")


def test_read_me_says_several_in_the_plural(session: Session, make: Callable[..., Taken]) -> None:
    bring_in_open(session, "8"), bring_in_open(session, "9", title="Another")
    notices = read_me_of(make().content)["Notice"]
    assert TWO_BROUGHT_IN in notices


def test_every_column_of_every_sheet_is_in_the_data_dictionary(full: Proposal, make: Callable[..., Taken]) -> None:
    for audience in Audience:
        content = make(audience).content
        described = [(row["Sheet"], row["Column"]) for row in rows_of(content, "Data dictionary")]
        printed = {"Objective 8": "Objective 1, 2, 3 …", "Objective 10": None, "All objectives": None}
        sheets = [(printed.get(name, name), rows) for name, rows in cells_of(content).items()]
        assert described == [(name, heading) for name, rows in sheets if name for heading in rows[0]]
        assert all(row["Meaning"] and row["Type"] and row["Field"] for row in rows_of(content, "Data dictionary"))


def test_a_descriptor_brings_its_concept_and_its_list_into_the_dictionary(
    full: Proposal, make: Callable[..., Taken]
) -> None:
    rows = {(row["Sheet"], row["Field"]): row for row in rows_of(make().content, "Data dictionary")}
    assert rows["Indicators", "unit"]["SDMX concept"] == "UNIT_MEASURE"
    assert rows["Indicators", "action"]["Allowed values"].startswith("Add an indicator\n")
    assert rows["Comments", "created_at"]["Type"] == "date in the time zone of the consultation"


def test_the_other_consultation_has_its_own_sheet_and_its_themes(session: Session, make: Callable[..., Taken]) -> None:
    codes = (Code("theme", "families"), Code("objective", "8"))
    a_proposal(session, missing_migrants(session), title="Set up a contact point", codes=codes, speaker=DIASPORA)
    handout = make(slug="missing-migrants")
    assert "Recommendations" in handout.rows
    assert "Indicators" not in handout.rows
    coverage = {row["Code"]: row for row in rows_of(handout.content, "Coverage")}
    assert coverage["families"]["Migrant and diaspora organizations"] == 1
    assert coverage["data"]["Gap"] == "nothing proposed"


def test_no_column_of_who_speaks_takes_them_for_the_author_whom_what_was_brought_in_has_not() -> None:
    columns = who_speaks(Labels(FRAMEWORK), can_be_brought_in=True)
    assert [one.name for one in columns if "author" in one.meaning] == []
