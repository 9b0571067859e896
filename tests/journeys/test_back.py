"""What somebody finds who goes back after the line was gone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.machines.chromium import PageFactory

WRITTEN = "Families wait for years.\nNobody counts them."


@pytest.mark.parametrize("script", [True, False])
def test_a_form_that_was_sent_without_a_line_is_as_it_was_typed_after_going_back(
    page_factory: PageFactory, script: bool
) -> None:
    page = page_factory(script=script)
    page.goto("/consultations/indicators/propose")
    page.locator("#title").fill("Graves")
    page.locator("#rationale").fill(WRITTEN)
    page.context.set_offline(True)
    with page.expect_event("requestfailed"):
        page.get_by_role("button", name="Preview").click()
    page.wait_for_url("chrome-error://**")
    page.go_back(wait_until="commit")
    expect(page.locator("#title")).to_have_value("Graves")
    expect(page.locator("#rationale")).to_have_value(WRITTEN)
