"""`make demo` shows something on every screen, beside the data of `make run` and not in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.machines import fast_folder
from tests.machines.chromium import PageFactory
from tests.machines.server import LiveServer, live_server


@pytest.fixture(scope="module")
def instance() -> Iterator[Path]:
    with fast_folder("demo") as folder:
        yield folder


@pytest.fixture(scope="module")
def server(instance: Path) -> Iterator[LiveServer]:
    with live_server(instance, options=("--demo",)) as running:
        yield running


def test_the_demo_has_proposals_of_both_kinds_and_keeps_them_in_a_database_of_its_own(
    page_factory: PageFactory, instance: Path
) -> None:
    page = page_factory(phone=True)
    page.goto("/consultations/indicators")
    expect(page.get_by_role("heading", name="10 proposals")).to_be_visible()
    page.goto("/consultations/missing-migrants")
    expect(page.get_by_role("heading", name="5 proposals")).to_be_visible()
    page.goto("/consultations/indicators")
    page.get_by_role("link", name="Share of deaths and disappearances").first.click()
    expect(page.get_by_text("1 strong concern").first).to_be_visible()
    assert (instance / "demo.db").exists()
    assert not (instance / "steppingstone.db").exists()
