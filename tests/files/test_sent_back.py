"""Our own files in other programs: opened, saved again and sent back, each row counts as untouched.

By the real way: a page hands the file out, a page takes it in.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from tempfile import NamedTemporaryFile

import openpyxl
import pandas as pd
import polars as pl
import pytest
from flask import Flask
from sqlalchemy.orm import Session

from consultation.discussion.models import Stance
from consultation.people.models import Participant
from exports.fill_in.sheet_to_fill import save
from tests.client import StrictClient
from tests.databases import SQLITE
from tests.exports.fill_in.templates import typed
from tests.exports.round_trip.test_edited_lists import brought_in
from tests.factories import a_comment, a_proposal
from tests.files.conftest import sent
from tests.machines.javascript import JavaScript
from tests.machines.office import Office

DATABASES = SQLITE

SaveAll = Callable[[Mapping[str, bytes]], Path]
ROWS = 1  # the sheet with the rows, after the instructions
OTHERS = re.compile("changed: |new: 2|with problems: |ignored: ")  # rows that are neither wanted nor untouched
HOSTILE = (
    "=HYPERLINK(1)",
    "'quoted' and _x000D_ literally, _x0041_",
    "line\none\n\n  and spaces at the end  ",
    "+49 or -49\tand a tab",
    "1.10",
    "007",
    "2026-07-10",
    "TRUE",
    "x" * 32_000,
    "نسبة المهاجرين \U0001f6b6",
)


read_excel = partial(pd.read_excel, engine="openpyxl")


def by_openpyxl(source: Path, target: Path) -> None:
    openpyxl.load_workbook(source).save(target)


def by_pandas(source: Path, target: Path) -> None:
    """All sheets, as somebody saves them who wants texts to stay texts."""
    sheets = read_excel(source, sheet_name=None, keep_default_na=False)
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with pd.ExcelWriter(target, engine="xlsxwriter", engine_kwargs={"options": options}) as writer:
        for name, frame in sheets.items():
            frame.to_excel(writer, sheet_name=name, index=False)


def by_pandas_as_text(source: Path, target: Path) -> None:
    read_excel(source, sheet_name=ROWS, dtype=str, keep_default_na=False).to_csv(target, index=False)


def by_polars(source: Path, target: Path) -> None:
    pl.read_excel(source, sheet_id=ROWS + 1, engine="openpyxl", infer_schema_length=0).write_excel(target)


PYTHON = {
    "openpyxl.xlsx": by_openpyxl,
    "pandas.xlsx": by_pandas,
    "pandas.csv": by_pandas_as_text,
    "polars.xlsx": by_polars,
}
OFFICE = {
    "LibreOffice.xlsx": "",
    "LibreOffice.ods": "",
    "LibreOffice.csv": "59,34,76,1,,0,false,true,true,false,false,2",
}
JAVASCRIPT = ("sheetjs.xlsx", "sheetjs.ods", "exceljs.xlsx")
ALL = (*PYTHON, *OFFICE, *JAVASCRIPT)
FEW = ("pandas.csv", "LibreOffice.ods", "LibreOffice.csv", "sheetjs.xlsx")  # exceljs takes long over choices for cells
WHOLE = ("openpyxl.xlsx", "pandas.xlsx", "LibreOffice.xlsx", "LibreOffice.ods", "sheetjs.xlsx", "exceljs.xlsx")
SAVED_BY = {"proposals": ALL, "comments": FEW, "template": FEW, "workbook": WHOLE}


@pytest.fixture
def saved_by_all(typing_office: Office, javascript: JavaScript, tmp_path: Path) -> SaveAll:
    """Give files to every program, which saves each in a folder of its name; each program is started once."""

    def saved(contents: Mapping[str, bytes]) -> Path:
        places = [
            (tmp_path / kind / "ours.xlsx", tmp_path / kind / name) for kind in contents for name in SAVED_BY[kind]
        ]
        for kind, content in contents.items():
            (tmp_path / kind).mkdir()
            (tmp_path / kind / "ours.xlsx").write_bytes(content)
        for source, target in places:
            if target.name in PYTHON:
                PYTHON[target.name](source, target)
        typing_office.convert_all([(*place, OFFICE[place[1].name]) for place in places if place[1].name in OFFICE])
        javascript.run(
            {"library": target.stem, "source": str(source), "target": str(target)}
            for source, target in places
            if target.name in JAVASCRIPT
        )
        return tmp_path

    return saved


def told(client: StrictClient, files: Iterable[Path], wanted: str) -> dict[str, str]:
    """Return what is said of those files that are not as wanted."""
    pages = {f"{file.parent.name} {file.name}": sent(client, file).text.partition("<main")[2] for file in files}
    lost = {name: page for name, page in pages.items() if wanted not in page or OTHERS.search(page)}
    return {name: " ".join(re.sub("<[^>]*>", " ", page).split())[:500] for name, page in lost.items()}


@pytest.mark.office
def test_our_files_that_any_program_saved_come_back_untouched(
    app: Flask, client: StrictClient, officer: Participant, session: Session, saved_by_all: SaveAll
) -> None:
    proposal = a_proposal(session, title=HOSTILE[0])
    for number, text in enumerate(HOSTILE):
        brought_in(session, number, title=text[:200], rationale=text)
        a_comment(session, proposal, author=officer, stance=Stance.QUESTION, text=text)
    session.commit()
    contents = {
        "proposals": client.get("/consultations/indicators/lists/proposals").data,
        "comments": client.get("/consultations/indicators/lists/comments").data,
        "template": filled_in(client.get("/consultations/indicators/template").data),
        "workbook": handed_out(app),
    }
    folder = saved_by_all(contents)
    for kind, wanted in (
        ("proposals", f"untouched: {len(HOSTILE) + 1}"),
        ("comments", f"untouched: {len(HOSTILE)}"),
        ("template", "new: 1"),
    ):
        assert told(client, [folder / kind / name for name in SAVED_BY[kind]], wanted) == {}
    files = [folder / "workbook" / name for name in WHOLE]
    said = {file.name: app.test_cli_runner().invoke(args=["export", "verify", str(file)]).output for file in files}
    assert {name: text for name, text in said.items() if "Every cell says what was handed out" not in text} == {}


def filled_in(template: bytes) -> bytes:
    """Write a row into the template, as a text in each cell."""
    book = openpyxl.load_workbook(io.BytesIO(template))
    row = {"title": HOSTILE[0], "rationale": HOSTILE[2], "objectives": "8; 10", "language": "English"}
    for sheet, place, text in typed([row]):
        book[sheet][place].value = text
        book[sheet][place].data_type = "s"
    file = io.BytesIO()
    save(book, file)  # as it was handed out: exceljs cannot open what openpyxl saves of it
    return file.getvalue()


def handed_out(app: Flask) -> bytes:
    with NamedTemporaryFile(suffix=".xlsx") as file:
        words = ["export", "indicators", "--audience", "secretariat", "--output", file.name]
        assert app.test_cli_runner().invoke(args=words).exit_code == 0
        return Path(file.name).read_bytes()


# ---- what a program, or a person, really loses ----


@pytest.mark.usefixtures("officer")
def test_a_list_without_its_hidden_column_is_refused_with_what_to_do(
    client: StrictClient, session: Session, tmp_path: Path
) -> None:
    brought_in(session)
    session.commit()
    (tmp_path / "list.xlsx").write_bytes(client.get("/consultations/indicators/lists/proposals").data)
    for name in ("lost.xlsx", "lost.csv"):
        frame = read_excel(tmp_path / "list.xlsx", sheet_name=ROWS, dtype=str).iloc[:, 1:]
        frame.to_csv(tmp_path / name, index=False) if name.endswith("csv") else frame.to_excel(tmp_path / name)
        page = sent(client, tmp_path / name)
        assert page.status_code == 422
        assert "its hidden first column is lost" in page.text
        assert "Take a new list" in page.text


@pytest.mark.usefixtures("officer")
def test_a_column_that_somebody_put_before_the_hidden_one_is_told(
    client: StrictClient, session: Session, tmp_path: Path
) -> None:
    brought_in(session)
    session.commit()
    file = tmp_path / "list.xlsx"
    file.write_bytes(client.get("/consultations/indicators/lists/proposals").data)
    book = openpyxl.load_workbook(file)
    book.worksheets[ROWS].insert_cols(1)
    book.save(file)
    assert "untouched: 1" in sent(client, file).text
    read_excel(file, sheet_name=ROWS, dtype=str).iloc[:, 1:].to_excel(tmp_path / "counted.xlsx")
    assert "untouched: 1" in sent(client, tmp_path / "counted.xlsx").text
    book.worksheets[ROWS]["A1"], book.worksheets[ROWS]["A2"] = "Mine", "look at this"
    book.save(file)
    assert "does not have these columns: “\u2068Mine\u2069”" in sent(client, file).text


@pytest.mark.usefixtures("officer")
def test_what_a_library_takes_for_nothing_is_shown_as_a_change(
    client: StrictClient, session: Session, tmp_path: Path
) -> None:
    brought_in(session, title="A title", rationale="NA")
    session.commit()
    (tmp_path / "list.xlsx").write_bytes(client.get("/consultations/indicators/lists/proposals").data)
    read_excel(tmp_path / "list.xlsx", sheet_name=ROWS).to_excel(tmp_path / "saved.xlsx", index=False)
    assert "changed: 1" in sent(client, tmp_path / "saved.xlsx").text
