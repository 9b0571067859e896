"""The workbook to fill in offline: made from the declaration of the fields, filled in, and brought in again."""

from __future__ import annotations

import csv
from collections.abc import Callable
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import Result
from flask import Flask
from openpyxl.utils import get_column_letter, range_boundaries
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from consultation.proposals.forms import row_form
from consultation.proposals.source_paths import without_paths
from exports.fill_in.filled_template import read_template
from exports.fill_in.import_plan import ImportRefused
from exports.fill_in.sheet_mark import EXAMPLE
from exports.fill_in.template import ROWS_OF
from exports.report.wording.language import ENGLISH, Tongue, as_it_is
from exports.uploads.reading_process import sent_table
from indicators.fields import SCHEMAS, Kind, Shape
from tests.client import StrictClient
from tests.databases import SQLITE
from tests.exports.fill_in.templates import content_of, of_kind, proposals, sheet_to_fill, typed
from tests.exports.report.rows import FRAMEWORK
from tests.exports.report.test_languages import PSEUDO
from tests.factories import indicators, missing_migrants
from tests.machines.office import Office
from tests.reference import CANDIDATES

DATABASES = SQLITE

Filled = Callable[..., Path]
OF_A_CANDIDATE = {
    "external_id": "id",
    "title": "title",
    "objectives": "gcm_objectives",
    "disaggregation": "disaggregation",
    "custodian": "custodian_or_data",
    "proposer": "proposer",
    "source": "source",
    "source_note": "mapping_basis",
}


@pytest.fixture
def template(session: Session, tmp_path: Path) -> Callable[..., Path]:
    """Write the template of a kind."""

    def write(kind: Kind = Kind.INDICATOR, tongue: Tongue = ENGLISH) -> Path:
        file = tmp_path / f"{kind}.xlsx"
        file.write_bytes(content_of(of_kind(session, kind), tongue))
        return file

    return write


@pytest.fixture
def filled(template: Callable[..., Path]) -> Filled:
    """Write the template with rows filled in, each by the names of the fields."""

    def write(*rows: dict[str, str], kind: Kind = Kind.INDICATOR, tongue: Tongue = ENGLISH) -> Path:
        file = template(kind, tongue)
        workbook = openpyxl.load_workbook(file)
        for sheet, at, text in typed(rows, kind, tongue):
            workbook[sheet][at] = text
        workbook.save(file)
        return file

    return write


@pytest.fixture
def bring_in(app: Flask, session: Session) -> Callable[..., Result]:
    """Run the command on a file; nothing is said of its columns."""

    def run(file: Path, kind: Kind = Kind.INDICATOR, *options: str) -> Result:
        slug = of_kind(session, kind).slug
        session.rollback()
        return app.test_cli_runner().invoke(
            args=["import", str(file), "--consultation", slug, "--kind", kind.value, *options]
        )

    return run


@pytest.mark.reference
def test_what_twelve_people_said_is_typed_into_it_with_libreoffice_and_brought_in(
    template: Callable[..., Path], typing_office: Office, bring_in: Callable[..., Result], session: Session
) -> None:
    with CANDIDATES.open(encoding="utf-8-sig", newline="") as file:
        candidates = list(islice(csv.DictReader(file), 12))
    rows = [{name: one[heading] for name, heading in OF_A_CANDIDATE.items()} for one in candidates]
    document = typing_office.fill_in(template(), typed(rows))
    outcome = bring_in(document)
    assert outcome.exit_code == 0, outcome.output
    assert "12 rows brought in, 0 already there." in outcome.output
    found = [(one.external_id, one.current_revision.title, one.source) for one in proposals(session)]  # type: ignore[union-attr]
    assert found == [(one["id"], one["title"], without_paths(one["source"])) for one in candidates]
    assert "0 rows brought in, 12 already there." in bring_in(document).output


@pytest.mark.parametrize("kind", Kind)
def test_nothing_is_brought_in_of_one_that_nobody_filled_in(
    kind: Kind, template: Callable[..., Path], bring_in: Callable[..., Result]
) -> None:
    assert "0 rows brought in, 0 already there." in bring_in(template(kind), kind).output


