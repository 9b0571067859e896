"""One session a request; only a view that wears `@writes` changes anything."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from random import Random
from typing import ParamSpec

from flask import Flask, Response, current_app, g, make_response, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from consultation.config import THREADS
from consultation.database import begin_writing, make_engine, make_sessions
from consultation.web.write_turns import Turn, Turns

P = ParamSpec("P")
PATIENCE = 3_000  # milliseconds that a request waits for a lock; see docs/decisions/0030
NETWORK = "network"  # key of Session.info: the hash, of one day, of where contributions come from; see people.flooding
SECRET = "secret"  # key of Session.info: under which it is counted who sends them  # noqa: S105 - a name


def init_app(
    app: Flask, database_url: str, chance: Random, before_writing: Callable[[Engine], None], *, secret: str
) -> None:
    """Give the app its engine and close each request's session when it ends.

    `chance` is what sessions draw from, `before_writing` what is done before a request writes, for itself, and `secret`
    under which it is counted who sends something.
    """
    engine = make_engine(database_url)
    app.extensions["engine"] = engine
    app.extensions["sessions"] = make_sessions(engine, chance)
    app.extensions["turns"] = Turns(max(1, THREADS // 2))
    app.extensions["before_writing"] = before_writing
    app.extensions["secret_of_counts"] = secret
    app.teardown_appcontext(_close)


def engine() -> Engine:
    """Return the app's engine."""
    found: Engine = current_app.extensions["engine"]
    return found


def turns() -> Turns:
    """Return who of this process may write now."""
    found: Turns = current_app.extensions["turns"]
    return found


def db() -> Session:
    """Return the request's session, begun for writing when the view wears `@writes` and the method is unsafe."""
    session: Session | None = g.get("session")
    if session is None:
        sessions: sessionmaker[Session] = current_app.extensions["sessions"]
        session = g.session = sessions()
        count_for(session, g.get("network", ""))
        if _is_writing():
            g.turn = turns().take()
            current_app.extensions["before_writing"](engine())
            begin_writing(session, patience=PATIENCE)
    return session


def count_for(session: Session, network: str) -> None:
    """Let what a session writes be counted for a network, and for who sends it under the secret of this site."""
    session.info[NETWORK], session.info[SECRET] = network, current_app.extensions["secret_of_counts"]


def writes(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Commit what the view did when its answer leads on or is a file; roll back otherwise and on any exception.

    A page is no answer to what was written: loaded anew, it would be sent anew.
    """

    @wraps(view)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        response = make_response(view(*args, **kwargs))
        if request.method == "POST" and _is_done(response):
            db().commit()
        return response

    wrapped.writes = True  # type: ignore[attr-defined]
    return wrapped


def _is_done(response: Response) -> bool:
    is_page = response.status_code < 300 and response.mimetype == "text/html"
    return response.status_code < 400 and not is_page


def _is_writing() -> bool:
    if not request or request.method != "POST" or request.endpoint is None:
        return False
    return getattr(current_app.view_functions[request.endpoint], "writes", False)


def _close(exception: BaseException | None) -> None:
    session: Session | None = g.pop("session", None)
    try:
        if session is not None:
            session.close()
    finally:
        turn: Turn | None = g.pop("turn", None)
        if turn is not None:
            turns().give_back(turn)
