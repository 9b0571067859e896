"""What is taken away leaves a tombstone, in its table and in the log, and nothing of what it said."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, sessionmaker

from consultation.config import Config
from consultation.discussion.operations.changing import show_less_of_comment
from consultation.discussion.operations.commenting import hide_comment, withdraw_comment
from consultation.erasure.contributions import Cause
from consultation.erasure.models import Tombstone
from consultation.erasure.withdrawn_log import TakenAway, append, read_log
from consultation.lists import ListName
from consultation.people.models import Attribution, Status
from consultation.people.speaker import Speaker
from consultation.proposals.operations.drafting import discard_draft
from consultation.proposals.operations.lifecycle import hide_proposal, show_less_of_proposal, withdraw_proposal
from consultation.running.mail_sender import tidy
from tests.clock import START
from tests.factories import a_comment, a_proposal, an_officer
from tests.safety.world import a_world, fill_in_the_rest

NAMED = Speaker(Attribution.NAMED, "civil_society", "africa", "Seafarers’ union", "Amina")
ENTRY = TakenAway("a" * 32, ListName.PROPOSALS, Cause.WITHDRAWN, "IND-0001", "b" * 32, "nothing", START.date())


@pytest.fixture
def sessions(app: Flask) -> sessionmaker[Session]:
    """Sessions as the app has them: what they take away is appended to its log."""
    made: sessionmaker[Session] = app.extensions["sessions"]
    return made


@pytest.fixture
def log(config: Config) -> Path:
    return config.log_of_withdrawn


def said_in(log: Path) -> list[tuple[str, str, str | None, str]]:
    """The list, the cause, the reference and what is shown still, of every line."""
    lines = map(json.loads, log.read_text().splitlines()) if log.exists() else []
    return [(line["of"], line["cause"], line["reference"], line["shows"]) for line in lines]


def test_each_cause_leaves_one_with_the_reference_and_the_day(sessions: sessionmaker[Session], log: Path) -> None:
    with sessions.begin() as session:
        gone, less, hidden = (a_proposal(session, speaker=NAMED) for _number in range(3))
        comments = [a_comment(session, gone, speaker=NAMED) for _number in range(3)]
        draft = a_proposal(session, status=Status.DRAFT)
        officer = {"officer": an_officer(session), "reason": "It names a person."}
    with sessions.begin() as session:
        for one in (gone, less, hidden, draft, *comments):
            session.add(one)
        withdraw_comment(session, comments[0], now=START)
        show_less_of_comment(session, comments[1], attribution=Attribution.GROUP, now=START)
        hide_comment(session, comments[2], **officer, now=START)
        withdraw_proposal(session, gone, now=START)
        show_less_of_proposal(session, less, attribution=Attribution.ORGANISATION, now=START)
        hide_proposal(session, hidden, **officer, now=START)
        discard_draft(session, draft, now=START)
    assert said_in(log) == [
        ("comments", "withdrawn", comments[0].reference, "named"),
        ("comments", "less_shown", comments[1].reference, "group"),
        ("comments", "hidden", comments[2].reference, "named"),
        ("proposals", "withdrawn", gone.reference, "named"),
        ("proposals", "less_shown", less.reference, "organisation"),
        ("proposals", "hidden", hidden.reference, "named"),
        ("proposals", "deleted", None, "nothing"),
    ]
    assert {entry.day for entry in read_log(log).entries} == {START.date()}


def test_what_is_rolled_back_leaves_none_anywhere(sessions: sessionmaker[Session], log: Path, engine: Engine) -> None:
    with sessions.begin() as session:
        proposals = [a_proposal(session) for _number in range(3)]
    with sessions() as session:
        session.add_all(proposals)
        withdraw_proposal(session, proposals[0], now=START)
        session.rollback()
    with sessions.begin() as session:
        session.add_all(proposals)
        with session.begin_nested() as part:
            withdraw_proposal(session, proposals[1], now=START)
            part.rollback()
        withdraw_proposal(session, proposals[2], now=START)
    with Session(engine) as session:
        assert list(session.scalars(select(Tombstone.reference))) == [proposals[2].reference]
    assert [line[2] for line in said_in(log)] == [proposals[2].reference]


def test_a_log_that_cannot_be_written_stops_nobody_and_is_made_good_by_the_mail_sender(
    config: Config, make_app: Callable[[Config], Flask], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    log = tmp_path / "elsewhere" / "withdrawn.log"
    app = make_app(replace(config, withdrawn_log=log))
    with app.extensions["sessions"].begin() as session:
        gone, also = a_proposal(session), a_proposal(session)
        withdraw_proposal(session, gone, now=START)
    assert "WITHDRAWN_LOG" in caplog.text
    tidy(app.extensions["engine"], now=START)
    assert not log.parent.exists()  # as of a machine that is not mounted: nothing lies in its place
    log.parent.mkdir()
    with app.extensions["sessions"].begin() as session:
        session.add(also)
        withdraw_proposal(session, also, now=START)
    tidy(app.extensions["engine"], now=START)
    tidy(app.extensions["engine"], now=START)
    assert [line[2] for line in said_in(log)] == [also.reference, gone.reference]
    with app.extensions["sessions"]() as session:
        assert set(session.scalars(select(Tombstone.is_logged))) == {True}
    app.extensions["engine"].dispose()


def test_a_log_that_is_lost_is_written_anew_from_the_table(
    app: Flask, sessions: sessionmaker[Session], log: Path
) -> None:
    with sessions.begin() as session:
        for _number in range(2):
            withdraw_proposal(session, a_proposal(session), now=START)
    tidy(app.extensions["engine"], now=START)
    before = log.read_text()
    log.unlink()
    tidy(app.extensions["engine"], now=START)
    assert log.read_text() == before


def test_no_word_of_anybody_stands_in_one(app: Flask, session: Session, log: Path, engine: Engine) -> None:
    world = a_world(session)
    fill_in_the_rest(world)
    with app.extensions["sessions"].begin() as writing:
        for item in [*world.proposals.values(), *world.comments.values()]:
            writing.merge(item, load=True)
    tidy(app.extensions["engine"], now=START)
    text = log.read_text()
    assert len(text.splitlines()) > 5
    assert world.canaries.seen_in(text) == set()
    assert "@" not in text


def test_the_log_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    append(tmp_path / "withdrawn.log", [ENTRY])
    assert stat.S_IMODE((tmp_path / "withdrawn.log").stat().st_mode) & 0o077 == 0


def test_a_line_that_a_power_cut_has_torn_takes_no_other_with_it_and_is_no_loss_once_it_was_made_good(
    tmp_path: Path,
) -> None:
    log = tmp_path / "withdrawn.log"
    other = replace(ENTRY, token="c" * 32)
    log.write_text(ENTRY.as_line()[:60])
    append(log, [other])
    assert read_log(log).entries == (other,)
    assert read_log(log).unreadable == (1,)
    append(log, [ENTRY, ENTRY])
    assert read_log(log).entries == (other, ENTRY)
    assert read_log(log).unreadable == ()


@pytest.mark.parametrize(
    "junk", ["nonsense", "[]", '{"token": "x"}', '"a"', "\x00\x01", '{"token": 1, "of": "tables"}']
)
def test_what_is_no_tombstone_is_told_by_its_line(tmp_path: Path, junk: str) -> None:
    log = tmp_path / "withdrawn.log"
    log.write_text(f"{ENTRY.as_line()}\n{junk}\n{ENTRY.as_line()}")
    assert read_log(log).entries == (ENTRY,)
    assert read_log(log).unreadable == (3,)
