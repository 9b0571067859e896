"""An HTTP client for a live server."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from email.message import Message
from http.client import HTTPConnection
from urllib.parse import urlencode, urljoin

from tests.screen import fill_in

PATIENCE = 30  # seconds
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Answer:
    """What a server answered."""

    status: int
    headers: Message
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def location(self) -> str:
        """Where it leads to, "" when nowhere."""
        return self.headers["Location"] or ""


def ask(port: int, path: str, method: str = "GET", body: str | bytes = "", **headers: str) -> Answer:
    """Ask the server on a port of this machine for one thing."""
    return ask_over(HTTPConnection("127.0.0.1", port, timeout=PATIENCE), path, method, body, headers)


def ask_over(
    connection: HTTPConnection, path: str, method: str, body: str | bytes, headers: Mapping[str, str]
) -> Answer:
    """Ask for one thing over a connection that ends with it."""
    with closing(connection):
        connection.request(method, path, body, dict(headers))
        response = connection.getresponse()
        return Answer(response.status, response.headers, response.read())


@dataclass
class Visitor:
    """Keeps its cookies, and sends forms as they stand on the page."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def connect(self) -> HTTPConnection:
        """Return a connection to the server."""
        return HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)

    def ask(self, path: str, method: str = "GET", body: str | bytes = "", **headers: str) -> Answer:
        """Ask for one thing; a redirection is not followed."""
        sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())} | headers
        answer = ask_over(self.connect(), path, method, body, sent)
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _equals, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer

    def post(self, path: str, pairs: Iterable[tuple[str, str]]) -> Answer:
        """Send a form whose values are known."""
        return self.ask(path, "POST", urlencode(list(pairs)), **{"Content-Type": FORM})

    def submit(
        self, path: str, values: Mapping[str, str | Iterable[str]] | None = None, *, button: str | None = None
    ) -> Answer:
        """Fill in the form on a page and send it; see `fill_in`."""
        form = fill_in(self.ask(path).text, values or {}, button=button)
        return self.post(urljoin(path, form.action), form.pairs)

    def send(self, path: str, values: Mapping[str, str | Iterable[str]], *, button: str = "Send") -> Answer:
        """Send a contribution by way of its preview; return the form again where something is wrong."""
        preview = self.submit(path, values, button="Preview")
        if preview.status != 200:
            return preview
        form = fill_in(preview.text, {}, button=button)
        return self.post(urljoin(path, form.action), form.pairs)
