"""Going back in a browser after the connection was lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.machines.chromium import PageFactory

WRITTEN = "Families wait for years.\nNobody counts them."


@pytest.mark.parametrize("script", [True, False])
def test_a_form_that_was_sent_without_a_line_is_as_it_was_typed_after_going_back(
    page_factory: PageFactory, script: bool
) -> None:
    page = page_factory(script=script)
    page.goto("/consultations/indicators/propose")
    write(page)
    press_without_a_line(page, "Preview")
    go_back_to_what_was_written(page)


@pytest.mark.parametrize("script", [True, False])
def test_what_was_corrected_on_a_page_with_problems_is_as_it_was_typed_after_going_back(
    page_factory: PageFactory, script: bool
) -> None:
    page = page_factory(script=script)
    page.goto("/consultations/indicators/propose")
    page.locator("#rationale").fill("Families wait.")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_text("Give the indicator a title").first).to_be_visible()
    write(page)
    press_without_a_line(page, "Preview")
    go_back_to_what_was_written(page)


@pytest.mark.parametrize("script", [True, False])
def test_a_preview_that_was_sent_without_a_line_is_still_there_after_going_back(
    page_factory: PageFactory, script: bool
) -> None:
    page = page_factory(script=script)
    page.goto("/consultations/indicators/propose")
    write(page)
    page.locator("#objectives").fill("8")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("heading", name="Graves")).to_be_visible()
    press_without_a_line(page, "Send")
    page.go_back(wait_until="commit")
    expect(page.get_by_role("heading", name="Graves")).to_be_visible()
    page.context.set_offline(False)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Keep your participation key")).to_be_visible()


def press_without_a_line(page: Page, name: str) -> None:
    page.context.set_offline(True)
    with page.expect_event("requestfailed"):
        page.get_by_role("button", name=name).click()
    page.wait_for_url("chrome-error://**")


def write(page: Page) -> None:
    page.locator("#title").fill("Graves")
    page.locator("#rationale").fill(WRITTEN)


def go_back_to_what_was_written(page: Page) -> None:
    page.go_back(wait_until="commit")
    expect(page.locator("#title")).to_have_value("Graves")
    expect(page.locator("#rationale")).to_have_value(WRITTEN)
