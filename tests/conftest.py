"""Fixtures of all tests."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from hypothesis import HealthCheck, settings

from tests.clock import START, Clock
from tests.machines import NOTHING_MAY_BE_SKIPPED, Unavailable
from tests.machines.javascript import JavaScript, javascript_libraries
from tests.machines.mail import Letterbox, letterbox
from tests.machines.office import Office, office_program
from tests.statements import Statements, counted_statements

pytest_plugins = ["tests.spreading", "tests.skips", "tests.databases", "tests.apps", "tests.reference"]

# Two cores are shared with a browser, a server and coverage, so a slow example says nothing. Where a run decides about
# somebody's change it looks at the same examples each time; elsewhere it goes on looking for new ones.
settings.register_profile(
    "house", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=NOTHING_MAY_BE_SKIPPED
)
settings.load_profile("house")

# The tests start some hundred processes, each of which would compile the project for itself where the shell forbids
# to keep what is compiled.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

gc.disable()  # until everything is imported: nothing of it can be forgotten, so looking for it is in vain


def pytest_collection_finish() -> None:
    """Leave what was imported out of the search for what can be forgotten from now on."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)  # most of what a page makes is given back without being looked for
    gc.enable()


@pytest.fixture(scope="session")
def standing_clock() -> Clock:
    return Clock()


@pytest.fixture
def clock(standing_clock: Clock) -> Clock:
    """The app's clock: stands still until the test sets `clock.time` or lets it advance."""
    standing_clock.time = START
    return standing_clock


@pytest.fixture
def statements() -> Callable[[], AbstractContextManager[Statements]]:
    """Count what is asked of the database: `with statements() as heard: …`, then `len(heard)`."""
    return counted_statements


@pytest.fixture
def smtp_sink() -> Iterator[Letterbox]:
    """A mail server that keeps what it receives."""
    with letterbox() as box:
        yield box


@pytest.fixture(scope="session")
def office() -> Iterator[Office]:
    """LibreOffice, to open a workbook as its readers do."""
    try:
        with office_program() as program:
            yield program
    except Unavailable as lack:
        pytest.skip(str(lack))


@pytest.fixture(scope="session")
def typing_office(office: Office) -> Office:
    """LibreOffice, to type into a workbook as its readers do."""
    try:
        office.require_bridge()
    except Unavailable as lack:
        pytest.skip(str(lack))
    return office


@pytest.fixture(scope="session")
def javascript() -> JavaScript:
    """The libraries by which web pages write workbooks."""
    try:
        return javascript_libraries()
    except Unavailable as lack:
        pytest.skip(str(lack))
