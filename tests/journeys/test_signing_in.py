"""Coming back: by a link from one's mail, and by a key from a piece of paper."""

from __future__ import annotations

import re
import time
from pathlib import Path

from playwright.sync_api import Page, expect

ANN = "ann@example.org"


def link_in_mail(instance: Path, recipient: str) -> str:
    """Wait for the mail, and return the address of its link."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        for file in (instance / "outbox").glob("*.eml"):
            mail = file.read_text()
            if f"To: {recipient}" in mail:
                return re.findall(r"http://\S+/sign-in/links/\S+", mail)[0]
        time.sleep(0.1)
    raise AssertionError("no mail came")


def test_a_link_brings_one_in_and_a_key_from_paper_brings_one_back(page: Page, instance: Path) -> None:
    page.goto("/sign-in")
    page.get_by_label("Your e-mail address").fill(ANN)
    page.get_by_role("button", name="Send me a link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mail")

    page.goto(link_in_mail(instance, ANN))
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My contributions")

    page.get_by_role("link", name="have a further participation key").click()
    page.get_by_role("button", name="Show me a new key").click()
    expect(page.get_by_text("nobody can recover it")).to_be_visible()
    on_paper = page.locator(".key").inner_text().replace("-", " ").lower()
    assert re.fullmatch(r"([2-9a-z]{4}\s*){5}", on_paper)

    page.get_by_role("button", name="Sign out").click()
    page.goto("/me/address")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in first")
    page.get_by_role("main").get_by_role("link", name="Sign in").click()
    page.get_by_label("Your participation key").fill(on_paper)
    page.get_by_role("button", name="Sign in with the key").click()
    expect(page).to_have_url(re.compile("/me/address$"))
    expect(page.get_by_text("You have left an address")).to_be_visible()
    expect(page.get_by_text(ANN)).to_have_count(0)
