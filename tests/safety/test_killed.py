"""A server that is killed at any moment loses nothing that it acknowledged, and keeps nothing by halves."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from threading import Event

import pytest

from tests.machines.server import LiveServer
from tests.machines.visits import Visitor
from tests.screen import Pairs, fill_in

LIVES = 3
WRITERS = 3
ENOUGH = 12  # acknowledged writes before the server is killed, while others are under way
PROPOSE = "/consultations/indicators/propose"
REFERENCE = re.compile(r"/proposals/(IND-[0-9]+)/receipt")


@dataclass
class Writer:
    """Proposes one thing after another until the server is gone, and remembers what it was told."""

    visitor: Visitor
    name: str
    acknowledged: dict[str, str] = field(default_factory=dict)  # titles by reference
    unanswered: Pairs = field(default_factory=list)

    def write(self, is_enough: Event) -> None:
        page = self.visitor.ask(PROPOSE).text  # read while the server lives; each form of it has a key of its own
        try:
            while len(self.acknowledged) < 200:
                self._propose(page)
                page = self.visitor.ask(PROPOSE).text
                if len(self.acknowledged) % ENOUGH == 0:
                    is_enough.set()
        except (OSError, HTTPException):
            return

    def _propose(self, page: str) -> None:
        title = f"{self.name} {len(self.acknowledged)}"
        values = {"title": title, "rationale": f"Why {title}", "objectives": "8, 10"}
        self.unanswered = fill_in(page, values, button="Submit").pairs
        self.send_unanswered()

    def send_unanswered(self) -> None:
        """Send what was not acknowledged, again where nobody could be served just then, and note what was received."""
        answer = self.visitor.post(PROPOSE, self.unanswered)
        while answer.status == 503:
            answer = self.visitor.post(PROPOSE, self.unanswered)
        received = REFERENCE.findall(answer.location)
        assert received, f"{answer.status}, {answer.location!r}: {answer.text}"
        self.acknowledged[received[0]] = dict(self.unanswered)["title"]
        self.unanswered = []


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LiveServer]:
    """A server that is killed and started again."""
    running = LiveServer(tmp_path)
    running.start()
    yield running
    running.kill()


def an_officer(server: LiveServer) -> Visitor:
    """Somebody with a proven address: no limit holds them up, and they stay signed in when the server is killed."""
    visitor = Visitor(server.port)
    link = server.flask("secretariat", "link").split()[-1]
    visitor.submit(link.removeprefix(server.address))
    return visitor


def kill_at_work(server: LiveServer, writers: list[Writer]) -> None:
    """Let all of them write at once, and kill the server in the middle of it."""
    is_enough = Event()
    with ThreadPoolExecutor(WRITERS) as pool:
        at_work = [pool.submit(writer.write, is_enough) for writer in writers]
        assert is_enough.wait(60)
        server.kill()
        for one in at_work:
            one.result()


def test_what_was_acknowledged_is_there_and_what_was_not_can_be_sent_again(server: LiveServer) -> None:
    acknowledged: dict[str, str] = {}
    visitor = an_officer(server)
    for life in range(LIVES):
        writers = [Writer(Visitor(server.port, dict(visitor.cookies)), f"{life}/{number}") for number in range(WRITERS)]
        kill_at_work(server, writers)
        server.start()
        for writer in writers:
            if writer.unanswered:
                writer.send_unanswered()
            acknowledged |= writer.acknowledged
    assert len(acknowledged) >= LIVES * ENOUGH
    assert stored(server) == acknowledged


def stored(server: LiveServer) -> dict[str, str]:
    """Return the titles by reference of everything that is there; fail where something is there by halves."""
    with closing(sqlite3.connect(server.instance / "steppingstone.db")) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        rows = database.execute(
            "SELECT proposals.reference, revisions.title, proposals.status, proposal_search.rowid IS NOT NULL,"
            " (SELECT count(*) FROM alignments WHERE revision_id = revisions.id)"
            " FROM proposals LEFT JOIN revisions ON revisions.id = current_revision_id"
            " LEFT JOIN proposal_search ON proposal_search.rowid = published_number"
        ).fetchall()
    assert {row[2:] for row in rows} == {("published", 1, 2)}
    return {reference: title for reference, title, *_rest in rows}