def test_the_example_would_be_taken_if_it_were_not_one(
    template: Callable[..., Path], bring_in: Callable[..., Result], session: Session
) -> None:
    for kind in Kind:
        file = template(kind)
        workbook = openpyxl.load_workbook(file)
        workbook[ROWS_OF[kind]]["A2"] = None
        workbook.save(file)
        assert "1 row brought in" in bring_in(file, kind).output
    of_indicator = proposals(session)[0].current_revision
    assert of_indicator is not None
    assert {(one.scheme, one.code) for one in of_indicator.alignments} >= {("objective", "8"), ("action", "8(a)")}


@pytest.mark.parametrize("kind", Kind)
def test_every_field_of_the_form_has_a_column_with_its_help_and_its_limit(
    kind: Kind, template: Callable[..., Path]
) -> None:
    sheet, schema = sheet_to_fill(template(kind), kind), SCHEMAS[kind]
    headings = {cell.value: cell for cell in sheet[1]}
    for descriptor in schema.descriptors:
        heading = headings[descriptor.label + (" *" if descriptor.required else "")]
        note = heading.comment.text
        assert (descriptor.help in note) or descriptor.scheme or descriptor.choices
        if descriptor.shape in {Shape.LINE, Shape.TEXT}:
            assert f"Up to {min(descriptor.limit, 32_767)} characters." in note


@pytest.mark.parametrize("kind", Kind)
def test_every_choice_can_be_chosen_and_every_list_leads_to_its_cells(
    kind: Kind, template: Callable[..., Path]
) -> None:
    workbook = openpyxl.load_workbook(template(kind))
    sheet, lists = workbook[ROWS_OF[kind]], workbook["Lists"]
    offered: dict[str, list[Any]] = {}
    for rule in sheet.data_validations.dataValidation:
        if rule.type == "list":
            name, place = rule.formula1.split("!")
            assert name.strip("'") == "Lists"
            first_column, first, _last_column, last = range_boundaries(place.replace("$", ""))
            heading = sheet.cell(1, range_boundaries(str(rule.sqref))[0]).value.removesuffix(" *")
            offered[heading] = [lists.cell(row, first_column).value for row in range(first, last + 1)]
    for descriptor in SCHEMAS[kind].descriptors:
        if descriptor.shape is Shape.CHOICE:
            assert offered[descriptor.label] == [choice.label for choice in descriptor.choices]
    assert offered["Primary objective"] == [str(number) for number in range(1, 24)]
    assert "العربية" in offered["Language"]


def test_headings_and_example_are_protected_and_the_cells_below_take_text(template: Callable[..., Path]) -> None:
    sheet = sheet_to_fill(template())
    assert sheet.protection.sheet
    assert sheet.column_dimensions["A"].hidden
    for number in range(2, sheet.max_column + 1):
        assert sheet.cell(1, number).protection.locked
        assert sheet.cell(2, number).protection.locked
        column = sheet.column_dimensions[get_column_letter(number)]
        assert not column.protection.locked
        assert column.number_format == "@"  # 1-3 stays 1-3


def test_a_prompt_is_no_longer_than_spreadsheet_programs_can_read(template: Callable[..., Path]) -> None:
    for kind in Kind:
        for rule in sheet_to_fill(template(kind), kind).data_validations.dataValidation:
            assert len(rule.prompt) <= 255
            assert len(rule.promptTitle) <= 32
            assert len(rule.formula1) <= 255


def test_libreoffice_keeps_its_lists_notes_and_protection(template: Callable[..., Path], office: Office) -> None:
    sheet = sheet_to_fill(office.convert(template()))
    rules = [rule.type for rule in sheet.data_validations.dataValidation]
    assert rules.count("custom") == 2
    assert rules.count("list") == 8
    assert sheet["D1"].comment is not None
    assert sheet["D1"].protection.locked
    assert not sheet.column_dimensions["D"].protection.locked


