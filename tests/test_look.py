"""The stylesheet, computed: contrast in both schemes, logical sides, weight, and nothing from elsewhere."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[1] / "static"
CSS = re.sub(r"/\*.*?\*/", "", (STATIC / "style.css").read_text(encoding="utf-8"), flags=re.DOTALL)
SCRIPT = (STATIC / "script.js").read_text(encoding="utf-8")
HEX = re.compile(r"--([a-z0-9-]+):\s*(#[0-9a-f]{6})\b")
SCHEMES = ("light", "dark")
GROUNDS = ("paper", "sheet")
WORDS = ("ink", "soft", "blue", "deep", "support", "changes", "concern")
ON_A_WASH = [
    *(("ink", f"{wash}-wash") for wash in ("blue", "grey", "support", "changes", "concern")),
    *(("deep", f"{wash}-wash") for wash in ("blue", "support", "changes")),
    *((name, f"{name}-wash") for name in ("blue", "support", "changes", "concern")),
    ("soft", "blue-wash"),
    ("concern", "blue-wash"),
    ("ink", "heat-1"),
    ("ink", "heat-2"),
    ("on-heat-3", "heat-3"),
    ("on-blue", "blue"),
    ("on-blue", "deep"),
]
DRAWN = ("control", "blue", "concern", "bar-support", "bar-changes", "bar-concern")
MOST_GZIPPED = 8_700  # bytes of stylesheet, script and icon together


def tokens(scheme: str) -> dict[str, str]:
    """The colours of a scheme by name: dark ones replace light ones."""
    dark_at = CSS.index("@media screen and (prefers-color-scheme: dark)")
    light = dict(HEX.findall(CSS[:dark_at]))
    return light if scheme == "light" else light | dict(HEX.findall(CSS[dark_at : CSS.index("*, ::before", dark_at)]))


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb`, as WCAG 2.2 defines it."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, as WCAG 2.2 defines it: from 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def rules() -> Iterator[tuple[str, str]]:
    """Every rule of the stylesheet: selector and declarations."""
    return ((selector.strip(), body) for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", CSS))


def test_contrast_is_computed_as_defined() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_words_stand_out_from_paper_and_sheet_seven_to_one(scheme: str) -> None:
    colours = tokens(scheme)
    found = {(word, ground): contrast(colours[word], colours[ground]) for word in WORDS for ground in GROUNDS}
    assert {pair: round(ratio, 2) for pair, ratio in found.items() if ratio < 7} == {}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_words_on_a_wash_stand_out_four_and_a_half_to_one(scheme: str) -> None:
    colours = tokens(scheme)
    found = {(word, wash): contrast(colours[word], colours[wash]) for word, wash in ON_A_WASH}
    assert {pair: round(ratio, 2) for pair, ratio in found.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_controls_and_drawings_stand_out_three_to_one(scheme: str) -> None:
    colours = tokens(scheme)
    found = {(name, ground): contrast(colours[name], colours[ground]) for name in DRAWN for ground in GROUNDS}
    assert {pair: round(ratio, 2) for pair, ratio in found.items() if ratio < 3} == {}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_focus_is_seen_on_every_ground(scheme: str) -> None:
    colours = tokens(scheme)
    assert contrast(colours["focus"], colours["ring"]) >= 3
    for ground in (*GROUNDS, "blue"):
        assert max(contrast(colours[part], colours[ground]) for part in ("focus", "ring")) >= 3


@pytest.mark.parametrize("scheme", SCHEMES)
def test_no_rule_pairs_colours_that_do_not_stand_out(scheme: str) -> None:
    colours = tokens(scheme)
    for selector, body in rules():
        said = dict(re.findall(r"(?<![\w-])(color|background): var\(--([a-z0-9-]+)\)", body))
        if len(said) == 2:
            ratio = contrast(colours[said["color"]], colours[said["background"]])
            assert ratio >= 4.5, f"{selector}: {said} {ratio:.2f}"


def test_both_schemes_name_the_same_colours() -> None:
    dark_at = CSS.index("@media screen and (prefers-color-scheme: dark)")
    dark = set(dict(HEX.findall(CSS[dark_at : CSS.index("*, ::before", dark_at)])))
    assert dark == set(tokens("light"))


def test_every_token_is_defined_and_used() -> None:
    defined = set(re.findall(r"--([a-z0-9-]+):", CSS))
    assert set(re.findall(r"var\(--([a-z0-9-]+)\)", CSS)) == defined


def test_colours_are_named_once() -> None:
    after_the_tokens = CSS[CSS.index("*, ::before") : CSS.index("@media print")]
    assert re.findall(r"#[0-9a-f]{3,8}\b|rgba?\(|hsla?\(", after_the_tokens) == []


@pytest.mark.parametrize(
    "physical",
    [
        r"(margin|padding|border)-(left|right|top|bottom)",
        r"(?<![\w-])(left|right|top|bottom|width|height|min-width|max-width|min-height|max-height):",
        r"text-align: (left|right)",
        r"float: (left|right)",
    ],
)
def test_sides_are_logical_so_that_a_right_to_left_page_mirrors_by_itself(physical: str) -> None:
    declarations = "".join(f"{{{body}}}" for _selector, body in rules())
    assert re.search(physical, declarations) is None


def test_dark_forced_colours_print_and_reduced_motion_are_thought_of() -> None:
    for medium in ("prefers-color-scheme: dark", "forced-colors: active", "media print", "prefers-reduced-motion"):
        assert medium in CSS


def test_nothing_is_fetched_from_elsewhere() -> None:
    assert re.search(r"url\(|@import|@font-face", CSS) is None
    script = SCRIPT.replace("fetch(location.href)", "")  # the page looks at itself again
    script = script.replace("fetch(root.dataset.session + how)", "")  # and asks its own site how long its session lasts
    assert re.search(r"https?:|fetch\(|XMLHttpRequest|WebSocket|sendBeacon|import\b", script) is None


def test_the_script_writes_no_markup_and_remembers_nothing() -> None:
    script = SCRIPT.replace("document.cookie.match(/steppingstone-mark=", "")  # reads whether somebody has signed out
    forbidden = r"innerHTML|outerHTML|insertAdjacent|document\.write|eval|Function\(|cookie|Storage|indexedDB|\.style\b"
    assert re.search(forbidden, script) is None


def test_stylesheet_script_and_icon_are_light() -> None:
    weights = {path.name: len(gzip.compress(path.read_bytes(), 9)) for path in STATIC.iterdir()}
    assert set(weights) == {"style.css", "script.js", "mark.svg"}
    assert sum(weights.values()) <= MOST_GZIPPED, weights
