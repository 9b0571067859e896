"""What only a browser can tell of the look and the script: sizes, folding, counting, sending once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from flask import render_template_string
from playwright.sync_api import Browser, Page
from werkzeug.datastructures import MultiDict

from consultation.browse.pages.coverage_table import CoverageCell, CoverageRow, CoverageTable, shades_of
from tests.consultation.web.specimen import ROOT, SMALL_APP, ProposalForm, rendered

LEAST_TARGET = 44
STYLE = (ROOT / "static" / "style.css").read_text(encoding="utf-8")
TIME = '{% from "components/time.html" import moment %}{{ moment(when, "Europe/Zurich") }}'
FILTERS = """<!doctype html><main class="wrap"><h1>Indicators</h1>
<div class="cols finder"><h2 class="count">3 proposals</h2>
<details class="find"><summary>Find and filter</summary><form><label>Words <input></label><button>Show</button></form>
</details><div class="found"><ul class="rows"><li>IND-0001</li></ul></div></div></main>"""
CLOSING = datetime(2027, 2, 21, 17, tzinfo=UTC)
HEAT = """{% from "components/heat.html" import heat, heat_key %}{{ heat_key(shades) }}
{{ heat("By group", columns, rows, shades) }}"""
KEY = '{% from "components/key.html" import key %}{{ key("K7QX-M2RD-9FWA-TT4C-HJ8N") }}'

Opener = Callable[..., Page]


@pytest.fixture
def opened(browser: Browser) -> Iterator[Opener]:
    """Open some HTML with our stylesheet and script: `opened(html, width=360, script=True, **options)`."""
    contexts = []

    def open_page(html: str, *, width: int = 1280, script: bool = True, **options: object) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            java_script_enabled=script,
            **options,  # type: ignore[arg-type]
        )
        contexts.append(context)
        page = context.new_page()
        page.set_content(f"{html}<style>{STYLE}</style>")
        if script:
            page.add_script_tag(path=ROOT / "static" / "script.js")
        return page

    yield open_page
    for context in contexts:
        context.close()


def form_page(**values: str) -> str:
    """The page of a form with these answers, and its errors."""
    with SMALL_APP.test_request_context():
        form = ProposalForm(formdata=MultiDict(values) if values else None, meta={"csrf": False})
        if values:
            form.validate()
        return rendered(form)


def test_enlarged_four_times_nothing_is_wider_than_the_screen(opened: Opener) -> None:
    """A page of 1280 pixels enlarged to four times its size is one of 320 for whoever lays it out."""
    page = opened(form_page(title="x" * 400, objectives="77"), width=1280 // 4)
    assert page.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_on_a_phone_nothing_is_wider_than_the_screen_and_targets_are_large(opened: Opener, direction: str) -> None:
    html = form_page(title="x" * 400, objectives="77").replace('dir="ltr"', f'dir="{direction}"', 1)
    page = opened(html, width=360)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
    targets = "button, summary, .choice label, select, textarea, .field input:not([type=radio], [type=checkbox])"
    for control in page.locator(targets).all():
        box = control.bounding_box()
        assert box is not None
        assert box["height"] >= LEAST_TARGET, control.evaluate("element => element.outerHTML")


@pytest.mark.parametrize("script", [True, False])
def test_filters_are_folded_on_a_phone_after_the_count_and_open_on_a_desktop(opened: Opener, script: bool) -> None:
    phone = opened(FILTERS, width=360, script=script)
    assert not phone.get_by_label("Words").is_visible()
    tops = [phone.locator(part).bounding_box() for part in (".count", "summary", ".rows")]
    heights = [box["y"] for box in tops if box]
    assert heights == sorted(heights)
    assert len(heights) == 3
    desktop = opened(FILTERS, script=script)
    assert desktop.get_by_label("Words").is_visible()
    assert not desktop.locator("summary").is_visible()


def test_the_summary_of_errors_is_read_first_and_leads_to_the_control(opened: Opener) -> None:
    page = opened(form_page(title="", rationale="Because.", objectives="8"))
    assert page.evaluate("document.activeElement.className") == "problems"
    page.get_by_role("link", name="Write what is to be measured").click()
    assert page.evaluate("document.activeElement.id") == "title"


def test_the_tally_counts_code_points_as_the_server_does(opened: Opener) -> None:
    page = opened(form_page())
    title = page.get_by_label("Title")
    tally = page.locator("#title ~ .tally")
    assert tally.inner_text() == ""
    title.fill("𝕊" * 9)
    assert tally.inner_text() == "Characters left: 1"
    title.fill("𝕊" * 12)
    assert tally.inner_text() == "Characters too many: 2"
    assert title.input_value() == "𝕊" * 12


def test_a_second_press_sends_nothing_and_a_page_that_comes_back_sends_again(opened: Opener) -> None:
    page = opened(form_page())
    page.evaluate(
        """() => {
            window.sent = 0;
            document.querySelector("form").addEventListener("submit", (event) => {
                if (!event.defaultPrevented) window.sent += 1;
                event.preventDefault();
            });
        }"""
    )
    button = page.get_by_role("button", name="Send")
    button.click()
    assert button.get_attribute("aria-disabled") == "true"
    button.click(force=True)
    assert page.evaluate("window.sent") == 1
    page.evaluate("dispatchEvent(new Event('pageshow'))")
    button.click()
    assert page.evaluate("window.sent") == 2


def test_the_readers_own_time_stands_beside_the_consultations(opened: Opener) -> None:
    with SMALL_APP.test_request_context():
        html = render_template_string(TIME, when=CLOSING)
    html = f'<!doctype html><html lang="en" dir="ltr"><p>{html}</p>'
    expected = "21 February 2027, 18:00 Zurich time (17:00 UTC)"
    assert opened(html, timezone_id="UTC").locator("p").inner_text() == expected
    nepal = opened(html, timezone_id="Asia/Kathmandu").locator("p").inner_text()
    assert nepal == f"{expected}, 21 February at 22:45 where you are"


def test_a_key_can_be_copied_whole(opened: Opener) -> None:
    with SMALL_APP.test_request_context():
        html = render_template_string(KEY)
    page = opened(f'<!doctype html><html lang="en" dir="ltr">{html}', width=360)
    assert page.locator(".key").text_content() == "K7QX-M2RD-9FWA-TT4C-HJ8N"
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    # Browsers lend the clipboard only to pages of a secure origin, which a page without address is not.
    assert page.get_by_role("button").count() == (1 if page.evaluate("!!navigator.clipboard") else 0)


def heat_page(*, direction: str = "ltr") -> str:
    """A table as wide as that of the framework, each of its numbers and names a link."""
    columns = [f"Stakeholders of group {number}" for number in range(21)]
    cells = [CoverageCell(number, "#x", None, number) for number in range(21)]
    rows = [CoverageRow(f"{number} · Something of some length", "#x", cells) for number in range(3)]
    with SMALL_APP.test_request_context():
        html = render_template_string(
            HEAT, columns=columns, rows=rows, shades=shades_of([CoverageTable(columns, rows)])
        )
    return f'<!doctype html><html lang="en" dir="{direction}"><main class="wrap">{html}</main>'


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
@pytest.mark.parametrize("width", [360, 1000])
def test_no_link_of_a_wide_table_is_focused_behind_its_headings(opened: Opener, width: int, direction: str) -> None:
    page = opened(heat_page(direction=direction), width=width)
    links = page.locator(".heat a").count()
    hidden = """() => {
        const at = document.activeElement.getBoundingClientRect();
        const top = document.elementFromPoint(at.x + at.width / 2, at.y + at.height / 2);
        return document.activeElement.closest("td") && top !== document.activeElement;
    }"""
    page.locator(".heat").focus()
    for step in ["Tab"] * links + ["Shift+Tab"] * (links - 1):
        page.keyboard.press(step)
        assert not page.evaluate(hidden), page.evaluate("document.activeElement.outerHTML")


def test_the_table_of_the_framework_fits_a_desktop_and_says_where_it_does_not(opened: Opener) -> None:
    overflow = "(() => { const box = document.querySelector('.heat'); return box.scrollWidth - box.clientWidth; })()"
    for width in (360, 800, 1000, 1100, 1152, 1280, 1600):
        page = opened(heat_page(), width=width)
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert page.get_by_text("wider than this screen").is_visible() or page.evaluate(overflow) == 0, width
    assert opened(heat_page(), width=1280).evaluate(overflow) == 0


def test_a_shade_and_its_key_are_told_apart_where_colours_are_the_readers_own(opened: Opener) -> None:
    page = opened(heat_page(), forced_colors="active")
    border = "element => getComputedStyle(element).border"
    table = [page.locator(f"td.heat-{shade}").first.evaluate(border) for shade in range(4)]
    assert len(set(table)) == 4
    assert [page.locator(f".shades .heat-{shade}").evaluate(border) for shade in range(4)] == table


def test_forms_are_printed_and_a_text_begins_below_its_title(opened: Opener) -> None:
    page = opened(form_page())
    page.emulate_media(media="print")
    assert page.get_by_label("Title").is_visible()
    assert not page.get_by_role("button", name="Send").is_visible()
    sheet = opened('<!doctype html><main class="wrap"><h1>Title</h1><div class="cols"><div class="sheet">x</div></div>')
    sheet.emulate_media(media="print")
    assert sheet.locator(".sheet").evaluate("element => getComputedStyle(element).breakInside") == "auto"
    assert sheet.locator(".cols").evaluate("element => getComputedStyle(element).display") == "block"
