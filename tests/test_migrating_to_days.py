"""What was kept before others were told days alone: files go, and times in what is kept are cut, on both databases."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from sqlalchemy import Engine, bindparam, text

from consultation import migrating
from consultation.keeping.blocks import unpacked as unpacked_rows
from consultation.lists import ListName
from consultation.uploads.previews import unpacked
from exports.handouts.changes import Changes
from tests.databases import Databases
from tests.test_migrations import samples_before

THIS = "0014"
LATE_AT_NIGHT = "2027-01-15T20:00:00+00:00"  # when it is the 16th where the sample consultation is
BY_ROWS = [
    {"reference": "C-000901", "text": LATE_AT_NIGHT, "created_at": LATE_AT_NIGHT},
    {"reference": "C-000902", "created_at": "2027-01-15 12:00:00.123456+00:00", "decided_at": "2027-01-15 20:00:00"},
]
BY_COLUMNS = {
    "reference": ["C-000901", "C-000902"],
    "text": [LATE_AT_NIGHT, ""],
    "created_at": [LATE_AT_NIGHT, "2027-01-15T12:00:00.123456+00:00"],
    "decided_at": [None, "2027-01-15T20:00:00+00:00"],
}
PREVIEW = {"headings": {}, "rows": [{"version": LATE_AT_NIGHT, "references": ["C-000901"]}], "untouched": 0}
TABLE = {
    "headings": ["Text", "Sent (UTC)"],
    "rows": [{"cells": {"Text": "12:00", "Sent (UTC)": "2027-01-15 20:00:00"}}],
}


@pytest.fixture
def before(databases: Databases) -> Iterator[Engine]:
    """A database with a row in every table, as it was before the migration."""
    with samples_before(databases, THIS) as engine:
        yield engine


def run(engine: Engine, statement: str, **values: Any) -> list[Any]:
    with engine.begin() as connection:
        found = connection.execute(text(statement).bindparams(*(bindparam(name) for name in values)), values)
        return [*found.mappings()] if found.returns_rows else []


def packed(content: object) -> bytes:
    return zlib.compress(orjson.dumps(content), 1)


def keep(engine: Engine, table: str, where: str, content: object) -> None:
    run(engine, f"UPDATE {table} SET content = :content WHERE {where}", content=packed(content))


def test_public_and_partners_files_go_and_say_why_and_the_secretariats_stay(before: Engine) -> None:
    run(before, "UPDATE kept_files SET gone_at = NULL, gone_because = NULL, of_secretariat = (id = 902)")
    run(before, "INSERT INTO kept_pieces (file_id, number, content) VALUES (902, 0, 'abc')")
    migrating.upgrade(before, THIS)
    reasons = {row["id"]: row["gone_because"] for row in run(before, "SELECT id, gone_because FROM kept_files")}
    assert reasons == {901: "told_times", 902: None}
    assert [row["file_id"] for row in run(before, "SELECT file_id FROM kept_pieces")] == [902]
    assert run(before, "SELECT id FROM export_records WHERE kept_file_id = 901")


def test_what_went_for_another_reason_keeps_it(before: Engine) -> None:
    migrating.upgrade(before, THIS)
    assert [row["gone_because"] for row in run(before, "SELECT * FROM kept_files WHERE id = 902")] == ["withdrawn"]


@pytest.mark.parametrize("rows", [BY_ROWS, BY_COLUMNS], ids=["by rows", "by columns"])
def test_kept_rows_tell_days_in_the_zone_of_the_consultation(before: Engine, rows: object) -> None:
    keep(before, "kept_rows", "file_id = 901", rows)
    migrating.upgrade(before, THIS)
    [kept] = run(before, "SELECT content FROM kept_rows")
    first, second = unpacked_rows(kept["content"])
    assert (first["created_at"], first["text"]) == ("2027-01-16", LATE_AT_NIGHT), "what people wrote stays"
    assert (second["created_at"], second["decided_at"]) == ("2027-01-15", "2027-01-16")
    as_made_today = {"reference": "C-000901", "text": LATE_AT_NIGHT, "created_at": "2027-01-16"}
    found = Changes({ListName.COMMENTS: ["text", "created_at"]}).between(ListName.COMMENTS, [first], [as_made_today])
    assert list(found) == [], "a file from after the migration says the same"


def test_waiting_uploads_tell_no_times_and_are_looked_at_anew(before: Engine) -> None:
    keep(before, "upload_pieces", "upload_id = 901", PREVIEW)
    run(before, "INSERT INTO upload_pieces (upload_id, name, content) VALUES (901, 'table', :it)", it=packed(TABLE))
    migrating.upgrade(before, THIS)
    kept = {row["name"]: unpacked(row["content"]) for row in run(before, "SELECT name, content FROM upload_pieces")}
    assert kept["preview"]["rows"] == [{"version": "", "references": ["C-000901"]}]
    assert kept["table"]["rows"] == [{"cells": {"Text": "12:00", "Sent (UTC)": "2027-01-16"}}]


def test_what_nobody_can_read_stops_nothing(before: Engine) -> None:
    run(before, "UPDATE kept_rows SET content = 'no rows'")
    migrating.upgrade(before)
    assert migrating.is_current(before)
