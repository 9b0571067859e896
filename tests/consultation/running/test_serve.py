"""The server as `make run` and as an administrator start it, with real processes."""

from __future__ import annotations

import os
import re
import signal
import socket
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from consultation.places import PROJECT
from consultation.web.security.headers import ALWAYS
from tests.machines.production import gunicorn, prepare, production
from tests.machines.server import FLASK, LiveServer
from tests.machines.visits import Visitor, ask
from tests.processes import children_of, wait_until
from tests.screen import fill_in

CANARY = "canary-of-a-person"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """One server that the tests of this module use, one after another."""
    running = LiveServer(tmp_path_factory.mktemp("served"))
    running.start()
    yield running
    running.stop()


@pytest.fixture
def another_server(tmp_path: Path) -> Iterator[LiveServer]:
    """A server that a test may stop and kill."""
    running = LiveServer(tmp_path)
    running.start()
    yield running
    running.kill()


def say(server: LiveServer, words: bytes) -> bytes:
    """Send bytes that need not be HTTP, and return the whole answer."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as line:
        line.sendall(words)
        answer = b""
        while part := line.recv(4096):
            answer += part
        return answer


def keeper_and_sender(server: LiveServer) -> tuple[int, int]:
    """Return the process that looks after the mail sender, and the sender; the workers beside it have a parent more."""
    for keeper in children_of(server.pid):
        for sender in children_of(keeper):
            if not children_of(sender):
                return keeper, sender
    raise AssertionError("no mail is sent")


def ask_for_link(server: LiveServer, email: str) -> int:
    return Visitor(server.port).submit("/sign-in", {"email": email}).status


def mails_in(instance: Path) -> list[str]:
    return [file.read_text() for file in (instance / "outbox").glob("*.eml")]


# ---- what a person meets ----


def test_it_prints_its_address_and_a_link_that_signs_in_as_the_secretariat_once(server: LiveServer) -> None:
    said = server.said()
    assert f"Steppingstone is at {server.address}" in said
    link = re.findall(rf"{server.address}(/sign-in/links/\S+)", said)[-1]
    officer = Visitor(server.port)
    assert officer.submit(link).location == "/secretariat/"
    assert officer.ask("/secretariat/").status == 200
    assert ask(server.port, link).status == 410


def test_mail_is_sent_beside_it_also_after_its_sender_was_killed(server: LiveServer) -> None:
    assert ask_for_link(server, "first@example.org") == 302
    wait_until(lambda: any("first@example.org" in mail for mail in mails_in(server.instance)))
    _keeper, killed = keeper_and_sender(server)
    os.kill(killed, signal.SIGKILL)
    assert ask_for_link(server, "second@example.org") == 302
    wait_until(lambda: any("second@example.org" in mail for mail in mails_in(server.instance)))
    assert keeper_and_sender(server)[1] != killed


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (f"{CANARY}\r\n\r\n", b"400"),
        (f"GET /{CANARY} HTTP/9.9\r\n\r\n", b"400"),
        (f"GET / HTTP/1.1\r\n{CANARY}\r\n\r\n", b"400"),
        (f"GET /{CANARY}{'a' * 9000} HTTP/1.1\r\n\r\n", b"414"),
        (f"GET / HTTP/1.1\r\nX: {CANARY}{'a' * 9000}\r\n\r\n", b"431"),
    ],
    ids=["nonsense", "version", "header", "address", "too large"],
)
def test_what_is_no_request_is_answered_with_our_headers_and_repeated_nowhere(
    server: LiveServer, words: str, status: bytes
) -> None:
    answer = say(server, words.encode())
    assert answer.startswith(b"HTTP/1.1 " + status)
    assert all(f"\r\n{name}: {value}\r\n".encode() in answer for name, value in ALWAYS.items())
    assert CANARY.encode() not in answer
    assert CANARY not in server.said()


def test_nothing_of_a_visit_is_written_down(server: LiveServer) -> None:
    before = server.said()
    for path in (f"/{CANARY}", f"/?q={CANARY}", "/sign-in", f"/proposals/IND-9999?{CANARY}"):
        ask(server.port, path, **{"User-Agent": CANARY, "Referer": CANARY})
    assert server.said() == before


def test_the_sample_content_is_served_from_a_database_of_its_own(tmp_path: Path) -> None:
    demo = LiveServer(tmp_path)
    demo.start("--demo")
    try:
        assert b"IND-0" in ask(demo.port, "/consultations/indicators").body
        assert sorted(file.name for file in tmp_path.glob("*.db")) == ["demo.db"]
    finally:
        demo.stop()


# ---- how it ends ----


def test_a_request_that_is_under_way_is_answered_before_the_server_ends_and_nothing_of_it_is_left(
    another_server: LiveServer,
) -> None:
    visitor = Visitor(another_server.port)
    form = fill_in(visitor.ask("/sign-in").text, {"email": "ann@example.org"})
    [(name, value)] = visitor.cookies.items()
    body = urlencode(form.pairs).encode()
    with socket.create_connection(("127.0.0.1", another_server.port), timeout=30) as line:
        head = f"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {name}={value}\r\nContent-Length: {len(body)}\r\n"
        line.sendall(f"{head}Content-Type: application/x-www-form-urlencoded\r\n\r\n".encode() + body[:10])
        time.sleep(0.5)
        os.kill(another_server.pid, signal.SIGTERM)
        time.sleep(2.5)
        line.sendall(body[10:])
        assert line.recv(4096).startswith(b"HTTP/1.1 302")
    with sqlite3.connect(another_server.instance / "steppingstone.db") as database:
        assert database.execute("SELECT recipient FROM outgoing_mail").fetchall() == [("ann@example.org",)]
    wait_until(lambda: not members_of(another_server.pid), seconds=45)


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGKILL])
def test_nothing_of_it_is_left_when_it_was_interrupted_or_killed(
    another_server: LiveServer, by: signal.Signals
) -> None:
    group = another_server.pid
    os.kill(group, by)
    wait_until(lambda: not members_of(group), seconds=45)


def members_of(group: int) -> list[str]:
    listed = subprocess.run(["ps", "-A", "-o", "pgid=,stat="], capture_output=True, text=True, check=True).stdout
    return [line for line in listed.splitlines() if line.split()[0] == str(group) and "Z" not in line]


def test_started_again_it_keeps_what_there_was(another_server: LiveServer) -> None:
    assert ask_for_link(another_server, "ann@example.org") == 302
    wait_until(lambda: len(mails_in(another_server.instance)) == 1)
    another_server.stop()
    another_server.start()
    with sqlite3.connect(another_server.instance / "steppingstone.db") as database:
        assert database.execute("SELECT email FROM sign_in_links ORDER BY id").fetchone() is not None
        assert database.execute("SELECT email FROM participants").fetchall() == [("secretariat@localhost",)]
        assert database.execute("SELECT slug FROM consultations").fetchall() == [("indicators",), ("missing-migrants",)]


# ---- what it cannot do, in one sentence ----


def serve(instance: Path, *options: str, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "INSTANCE_DIR": str(instance), **settings}
    command = [*FLASK, "serve", *options]
    return subprocess.run(
        command, cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


def only_sentence(result: subprocess.CompletedProcess[str]) -> str:
    assert (result.returncode, result.stdout) == (1, "")
    *where, line = result.stderr.splitlines()
    assert all(said.startswith("Mode: ") for said in where)
    return line.removeprefix("Error: ")


def test_a_port_in_use_is_said(tmp_path: Path, server: LiveServer) -> None:
    assert only_sentence(serve(tmp_path, "--port", str(server.port))) == (
        f"Port {server.port} is in use. Stop what runs there, or use another: make run PORT={server.port + 1}"
    )


def test_a_database_of_a_newer_version_is_said_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "steppingstone.db"
    with sqlite3.connect(file) as database:
        database.execute("CREATE TABLE alembic_version (version_num TEXT)")
        database.execute("INSERT INTO alembic_version VALUES ('9999')")
    sentence = only_sentence(serve(tmp_path, "--port", "19999"))
    assert sentence.startswith("This database was made by a newer version of Steppingstone.")
    with sqlite3.connect(file) as database:
        assert database.execute("SELECT name FROM sqlite_master").fetchall() == [("alembic_version",)]


def test_a_mail_server_that_cannot_be_meant_and_a_folder_that_cannot_be_written_to_are_said(tmp_path: Path) -> None:
    in_the_way = tmp_path / "instance"
    in_the_way.write_text("a file")
    result = serve(in_the_way, "--port", "19998", SMTP_URL="mail.example.org")
    assert (result.returncode, result.stdout) == (1, "")
    of_mail, of_folder = result.stderr.splitlines()
    assert of_mail == "SMTP_URL must look like smtp://user:password@mail.example.org:587 or smtps://…"
    assert of_folder.startswith(f"The folder {in_the_way} cannot be written to: ")


def test_production_is_served_by_another_command_that_is_named(tmp_path: Path) -> None:
    sentence = only_sentence(serve(tmp_path, **production(tmp_path)))
    assert sentence.endswith("In production run, behind a proxy: flask --app wsgi web")


def test_production_without_its_secrets_does_not_start_and_says_all_that_is_missing(tmp_path: Path) -> None:
    result = serve(tmp_path, APP_ENV="production")
    assert result.returncode == 1
    assert len(result.stderr.splitlines()) == 8
    assert "Traceback" not in result.stderr


# ---- production ----


def test_in_production_gunicorn_serves_the_site_under_its_own_name_alone(tmp_path: Path) -> None:
    prepare(tmp_path)
    with gunicorn(tmp_path) as served:
        answer = served.ask("/sign-in")
        elsewhere = ask(served.port, "/sign-in", Host=f"{CANARY}.example")
        watched = ask(served.port, "/ready", Host="10.0.0.7")
    assert answer.status == 200
    assert answer.headers["Set-Cookie"].startswith("__Host-steppingstone=")
    assert "Secure" in answer.headers["Set-Cookie"]
    assert "max-age" in answer.headers["Strict-Transport-Security"]
    assert (elsewhere.status, watched.status) == (400, 200)
    assert CANARY not in (tmp_path / "server.log").read_text()
