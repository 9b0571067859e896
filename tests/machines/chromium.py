"""The machine's Chromium, driven by Playwright."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    Request,
    ViewportSize,
    sync_playwright,
)

from tests.machines import Unavailable

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox",  # root may not use it, and only our own pages are opened
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
LEFT_ON = ["--disable-back-forward-cache"]  # people's browsers keep the pages one comes back to
DESKTOP: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 360, "height": 740}
PATIENCE = 15_000  # milliseconds; two cores are shared with a server and other tests

PageFactory = Callable[..., Page]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the browser; raise Unavailable where there is none or it does not start."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        raise Unavailable(f"Chromium: none of {', '.join(NAMES)} is installed")
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS), ignore_default_args=LEFT_ON)
        except Error as failure:
            raise Unavailable(f"Chromium: {program} does not start: {failure.message.splitlines()[0]}") from failure
        try:
            yield browser
        finally:
            browser.close()


class Visitors:
    """People at browsers of their own, none of whom shares a cookie with another."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.problems: list[str] = []
        self._browser = browser
        self._address = address
        self._contexts: list[BrowserContext] = []

    def arrive(self, *, phone: bool = False, script: bool = True, locale: str = "en-GB", **options: Any) -> Page:
        """Open an empty page of a new person; paths such as `/framework` are understood as the server's."""
        context = self._browser.new_context(
            base_url=self._address,
            viewport=PHONE if phone else DESKTOP,
            java_script_enabled=script,
            locale=locale,
            **options,
        )
        context.set_default_timeout(PATIENCE)
        context.on("request", self._note_foreign_request)
        context.on("console", self._note_console_error)
        context.on("weberror", lambda error: self.problems.append(f"script error: {error.error}"))
        self._contexts.append(context)
        return context.new_page()

    def leave(self) -> None:
        """Close every browser."""
        for context in self._contexts:
            context.close()

    def _note_foreign_request(self, request: Request) -> None:
        if not request.url.startswith((self._address, "data:", "blob:")):
            self.problems.append(f"a request to another host: {request.url}")

    def _note_console_error(self, message: ConsoleMessage) -> None:
        # The browser also notes each answer of 400 and above; tests of refusals mean those.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.problems.append(f"console: {message.text}")
