"""Bringing in what exists already."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from consultation.proposals.models import Origin, Proposal, Revision
from tests.databases import ON_BOTH, SQLITE
from tests.reference import CANDIDATES, RECOMMENDATIONS

DATABASES = SQLITE

CANDIDATE_MAP = (
    *("external_id=id", "title=title", "objectives=gcm_objectives", "disaggregation=disaggregation"),
    *("custodian=custodian_or_data", "proposer=proposer", "source=source", "source_note=mapping_basis"),
)
RECOMMENDATION_MAP = (
    *("external_id=id", "title=recommendation", "themes=theme"),
    *("addressees=addressed_to", "source=source", "source_note=note"),
)

Import = Callable[..., Result]


@pytest.fixture
def bring_in(app: Flask, session: Session) -> Import:
    """Run the command; what follows the file are its `--map` options, unless they say by dashes what they are."""

    def run(file: Path, *options: str, slug: str = "indicators", kind: str = "indicator") -> Result:
        if not any("language" in option for option in options):
            options = (*options, "--set language=en")
        arguments = [
            part for option in options for part in (option.split(" ", 1) if option[0] == "-" else ["--map", option])
        ]
        session.rollback()
        return app.test_cli_runner().invoke(
            args=["import", str(file), "--consultation", slug, "--kind", kind, *arguments]
        )

    return run


@pytest.fixture
def table(tmp_path: Path) -> Callable[..., Path]:
    """Write lines to a CSV file."""

    def write(*lines: str, encoding: str = "utf-8", name: str = "table.csv") -> Path:
        file = tmp_path / name
        file.write_text("\n".join(lines) + "\n", encoding=encoding)
        return file

    return write


def proposals(session: Session) -> list[Proposal]:
    brought_in = select(Proposal).options(selectinload(Proposal.current_revision).selectinload(Revision.alignments))
    return list(session.scalars(brought_in.order_by(Proposal.id)))


def number_of_proposals(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Proposal)) or 0


@pytest.mark.reference
@ON_BOTH
def test_the_real_candidate_indicators_come_in_whole_and_only_once(bring_in: Import, session: Session) -> None:
    assert "65 rows brought in" in bring_in(CANDIDATES, *CANDIDATE_MAP).output
    again = bring_in(CANDIDATES, *CANDIDATE_MAP)
    assert "0 rows brought in, 65 already there" in again.output
    assert again.exit_code == 0
    assert number_of_proposals(session) == 65


@pytest.mark.reference
def test_the_real_recommendations_come_in_whole_with_their_themes_and_addressees(
    bring_in: Import, session: Session
) -> None:
    result = bring_in(RECOMMENDATIONS, *RECOMMENDATION_MAP, slug="missing-migrants", kind="recommendation")
    assert "30 rows brought in" in result.output
    by_id = {proposal.external_id: proposal for proposal in proposals(session)}
    justice = by_id["MM-022"].current_revision
    assert justice.content.of("theme") == ("justice",)
    assert justice.content.of("objective") == ("8",)
    assert justice.addressees == ["states"]
    assert by_id["MM-029"].current_revision.addressees == ["All actors"]
    assert by_id["MM-038"].current_revision.addressees == ["RCM member countries"]


def test_what_is_brought_in_is_public_nobody_s_own_and_keeps_its_provenance(
    bring_in: Import, table: Callable[..., Path], session: Session
) -> None:
    file = table("Nr;Name;Ziele;Woher", "7;An indicator;8, 10, 8(c);A report")
    bring_in(file, "external_id=Nr", "title=Name", "objectives=Ziele", "source=Woher", "--set proposer=A body")
    (proposal,) = proposals(session)
    assert proposal.origin is Origin.BROUGHT_IN
    assert proposal.is_public
    assert proposal.author_id is None
    assert (proposal.external_id, proposal.source, proposal.proposer) == ("7", "A report", "A body")
    assert proposal.current_revision.rationale == ""
    assert proposal.current_revision.content.of("objective") == ("8", "10")
    assert proposal.current_revision.content.of("action") == ("8(c)",)
    assert proposal.current_revision.content.primary is None


@pytest.mark.reference
@ON_BOTH
def test_of_the_real_candidates_that_name_several_objectives_none_has_a_primary_one(
    bring_in: Import, session: Session
) -> None:
    bring_in(CANDIDATES, *CANDIDATE_MAP)
    several = [one for one in proposals(session) if len(one.current_revision.content.of("objective")) > 1]
    assert len(several) == 25
    assert {one.current_revision.content.primary for one in several} == {None}


@pytest.mark.parametrize(
    ("written", "primary"), [("10", "10"), ("8", "8"), ("", None), ("not stated", None), ("Not stated", None)]
)
def test_a_column_says_which_objective_is_the_primary_one_or_that_it_is_not_stated(
    bring_in: Import, table: Callable[..., Path], session: Session, written: str, primary: str | None
) -> None:
    file = table("t;o;p", f"A title;8, 10;{written}")
    result = bring_in(file, "title=t", "objectives=o", "primary_objective=p")
    assert result.exit_code == 0, result.output
    [proposal] = proposals(session)
    assert proposal.current_revision.content.primary == primary


@pytest.mark.parametrize("options", [("source=s",), ("--set source=/home/x/list.csv",)])
def test_of_a_source_that_is_a_path_the_name_of_the_file_is_told(
    bring_in: Import, table: Callable[..., Path], session: Session, options: tuple[str, ...]
) -> None:
    bring_in(table("t;s", r"A title;C:\Users\Jane Doe\list.csv"), "title=t", *options)
    [proposal] = proposals(session)
    assert proposal.source == "list.csv"


def test_a_row_is_known_again_whether_it_states_the_first_objective_as_primary_or_not(
    bring_in: Import, table: Callable[..., Path], session: Session
) -> None:
    file = table("t;o;p", "A title;8, 10;8")
    bring_in(file, "title=t", "objectives=o", "primary_objective=p")
    assert "0 rows brought in, 1 already there" in bring_in(file, "title=t", "objectives=o").output


@pytest.mark.parametrize(("written", "code"), [("fr", "fr"), ("Français", "fr"), ("français", "fr"), ("中文", "zh")])
def test_a_language_is_known_by_its_code_and_by_its_own_name(
    bring_in: Import, table: Callable[..., Path], session: Session, written: str, code: str
) -> None:
    bring_in(table("t;l", f"An indicator;{written}"), "title=t", "language=l")
    [proposal] = proposals(session)
    assert proposal.current_revision.language == code


@pytest.mark.parametrize(
    ("written", "primary", "objectives"),
    [
        ("8;10", None, ("8", "10")),
        ("all, 8", None, ("all", "8")),
        ("Objective 8", "8", ("8",)),
        ("all", None, ("all",)),
        (
            "22. Establish mechanisms for the portability of social security entitlements and earned benefits",
            "22",
            None,
        ),
    ],
)
def test_objectives_are_understood_as_people_write_them(  # noqa: PLR0917 - fixtures and parameters
    bring_in: Import, table: Callable[..., Path], session: Session, written: str, primary: str, objectives: object
) -> None:
    assert bring_in(table("t,o", f'A title,"{written}"'), "title=t", "objectives=o").exit_code == 0
    (proposal,) = proposals(session)
    assert proposal.current_revision.content.primary == primary
    assert proposal.current_revision.content.of("objective") == (objectives or ("22",))


def test_all_problems_are_reported_at_once_with_row_and_column_and_nothing_is_saved(
    bring_in: Import, table: Callable[..., Path], session: Session
) -> None:
    file = table("Titel,Ziel,Art", ",8,add", "Good,8,add", "Bad,24,add", f"{'x' * 501},8,invent")
    result = bring_in(file, "title=Titel", "objectives=Ziel", "action=Art")
    assert result.exit_code == 1
    for place in ("row 2, column “Titel”", "row 4, column “Ziel”", "row 5, column “Titel”", "row 5, column “Art”"):
        assert place in result.output
    assert "no objective 24" in result.output
    assert "Nothing was brought in: 4 problems." in result.output
    assert number_of_proposals(session) == 0


def test_the_good_rows_are_kept_only_when_told_so_and_the_exit_status_still_says_that_others_were_not(
    bring_in: Import, table: Callable[..., Path], session: Session
) -> None:
    result = bring_in(table("t,o", "Good,8", "Bad,99"), "title=t", "objectives=o", "--keep-good")
    assert "1 row brought in" in result.output
    assert "1 row with problems left out" in result.output
    assert result.exit_code == 1
    assert number_of_proposals(session) == 1


def test_a_dry_run_says_what_would_happen_and_saves_nothing(
    bring_in: Import, table: Callable[..., Path], session: Session
) -> None:
    result = bring_in(table("t", "One", "Two"), "title=t", "--dry-run")
    assert "2 rows would be brought in" in result.output
    assert number_of_proposals(session) == 0


@ON_BOTH
def test_without_ids_the_same_content_is_added_once_even_within_one_file(
    bring_in: Import, table: Callable[..., Path], session: Session
) -> None:
    file = table("t", "One", "One", "Two")
    assert "2 rows brought in, 1 already there" in bring_in(file, "title=t").output
    assert "0 rows brought in, 3 already there" in bring_in(file, "title=t").output


@pytest.mark.parametrize(("encoding", "separator"), [("utf-8-sig", ";"), ("cp1252", ","), ("utf-16", "\t")])
def test_files_as_offices_write_them_are_read(
    bring_in: Import, table: Callable[..., Path], session: Session, encoding: str, separator: str
) -> None:
    file = table(separator.join(("Intitulé", "Nº")), separator.join(("Coût – élevé", "8")), encoding=encoding)
    assert bring_in(file, "title=Intitulé", "objectives=Nº").exit_code == 0
    (proposal,) = proposals(session)
    assert proposal.current_revision.title == "Coût – élevé"


def test_a_sheet_of_a_workbook_is_read_with_numbers_as_people_see_them(
    bring_in: Import, session: Session, tmp_path: Path
) -> None:
    workbook = openpyxl.Workbook()
    workbook.active.append(["Title", "Objective", "Id"])
    workbook.active.append(["=1+1 is not computed", 8.0, 12])
    workbook.active["A2"].data_type = "s"
    workbook.save(tmp_path / "table.xlsx")
    assert bring_in(tmp_path / "table.xlsx", "title=Title", "objectives=Objective", "external_id=Id").exit_code == 0
    (proposal,) = proposals(session)
    assert proposal.current_revision.title == "=1+1 is not computed"
    assert proposal.external_id == "12"


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["titel=t"], "There is no field “titel”"),
        (["title=Titel"], "The table has no column “Titel”"),
        ([], "No column is mapped to “title”"),
        (["title=t", "--set title=x"], "both mapped and set"),
        (["title=t", "title=o"], "twice"),
        (["title"], "FIELD=…"),
        (
            ["title=t", "--set language=tlh"],
            ("row 2, column “Language”: Choose from what is offered: “العربية”, “中文”, “English”,"),
        ),
    ],
)
def test_options_that_do_not_fit_the_table_are_said_in_a_sentence(
    bring_in: Import, table: Callable[..., Path], session: Session, options: list[str], told: str
) -> None:
    result = bring_in(table("t,o", "One,8"), *options)
    assert result.exit_code == 1
    assert told in result.output
    assert number_of_proposals(session) == 0


def test_a_heading_that_stands_twice_matters_only_where_it_is_asked_for(
    bring_in: Import, table: Callable[..., Path]
) -> None:
    file = table("t,note,note", "One,a,b")
    assert bring_in(file, "title=t").exit_code == 0
    result = bring_in(file, "title=t", "source_note=note")
    assert result.exit_code == 1
    assert "More than one column is called “note”" in result.output


@pytest.mark.parametrize(
    ("slug", "kind", "told"),
    [
        ("nowhere", "indicator", "There are: indicators and missing-migrants"),
        ("indicators", "recommendation", "takes proposals of kind"),
    ],
)
def test_the_consultation_has_to_exist_and_to_take_such_proposals(
    bring_in: Import, table: Callable[..., Path], slug: str, kind: str, told: str
) -> None:
    result = bring_in(table("t", "One"), "title=t", slug=slug, kind=kind)
    assert result.exit_code == 1
    assert told in result.output


def test_a_file_that_cannot_be_read_is_said_in_a_sentence(bring_in: Import, tmp_path: Path) -> None:
    file = tmp_path / "table.xlsx"
    file.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600)
    result = bring_in(file, "title=t")
    assert result.exit_code == 1
    assert result.output.count("\n") == 1


def test_a_database_without_tables_is_said_in_a_sentence(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text("t\nOne\n")
    app.test_cli_runner().invoke(args=["db", "downgrade", "base"])
    result = app.test_cli_runner().invoke(
        args=["import", str(tmp_path / "table.csv"), "--consultation", "indicators", "--kind", "indicator"]
    )
    assert result.exit_code == 1
    assert "db upgrade" in result.output
