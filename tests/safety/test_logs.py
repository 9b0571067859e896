"""Nothing that is written down about the running of the site tells who was there or what they wrote."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from socket import create_connection

import lxml.html
import pytest

from tests.log_lines import LINE
from tests.machines.mail import Letterbox, letterbox
from tests.machines.server import LiveServer
from tests.machines.visits import Answer, Visitor
from tests.safety.canaries import Canaries

NETWORK = "203.0.113.77"
NOT_A_LOG = ("*.db", "*.db-wal", "*.db-shm", "secret_key", "key_secret")
FOR_WHO_STARTS_IT = ("Mode: ", "Steppingstone is at ", "Sign in as the secretariat", "http://127.0.0.1:")
PATIENCE = 30  # seconds


@dataclass
class Journey:
    """One person's day at a server: every text they write is a word of its own."""

    server: LiveServer
    canaries: Canaries = field(default_factory=Canaries)
    numbers: list[str] = field(default_factory=list)  # that pages gave to be told to the secretariat

    def __post_init__(self) -> None:
        self.visitor = Visitor(self.server.port)
        self.canaries.keep("network", NETWORK)

    def word(self, place: str) -> str:
        return self.canaries.word(place)

    def address(self, place: str) -> str:
        return f"{self.word(place)}@example.org"

    def ask(self, path: str, method: str = "GET", body: str = "") -> Answer:
        """Ask from a network address of one's own, with whatever else a browser tells of itself."""
        told = {"User-Agent": self.word("browser"), "Referer": f"http://{self.word('referrer')}.example/"}
        return self.visitor.ask(path, method, body, **{"X-Forwarded-For": NETWORK, **told})

    def speaker(self, place: str) -> dict[str, str]:
        """Return who speaks, by name."""
        names = {name: self.word(f"{place}.{name}") for name in ("name", "organisation")}
        return {"attribution": "named", "stakeholder_group": "migrants", **names}

    def said(self, place: str) -> dict[str, str]:
        """Return a proposal."""
        texts = {name: self.word(f"{place}.{name}") for name in ("title", "rationale", "definition")}
        return {**texts, "objectives": "8", **self.speaker(place)}

    # ---- what goes well ----

    def take_part(self) -> str:
        """Propose, comment, edit, withdraw, by key and by link; return what is proposed."""
        sent = self.visitor.send("/consultations/indicators/propose", self.said("proposal"))
        answer = self.ask(sent.location)
        [shown] = lxml.html.document_fromstring(answer.text).find_class("key")
        key = "".join(shown.text_content().split())
        self.canaries.keep("key", key)
        self.canaries.keep("key in one", key.replace("-", ""))
        [reference] = set(re.findall("IND-[0-9]+", answer.text))
        draft = {"title": self.word("draft.title"), "email": self.address("draft.email")}
        Visitor(self.server.port).submit("/consultations/indicators/propose", draft, button="Save as a draft")
        self.visitor.send(f"/proposals/{reference}/edit", self.said("edit"), button="Save the change")
        comment = {"stance": "support", "text": self.word("comment.text"), **self.speaker("comment")}
        self.visitor.send(f"/proposals/{reference}/comment", comment)
        self.ask(f"/consultations/indicators?q={self.word('search')}")
        self.visitor.submit("/me/address", {"email": self.address("claim")})
        self.visitor.submit("/sign-in", {"email": self.address("link")})
        return reference

    # ---- what goes wrong ----

    def go_wrong(self, reference: str) -> None:
        """Everything that is answered with a problem."""
        wrong = {**self.said("wrong"), "objectives": self.word("wrong.objectives")}
        self.visitor.send("/consultations/indicators/propose", wrong)
        self.ask(f"/{self.word('nowhere')}?a={self.word('nowhere.query')}")
        self.ask(f"/{self.word('unusable')}?a=%00")
        self.ask(f"/proposals/{reference}", "DELETE", self.word("deleted"))
        self.visitor.post("/sign-in", [("email", self.address("expired")), ("csrf_token", self.word("token"))])
        self.visitor.ask(f"/{self.word('elsewhere')}", Host=f"{self.word('host')}.example")
        for number in range(25):
            self.visitor.submit("/sign-in", {"key-typed": self.word(f"tried {number}")})

    def be_unreadable(self) -> None:
        """Send what is no request at all."""
        for words in (f"{self.word('nonsense')}\r\n\r\n", f"GET /{self.word('odd')} HTTP/9.9\r\nX: {NETWORK}\r\n\r\n"):
            with create_connection(("127.0.0.1", self.server.port), timeout=PATIENCE) as line:
                line.sendall(words.encode())
                with suppress(OSError):
                    line.recv(4096)

    def meet_faults(self, reference: str) -> int:
        """Find a column missing, where one writes and where one reads; return how many faults there were."""
        asked = self.visitor.ask("/consultations/indicators/propose").text
        self._sql("ALTER TABLE alignments RENAME COLUMN position TO elsewhere")
        answers = [
            self.visitor.post(
                "/consultations/indicators/propose",
                [
                    *({**self.said("fault"), "language": "en", "intent": "submit"}.items()),
                    ("csrf_token", re.findall('name="csrf_token"[^>]* value="([^"]+)"', asked)[0]),
                ],
            ),
            self.ask(f"/proposals/{reference}?comments={self.word('fault.query')}"),
            self.ask(f"/consultations/indicators?q={self.word('fault.search')}&objective=8"),
        ]
        self._sql("ALTER TABLE alignments RENAME COLUMN elsewhere TO position")
        assert all(answer.headers["Referrer-Policy"] == "no-referrer" for answer in answers)
        self.numbers = [
            number for answer in answers for number in re.findall(r'class="ref">([0-9a-f]{8})<', answer.text)
        ]
        assert len(self.numbers) == len(answers)
        return sum(answer.status == 500 for answer in answers)

    def _sql(self, statement: str) -> None:
        with closing(sqlite3.connect(self.server.instance / "steppingstone.db", timeout=PATIENCE)) as database:
            database.execute(statement)
            database.commit()

    def be_cut_off(self, reference: str) -> None:
        """Be in the middle of something when the server is killed, and come back."""
        form = self.visitor.ask(f"/proposals/{reference}/comment")
        assert form.status == 200
        self.server.kill()
        with suppress(OSError, HTTPException):
            self.ask(f"/{self.word('killed')}")
        self.server.start()


