"""Two texts side by side in a real browser: what differs is told apart by more than its colour."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.consultation.web.texts.test_diff_html import Row, page_with
from tests.journeys.test_look_in_a_browser import STYLE

ROWS = (
    Row(
        "Number of migrants who died or went missing,\n\nby sex and age; " + "x" * 90,
        "Number of people who died or disappeared,\n\nby sex, age and route; " + "y" * 90,
    ),
    Row(
        "عدد المهاجرين الذين لقوا حتفهم أو فقدوا على طرق الهجرة",
        "عدد الأشخاص الذين لقوا حتفهم أو اختفوا على طرق الهجرة",
        "ar",
    ),
    Row("国际移民问题全球契约的目标", "国际难民问题全球公约的目标", "zh"),
)


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("options", [{}, {"color_scheme": "dark"}, {"forced_colors": "active"}])
def test_what_differs_is_struck_through_or_underlined_in_every_scheme(
    browser: Browser, width: int, options: dict[str, str]
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, **options)  # type: ignore[arg-type]
    page = context.new_page()
    page.set_content(f"{page_with(*ROWS)}<style>{STYLE}</style>")
    for element, line in (("del", "line-through"), ("ins", "underline")):
        lines = page.locator(f".marked {element}").evaluate_all(
            "all => all.map(one => getComputedStyle(one).textDecorationLine)"
        )
        assert len(lines) > 5
        assert set(lines) == {line}
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert all(box["width"] <= 1 for box in (one.bounding_box() for one in page.locator(".away").all()) if box)
    context.close()
