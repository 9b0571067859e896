"""Waiting for a large file, with and without script."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from consultation.database import make_engine, make_sessions
from exports.handouts.jobs import LARGE
from tests.factories import a_proposal, many_comments
from tests.machines.server import PATIENCE, LiveServer

PAGE = "/consultations/indicators/workbook"


@pytest.fixture(scope="module")
def much(server: LiveServer, instance: Path) -> None:
    """More than is made while somebody waits."""
    engine = make_engine(f"sqlite:///{instance / 'steppingstone.db'}")
    with make_sessions(engine).begin() as session:
        many_comments(session, a_proposal(session, title="Much discussed"), 8 * LARGE)
    engine.dispose()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
def test_whoever_waits_sees_it_become_ready_by_itself_and_fetches_it(
    much: None, page_factory: Callable[..., Page], script: bool
) -> None:
    page = page_factory(phone=True, script=script)
    page.goto(PAGE)
    page.get_by_role("button", name="Download").click()
    expect(page).to_have_url(re.compile(r"/jobs/"))
    expect(page.get_by_role("button", name="Cancel")).to_be_visible()
    expect(page.get_by_role("progressbar", name=re.compile(r"rows"))).to_be_visible(timeout=PATIENCE * 1000)
    expect(page.get_by_role("heading", level=1)).to_have_text("Ready: Workbook", timeout=PATIENCE * 1000)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    assert download.value.suggested_filename.startswith("indicators-public-")


def test_what_is_cancelled_says_so(much: None, page_factory: Callable[..., Page]) -> None:
    page = page_factory()
    page.goto(PAGE)
    page.get_by_role("button", name="Download").click()
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Cancelled: Workbook")
