"""What the server makes of what comes over a line, byte by byte."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

import pytest

from consultation.server.held import MOST_OF_REQUEST, MOST_OF_REQUESTS
from consultation.web.security.headers import ALWAYS
from exports.files.reader.table import MOST_BYTES
from tests.machines.production import HOST, Gunicorn, gunicorn, prepare

SIGN_IN: Final = f"POST /sign-in HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
FORM: Final = b"email=ann%40example.org"
EXPIRED: Final = b"HTTP/1.1 400 "  # what a form without its token is answered by the app


@contextmanager
def line_to(served: Gunicorn) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", served.port), timeout=30) as line:
        yield line


def one_answer(line: socket.socket) -> bytes:
    """Read the head of an answer and the body that it announces."""
    said = b""
    while b"\r\n\r\n" not in said:
        said += received(line)
    head, _end, body = said.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
    while len(body) < length:
        body += received(line)
    assert len(body) == length
    return head + b"\r\n\r\n" + body


def received(line: socket.socket) -> bytes:
    data = line.recv(65536)
    assert data, "the line ended before the answer did"
    return data


def to_the_end(line: socket.socket) -> bytes:
    said = b""
    while data := line.recv(65536):
        said += data
    return said


# ---- one request after another ----


def test_a_form_that_comes_byte_by_byte_is_one_request(served: Gunicorn) -> None:
    with line_to(served) as line:
        for byte in f"{SIGN_IN}Content-Length: {len(FORM)}\r\n\r\n".encode() + FORM:
            line.send(bytes([byte]))
        assert one_answer(line).startswith(EXPIRED)


def test_a_form_in_chunks_is_one_request_and_the_next_may_follow(served: Gunicorn) -> None:
    with line_to(served) as line:
        for _time in range(2):
            line.sendall(f"{SIGN_IN}Transfer-Encoding: chunked\r\n\r\n5\r\n".encode() + FORM[:5])
            time.sleep(0.1)
            line.sendall(b"\r\n%x\r\n%b\r\n0\r\n\r\n" % (len(FORM) - 5, FORM[5:]))
            assert one_answer(line).startswith(EXPIRED)


def test_requests_sent_at_once_are_answered_in_their_order(served: Gunicorn) -> None:
    with line_to(served) as line:
        line.sendall(f"{SIGN_IN}Content-Length: {len(FORM)}\r\n\r\n".encode() + FORM + asking("/health") * 2)
        line.sendall(asking("/nowhere", "Connection: close\r\n"))
        said = to_the_end(line)
    assert [part[:3] for part in said.split(b"HTTP/1.1 ")[1:]] == [b"400", b"200", b"200", b"404"]


def asking(path: str, more: str = "", method: str = "GET") -> bytes:
    return f"{method} {path} HTTP/1.1\r\nHost: {HOST}\r\n{more}\r\n".encode()


def test_somebody_who_asks_before_sending_is_told_to_go_on(served: Gunicorn) -> None:
    with line_to(served) as line:
        line.sendall(f"{SIGN_IN}Expect: 100-continue\r\nContent-Length: {len(FORM)}\r\n\r\n".encode())
        assert line.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        line.sendall(FORM)
        assert one_answer(line).startswith(EXPIRED)


def test_only_the_head_of_an_answer_is_given_where_only_that_was_asked_for(served: Gunicorn) -> None:
    with line_to(served) as line:
        line.sendall(asking("/", method="HEAD") + asking("/health", "Connection: close\r\n"))
        said = to_the_end(line)
    assert said.count(b"HTTP/1.1 200 ") == 2
    assert b"<html" not in said


def test_a_form_that_is_broken_off_never_reaches_the_app(served: Gunicorn) -> None:
    with line_to(served) as line:
        line.sendall(f"{SIGN_IN}Content-Length: {len(FORM) + 1}\r\n\r\n".encode() + FORM)
        line.shutdown(socket.SHUT_WR)
        assert to_the_end(line) == b""


# ---- what is too much ----


def form_of(megabytes: int) -> Iterator[bytes]:
    yield f"{SIGN_IN}Content-Length: {megabytes * 2**20}\r\n\r\n".encode()
    for _number in range(megabytes):
        yield b"x" * 2**20


@pytest.mark.parametrize("megabytes", [10, 40])
def test_a_form_that_is_too_large_is_told_so_in_a_sentence_on_a_page(served: Gunicorn, megabytes: int) -> None:
    with line_to(served) as line:
        for part in form_of(megabytes):
            line.sendall(part)  # all of it, as a browser does, before it reads
        answer = one_answer(line)
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"<h1" in answer


def test_somebody_who_asks_before_sending_too_much_is_told_so_and_sends_nothing(served: Gunicorn) -> None:
    with line_to(served) as line:
        line.sendall(f"{SIGN_IN}Expect: 100-continue\r\nContent-Length: {40 * 2**20}\r\n\r\n".encode())
        assert one_answer(line).startswith(b"HTTP/1.1 413 ")


def test_a_form_in_chunks_that_is_too_large_is_told_so(served: Gunicorn) -> None:
    with line_to(served) as line:
        line.sendall(f"{SIGN_IN}Transfer-Encoding: chunked\r\n\r\n".encode())
        for _number in range(30):
            line.sendall(b"100000\r\n" + b"x" * 2**20 + b"\r\n")
        answer = to_the_end(line)
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert all(f"\r\n{name}: {value}\r\n".encode() in answer for name, value in ALWAYS.items())


def test_the_largest_upload_is_not_too_large() -> None:
    assert MOST_OF_REQUEST > MOST_BYTES + 2**20


def test_more_than_256_megabytes_of_forms_at_once_are_refused_until_there_is_room(tmp_path: Path) -> None:
    prepare(tmp_path)
    with gunicorn(tmp_path, WEB_CONCURRENCY="1") as served, ExitStack() as held:
        for _number in range(MOST_OF_REQUESTS // (20 * 2**20)):
            hold(held.enter_context(line_to(served)))
        with line_to(served) as line:
            hold(line)
            answer = to_the_end(line)
        assert answer.startswith(b"HTTP/1.1 503 ")
        assert b"\r\nRetry-After: 60\r\n" in answer
        held.close()
        with line_to(served) as line:
            hold(line)
            line.sendall(b"x")
            assert one_answer(line).startswith(b"HTTP/1.1 413 ")


def hold(line: socket.socket) -> None:
    """Send a form of 20 megabytes without its last byte."""
    *parts, last = form_of(20)
    for part in (*parts, last[:-1]):
        line.sendall(part)
