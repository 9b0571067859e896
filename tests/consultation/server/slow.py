"""Slow clients: each sends or takes something without coming to an end."""

from __future__ import annotations

import select
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from tests.machines.production import HOST

BETWEEN_DRIPS: Final = 0.25  # seconds
HEAD: Final = f"POST /sign-in HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
ASKING: Final = f"GET /static/style.css HTTP/1.1\r\nHost: {HOST}\r\n\r\n"


class Way(StrEnum):
    """By which a client is slow."""

    SILENT = "silent"
    HEADERS = "headers drip"
    BODY = "body drips"
    UNREAD = "answer is not read"


ASKED_AT_ONCE: Final = 20  # more than the lines between hold
BEGINS: Final = {
    Way.SILENT: "",
    Way.HEADERS: HEAD,
    Way.BODY: f"{HEAD}Content-Length: 100000\r\n\r\n",
    Way.UNREAD: ASKING * ASKED_AT_ONCE,
}
DRIPS: Final = {Way.HEADERS: b"X", Way.BODY: b"x"}


@dataclass
class SlowClient:
    """One client, until the server has enough of it."""

    port: int
    way: Way
    line: socket.socket = field(init=False)

    def __post_init__(self) -> None:
        self.line = socket.socket()
        self.line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        self.line.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, 536)  # as small as far away
        self.line.connect(("127.0.0.1", self.port))
        self.line.sendall(BEGINS[self.way].encode())

    def drip(self) -> bool:
        """Send what is sent now and then; return whether the server still listens."""
        try:
            self.line.send(DRIPS.get(self.way, b""))
            return self.way is Way.UNREAD or not select.select([self.line], [], [], 0)[0]
        except OSError:
            return False

    def answers(self) -> int:
        """Read all that has come, to the end of the line, and return how many answers began in it."""
        self.line.settimeout(30)
        said = b""
        with suppress(ConnectionError):
            while data := self.line.recv(65536):
                said += data
        return said.count(b"HTTP/1.1 200 ")


@contextmanager
def slow_clients(port: int, of_each_way: int) -> Iterator[list[SlowClient]]:
    """Hold a server up by so many clients of each way while the block runs; whoever is cut comes again."""
    clients = [SlowClient(port, way) for _number in range(of_each_way) for way in Way]
    done = threading.Event()

    def hold_on() -> None:
        while not done.wait(BETWEEN_DRIPS):
            for number, client in enumerate(clients):
                if not client.drip():
                    client.line.close()
                    clients[number] = SlowClient(port, client.way)

    holding = threading.Thread(target=hold_on, daemon=True)  # a benchmark ends while it holds on
    holding.start()
    try:
        yield clients
    finally:
        done.set()
        holding.join()
        for client in clients:
            client.line.close()


def seconds_until_cut(clients: list[SlowClient], most: float) -> dict[Way, float]:
    """Drip on all lines until each is cut, and return when.

    Of an answer that is not read nobody sees that it is cut before it is read.
    """
    begun = time.monotonic()
    cut: dict[Way, float] = {}
    while len(cut) < len(clients) and time.monotonic() - begun < most:
        time.sleep(BETWEEN_DRIPS)
        for client in clients:
            if client.way not in cut and not client.drip():
                cut[client.way] = time.monotonic() - begun
    return cut
