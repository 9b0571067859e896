"""The server that journeys visit is the one that `make run` starts."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.machines.server import LiveServer


def test_a_server_that_was_killed_comes_back_at_the_same_place(server: LiveServer, instance: Path, page: Page) -> None:
    for _life in range(2):
        page.goto("/sign-in")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        server.kill()
        server.start()
    assert (instance / "steppingstone.db").is_file()
    assert "Sign in as the secretariat" in server.said()