@pytest.fixture
def mail_server() -> Iterator[Letterbox]:
    """A mail server that turns some addresses away and repeats them when it does."""
    with letterbox() as box:
        yield box


@pytest.fixture
def journey(tmp_path: Path, mail_server: Letterbox) -> Iterator[Journey]:
    """A day at a server behind a proxy that says where its visitors are."""
    server = LiveServer(tmp_path, {"SMTP_URL": mail_server.url, "TRUSTED_PROXIES": "1"})
    server.start()
    yield Journey(server)
    server.kill()


def everything_written(server: LiveServer) -> dict[str, str]:
    """Return what stands in each file that is not the data itself."""
    files = [path for path in server.instance.rglob("*") if path.is_file()]
    logs = [path for path in files if not any(path.match(pattern) for pattern in NOT_A_LOG)]
    return {path.name: path.read_text(errors="replace") for path in logs}


def wait_for(said: str, server: LiveServer) -> None:
    deadline = time.monotonic() + PATIENCE
    while said not in server.said():
        assert time.monotonic() < deadline, server.said()
        time.sleep(0.1)


def test_no_log_holds_an_address_a_key_a_network_address_or_a_word_anybody_wrote(
    journey: Journey, mail_server: Letterbox
) -> None:
    mail_server.refused = {journey.address("draft.email"), journey.address("claim")}
    reference = journey.take_part()
    journey.go_wrong(reference)
    journey.be_unreadable()
    assert journey.meet_faults(reference) == 3
    wait_for("was given up", journey.server)
    journey.be_cut_off(reference)
    journey.visitor.submit(f"/proposals/{reference}/withdraw")
    said = everything_written(journey.server)
    assert journey.server.said().count("fault") >= 3
    assert {file: journey.canaries.seen_in(text) for file, text in said.items() if journey.canaries.seen_in(text)} == {}
    assert len(journey.canaries.places) > 50
    lines = [line for line in journey.server.said().splitlines() if line and not line.startswith(FOR_WHO_STARTS_IT)]
    assert [line for line in lines if not LINE.fullmatch(line)] == []
    assert all(any(number in line and "fault" in line for line in lines) for number in journey.numbers)
    assert "127.0.0.1" not in re.sub(
        rf"{re.escape(journey.server.address)}\S*|Listening at: \S+", "", said["server.log"]
    )
