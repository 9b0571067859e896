"""One client's line: requests are read from it as they come, and no thread waits for them."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from greenlet import getcurrent, greenlet
from gunicorn.http.errors import NoMoreData
from gunicorn.http.parser import RequestParser

from consultation.server.held import MOST_OF_REQUEST, PIECE, Body, Budget, HeldAnswer, taken_by_client
from consultation.server.pace import Pace

CONTINUE: Final = b"HTTP/1.1 100 Continue\r\n\r\n"


class Arriving:
    """What gunicorn's parser takes for a socket: where nothing is there, the parser stands still until there is."""

    def recv(self, _most: int) -> bytes:
        """Return the next bytes that arrived, none at the end."""
        data: bytes = getcurrent().parent.switch(None)
        return data


@dataclass
class Answering:
    """The answer to a request while the app makes it."""

    response: Any
    pieces: Iterator[bytes]
    close: Callable[[], None]

    @property
    def is_cut_short(self) -> bool:
        """Whether less was said than was announced, so that the client would wait for the rest."""
        announced = self.response.response_length
        return announced is not None and not self.response._omits_body and self.response.sent < announced


class Connection:
    """The line, what has arrived on it and what is to go out."""

    def __init__(self, line: socket.socket, client: Any, server: Any, settings: Any, budget: Budget) -> None:
        line.setblocking(False)
        self.line, self.client, self.server = line, client, server
        self.answer = HeldAnswer()
        self.answering: Answering | None = None
        self.body: Body | None = None
        self.pace: Pace | None = None  # none while the client waits for us
        self.is_watched = self.is_idle = self.is_last = False
        self._parser = RequestParser(settings, Arriving(), client)
        self._budget = budget
        self._reading: greenlet | None = None
        self._now = 0.0
        self._taken = 0

    # ---- a request ----

    def expect(self, now: float, seconds: float) -> Any:
        """Begin to read a request; return it where it is there already, whole, behind the one before."""
        self._now, self.pace, self.is_idle = now, Pace(now, seconds), True
        self._reading = greenlet(self._read)
        return self._reading.switch()

    def take(self, data: bytes, now: float) -> Any:
        """Read on with what has arrived; return the request once it is whole. Raises what gunicorn's parser does."""
        if self._reading is None or self.pace is None:
            raise RuntimeError("No request is expected.")
        if self.is_idle and self._parser.req_count > 1:
            self.pace = Pace(now)  # until now it was kept open for a further request
        elif self.body is not None:
            self.pace.moved(len(data), now)
        self._now, self.is_idle = now, False
        return self._reading.switch(data)

    def _read(self) -> Any:
        request = next(self._parser)
        self.body, self.pace = Body(self._budget), Pace(self._now)
        request.held = self.body.file
        length = getattr(request.body.reader, "length", None)  # none where it comes in chunks
        is_asked_for = request._expected_100_continue
        request._expected_100_continue = False  # it is answered here, and not by who answers the request
        if length is not None and length > MOST_OF_REQUEST:
            request.force_close()  # what comes is not read: the app sees by its length that it is too much
            return request
        if is_asked_for:
            self.line.send(CONTINUE)
        while data := request.body.read(PIECE):
            self.body.write(data)
        if length is not None and length != self.body.size:
            raise NoMoreData
        self.body.file.seek(0)
        return request

    @property
    def is_asking(self) -> bool:
        """Whether a part of a request has arrived, but not all of it."""
        return self._reading is not None and not self._reading.dead and not self.is_idle

    # ---- its answer ----

    def begin_answer(self, now: float) -> None:
        """Expect the client to take what there is to say."""
        self.pace = Pace(now)
        self._taken = taken_by_client(self.line, self.answer.given)

    def is_too_slow(self, now: float) -> bool:
        """Return whether the client let its time pass."""
        if self.pace is None:
            return False
        if self.answer.waiting:
            taken = taken_by_client(self.line, self.answer.given)
            self.pace.moved(taken - self._taken, now)
            self._taken = taken
        return self.pace.is_over(now)

    def end_request(self) -> None:
        """Let go of the request and of its answer."""
        if self.body is not None:
            self.body.let_go()
            self.body = None
        self.answer.let_go()
        self.answer = HeldAnswer()
        self.answering = self._reading = None

    def close(self) -> None:
        """End it, wherever it stands."""
        if self._reading is not None and not self._reading.dead:
            self._reading.throw()
        self.end_request()
        self.line.close()
