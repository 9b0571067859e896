"""What was made up where something was brought in is set right by the migration, on both databases."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from sqlalchemy import Engine, text

from consultation import migrating
from consultation.proposals.content import Answer, Content, Provenance
from consultation.proposals.operations.importing import Said
from consultation.uploads.previews import unpacked
from exports.round_trip.proposal_writing import _digest
from exports.round_trip.rows import Preview
from indicators.codes import Code
from indicators.fields import SCHEMAS, Kind
from tests.databases import Databases
from tests.test_migrations import samples_before

THIS = "0016"
SAID = "title, rationale, reference_list, language, status, reason, kind, created_at, action"
VALUES = "'A title', '', '', 'en', 'published', '', 'indicator', '2027-01-15 12:00:00', 'add'"
A_NEW_ROW = {
    "row": {"number": 2, "cells": {}, "reference": "", "digests": {}, "is_taken_back": False, "problems": []},
    "fate": "new",
    "title": "A title",
    "cells": [{"name": "title", "before": "", "after": "A title", "is_changed_meanwhile": False}],
    "problems": [],
    "reason": "",
    "item_id": 0,
    "version": "",
    "said": {"codes": [["objective", "10"], ["objective", "8"]], "primary": "10", "answers": {}, "language": "en"},
    "references": ["", "", ""],
}


@pytest.fixture
def before(databases: Databases) -> Iterator[Engine]:
    """A database with a row in every table, as it was before the migration."""
    with samples_before(databases, THIS) as engine:
        yield engine


def run(engine: Engine, statement: str, **values: Any) -> list[Any]:
    with engine.begin() as connection:
        found = connection.execute(text(statement), values)
        return [*found.mappings()] if found.returns_rows else []


def name(engine: Engine, *objectives: str, primary: str, origin: str = "brought_in", edits: int = 0) -> None:
    """Let the second proposal of the sample, or else the first, name objectives in its last revision."""
    run(engine, "DELETE FROM alignments")
    proposal, revision = (902, 903) if origin == "brought_in" else (901, 901)
    if edits:
        columns = f"INSERT INTO revisions (id, proposal_id, number, {SAID})"
        run(engine, f"{columns} VALUES (950, :proposal, 7, {VALUES})", proposal=proposal)
        run(engine, "UPDATE proposals SET current_revision_id = 950 WHERE id = :proposal", proposal=proposal)
        revision = 950
    for place, code in enumerate(objectives, start=1):
        columns = "INSERT INTO alignments (revision_id, scheme, code, is_primary, position)"
        values = {"revision": revision, "code": code, "is_primary": code == primary, "place": place}
        run(engine, f"{columns} VALUES (:revision, 'objective', :code, :is_primary, :place)", **values)


def primaries(engine: Engine) -> list[str]:
    return [row["code"] for row in run(engine, "SELECT code FROM alignments WHERE is_primary")]


def keep_preview(engine: Engine, *rows: object) -> None:
    content = zlib.compress(orjson.dumps({"headings": {}, "rows": rows, "untouched": 0}), 1)
    run(engine, "UPDATE upload_pieces SET content = :content WHERE upload_id = 901", content=content)


def kept_preview(engine: Engine) -> Preview:
    [kept] = run(engine, "SELECT content FROM upload_pieces WHERE upload_id = 901")
    return Preview.from_json(unpacked(kept["content"]))


# ---- which of several objectives is the primary one ----


@pytest.mark.parametrize("objectives", [("10", "8"), ("all", "10")])
def test_the_first_of_several_that_were_brought_in_is_not_primary_because_it_stands_first(
    before: Engine, objectives: tuple[str, ...]
) -> None:
    name(before, *objectives, primary="10")
    migrating.upgrade(before, THIS)
    assert primaries(before) == []
    assert len(run(before, "SELECT code FROM alignments")) == 2


def test_the_only_one_stays_primary(before: Engine) -> None:
    name(before, "10", primary="10")
    migrating.upgrade(before, THIS)
    assert primaries(before) == ["10"]


def test_one_that_somebody_must_have_chosen_stays_primary(before: Engine) -> None:
    name(before, "10", "8", primary="8")
    migrating.upgrade(before, THIS)
    assert primaries(before) == ["8"]


def test_what_was_edited_since_it_was_brought_in_stays_as_it_is(before: Engine) -> None:
    name(before, "10", "8", primary="10", edits=1)
    migrating.upgrade(before, THIS)
    assert primaries(before) == ["10"]


def test_what_a_participant_proposed_stays_as_it_is(before: Engine) -> None:
    name(before, "10", "8", primary="10", origin="participant")
    migrating.upgrade(before, THIS)
    assert primaries(before) == ["10"]


def test_a_new_row_that_waits_to_be_accepted_does_not_state_it_either(before: Engine) -> None:
    keep_preview(before, A_NEW_ROW)
    migrating.upgrade(before, THIS)
    [row] = kept_preview(before).rows
    assert row.said["primary"] is None
    assert [(cell.name, cell.after) for cell in row.cells] == [
        ("title", "A title"),
        ("primary_objective", "not stated"),
    ]


def test_a_change_that_waits_of_what_was_set_right_is_looked_at_anew(before: Engine) -> None:
    name(before, "10", "8", primary="10")
    keep_preview(before, *(A_NEW_ROW | {"fate": "changed", "version": "1", "item_id": one} for one in (901, 902)))
    migrating.upgrade(before, THIS)
    assert [row.version for row in kept_preview(before).rows] == ["1", ""]


def test_going_down_again_the_first_counts_as_it_did(before: Engine) -> None:
    name(before, "all", "10", "8", primary="10")
    migrating.upgrade(before, THIS)
    migrating.downgrade(before, "0015")
    assert primaries(before) == ["10"]


# ---- sources ----

PATH = "/home/x/lists/list.xlsx"


def from_path(engine: Engine, **provenance: str) -> Provenance:
    """Let the second proposal of the sample come from a path; return how it was told before the migration."""
    told = {"external_id": "X-1", "source": PATH, "proposer": "A body", "source_note": "Our mapping"} | provenance
    values = ", ".join(f"{one} = :{one}" for one in told)
    stored = told | {"external_id": told["external_id"] or None}
    run(engine, f"UPDATE proposals SET {values}, content_hash = NULL WHERE id = 902", **stored)
    found = Provenance(**told)
    object.__setattr__(found, "source", told["source"])
    return found


def test_a_source_that_is_a_path_loses_its_folders_and_another_proposer_s_nothing(before: Engine) -> None:
    from_path(before)
    run(before, "UPDATE proposals SET source = :path WHERE id = 901", path=PATH)
    migrating.upgrade(before, THIS)
    assert [row["source"] for row in run(before, "SELECT source FROM proposals ORDER BY id")] == [PATH, "list.xlsx"]


def test_a_row_is_known_again_after_its_source_has_lost_its_folders(before: Engine) -> None:
    told = from_path(before, external_id="")
    name(before, "10", "8", primary="10")
    content = what_it_says(before)
    run(before, "UPDATE proposals SET content_hash = :it WHERE id = 902", it=Said(content, told).content_hash)
    migrating.upgrade(before, THIS)
    [row] = run(before, "SELECT content_hash FROM proposals WHERE id = 902")
    assert row["content_hash"] == Said(content, Provenance("", PATH, "A body", "Our mapping")).content_hash
    assert row["content_hash"] != Said(content, told).content_hash


def what_it_says(engine: Engine) -> Content:
    answers: dict[str, Answer] = {column.name: "" for column in SCHEMAS[Kind.INDICATOR].columns}
    answers |= {"title": "A title", "references": "https://example.org/", "action": "remove"}
    return Content("en", answers, (Code("objective", "10"), Code("objective", "8")), None)


def test_an_upload_can_still_be_undone_and_sets_back_to_a_source_without_folders(before: Engine) -> None:
    digest = _digest(from_path(before))
    run(
        before,
        "UPDATE upload_entries SET proposal_id = 902, mark = :mark, before = :before",
        mark=f"published 1 published {digest}",
        before=orjson.dumps({"revision": 1, "provenance": {"external_id": "", "source": PATH}}).decode(),
    )
    migrating.upgrade(before, THIS)
    [entry] = run(before, "SELECT mark, before FROM upload_entries")
    after = Provenance("X-1", PATH, "A body", "Our mapping")
    assert entry["mark"] == f"published 1 published {_digest(after)}" != f"published 1 published {digest}"
    assert orjson.loads(entry["before"]) == {"revision": 1, "provenance": {"external_id": "", "source": "list.xlsx"}}


def test_no_copy_of_a_path_is_left(before: Engine) -> None:
    from_path(before)
    run(before, "UPDATE known_tables SET settings = :it", it=orjson.dumps({"source": PATH}).decode())
    cell = {"name": "source", "before": "", "after": PATH, "is_changed_meanwhile": False}
    said = A_NEW_ROW["said"] | {"provenance": {"source": PATH}}  # type: ignore[operator]
    keep_preview(before, A_NEW_ROW | {"cells": [cell], "said": said})
    for number, rows in enumerate(({"reference": ["S-1", "S-2"], "source": [PATH, None]}, [{"source": PATH}])):
        columns = "INSERT INTO kept_rows (file_id, of, first, last, content)"
        content = zlib.compress(orjson.dumps(rows), 1)
        run(before, f"{columns} VALUES (901, 'proposals', :it, :it, :content)", it=number, content=content)
    migrating.upgrade(before, THIS)
    kept = [
        *run(before, "SELECT content FROM kept_rows WHERE of = 'proposals'"),
        *run(before, "SELECT content FROM upload_pieces"),
    ]
    texts = [zlib.decompress(row["content"]).decode() for row in kept]
    texts += [row["settings"] for row in run(before, "SELECT settings FROM known_tables")]
    assert len(texts) >= 4
    assert all("list.xlsx" in text and "/home" not in text for text in texts), texts
