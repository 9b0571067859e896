"""Kept rows in blocks: read again as they were, and one of them erased."""

from __future__ import annotations

import json
import zlib
from datetime import UTC, datetime

from consultation.keeping.blocks import ERASED, REFERENCE, Block, unpacked, without
from consultation.lists import ListName

TEXTS = ["=1+1", "“ä” 👩‍👩‍👧 \u202e", None]
ROWS = {REFERENCE: ["C-000007", "C-000008", "C-000012"], "text": TEXTS, "section": ["", None, "title"]}


def test_rows_are_read_as_they_were_with_what_they_say_something_of() -> None:
    block = Block.packed(ListName.COMMENTS, ROWS)
    assert (block.first, block.last) == (7, 12)
    assert unpacked(block.content) == [
        {REFERENCE: "C-000007", "text": TEXTS[0]},
        {REFERENCE: "C-000008", "text": TEXTS[1]},
        {REFERENCE: "C-000012", "section": "title"},
    ]


def test_a_moment_is_kept_as_text_with_its_zone() -> None:
    moment = datetime(2027, 6, 30, 12, 0, tzinfo=UTC)
    (row,) = unpacked(Block.packed(ListName.COMMENTS, {REFERENCE: ["C-000001"], "created_at": [moment]}).content)
    assert row["created_at"] == "2027-06-30T12:00:00+00:00"


def test_nothing_is_left_of_a_row_that_is_taken_out_and_everything_of_the_others() -> None:
    content = Block.packed(ListName.COMMENTS, ROWS).content
    rest = without(content, {"C-000008"})
    assert rest is not None
    before, after = unpacked(content), unpacked(rest)
    assert after == [before[0], {REFERENCE: "C-000008", ERASED: True}, before[2]]
    assert without(rest, {"C-000008"}) is None
    assert without(content, {"C-000009"}) is None


def test_rows_that_were_packed_one_by_one_are_still_read_and_taken_out() -> None:
    rows = [{REFERENCE: "C-000001", "text": "One"}, {REFERENCE: "C-000002", "text": "Two"}]
    content = zlib.compress(json.dumps(rows).encode())
    assert unpacked(content) == rows
    rest = without(content, {"C-000001"})
    assert rest is not None
    assert unpacked(rest) == [{REFERENCE: "C-000001", ERASED: True}, rows[1]]
