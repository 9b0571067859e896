"""Going back to a form that was sent, in a browser that keeps the pages one comes back to."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Error, Page, expect

from tests.journeys.test_signing_in import link_in_mail
from tests.machines.chromium import PageFactory
from tests.machines.server import LiveServer

A_MOMENT = 400  # milliseconds
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


def go_back(page: Page) -> None:
    with suppress(Error):  # where the browser keeps no page it says so
        page.go_back(wait_until="commit")
    page.wait_for_timeout(A_MOMENT)


def both_are_there(page: Page, first: str, second: str) -> None:
    page.goto("/me/contributions")
    for title in (first, second):
        expect(page.get_by_role("link", name=title)).to_be_visible()


@WORKS_EITHER_WAY
def test_a_text_that_was_changed_after_going_back_is_not_lost(page_factory: PageFactory, script: bool) -> None:
    phone = page_factory(phone=True, script=script)
    propose(phone, "First thought")
    press(phone, "Preview")
    heading(phone, "This is how it will look")
    is_in_sight(phone)
    press(phone, "Send")
    heading(phone, "Keep your participation key")
    phone.go_back()
    heading(phone, "This is how it will look")
    press(phone, "Change")
    expect(phone.get_by_label("Title of the indicator")).to_have_value("First thought")
    phone.get_by_label("Title of the indicator").fill("Second thought")
    press(phone, "Preview")
    heading(phone, "This form was sent before")
    expect(phone.get_by_text("Second thought")).to_be_visible()
    is_in_sight(phone)
    press(phone, "Send as a further contribution")
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Receipt for IND-")
    both_are_there(phone, "First thought", "Second thought")


@WORKS_EITHER_WAY
def test_the_form_before_the_preview_has_the_text_still_and_can_be_sent_changed(
    page_factory: PageFactory, script: bool
) -> None:
    phone = page_factory(phone=True, script=script)
    propose(phone, "Thought once")
    press(phone, "Preview")
    press(phone, "Send")
    heading(phone, "Keep your participation key")
    go_back(phone)
    heading(phone, "This is how it will look")
    go_back(phone)
    heading(phone, "Propose an indicator")
    expect(phone.get_by_label("Title of the indicator")).to_have_value("Thought once")
    phone.get_by_label("Title of the indicator").fill("Thought twice")
    press(phone, "Preview")
    # Whether it is the page that was sent or one like it, is the browser's choice.
    phone.get_by_role("main").get_by_role("button", name=re.compile("^Send")).click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Receipt for IND-")
    both_are_there(phone, "Thought once", "Thought twice")


@WORKS_EITHER_WAY
def test_a_page_from_the_browsers_memory_that_is_changed_and_sent_again_loses_nothing(
    page_factory: PageFactory, instance: Path, script: bool
) -> None:
    page = page_factory(script=script)
    address = f"ann{script}@example.org".lower()
    page.goto("/sign-in")
    page.get_by_label("Your e-mail address").fill(address)
    page.get_by_role("button", name="Send me a link").click()
    heading(page, "Look into your mail")
    page.goto(link_in_mail(instance, address))
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    propose(page, f"Remembered {script}")
    page.evaluate("window.isTheSame = true")
    press(page, "Submit")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Receipt for IND-")
    go_back(page)
    heading(page, "Propose an indicator")
    assert page.evaluate("window.isTheSame"), "the browser did not keep the page"
    page.get_by_label("Title of the indicator").fill(f"Changed {script}")
    press(page, "Submit")
    heading(page, "This form was sent before")
    press(page, "Send as a further contribution")
    both_are_there(page, f"Remembered {script}", f"Changed {script}")


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
    expect(phone.get_by_text("You are signed out.")).to_be_visible()
    for _page in range(2):
        go_back(phone)
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