@pytest.mark.parametrize(
    ("typed_numbers", "codes"),
    [
        ("8, 10", {"8", "10"}),
        ("8; 10", {"8", "10"}),
        ("8\n10", {"8", "10"}),
        ("GCM 8 & 10", {"8", "10"}),
        ("1-3", {"1", "2", "3"}),
    ],
)
def test_several_objectives_stand_in_one_cell(
    typed_numbers: str, codes: set[str], filled: Filled, bring_in: Callable[..., Result], session: Session
) -> None:
    bring_in(filled({"title": "One", "objectives": typed_numbers}))
    (proposal,) = proposals(session)
    assert proposal.current_revision is not None
    assert {one.code for one in proposal.current_revision.alignments if one.scheme == "objective"} == codes


def test_problems_are_told_by_the_row_and_the_heading_that_people_see(
    filled: Filled, bring_in: Callable[..., Result], session: Session
) -> None:
    outcome = bring_in(filled({"title": "One"}, {"rationale": "no title"}, {"title": "Two", "objectives": "24"}))
    assert outcome.exit_code == 1
    assert "row 4, column “Title of the indicator *”" in outcome.output
    assert "row 5, column “Objectives of the Compact *”" in outcome.output
    assert proposals(session) == []


def test_it_is_read_in_the_language_it_is_in(session: Session, app: Flask, filled: Filled) -> None:
    schema = SCHEMAS[Kind.INDICATOR]
    words = {
        "title": "§",
        "action": "⟦Revise an existing indicator⟧",
        "existing_indicator": "1.1",
        "language": "⟦English⟧",
    }
    table = sent_table(filled(words, tongue=PSEUDO))
    assert table.mark is not None
    table, plan = read_template(table, table.mark, schema, FRAMEWORK, tongues=lambda code: PSEUDO)
    (row,) = table.rows
    with app.test_request_context():
        form = row_form(schema)(formdata=MultiDict(plan.values(row)), framework=FRAMEWORK)
        assert form.validate()
        assert form.content().answers["action"] == "revise"


def test_it_runs_from_right_to_left_where_its_language_does(session: Session) -> None:
    mirrored = Tongue("ar", as_it_is, is_right_to_left=True)
    workbook = openpyxl.load_workbook(BytesIO(content_of(indicators(session), mirrored)))
    assert [sheet.sheet_view.rightToLeft for sheet in workbook.worksheets] == [True, True, True]


def test_one_of_another_kind_is_refused_and_so_is_one_without_its_title(
    template: Callable[..., Path], filled: Filled, bring_in: Callable[..., Result]
) -> None:
    outcome = bring_in(filled({"title": "One"}, kind=Kind.RECOMMENDATION))
    assert "The template is one for proposals of kind recommendation" in outcome.output
    file = template()
    workbook = openpyxl.load_workbook(file)
    workbook["Indicators"].delete_cols(4)
    workbook["Indicators"]["E3"] = "8"
    workbook.save(file)
    assert "The template has lost its column “Title of the indicator *”" in bring_in(file).output


def test_its_rows_are_found_wherever_their_sheet_stands_and_saved_as_csv_too(
    filled: Filled, tmp_path: Path, office: Office, bring_in: Callable[..., Result]
) -> None:
    file = filled({"title": "One", "external_id": "1"})
    workbook = openpyxl.load_workbook(file)
    workbook.move_sheet("Indicators", 1)
    workbook["Indicators"].title = "Mine"
    workbook.save(file)
    assert "1 row brought in" in bring_in(file).output
    sheet = openpyxl.load_workbook(file)["Mine"]
    as_csv = tmp_path / "mine.csv"
    with as_csv.open("w", encoding="utf-8", newline="") as target:
        csv.writer(target, delimiter=";").writerows([cell.value for cell in row] for row in sheet.iter_rows(max_row=3))
    assert "0 rows brought in, 1 already there." in bring_in(as_csv).output


def test_it_is_the_same_each_time_and_names_nobody(session: Session) -> None:
    assert content_of(indicators(session)) == content_of(indicators(session))
    assert EXAMPLE.encode() not in content_of(indicators(session))[:200]


def test_the_page_of_a_consultation_leads_to_it(client: StrictClient, session: Session) -> None:
    page = client.get("/consultations/indicators").text
    assert "/consultations/indicators/template" in page
    response = client.get("/consultations/indicators/template")
    assert response.headers["Content-Disposition"] == "attachment; filename=indicators-template-en.xlsx"
    assert openpyxl.load_workbook(BytesIO(response.data)).sheetnames == ["Instructions", "Indicators", "Lists"]


