"""The main job, end to end, on real input: brought in, commented on in a browser, consolidated in one workbook.

The tests of this file are one day of one consultation and follow one another.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.machines.chromium import PageFactory
from tests.machines.office import Office
from tests.machines.server import LiveServer
from tests.reference import CANDIDATES, RECOMMENDATIONS

pytestmark = [pytest.mark.reference, pytest.mark.journey]

CANDIDATE_MAP = (
    *("external_id=id", "title=title", "objectives=gcm_objectives", "disaggregation=disaggregation"),
    *("custodian=custodian_or_data", "proposer=proposer", "source=source", "source_note=mapping_basis"),
)
RECOMMENDATION_MAP = (
    *("external_id=id", "title=recommendation", "themes=theme"),
    *("addressees=addressed_to", "source=source", "source_note=note"),
)
KEY = re.compile(r"([2-9A-HJ-NP-Z]{4}[ \-–‑]){4}[2-9A-HJ-NP-Z]{4}")
ARABIC = "=SUM(A1) نؤيد هذا المؤشر"
SHEETS = [
    "Read me",
    "Summary",
    "Synthesis",
    "Coverage",
    "Paragraphs",
    "Actions",
    "Convergence",
    "Convergence in detail",
    "Organisations",
    "Indicators",
    "Comments",
    "Revisions",
    "Charts",
    "By objective",
    "Long texts",
    "Data dictionary",
]


@pytest.fixture(scope="module", autouse=True)
def real_input(server: LiveServer) -> None:
    """Bring in the 65 candidate indicators and the 30 recommendations as they are."""
    for file, slug, kind, fields, rows in (
        (CANDIDATES, "indicators", "indicator", CANDIDATE_MAP, 65),
        (RECOMMENDATIONS, "missing-migrants", "recommendation", RECOMMENDATION_MAP, 30),
    ):
        maps = [part for field in fields for part in ("--map", field)]
        said = server.flask("import", str(file), "--consultation", slug, "--kind", kind, *maps)
        assert f"{rows} rows brought in" in said


@pytest.fixture
def database(instance: Path) -> Iterator[sqlite3.Connection]:
    """The data itself, read past the app."""
    with closing(sqlite3.connect(f"file:{instance}/steppingstone.db?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        yield connection


def comment(page: Page, reference: str, stance: str, text: str, *, shown_as: str = "Group and region only") -> str:
    """Comment on a proposal as a visitor, and return the participation key one is shown."""
    page.goto(f"/proposals/{reference}/comment")
    page.get_by_label(stance, exact=True).check()
    page.get_by_label("Your comment").fill(text)
    page.get_by_label("Stakeholder group").select_option(label="Academia")
    page.get_by_label(shown_as).check()
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This is how it will look")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Keep your participation key")
    key = KEY.search(page.locator("main").inner_text())
    assert key is not None
    page.get_by_role("link", name="Continue").click()
    return key.group()


def test_a_visitor_comments_on_a_cheap_phone_without_script_and_comes_back_with_the_key(
    page_factory: PageFactory,
) -> None:
    phone = page_factory(phone=True, script=False)
    phone.goto("/consultations/indicators")
    expect(phone.get_by_role("heading", name="65 proposals")).to_be_visible()
    key = comment(phone, "IND-0003", "Support", "We count them along our route.")
    another = page_factory(phone=True, script=False)
    another.goto("/sign-in")
    another.get_by_label(re.compile("key", re.IGNORECASE)).first.fill(key.lower().replace("-", " "))
    another.get_by_role("button", name=re.compile("key", re.IGNORECASE)).click()
    another.goto("/me/contributions")
    expect(another.get_by_text("We count them along our route.").first).to_be_visible()


def test_others_answer_with_every_position_and_one_changes_theirs(page_factory: PageFactory) -> None:
    first, second, third = page_factory(), page_factory(), page_factory()
    comment(first, "IND-0003", "Strong concern", ARABIC)
    comment(second, "IND-0003", "Support with changes", "By route, please.\n\nAnd by season.")
    comment(third, "IND-0001", "Question", "Monthly or yearly income?", shown_as="Nothing: “not stated”")
    first.goto("/proposals/IND-0003/comment")
    first.get_by_label("Support", exact=True).check()
    first.get_by_label(re.compile("As last time")).check()
    first.get_by_role("button", name="Send the position without words").click()
    first.goto("/proposals/IND-0003")
    expect(first.get_by_text("2 support").first).to_be_visible()
    expect(first.get_by_text("1 with changes").first).to_be_visible()
    expect(first.get_by_text("strong concern").first).to_be_visible()


def test_what_a_visitor_recommends_is_held_until_the_secretariat_has_looked_and_its_hour_has_come(
    page_factory: PageFactory, server: LiveServer, instance: Path
) -> None:
    family, officer = page_factory(phone=True), page_factory()
    family.goto("/consultations/missing-migrants/propose")
    expect(family.get_by_text("not a place to report").first).to_be_visible()
    family.get_by_label("Your recommendation").fill("Answer families within a month")
    family.get_by_label("Why it is needed").fill("Waiting without any word is the hardest.")
    family.get_by_label("Type the numbers").first.fill("3")
    family.get_by_role("button", name="Preview").click()
    family.get_by_role("button", name="Send").click()
    expect(family.get_by_role("heading", level=1)).to_have_text("Keep your participation key")
    continued = family.locator("main a[href*='/receipt']").first.get_attribute("href") or ""
    reference = re.findall("REC-[0-9]+", continued)[0]
    assert officer.goto(f"/proposals/{reference}").status == 404

    officer.goto(server.flask("secretariat", "link").split()[-1])
    officer.get_by_role("button").last.click()
    officer.goto("/secretariat/")
    officer.get_by_role("link", name=f"Read and decide {reference}").first.click()
    officer.get_by_label("Publish it", exact=True).check()
    officer.get_by_role("button", name="Decide").click()
    visitor = page_factory()
    assert visitor.goto(f"/proposals/{reference}").status == 404
    let_the_hour_come(instance)
    for _look in range(50):
        if visitor.goto(f"/proposals/{reference}").status == 200:
            break
        visitor.wait_for_timeout(200)
    expect(visitor.get_by_role("heading", level=1)).to_contain_text("Answer families within a month")


def let_the_hour_come(instance: Path) -> None:
    """Let what is approved be due, as if it were the hour; the server looks every second."""
    with closing(sqlite3.connect(instance / "steppingstone.db", timeout=10)) as connection, connection:
        for table in ("proposals", "revisions", "comments"):
            due = f"UPDATE {table} SET appears_at = datetime('now', '-1 minute') WHERE appears_at IS NOT NULL"
            connection.execute(due)


def test_objective_14_is_a_gap_that_only_what_names_all_23_touches(page: Page) -> None:
    page.goto("/framework/objectives/14")
    expect(page.get_by_role("heading", level=1)).to_contain_text("consular protection")
    page.goto("/consultations/indicators?objective=14")
    expect(page.get_by_text("No proposals").or_(page.get_by_text("0 proposals")).first).to_be_visible()


def cells(file: Path, sheet: str) -> list[dict[str, Any]]:
    """The rows of a sheet by heading."""
    workbook = openpyxl.load_workbook(file)
    header, *rows = workbook[sheet].iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


@pytest.fixture(scope="module")
def workbook(server: LiveServer, instance: Path) -> Path:
    """The workbook from the command line, for the secretariat."""
    file = instance / "indicators.xlsx"
    server.flask("export", "indicators", "--audience", "secretariat", "--output", str(file))
    return file


def is_as_in_the_database(file: Path, database: sqlite3.Connection) -> None:
    """Compare every answer of every proposal and comment."""
    names = openpyxl.load_workbook(file).sheetnames
    printed = [name for name in names if name.endswith(" objectives") or name.startswith("Objective ")]
    assert [name for name in names if name not in printed] == SHEETS
    assert len(printed) > 20
    proposals = {row["Reference"]: row for row in cells(file, "Indicators")}
    stored = database.execute(
        "SELECT * FROM proposals JOIN revisions ON revisions.id = current_revision_id"
        " WHERE proposals.kind = 'indicator'"
    ).fetchall()
    assert len(proposals) == len(stored) == 65
    for row in stored:
        shown = proposals[row["reference"]]
        for heading, column in (
            ("Title of the indicator", "title"),
            ("Why it should be in the limited set", "rationale"),
            ("Disaggregation", "disaggregation"),
            ("Custodian or proposed custodian agency", "custodian"),
            ("Definition and concepts", "definition"),
            ("Id in the source", "external_id"),
            ("Source", "source"),
            ("Proposer", "proposer"),
            ("Note on the source", "source_note"),
        ):
            assert (shown[heading] or "") == row[column], (row["reference"], heading)
        codes = database.execute(
            "SELECT code FROM alignments WHERE revision_id = ? AND scheme = 'objective' ORDER BY position",
            (row["current_revision_id"],),
        )
        assert re.findall(r"\w+", str(shown["Objectives of the Compact"])) == [code for (code,) in codes]
        assert (shown["Support"], shown["Comments"]) == (row["support_count"], row["comment_count"])
    comments = {row["Comment"]: row for row in cells(file, "Comments")}
    stored = database.execute(
        "SELECT comments.*, proposals.reference AS proposal FROM comments JOIN proposals ON proposals.id = proposal_id"
    ).fetchall()
    assert len(comments) == len(stored) == 5
    for row in stored:
        shown = comments[row["reference"]]
        assert (shown["Text"] or "") == row["text"]
        assert shown["Proposal"] == row["proposal"]


def test_the_workbook_says_what_the_database_says_cell_by_cell(workbook: Path, database: sqlite3.Connection) -> None:
    is_as_in_the_database(workbook, database)
    coverage = {str(row["Number"]): row for row in cells(workbook, "Coverage") if "Number" in row}
    assert coverage or cells(workbook, "Coverage")
    assert ARABIC in {row["Text"] for row in cells(workbook, "Comments")}


@pytest.mark.office
def test_libreoffice_opens_the_workbook_and_saves_the_same(
    workbook: Path, database: sqlite3.Connection, office: Office
) -> None:
    is_as_in_the_database(office.convert(workbook), database)


def test_the_public_workbook_can_be_downloaded_from_the_browser_by_anybody(page: Page, tmp_path: Path) -> None:
    page.goto("/consultations/missing-migrants/workbook")
    with page.expect_download() as download:
        page.get_by_role("button", name=re.compile("Download")).click()
    file = tmp_path / "public.xlsx"
    download.value.save_as(file)
    rows = cells(file, "Recommendations")
    assert len(rows) == 31
    assert "Status" not in rows[0] or {row["Status"] for row in rows} == {"Published"}
