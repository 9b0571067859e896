"""The way back, end to end, on real input: taken away, edited in LibreOffice, sent back in a browser, undone.

The tests of this file are one week of the secretariat's and follow one another.
"""

from __future__ import annotations

import csv
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from itertools import islice
from pathlib import Path

import pytest
from openpyxl.utils import get_column_letter
from playwright.sync_api import Page, expect

from indicators.fields import Kind
from tests.exports.fill_in.templates import typed
from tests.exports.round_trip.edited import Sheet
from tests.journeys.test_main_job import CANDIDATE_MAP
from tests.machines.chromium import PageFactory
from tests.machines.office import Office
from tests.machines.server import LiveServer
from tests.reference import CANDIDATES, RECOMMENDATIONS

pytestmark = [pytest.mark.reference, pytest.mark.journey]

UPLOADS = "/consultations/indicators/uploads"
TITLE, OBJECTIVES = "Title of the indicator *", "Objectives of the Compact *"
Edit = Callable[[list[tuple[str, ...]]], Path]
Titles = Callable[[], dict[str, str]]
FRENCH = (
    "N°;Intitulé de l’indicateur;Objectif;Motif\r\n"
    "F-1;Part des demandes ayant reçu une réponse;Objectif 8;Personne ne la mesure\r\n"
    "F-2;Nombre de guichets pour les familles;8, 23;Les familles cherchent\r\n"
)


@pytest.fixture(scope="module", autouse=True)
def real_input(server: LiveServer) -> None:
    """Bring in the 65 candidate indicators."""
    maps = [part for field in CANDIDATE_MAP for part in ("--map", field)]
    server.flask("import", str(CANDIDATES), "--consultation", "indicators", "--kind", "indicator", *maps)


@pytest.fixture
def officer(server: LiveServer, page_factory: PageFactory) -> Page:
    """The secretariat's browser."""
    return signed_in(server, page_factory())


@pytest.fixture
def edited(officer: Page, typing_office: Office, server: LiveServer, tmp_path: Path) -> Edit:
    """Take the list away in the browser, and type into it in LibreOffice: reference, heading, text."""

    def edit(changes: list[tuple[str, ...]]) -> Path:
        officer.goto(UPLOADS)
        with officer.expect_download() as download:
            officer.get_by_role("link", name="Proposals", exact=True).click()
        download.value.save_as(tmp_path / "list.xlsx")
        return typed_into(typing_office, tmp_path / "list.xlsx", changes)

    return edit


@pytest.fixture
def titles(instance: Path) -> Titles:
    """What everybody reads now, by reference."""

    def read() -> dict[str, str]:
        with closing(sqlite3.connect(f"file:{instance}/steppingstone.db?mode=ro", uri=True)) as connection:
            found = "SELECT reference, title FROM proposals JOIN revisions ON revisions.id = current_revision_id"
            return dict(connection.execute(f"{found} WHERE reference LIKE 'IND-%' ORDER BY reference"))

    return read


@pytest.fixture
def others(server: LiveServer, typing_office: Office, tmp_path: Path) -> Callable[[str, str], None]:
    """Let somebody else give another title to something meanwhile, from the command line."""

    def change(reference: str, title: str) -> None:
        file = tmp_path / "theirs.xlsx"
        server.flask("export", "indicators", "--editable", "--output", str(file))
        changed = typed_into(typing_office, file, [(reference, TITLE, title)])
        assert "1 changed" in server.flask("import", str(changed), "--edited")

    return change


@pytest.fixture
def correct(officer: Page, typing_office: Office, tmp_path: Path) -> Callable[[str, str], Path]:
    """Download the file with what is wrong marked, and correct the objectives of a row in it in LibreOffice."""

    def corrected(reference: str, objectives: str) -> Path:
        with officer.expect_download() as download:
            officer.get_by_role("link", name="Download the file with these marked").click()
        download.value.save_as(tmp_path / "marked.xlsx")
        return typed_into(typing_office, tmp_path / "marked.xlsx", [(reference, OBJECTIVES, objectives)])

    return corrected


def signed_in(server: LiveServer, page: Page) -> Page:
    page.goto(server.flask("secretariat", "link").split()[-1])
    page.get_by_role("button").last.click()
    return page


def typed_into(office: Office, file: Path, changes: list[tuple[str, ...]]) -> Path:
    """Type into cells; below the last row where the reference is "new"."""
    sheet = Sheet.opened(file)
    cells = []
    for reference, heading, *text in changes:
        row = sheet.rows.max_row + 1 if reference == "new" else sheet.row(reference)
        cells.append((sheet.rows.title, f"{get_column_letter(sheet.column(heading))}{row}", *text))
    return office.fill_in(file, cells)


