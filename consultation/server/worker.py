"""The worker of gunicorn that serves the site: a thread is taken for a request that is there, whole, and for no other.

One thread looks after all lines: it reads requests and gives out answers as fast as each client sends and takes them.
"""

from __future__ import annotations

import errno
import selectors
import socket
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Final

from gunicorn.errors import ConfigError
from gunicorn.http import wsgi
from gunicorn.http.errors import NoMoreData
from gunicorn.workers.gthread import ThreadWorker

from consultation.errors import where
from consultation.server.answers import sentence_for
from consultation.server.connection import Answering, Connection
from consultation.server.held import MOST_OF_REQUESTS, PIECE, Budget
from consultation.server.pace import BEGINNING, Pace, TooSlow

MADE_AHEAD: Final = 256 * 1024  # bytes of an answer; a piece more where the app hands out large ones
BETWEEN_LOOKS: Final = 0.5  # seconds, at who is too slow
STILL_LISTENING: Final = 5.0  # seconds that a client may take to end after the last answer
STILL_SENDING: Final = 30.0  # seconds in which it may send what nobody reads, so that it comes to read the answer
NOT_NOW: Final = {errno.EAGAIN, errno.EWOULDBLOCK, errno.ECONNABORTED, errno.EMFILE, errno.ENFILE}


