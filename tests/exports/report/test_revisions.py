"""Revisions: what was changed after a proposal was sent, field by field, for those who may read it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.people.models import Status
from consultation.proposals.models import Proposal, Revision
from consultation.proposals.operations.lifecycle import withdraw_proposal
from consultation.proposals.operations.revising import revise
from consultation.proposals.queries import get_current_revision
from exports.report.scope.audiences import Audience
from exports.report.sheets.revisions import changed_columns, revision_frames
from indicators.codes import Code
from indicators.fields import INDICATOR
from tests.clock import START
from tests.databases import SQLITE
from tests.exports.conftest import UNION
from tests.exports.opened import Taken, read_me_of, rows_of, unpacked
from tests.exports.report.rows import LABELS, alignment_rows, frame_of, proposal_row
from tests.factories import a_proposal, a_revision, indicators, what

DATABASES = SQLITE

Make = Callable[..., Taken]


def edit(session: Session, proposal: Proposal, *, is_held: bool = False, **changes: Any) -> None:
    before = get_current_revision(session, proposal)
    revise(session, proposal, what(indicators(session), **changes), replaced=before, is_held=is_held, now=START)


def shown(content: bytes) -> list[tuple[Any, ...]]:
    headings = ("Proposal", "Revision", "Field", "Before", "After")
    return [tuple(row[heading] for heading in headings) for row in rows_of(content, "Revisions")]


def test_each_changed_field_has_a_row_with_what_it_said_before_and_after(session: Session, make: Make) -> None:
    proposal = a_proposal(session, title="One", unit="%", codes=(Code("objective", "8"),), speaker=UNION)
    a_proposal(session, title="Never changed")
    a_revision(session, proposal, title="=Two", unit="%", codes=(Code("objective", "8"), Code("paragraph", "70")))
    a_revision(session, proposal, title="=Two", unit="", language="fr", codes=(Code("objective", "3"),))
    reference = proposal.reference
    content = make().content
    assert shown(content) == [
        (reference, 2, "Title of the indicator", "One", "=Two"),
        (reference, 2, "Paragraphs of the Progress Declaration", None, "70"),
        (reference, 3, "Primary objective", "8", "3"),
        (reference, 3, "Objectives of the Compact", "8", "3"),
        (reference, 3, "Paragraphs of the Progress Declaration", "70", None),
        (reference, 3, "Unit of measure", "%", None),
        (reference, 3, "Language", "en", "fr"),
    ]
    assert rows_of(content, "Revisions")[0]["Who"].startswith("A seafarers' union")


def test_a_wording_that_waits_is_the_secretariats_and_one_that_nobody_looked_at_is_its_authors_alone(
    session: Session, make: Make
) -> None:
    proposal = a_proposal(session, title="As it was")
    edit(session, proposal, is_held=True, title="canary-replaced")
    replaced = session.scalars(select(Revision).where(Revision.title == "canary-replaced")).one()
    revise(
        session, proposal, what(indicators(session), title="canary-held"), replaced=replaced, is_held=True, now=START
    )
    public, secretariat = make(), make(Audience.SECRETARIAT)
    assert rows_of(public.content, "Revisions") == []
    assert "canary" not in unpacked(public.content)
    assert "canary-replaced" not in unpacked(secretariat.content)
    (row,) = [row for row in rows_of(secretariat.content, "Revisions") if row["Field"].startswith("Title")]
    assert (row["Before"], row["After"], row["Status"]) == ("As it was", "canary-held", "held")


def test_nothing_is_left_of_the_wordings_of_what_was_withdrawn(session: Session, make: Make) -> None:
    proposal = a_proposal(session, title="canary-one")
    edit(session, proposal, title="canary-two")
    withdraw_proposal(session, proposal, now=START)
    for audience in Audience:
        content = make(audience).content
        assert rows_of(content, "Revisions") == []
        assert "canary" not in unpacked(content)


def test_a_long_text_that_was_changed_goes_on_in_long_texts(session: Session, make: Make) -> None:
    proposal = a_proposal(session, rationale="short")
    a_revision(session, proposal, rationale="x" * 40_000)
    content = make().content
    (row,) = [row for row in rows_of(content, "Revisions") if row["Before"] == "short"]
    parts = [part["Text"] for part in rows_of(content, "Long texts") if part["Sheet"] == "Revisions"]
    assert row["After"] + "".join(parts) == "x" * 40_000
    assert "longer than a cell can hold: 2." in " ".join(
        read_me_of(content)["Notice"]
    )  # there, and on the sheet of the proposals


def test_wordings_that_come_in_pieces_are_compared_across_them() -> None:
    def wording(number: int, title: str, reference: str = "IND-0001") -> dict[str, Any]:
        return proposal_row(str(number), title=title) | {
            "proposal_reference": reference,
            "revision": number,
            "status": Status.PUBLISHED,
        }

    rows = [wording(1, "One"), wording(2, "Two"), wording(3, "Three"), wording(1, "Other", "IND-0002")]
    like = wording(1, "One")
    whole = [(frame_of(*rows, like=like), alignment_rows())]
    pieces = [(frame_of(row, like=like), alignment_rows()) for row in rows]
    found = [
        [
            tuple(row)[-2:]
            for frame in revision_frames(given, INDICATOR, LABELS)
            for row in frame.itertuples(index=False)
        ]
        for given in (whole, pieces)
    ]
    assert found == [[("One", "Two"), ("Two", "Three")]] * 2


def test_every_field_that_an_author_can_change_is_compared() -> None:
    names = {column.name for column in changed_columns(INDICATOR, LABELS)}
    assert {column.name for column in INDICATOR.columns} <= names
    assert {"objectives", "principles", "paragraphs", "actions", "primary_objective", "language"} - names == set()