def send(page: Page, file: Path, address: str = UPLOADS) -> None:
    page.goto(address)
    page.get_by_label("The file").set_input_files(file)
    page.get_by_role("button", name="Look at it").click()


def accept(page: Page, button: str = "Accept all new and changed rows") -> None:
    page.get_by_role("button", name=button).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Accepted")


def test_a_template_that_twelve_people_filled_in_is_sent_and_accepted(
    officer: Page, typing_office: Office, tmp_path: Path
) -> None:
    address = "/consultations/missing-migrants/uploads"
    with RECOMMENDATIONS.open(encoding="utf-8-sig", newline="") as file:
        real = list(islice(csv.DictReader(file), 12))
    rows = [{"title": one["recommendation"], "themes": one["theme"], "external_id": one["id"]} for one in real]
    officer.goto(address)
    with officer.expect_download() as download:
        officer.get_by_role("link", name="An empty sheet to fill in").click()
    download.value.save_as(tmp_path / "template.xlsx")
    send(officer, typing_office.fill_in(tmp_path / "template.xlsx", typed(rows, Kind.RECOMMENDATION)), address)
    expect(officer.get_by_text("new: 12", exact=True)).to_be_visible()
    accept(officer)
    expect(officer.get_by_text("added: 12", exact=True)).to_be_visible()


def test_an_untouched_list_changes_nothing_also_when_libreoffice_has_saved_it(officer: Page, edited: Edit) -> None:
    send(officer, edited([]))
    expect(officer.get_by_text("untouched: 65", exact=True)).to_be_visible()
    expect(officer.get_by_text("There is nothing to accept")).to_be_visible()


def test_a_list_is_edited_corrected_accepted_and_undone(
    officer: Page, edited: Edit, others: Callable[[str, str], None], titles: Titles, correct: Callable[[str, str], Path]
) -> None:
    before = titles()
    mine = edited(
        [
            ("IND-0001", TITLE, "A cell that was changed"),
            ("IND-0002", OBJECTIVES, "99"),
            ("IND-0003", "Custodian or proposed custodian agency", '=CONCATENATE("a for";"mula")', "Formula"),
            ("IND-0004", TITLE, "What I make of it"),
            ("new", TITLE, "A row that was added"),
        ]
    )
    others("IND-0004", "What others made of it")
    send(officer, mine)
    counts = "with problems: 1 · changed by others meanwhile: 1 · changed: 2 · new: 1 · untouched: 61"
    expect(officer.get_by_text(counts, exact=True)).to_be_visible()
    for text in (before["IND-0001"], "A cell that was changed", "a formula", "What others made of it"):
        expect(officer.get_by_text(text).first).to_be_visible()
    expect(officer.get_by_text("There is no objective 99")).to_be_visible()
    assert titles() == before | {"IND-0004": "What others made of it"}

    send(officer, correct("IND-0002", "9"))
    counts = "changed by others meanwhile: 1 · changed: 3 · new: 1 · untouched: 61"
    expect(officer.get_by_text(counts, exact=True)).to_be_visible()
    officer.get_by_label(re.compile("IND-0004")).check()
    accept(officer, "Accept the ticked rows")
    expect(officer.get_by_text("added: 1 · changed: 4", exact=True)).to_be_visible()
    changed = {
        "IND-0001": "A cell that was changed",
        "IND-0004": "What I make of it",
        "IND-0066": "A row that was added",
    }
    assert titles() == before | changed

    officer.get_by_role("button", name="Undo it as a whole").click()
    expect(officer.get_by_text("Undone: everything is as it was before.")).to_be_visible()
    assert titles() == before | {"IND-0004": "What others made of it"}


def test_a_foreign_table_with_french_headings_is_matched_on_a_phone(
    server: LiveServer, page_factory: PageFactory, titles: Titles, tmp_path: Path
) -> None:
    page = signed_in(server, page_factory(phone=True))
    (tmp_path / "liste.csv").write_bytes(FRENCH.encode("cp1252"))
    send(page, tmp_path / "liste.csv")
    expect(page.get_by_role("heading", level=1)).to_have_text("Which column is which?")
    chosen = {"N°": "Id in the source", "Intitulé de l’indicateur": TITLE, "Objectif": OBJECTIVES}
    for heading, field in chosen.items():
        assert page.get_by_label(heading, exact=True).locator("option:checked").inner_text() == field
    page.get_by_role("button", name="Show what would change").click()
    expect(page.get_by_text("new: 2", exact=True)).to_be_visible()
    accept(page)
    assert {"Part des demandes ayant reçu une réponse", "Nombre de guichets pour les familles"} <= set(
        titles().values()
    )
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