def test_the_command_writes_it(app: Flask, session: Session, tmp_path: Path) -> None:
    target = tmp_path / "template.xlsx"
    outcome = app.test_cli_runner().invoke(args=["template", "missing-migrants", "--output", str(target)])
    assert outcome.exit_code == 0, outcome.output
    assert target.read_bytes() == content_of(missing_migrants(session))
    assert sheet_to_fill(target, Kind.RECOMMENDATION)["B1"].value == "Your recommendation *"


def test_a_plan_for_a_template_of_another_kind_is_refused(template: Callable[..., Path]) -> None:
    table = sent_table(template(Kind.RECOMMENDATION))
    assert table.mark is not None
    with pytest.raises(ImportRefused, match="takes indicator"):
        read_template(table, table.mark, SCHEMAS[Kind.INDICATOR], FRAMEWORK)


@pytest.mark.parametrize("mark", ["Steppingstone 2 indicator en", "Steppingstone 1 indicator zz"])
def test_one_of_another_version_or_language_is_refused(
    mark: str, filled: Filled, bring_in: Callable[..., Result]
) -> None:
    file = filled({"title": "One"})
    workbook = openpyxl.load_workbook(file)
    workbook["Indicators"]["A1"] = mark
    workbook.save(file)
    assert "The template is of another version of Steppingstone" in bring_in(file).output


def test_no_answer_is_left_out_because_its_heading_was_changed(
    filled: Filled, bring_in: Callable[..., Result], session: Session
) -> None:
    file = filled({"title": "One", "rationale": "Because"})
    workbook = openpyxl.load_workbook(file)
    workbook["Indicators"]["E1"] = "Why"
    workbook.save(file)
    assert "The template does not have these columns: “Why”" in bring_in(file).output
    assert proposals(session) == []


def test_what_is_written_over_the_example_or_on_a_copy_of_it_is_taken(
    template: Callable[..., Path], bring_in: Callable[..., Result], session: Session
) -> None:
    file = template()
    workbook = openpyxl.load_workbook(file)
    sheet = workbook["Indicators"]
    sheet["A3"], sheet["D3"] = EXAMPLE, "Begun from a copy"
    sheet["D2"] = "Written over it"
    workbook.save(file)
    assert "2 rows brought in" in bring_in(file).output


def test_its_rows_are_found_below_rows_that_somebody_put_above(filled: Filled, bring_in: Callable[..., Result]) -> None:
    file = filled({"title": "One"})
    workbook = openpyxl.load_workbook(file)
    workbook["Indicators"].insert_rows(1, 2)
    workbook.save(file)
    assert "1 row brought in" in bring_in(file).output


@pytest.mark.parametrize("typed_names", ["States; civil society; A mayor", "States\nCivil society\nA mayor"])
def test_several_choices_and_others_stand_in_one_cell(
    typed_names: str, filled: Filled, bring_in: Callable[..., Result], session: Session
) -> None:
    outcome = bring_in(
        filled({"title": "One", "addressees": typed_names}, kind=Kind.RECOMMENDATION), Kind.RECOMMENDATION
    )
    assert outcome.exit_code == 0, outcome.output
    (proposal,) = proposals(session)
    assert proposal.current_revision.addressees == ["states", "civil_society", "A mayor"]  # type: ignore[union-attr]


def test_it_says_itself_what_is_what(filled: Filled, bring_in: Callable[..., Result]) -> None:
    outcome = bring_in(filled({"title": "One"}), Kind.INDICATOR, "--set", "source=A workshop")
    assert "leave out --map and --set" in outcome.output


def test_a_slug_that_does_not_exist_leaves_the_file_that_is_there(app: Flask, session: Session, tmp_path: Path) -> None:
    target = tmp_path / "template.xlsx"
    target.write_text("the former one")
    assert app.test_cli_runner().invoke(args=["template", "no-such", "--output", str(target)]).exit_code == 1
    assert target.read_text() == "the former one"