class PatientWorker(ThreadWorker):  # type: ignore[misc]
    """Reads whole requests before a thread is taken, and gives out answers after it is free again."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.connections: set[Connection] = set()
        self._budget = Budget(MOST_OF_REQUESTS // self.cfg.workers)
        self._next_look = 0.0

    @classmethod
    def check_config(cls, cfg: Any, log: Any) -> None:
        """Refuse what is not served here."""
        if cfg.is_ssl:
            raise ConfigError("A proxy speaks https to the world: leave out the certificate.")

    # ---- a line, from its first byte to its last ----

    def accept(self, listener: socket.socket) -> None:
        """Take a new client."""
        try:
            line, client = listener.accept()
        except OSError as problem:
            if problem.errno not in NOT_NOW:
                raise
            return
        self.nr_conns += 1
        connection = Connection(line, client, listener.getsockname(), self.cfg, self._budget)
        self.connections.add(connection)
        self._expect(connection, BEGINNING)

    def _expect(self, connection: Connection, seconds: float) -> None:
        self._watch(connection, selectors.EVENT_READ, self._read)
        self._advance(connection, lambda: connection.expect(time.monotonic(), seconds))

    def _read(self, connection: Connection) -> None:
        try:
            data = connection.line.recv(PIECE)
        except BlockingIOError:
            return
        except OSError:
            self._drop(connection)
            return
        self._advance(connection, lambda: connection.take(data, time.monotonic()))

    def _advance(self, connection: Connection, step: Callable[[], Any]) -> None:
        try:
            request = step()
        except (StopIteration, NoMoreData, OSError):
            self._drop(connection)
        except Exception as problem:
            self._refuse(connection, problem)
        else:
            if request is not None:
                self._unwatch(connection)
                connection.pace = None
                self._hand_over(connection, lambda: self._begin(connection, request))

    def _hand_over(self, connection: Connection, work: Callable[[], None]) -> None:
        done = self.tpool.submit(work)
        done.add_done_callback(lambda done: self.method_queue.defer(self._give_out, connection, done))

    def _give_out(self, connection: Connection, done: Future[None]) -> None:
        if problem := done.exception():
            self._refuse(connection, problem)
            return
        connection.begin_answer(time.monotonic())
        self._write(connection)

    def _write(self, connection: Connection) -> None:
        try:
            is_all_sent = connection.answer.send_to(connection.line)
        except OSError:
            self._drop(connection)
            return
        if not is_all_sent:
            self._watch(connection, selectors.EVENT_WRITE, self._write)
            return
        self._unwatch(connection)
        if (answering := connection.answering) is not None:
            connection.pace = None
            self._hand_over(connection, lambda: self._go_on(connection, answering))
        elif connection.is_last or not self.alive:
            self._end(connection)
        else:
            connection.end_request()
            self._expect(connection, self.cfg.keepalive)

    def _refuse(self, connection: Connection, problem: BaseException) -> None:
        sentence = sentence_for(problem)
        self.log.log(sentence.level, "request not served: %s", where(problem))
        connection.is_last = True
        if connection.answer.given:
            self._drop(connection)  # it cannot be told any more
            return
        self._close_later(connection)
        connection.answer.discard()
        connection.answer.sendall(sentence.written())
        connection.begin_answer(time.monotonic())
        self._write(connection)

    def _end(self, connection: Connection) -> None:
        """Let the client come to read the answer: a line that is closed while it sends takes the answer with it."""
        connection.end_request()
        try:
            connection.line.shutdown(socket.SHUT_WR)
        except OSError:
            self._drop(connection)
            return
        connection.pace = Pace(time.monotonic(), STILL_LISTENING)
        last = time.monotonic() + STILL_SENDING
        self._watch(connection, selectors.EVENT_READ, lambda connection: self._discard(connection, last))

    def _discard(self, connection: Connection, last: float) -> None:
        try:
            is_there_more = connection.line.recv(PIECE)
        except BlockingIOError:
            return
        except OSError:
            is_there_more = b""
        if not is_there_more:
            self._drop(connection)
            return
        connection.pace = Pace(time.monotonic(), STILL_LISTENING)
        connection.pace.end_by(last)

    def _drop(self, connection: Connection) -> None:
        if connection not in self.connections:
            return
        self._unwatch(connection)
        self._close_later(connection)
        connection.close()
        self.connections.discard(connection)
        self.nr_conns -= 1

    def _close_later(self, connection: Connection) -> None:
        if connection.answering is not None:  # what it closes may take its time
            self.tpool.submit(connection.answering.close)
            connection.answering = None

    def _watch(self, connection: Connection, event: int, then: Callable[[Connection], None]) -> None:
        self._unwatch(connection)
        self.poller.register(connection.line, event, lambda _line: then(connection))
        connection.is_watched = True

    def _unwatch(self, connection: Connection) -> None:
        if connection.is_watched:
            self.poller.unregister(connection.line)
            connection.is_watched = False

    # ---- in a thread of its own ----

    def _begin(self, connection: Connection, request: Any) -> None:
        """Let the app answer."""
        response, environ = wsgi.create(request, connection.answer, connection.client, connection.server, self.cfg)
        environ |= {"wsgi.multithread": True, "wsgi.input": request.held}
        if not (self.alive and self.cfg.keepalive):
            response.force_close()
        pieces = self.wsgi(environ, response.start_response)
        connection.answering = Answering(response, iter(pieces), getattr(pieces, "close", lambda: None))
        self._go_on(connection, connection.answering)

    def _go_on(self, connection: Connection, answering: Answering) -> None:
        """Make more of an answer, as much as is held of one for a client who takes it slowly."""
        for piece in answering.pieces:
            answering.response.write(piece)
            if connection.answer.waiting > MADE_AHEAD:
                return
        answering.response.close()
        connection.is_last = answering.response.should_close() or answering.is_cut_short
        connection.answering = None
        answering.close()

    # ---- as time goes by ----

    def murder_pending(self) -> None:
        """End what is too slow; gunicorn calls it whenever something has happened, and each second."""
        now = time.monotonic()
        if now >= self._next_look:
            self._next_look = now + BETWEEN_LOOKS
            for connection in [one for one in self.connections if one.is_too_slow(now)]:
                self._cut(connection)

    def _cut(self, connection: Connection) -> None:
        if connection.is_asking:
            self._refuse(connection, TooSlow())
        else:
            self._drop(connection)

    def murder_keepalived(self, force: bool = False) -> None:
        """Drop all lines at the end."""
        for connection in [*self.connections] if force else []:
            self._drop(connection)

    def _cap_keepalive(self, deadline: float) -> None:
        """Keep lines on which nothing has been asked only as long as a question may be under way."""
        for connection in self.connections:
            if connection.is_idle and connection.pace is not None:
                connection.pace.end_by(deadline)
