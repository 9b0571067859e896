"""Going back to a form that was sent, in a browser that keeps the pages one comes back to."""

from __future__ import annotations

from contextlib import suppress

import pytest
from playwright.sync_api import Error, Page, expect

from tests.machines.chromium import PageFactory
from tests.machines.server import LiveServer

WORKS_EITHER_WAY = pytest.mark.parametrize("script", [True, False])


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def press(page: Page, button: str) -> None:
    page.get_by_role("main").get_by_role("button", name=button, exact=True).click()


def propose(page: Page, title: str) -> None:
    page.goto("/consultations/indicators/propose")
    page.get_by_label("Title of the indicator").fill(title)
    page.get_by_label("Why it should be in the limited set").fill("Nobody else counts it.")
    page.get_by_label("Type the numbers").first.fill("8")


def is_in_sight(page: Page) -> None:
    width = page.locator("html").bounding_box()
    assert width is not None
    assert width["width"] == 360


@WORKS_EITHER_WAY
def test_a_text_that_was_changed_after_going_back_is_not_lost(page_factory: PageFactory, script: bool) -> None:
    phone = page_factory(phone=True, script=script)
    propose(phone, "First thought")
    phone.evaluate("window.isTheSame = true")
    press(phone, "Preview")
    heading(phone, "This is how it will look")
    is_in_sight(phone)
    press(phone, "Send")
    heading(phone, "Keep your participation key")
    phone.go_back()
    heading(phone, "This is how it will look")
    phone.go_back()
    heading(phone, "Propose an indicator")
    assert phone.evaluate("window.isTheSame"), "the browser did not keep the page"
    expect(phone.get_by_label("Title of the indicator")).to_have_value("First thought")
    phone.get_by_label("Title of the indicator").fill("Second thought")
    press(phone, "Preview")
    heading(phone, "This form was sent before")
    expect(phone.get_by_text("Second thought")).to_be_visible()
    is_in_sight(phone)
    press(phone, "Send as a further contribution")
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Receipt for IND-")
    phone.goto("/me/contributions")
    for title in ("First thought", "Second thought"):
        expect(phone.get_by_role("link", name=title)).to_be_visible()


@WORKS_EITHER_WAY
def test_the_same_form_sent_again_is_the_same_contribution_and_the_key_page_can_be_loaded_anew(
    page_factory: PageFactory, script: bool
) -> None:
    phone = page_factory(phone=True, script=script)
    propose(phone, "Only once")
    press(phone, "Preview")
    press(phone, "Send")
    key = phone.locator(".key").inner_text()
    phone.reload()
    expect(phone.locator(".key")).to_have_text(key)
    phone.go_back()
    press(phone, "Send")
    heading(phone, "Keep your participation key")
    expect(phone.locator(".key")).to_have_text(key)
    phone.goto("/me/contributions")
    expect(phone.get_by_role("link", name="Only once")).to_have_count(1)


@WORKS_EITHER_WAY
def test_after_signing_out_nothing_that_was_previewed_is_shown_by_going_back(
    page_factory: PageFactory, script: bool
) -> None:
    phone = page_factory(phone=True, script=script)
    propose(phone, "Seen by nobody else")
    press(phone, "Preview")
    press(phone, "Send")
    phone.get_by_role("button", name="Sign out").click()
    for _page in range(3):
        with suppress(Error):  # the browser says that it keeps no such page
            phone.go_back()
        assert "Seen by nobody else" not in phone.content()
        assert phone.locator(".key").count() == 0


@WORKS_EITHER_WAY
def test_a_position_goes_at_once_and_is_taken_back_in_one_press(
    page_factory: PageFactory, server: LiveServer, script: bool
) -> None:
    phone = page_factory(phone=True, script=script)
    propose(phone, "To be supported")
    press(phone, "Preview")
    press(phone, "Send")
    phone.get_by_role("link", name="Continue").click()
    phone.get_by_role("link", name="See it as everybody does").click()
    proposal = phone.url
    phone.get_by_role("link", name="Take a position or comment").click()
    phone.get_by_label("Support", exact=True).check()
    press(phone, "Send the position without words")
    press(phone, "Take my position back")
    expect(phone).to_have_url(proposal)
    expect(phone.get_by_text("Your position is taken back")).to_be_visible()
    is_in_sight(phone)


def test_the_return_key_shows_the_preview(page: Page) -> None:
    propose(page, "By the return key")
    page.get_by_label("Title of the indicator").press("Enter")
    heading(page, "This is how it will look")
    page.goto(page.url.replace("/propose", ""))
    expect(page.get_by_text("By the return key")).to_have_count(0)
