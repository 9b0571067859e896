"""Going back in a browser that keeps the pages one has left, as people's browsers do: before signing out, and after."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Error, Page, Route, expect

from tests.journeys.test_signing_in import link_in_mail
from tests.machines.chromium import PageFactory
from tests.machines.server import LiveServer

TYPED = "Deaths at the crossing of Kirya"
FORM = "/consultations/indicators/propose"
NOTES_HOW_IT_IS_SHOWN = (
    "addEventListener('pageshow', event => { document.documentElement.dataset.kept = event.persisted })"
)
A_MOMENT = 400  # milliseconds


def enter(page: Page, instance: Path, address: str) -> None:
    """Sign in by a link, as a participant."""
    page.goto("/sign-in")
    page.get_by_label("Your e-mail address").fill(address)
    page.get_by_role("button", name="Send me a link").click()
    page.wait_for_timeout(A_MOMENT)
    page.goto(link_in_mail(instance, address))
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My contributions")


def go_back(page: Page) -> None:
    with suppress(Error):  # the browser has kept nothing of an answer to a form, and says so
        page.go_back(wait_until="commit")
    page.wait_for_timeout(A_MOMENT)


def all_that_is_there(page: Page) -> str:
    """Everything a page shows and holds in its fields; nothing where the browser has no page to show."""
    if not page.url.startswith("http"):
        return ""
    fields = page.locator("main :is(input, textarea)").all()
    return " ".join([page.locator("body").inner_text(), *(field.input_value() for field in fields)])


@pytest.mark.parametrize("script", [True, False])
def test_what_was_typed_is_there_still_on_going_back(page_factory: PageFactory, script: bool) -> None:
    page = page_factory(script=script)
    if script:
        page.add_init_script(NOTES_HOW_IT_IS_SHOWN)
    page.goto(FORM)
    page.get_by_label("Title of the indicator").fill(TYPED)
    page.get_by_role("link", name="What we can and cannot protect").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What we can and cannot protect")
    go_back(page)
    expect(page.get_by_label("Title of the indicator")).to_have_value(TYPED)
    if script:  # else this module would show nothing of what a browser keeps
        assert page.locator("html").get_attribute("data-kept") == "true"


@pytest.mark.parametrize("script", [True, False])
def test_nothing_of_somebody_who_signed_out_comes_back_by_going_back(
    page_factory: PageFactory, instance: Path, script: bool
) -> None:
    page = page_factory(script=script)
    enter(page, instance, f"ann{script}@example.org".lower())
    page.goto(FORM)
    page.get_by_label("Title of the indicator").fill(TYPED)
    page.get_by_role("navigation").get_by_role("link", name="Framework").click()
    go_back(page)
    expect(page.get_by_label("Title of the indicator")).to_have_value(TYPED)
    page.get_by_role("navigation").get_by_role("link", name="My contributions").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My contributions")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("You are signed out.")).to_be_visible()
    headings = []
    for _step in range(6):
        go_back(page)
        seen = all_that_is_there(page)
        assert TYPED not in seen
        assert "Sign out" not in seen
        headings.append(page.get_by_role("heading", level=1).all_inner_texts())
    assert ["Sign in first"] in headings
    assert ["Propose an indicator"] in headings


@pytest.mark.parametrize("script", [True, False])
def test_nothing_of_an_officer_who_signed_out_comes_back_by_going_back(
    page_factory: PageFactory, server: LiveServer, script: bool
) -> None:
    page = page_factory(script=script)
    page.goto(server.flask("secretariat", "link").strip())
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    for address in ("/secretariat/consultations/indicators", "/secretariat/exports", "/secretariat/"):
        page.goto(address)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("You are signed out.")).to_be_visible()
    for _step in range(3):
        go_back(page)
        expect(page.get_by_role("heading", level=1)).to_have_text("Sign in first")


def let_it_go_unused(instance: Path, minutes: float) -> None:
    """Let every session have been used for the last time so long ago."""
    then = datetime.now(UTC) - timedelta(minutes=minutes)
    with closing(sqlite3.connect(instance / "steppingstone.db", timeout=15)) as database:
        database.execute("UPDATE sign_ins SET used_at = ?", [f"{then:%Y-%m-%d %H:%M:%S.%f}"])
        database.commit()


def test_a_session_that_is_about_to_end_warns_and_goes_on_without_leaving_the_page(
    page_factory: PageFactory, server: LiveServer, instance: Path
) -> None:
    page = page_factory()
    page.clock.install()
    page.goto(server.flask("secretariat", "link").strip())
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.goto(FORM)
    page.get_by_label("Title of the indicator").fill(TYPED)
    warning = page.get_by_text("You will be signed out in")
    page.clock.fast_forward("24:00")
    expect(warning).to_be_hidden()
    let_it_go_unused(instance, 26)
    page.clock.fast_forward("01:01")
    expect(warning).to_be_visible()
    page.get_by_role("button", name="Stay signed in").click()
    expect(warning).to_be_hidden()
    let_it_go_unused(instance, 31)
    page.clock.fast_forward("25:01")
    expect(page.get_by_text("You are signed out. What you typed is still on this page")).to_be_visible()
    expect(page.get_by_label("Title of the indicator")).to_have_value(TYPED)


def test_a_page_on_which_nothing_was_typed_is_left_when_the_session_has_ended(
    page_factory: PageFactory, instance: Path, server: LiveServer
) -> None:
    page = page_factory()
    page.clock.install()
    page.goto(server.flask("secretariat", "link").strip())
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.goto("/me/contributions")
    let_it_go_unused(instance, 31)
    page.clock.fast_forward("25:01")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in first")


def type_into_a_form(page: Page) -> None:
    """Type into a form, at an address with a fragment, and go on to another page."""
    page.goto(f"{FORM}#title")
    page.get_by_label("Title of the indicator").fill(TYPED)
    page.get_by_role("navigation").get_by_role("link", name="Framework").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The framework")


def keep_what_was_to_be_cleared(route: Route) -> None:
    """Answer as the site does, to a browser that does not know how to clear what it keeps."""
    answer = route.fetch(max_redirects=0)
    headers = {name: value for name, value in answer.headers.items() if name != "clear-site-data"}
    route.fulfill(response=answer, headers=headers)


def test_without_a_line_what_was_typed_is_there_on_going_back_as_long_as_nobody_has_signed_out(
    page_factory: PageFactory, instance: Path
) -> None:
    page = page_factory()
    page.add_init_script(NOTES_HOW_IT_IS_SHOWN)
    enter(page, instance, "out-of-reach@example.org")
    type_into_a_form(page)
    page.context.set_offline(True)
    go_back(page)
    expect(page.get_by_label("Title of the indicator")).to_have_value(TYPED)
    expect(page.get_by_label("Title of the indicator")).to_be_visible()
    assert page.locator("html").get_attribute("data-kept") == "true"


@pytest.mark.parametrize("typed_as_visitor", [False, True])
@pytest.mark.parametrize("has_line", [False, True])
def test_a_page_that_a_browser_keeps_after_signing_out_is_not_shown(
    page_factory: PageFactory, instance: Path, typed_as_visitor: bool, has_line: bool
) -> None:
    page = page_factory()
    page.route("**/sign-out", keep_what_was_to_be_cleared)
    if typed_as_visitor:
        type_into_a_form(page)
    enter(page, instance, f"kept-{typed_as_visitor}-{has_line}@example.org".lower())
    if not typed_as_visitor:
        type_into_a_form(page)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("You are signed out.")).to_be_visible()
    page.context.set_offline(not has_line)
    for _step in range(9):
        go_back(page)
        assert TYPED not in all_that_is_there(page)
