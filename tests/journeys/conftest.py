"""Fixtures: a real browser at a real server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.machines import Unavailable, fast_folder
from tests.machines.chromium import PageFactory, Visitors, chromium
from tests.machines.server import LiveServer, live_server


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever opens the browser is a journey."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, started once."""
    try:
        with chromium() as started:
            yield started
    except Unavailable as lack:
        pytest.skip(str(lack))


@pytest.fixture(scope="module")
def instance() -> Iterator[Path]:
    """The folder where the module's server keeps its data; its database is `steppingstone.db`."""
    with fast_folder("instance") as folder:
        yield folder


@pytest.fixture(scope="module")
def server(instance: Path) -> Iterator[LiveServer]:
    """The server of a module's journeys, as `make run` starts it; its data last as long as the module."""
    with live_server(instance) as running:
        yield running


@pytest.fixture
def page_factory(browser: Browser, server: LiveServer) -> Iterator[PageFactory]:
    """Another person's browser each time it is called: `page_factory(phone=True, script=False, locale="ar")`.

    The test fails at its end when a page broke a script, the content policy or asked another host for anything.
    """
    visitors = Visitors(browser, server.address)
    yield visitors.arrive
    visitors.leave()
    assert not visitors.problems, "\n".join(visitors.problems)


@pytest.fixture
def page(page_factory: PageFactory) -> Page:
    """One person's browser."""
    return page_factory()
