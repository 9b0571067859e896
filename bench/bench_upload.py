"""A table of 10,000 rows and 20 columns that somebody sends: read, looked at, and accepted."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

from flask import Flask
from openpyxl import Workbook
from sqlalchemy.orm import Session

from bench import benchmark
from bench.bench_workbook import WORDS, text
from consultation.config import Config
from consultation.database import begin_writing, make_engine
from consultation.lists import ListName
from consultation.process.queries import get_consultation
from consultation.running.preparing import prepare_database
from consultation.uploads.models import Upload
from consultation.uploads.operations import receive_upload
from consultation.uploads.previews import packed
from consultation.web.identity import new_token
from exports.fill_in.sent_table import SentTable
from exports.round_trip.editable_list import Acceptance, EditableList, ListContext
from exports.round_trip.previewing import list_named_by
from exports.round_trip.rows import COMMAND_LINE, Fate, Preview
from exports.uploads.accepting import accept, chosen_rows
from exports.uploads.sandbox import read_table_apart
from exports.uploads.upload_preview import keep_upload_preview, preview_table
from indicators.fields import INDICATOR, Shape
from tests.clock import START
from wsgi import create_app

ROWS = 10_000
DESCRIBED = 16  # columns that descriptors of an indicator fill
CODED = {"objectives": "8; 10; 8(c)", "principles": "a; f", "paragraphs": "70; 76"}


def a_table(folder: Path) -> None:
    """A site without proposals, and a workbook of 10,000 rows of which every cell of 20 columns says something."""
    prepare_database(make_engine(f"sqlite:///{folder / 'steppingstone.db'}"))
    chance = random.Random(ROWS)
    columns = INDICATOR.columns[:DESCRIBED]
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("Rows")
    sheet.append([*(column.name for column in columns), *CODED, "language"])
    for number in range(ROWS):
        language = chance.choice(list(WORDS))
        lengths = {Shape.LINE: 4, Shape.TEXT: 10}
        said = [
            text(chance, language, lengths[column.shape]) if column.shape in lengths else column.choices[0].label
            for column in columns
        ]
        said[next(place for place, column in enumerate(columns) if column.name == "title")] += f" {number}"
        sheet.append([*said, *CODED.values(), language])
    workbook.save(folder / "rows.xlsx")


def app_of(database: Path) -> Flask:
    settings = {"APP_ENV": "development", "DATABASE_URL": f"sqlite:///{database}", "INSTANCE_DIR": str(database.parent)}
    return create_app(Config.from_environment(settings))


def read(folder: Path) -> SentTable:
    return read_table_apart(folder / "rows.xlsx")


def looked_at(session: Session, app: Flask, table: SentTable) -> tuple[EditableList, Preview]:
    consultation = get_consultation(session, "indicators")
    context = ListContext(consultation, app.extensions["framework"], COMMAND_LINE, START)
    with app.test_request_context():
        editable = list_named_by(table, context)
        found = preview_table(session, table, editable, ({name: name for name in table.headings}, {}))
    assert found.counts["new"] == ROWS, found.counts  # noqa: S101
    return editable, found


def received(session: Session, editable: EditableList, table: SentTable, found: Preview) -> Upload:
    said = {"list_name": ListName.PROPOSALS, "participant_id": None, "of_secretariat": True, "sha256": "0" * 64}
    consultation_id = editable.context.consultation.id
    upload = receive_upload(
        session, consultation_id=consultation_id, file_name="rows.xlsx", token=new_token(), now=START, **said
    )
    keep_upload_preview(session, upload, table, editable, found)
    return upload


@benchmark(
    "an upload of 10,000 rows of 20 columns, read and looked at",
    prepare=a_table,
    repeat=3,
    most_seconds=10,
    most_megabytes=400,
)
def look(folder: Path) -> Callable[[], object]:
    """Read in a process of its own, every row through the form, compared with what is there, and packed to be kept."""
    app = app_of(folder / "steppingstone.db")
    engine = app.extensions["engine"]

    def call() -> None:
        with Session(engine) as session:
            table = read(folder)
            _editable, found = looked_at(session, app, table)
            packed(table.as_json())
            packed(found.as_json())

    return call


@benchmark(
    "an upload of 10,000 rows of 20 columns, accepted",
    prepare=a_table,
    repeat=3,
    most_seconds=10,
)
def take(folder: Path) -> Callable[[], object]:
    """All rows in one transaction, into a database without proposals."""
    database = folder / "accepted.db"
    table = read(folder)

    def call() -> None:
        for name in (database, database.with_name("accepted.db-wal"), database.with_name("accepted.db-shm")):
            name.unlink(missing_ok=True)
        shutil.copy(folder / "steppingstone.db", database)
        app = app_of(database)
        engine = app.extensions["engine"]
        with Session(engine, expire_on_commit=False) as session:
            begin_writing(session)
            upload = received(session, kept[0], table, kept[1])
            editable = list_named_by(table, ListContext(get_consultation(session, "indicators"), *rest(app)))
            with app.test_request_context():
                accept(session, upload, editable, Acceptance(editable.context, new_token), rows)
            session.commit()
        engine.dispose()

    app = app_of(folder / "steppingstone.db")
    with Session(app.extensions["engine"]) as session:
        kept = looked_at(session, app, table)
    rows = chosen_rows(kept[1].rows, fates=[Fate.NEW])
    return call


def rest(app: Flask) -> tuple[object, ...]:
    return app.extensions["framework"], COMMAND_LINE, START
