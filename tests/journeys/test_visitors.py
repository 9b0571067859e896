"""The browser notes what a person would only see as a page that does not quite work."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Browser

from tests.machines.chromium import Visitors

PAGES = {
    "/sound": "<h1>Sound</h1>",
    "/inline": "<h1>Inline</h1><script>document.title = 'never'</script>",
    "/foreign": "<h1>Foreign</h1><img src='http://127.0.0.2:9/x.png' alt=''>",
    "/broken": "<h1>Broken</h1><script src='/broken.js'></script>",
    "/broken.js": "missing()",
}


class Pages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = PAGES.get(self.path, "<h1>Not here</h1>").encode()
        self.send_response(200 if self.path in PAGES else 404)
        self.send_header("Content-Type", "text/javascript" if self.path.endswith(".js") else "text/html")
        self.send_header("Content-Security-Policy", "default-src 'self'; img-src 'self' http:")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words: object) -> None:
        """Say nothing."""


@pytest.fixture
def visitors(browser: Browser) -> Iterator[Visitors]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Pages) as pages:
        Thread(target=pages.serve_forever).start()
        visitors = Visitors(browser, f"http://127.0.0.1:{pages.server_port}")
        yield visitors
        visitors.leave()
        pages.shutdown()


@pytest.mark.parametrize(
    ("path", "problem"),
    [("/inline", "Content Security Policy"), ("/foreign", "127.0.0.2"), ("/broken", "missing is not defined")],
)
def test_a_page_that_breaks_a_promise_is_noted(visitors: Visitors, path: str, problem: str) -> None:
    visitors.arrive().goto(path)
    assert problem in "\n".join(visitors.problems)


def test_a_sound_page_and_one_that_is_not_there_are_no_problem(visitors: Visitors) -> None:
    page = visitors.arrive(phone=True)
    page.goto("/sound")
    assert page.get_by_role("heading").inner_text() == "Sound"
    assert page.goto("/nowhere")
    assert visitors.problems == []


def test_each_person_has_a_browser_of_their_own(visitors: Visitors) -> None:
    first, second = visitors.arrive(), visitors.arrive(script=False)
    first.goto("/sound")
    first.evaluate("document.cookie = 'who=first'")
    second.goto("/sound")
    assert [cookie["value"] for cookie in first.context.cookies()] == ["first"]
    assert second.context.cookies() == []
