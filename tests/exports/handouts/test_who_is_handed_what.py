"""What is not for everybody stays out of the public workbook, and some things out of every one."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterator
from importlib import import_module
from inspect import isfunction, signature
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Case, Cast, Column, ColumnElement, Engine, Label
from sqlalchemy.orm import Session

from consultation.database import Base, snapshot
from consultation.discussion.models import Stance
from consultation.discussion.operations.commenting import hide_comment, refuse_comment, withdraw_comment
from consultation.partners.models import Share
from consultation.partners.operations import share_with
from consultation.people.models import Attribution, Status
from consultation.people.speaker import Speaker
from consultation.proposals.operations.lifecycle import hide_proposal
from consultation.proposals.operations.revising import revise
from consultation.proposals.queries import get_current_revision
from consultation.proposals.search.filters import Filters
from exports.handouts.comparing import CHANGES
from exports.handouts.making import make_file
from exports.handouts.order import Order
from exports.report import queries
from exports.report.queries.items import comments, proposals
from exports.report.registry import sheets_of
from exports.report.scope.audiences import Audience, seen_by
from exports.report.scope.scope import Scope
from exports.report.scope.withheld import IN_READ_ME, withheld
from exports.report.sheet import Series, Sheet
from exports.report.sheets.comments import comment_columns
from exports.report.sheets.dictionary import DICTIONARY
from exports.report.sheets.long_texts import LONG_TEXTS
from exports.report.sheets.proposals import proposal_columns
from exports.report.sheets.read_me import READ_ME
from indicators.fields import SCHEMAS, Kind
from tests.clock import START
from tests.databases import ON_BOTH, SQLITE
from tests.exports.opened import rows_of, taken, unpacked
from tests.exports.report.rows import FRAMEWORK, LABELS
from tests.factories import a_comment, a_participant, a_proposal, an_officer, indicators, what

DATABASES = SQLITE

SEEN_BY_THE_SECRETARIAT = (Status.HELD, Status.REFUSED, Status.HIDDEN)
SEEN_BY_NOBODY = (Status.DRAFT, Status.WITHDRAWN)


def canary(thing: str, status: Status) -> str:
    return f"canary-{thing}-{status}-zq"


def speaking(thing: str, status: Status) -> Speaker:
    words = canary(thing, status)
    return Speaker(Attribution.NAMED, "migrants", "africa", f"{words}-organisation", f"{words}-name")


def contents(session: Session, engine: Engine, audience: Audience, *shares: Share) -> bytes:
    is_for_one = audience is Audience.PARTNERS
    partner = share_with(session, indicators(session).id, "A network", shares, now=START).name if is_for_one else ""
    session.commit()
    with snapshot(engine) as reading:
        order = Order("indicators", audience, partner=partner)
        return taken(make_file(reading, order, FRAMEWORK, now=START)).content


@pytest.fixture
def every_status(session: Session) -> None:
    """A proposal and a comment in each status, each with words of its own that can be looked for."""
    for status in Status:
        words = canary("proposal", status)
        said = {"title": words, "rationale": words, "definition": words}
        a_proposal(session, status=status, speaker=speaking("proposal", status), **said)
    public = a_proposal(session)
    for status in set(Status) - {Status.DRAFT}:
        comment = a_comment(
            session,
            public,
            text=canary("comment", status),
            suggested_wording=canary("comment", status),
            speaker=speaking("comment", status),
            is_held=status in {Status.HELD, Status.REFUSED},
        )
        decision = {"officer": an_officer(session), "reason": f"reason-{status}-zq", "now": START}
        if status is Status.REFUSED:
            refuse_comment(session, comment, **decision)
        if status is Status.HIDDEN:
            hide_comment(session, comment, **decision)
        if status is Status.WITHDRAWN:
            withdraw_comment(session, comment, now=START)


@ON_BOTH
def test_the_public_workbook_holds_nothing_but_what_is_published(
    session: Session, engine: Engine, every_status: None
) -> None:
    everything = unpacked(contents(session, engine, Audience.PUBLIC))
    for thing in ("proposal", "comment"):
        assert canary(thing, Status.PUBLISHED) in everything
        for status in (*SEEN_BY_THE_SECRETARIAT, *SEEN_BY_NOBODY):
            assert canary(thing, status) not in everything, f"{thing} {status}"
    assert "reason-" not in everything


@ON_BOTH
def test_the_secretariats_has_the_rest_with_status_and_reason_but_no_draft_and_nothing_withdrawn(
    session: Session, engine: Engine, every_status: None
) -> None:
    content = contents(session, engine, Audience.SECRETARIAT)
    everything = unpacked(content)
    for thing in ("proposal", "comment"):
        for status in SEEN_BY_THE_SECRETARIAT:
            assert canary(thing, status) in everything, f"{thing} {status}"
        for status in SEEN_BY_NOBODY:
            assert canary(thing, status) not in everything, f"{thing} {status}"
    reasons = {row["Status"]: row["Reason"] for row in rows_of(content, "Comments")}
    assert (reasons["refused"], reasons["hidden"]) == ("reason-refused-zq", "reason-hidden-zq")
    assert reasons["withdrawn"] is None


def test_the_public_workbook_has_no_column_that_is_the_secretariats(session: Session, engine: Engine) -> None:
    a_comment(session, a_proposal(session))
    for sheet in ("Indicators", "Comments"):
        (public,) = rows_of(contents(session, engine, Audience.PUBLIC), sheet)
        (secretariat,) = rows_of(contents(session, engine, Audience.SECRETARIAT), sheet)
        assert {"Status", "Reason", "Decided"} <= set(secretariat) - set(public)
    described = {row["Column"] for row in rows_of(contents(session, engine, Audience.PUBLIC), "Data dictionary")}
    assert not {"Status", "Reason", "Waiting revision"} & described


def test_an_edit_that_waits_is_read_by_the_secretariat_and_counts_for_nothing_yet(
    session: Session, engine: Engine
) -> None:
    proposal = a_proposal(session, title="As it was")
    before = get_current_revision(session, proposal)
    edited = what(indicators(session), title="canary of an edit")
    revise(session, proposal, edited, replaced=before, is_held=True, now=START)
    content = contents(session, engine, Audience.SECRETARIAT)
    (row,) = rows_of(content, "Indicators")
    assert (row["Title of the indicator"], row["Revision"], row["Waiting revision"]) == ("As it was", 1, 2)
    (change,) = [row for row in rows_of(content, "Revisions") if row["After"] == "canary of an edit"]
    assert (change["Before"], change["Status"]) == ("As it was", "held")
    assert "canary of an edit" not in unpacked(contents(session, engine, Audience.PUBLIC))


def test_a_consultation_without_anything_has_a_workbook_too(session: Session, engine: Engine) -> None:
    content = contents(session, engine, Audience.SECRETARIAT)
    assert rows_of(content, "Indicators") == rows_of(content, "Comments") == rows_of(content, "Convergence") == []
    assert len(rows_of(content, "Coverage")) == 3 * 23 + 1
    about = {row["About this workbook"]: row["What one should know"] for row in rows_of(content, "Read me")}
    assert about["Last change in the data"] == "There are no data yet."


def test_what_is_withdrawn_leaves_a_row_with_its_reference_and_dates(
    session: Session, engine: Engine, every_status: None
) -> None:
    content = contents(session, engine, Audience.SECRETARIAT)
    (proposal,) = [row for row in rows_of(content, "Indicators") if row["Status"] == "withdrawn"]
    (comment,) = [row for row in rows_of(content, "Comments") if row["Status"] == "withdrawn"]
    assert {name for name, value in proposal.items() if value is not None} == {
        "Reference",
        "Origin",
        "Status",
        "Submitted",
        "In time",
        "Changed",
    }
    assert comment["Text"] is comment["Stakeholder group"] is comment["Stance"] is None
    assert comment["Proposal"]


def test_a_reply_to_a_hidden_comment_is_handed_out_without_leading_nowhere(session: Session, engine: Engine) -> None:
    proposal = a_proposal(session)
    hidden = a_comment(session, proposal, text="To be hidden")
    a_comment(session, proposal, parent=hidden, text="A reply")
    hide_comment(session, hidden, officer=an_officer(session), reason="It names a person.", now=START)
    (reply,) = rows_of(contents(session, engine, Audience.PUBLIC), "Comments")
    assert (reply["Reply to"], reply["Kind"]) == (None, "reply to a comment that is not shown")
    both = rows_of(contents(session, engine, Audience.SECRETARIAT), "Comments")
    assert both[1]["Reply to"] == both[0]["Comment"]


def test_comments_on_a_hidden_proposal_go_with_it(session: Session, engine: Engine) -> None:
    hidden = a_proposal(session)
    a_comment(session, hidden, stance=Stance.SUPPORT, text="Said before it was hidden")
    hide_proposal(session, hidden, officer=an_officer(session), reason="It names a person.", now=START)
    assert rows_of(contents(session, engine, Audience.PUBLIC), "Comments") == []
    (comment,) = rows_of(contents(session, engine, Audience.SECRETARIAT), "Comments")
    assert comment["Position"] == "not counted"


def test_no_address_and_no_key_is_in_any_workbook(session: Session, engine: Engine) -> None:
    author = a_participant(session, email="canary@example.org")
    proposal = a_proposal(session, author=author, speaker=Speaker(Attribution.NOTHING, "migrants", "africa", "O", "N"))
    a_comment(session, proposal, author=author)
    secrets = [proposal.token, proposal.submission, "canary@example.org"]
    for audience in Audience:
        everything = unpacked(contents(session, engine, audience))
        assert not [secret for secret in secrets if secret and secret in everything]


def test_what_an_author_hides_counts_as_not_stated(session: Session, engine: Engine) -> None:
    a_proposal(session, speaker=Speaker(Attribution.NOTHING, "migrants", "africa", "A union", "A. Person"))
    content = contents(session, engine, Audience.SECRETARIAT)
    (row,) = rows_of(content, "Indicators")
    assert (row["Stakeholder group"], row["Region"]) == ("not stated", "not stated")
    assert row["Organisation"] is row["Name"] is None
    coverage = {(row["Code"], row["Named as"]): row for row in rows_of(content, "Coverage")}
    assert (coverage["8", "primary"]["not stated"], coverage["8", "primary"]["Migrants"]) == (1, 0)


# ---- nothing is forgotten ----


COUNTING = {"facts", "sizes"}  # give numbers, and are shown to nobody


def _row_queries() -> Iterator[Callable[..., Any]]:
    """Yield every query of rows there is."""
    for found in pkgutil.iter_modules(queries.__path__):
        module = import_module(f"{queries.__name__}.{found.name}")
        for name, one in vars(module).items():
            is_own = isfunction(one) and one.__module__ == module.__name__ and not name.startswith("_")
            if is_own and one.__annotations__.get("return") == "RowsQuery" and name not in COUNTING:
                yield one


def _asked(query: Callable[..., Any], scope: Scope) -> Any:
    given = {"scheme": "objective", "codes": ["8"]}
    return query(scope, *(given[name] for name in list(signature(query).parameters)[1:]))


def _read_columns() -> set[str]:
    """Every column of a table that a row of the workbook is made from."""
    scopes = [Scope(1, kind, audience, Filters()) for kind in Kind for audience in Audience]
    asked = [_asked(query, scope) for scope in scopes for query in _row_queries()]
    bases = {base for statement in asked for column in statement.selected_columns for base in _shown_by(column)}
    told_with_what_is_asked = {"proposals.status", "comments.status"}
    return told_with_what_is_asked | {f"{base.table.name}.{base.name}" for base in bases if isinstance(base, Column)}


def _shown_by(column: ColumnElement[Any]) -> set[ColumnElement[Any]]:
    """The columns whose values an expression may show: of a choice what is chosen, not what it is chosen by."""
    if isinstance(column, Label):
        return _shown_by(column.element)
    if isinstance(column, Cast):
        return _shown_by(column.clause)
    if isinstance(column, Case):
        chosen = [then for _when, then in column.whens] + [column.else_]
        return {base for one in chosen if one is not None for base in _shown_by(one)}
    return set(column.base_columns)


def test_every_column_of_the_database_is_exported_or_withheld_for_a_reason() -> None:
    every = {f"{table.name}.{column.name}" for table in Base.metadata.sorted_tables for column in table.columns}
    exported = _read_columns() | IN_READ_ME
    assert every - exported - withheld() == set(), "neither exported nor listed as withheld"
    assert exported & withheld() == set(), "listed as withheld and exported all the same"
    assert withheld() - every == set(), "listed as withheld and not there"


@ON_BOTH
def test_that_something_came_with_much_else_stands_in_a_column_of_its_own(session: Session, engine: Engine) -> None:
    proposal = a_proposal(session, status=Status.HELD)
    proposal.is_flood = True
    a_proposal(session, status=Status.HELD)
    waiting = a_comment(session, a_proposal(session), is_held=True)
    waiting.is_flood = True
    content = contents(session, engine, Audience.SECRETARIAT)
    for sheet, references in (("Indicators", {proposal.reference}), ("Comments", {waiting.reference})):
        said = {next(iter(row.values())): (row["Why it waits"], row["Reason"]) for row in rows_of(content, sheet)}
        assert {one for one, (why, _reason) in said.items() if why == "much at once"} == references
        assert not any(reason for _why, reason in said.values())
    assert "much at once" not in unpacked(contents(session, engine, Audience.PUBLIC))


def test_every_column_that_is_read_reaches_a_sheet() -> None:
    turned_into_another = {"confirmed_at": "standing", "kind": "Summary", "is_reply": "level"}
    turned_into_another |= {"proposal_status": "position", "proposal_revision": "only compared"}
    for kind in Kind:
        scope = Scope(1, kind, Audience.SECRETARIAT, Filters())
        for read, columns in ((proposals, proposal_columns), (comments, comment_columns)):
            shown = {column.name for column in columns(SCHEMAS[kind], LABELS)}
            assert set(read(scope).selected_columns.keys()) - shown - set(turned_into_another) == set()


# ---- every column has an answer ----


def _columns_of(sheet: Sheet | Series, kind: Kind) -> set[str]:
    """The names of its columns, one of many alike by what stands before its dot."""
    those = sheet.columns if isinstance(sheet, Series) else sheet.columns(material_of(kind))
    return {column.name.partition(".")[0] for column in those}


def material_of(kind: Kind) -> Any:
    """As much of a material as the columns of a sheet ask for."""
    scope = Scope(1, kind, Audience.SECRETARIAT, Filters())
    return SimpleNamespace(scope=scope, labels=LABELS)


def test_of_every_column_of_every_sheet_its_entry_says_who_sees_it_and_of_no_other() -> None:
    found: dict[str, set[str]] = {}
    said: dict[str, set[str]] = {}
    for kind in Kind:
        for sheet in sheets_of(kind):
            found.setdefault(sheet.name, set()).update(_columns_of(sheet, kind))
            said.setdefault(sheet.name, set()).update(sheet.seen_by.first)
            missing = _columns_of(sheet, kind) - set(sheet.seen_by.first)
            assert missing == set(), f"say in the entry of {sheet.name} who sees it"
    both = {"Indicators", "Recommendations"}  # which share one entry
    assert set.union(*(said.pop(name) for name in both)) == set.union(*(found.pop(name) for name in both))
    assert said == found, "listed, and no column of the sheet"


def test_the_sheets_that_everybody_is_handed_as_they_are_have_these_columns_and_no_other() -> None:
    names = {column.name for those in (READ_ME, LONG_TEXTS, DICTIONARY, CHANGES) for column in those}
    about = "item text rows sheet row column part field meaning type allowed concept"
    changes = "of reference title kind field before after"
    assert names == {*about.split(), *changes.split()}


def test_a_column_of_one_name_is_for_the_same_audience_on_every_sheet() -> None:
    entries = [sheet.seen_by.first for kind in Kind for sheet in sheets_of(kind)]
    names = {name for first in entries for name in first}
    different = {name for name in names if len({first[name] for first in entries if name in first}) > 1}
    assert different == set(), "say why in the registry, and here"


def test_a_column_that_nobody_has_decided_about_is_shown_to_nobody() -> None:
    with pytest.raises(LookupError, match="telephone is not in the list"):
        seen_by(public="reference").sees(Audience.SECRETARIAT, "telephone")


def test_what_a_wider_audience_sees_a_narrower_one_sees_too() -> None:
    columns = seen_by(public="group", partners="readers", secretariat="status")
    assert [columns.sees(audience, "readers") for audience in Audience] == [False, True, True]
    assert [columns.sees(audience, "status") for audience in Audience] == [False, False, True]
    assert all(columns.sees(audience, "group.academia") for audience in Audience)
