"""The contract of every page: what a browser, a keyboard and a screen reader have to be able to rely on.

The test client runs `check_page` on every page it is given. Scanners for accessibility miss most of these.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cached_property
from xml.etree.ElementTree import Element

from tests.markup import understood

SVG = "{http://www.w3.org/2000/svg}"
HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
CONTROLS = {"input", "select", "textarea"}
UNLABELLED_INPUTS = {"hidden", "submit", "button", "reset", "image"}
REFERENCES = ("for", "aria-describedby", "aria-labelledby", "aria-controls")
LOADING = {"script": "src", "link": "href", "img": "src", "form": "action", "iframe": "src", "source": "src"}
ELSEWHERE = re.compile(r"\s*([a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)


class Page:
    """A parsed page and the questions the rules ask of it."""

    def __init__(self, html: str) -> None:
        markup = understood(html)
        self.root, self.problems = markup.root, markup.problems
        self.elements = list(self.root.iter())
        self.parents = {child: parent for parent in self.root.iter() for child in parent}

    @cached_property
    def by_id(self) -> dict[str, Element]:
        """The element behind each id."""
        return {element.attrib["id"]: element for element in self.elements if "id" in element.attrib}

    @cached_property
    def labels(self) -> dict[str, Element]:
        """The label of each control that is named by its id."""
        return {label.attrib["for"]: label for label in self.all("label") if "for" in label.attrib}

    def all(self, *tags: str) -> list[Element]:
        """Every element with one of these names, in the order of the page."""
        return [element for element in self.elements if element.tag in tags]

    def with_class(self, name: str) -> list[Element]:
        """Every element of this class."""
        return [element for element in self.elements if name in element.get("class", "").split()]

    def around(self, element: Element) -> Iterator[Element]:
        """What the element stands in, from the inside out."""
        while (parent := self.parents.get(element)) is not None:
            yield parent
            element = parent

    def controls(self) -> list[Element]:
        """What can be filled in."""
        return [
            element
            for element in self.all(*CONTROLS)
            if element.tag != "input" or element.get("type", "text") not in UNLABELLED_INPUTS
        ]

    def described(self, error: Element) -> list[Element]:
        """The controls and groups that name this element as their description."""
        name = error.get("id")
        return [element for element in self.elements if name and name in element.get("aria-describedby", "").split()]

    def name_of(self, element: Element) -> str:
        """What a screen reader calls the element."""
        named_by = " ".join(
            spoken(self.by_id[name]) for name in element.get("aria-labelledby", "").split() if name in self.by_id
        )
        return named_by.strip() or element.get("aria-label", "").strip() or spoken(element)


def spoken(element: Element) -> str:
    """The text of an element as it is read out: pictures by their alternative, nothing that is hidden."""
    if element.get("aria-hidden") == "true":
        return ""
    parts = [element.text or "", element.get("alt", ""), element.get("aria-label", "") if element.tag != "a" else ""]
    for child in element:
        parts += [spoken(child), child.tail or ""]
    return " ".join(" ".join(parts).split())


def shown(element: Element) -> str:
    """The element's opening tag, to be found again in the page."""
    attributes = "".join(f' {name}="{value}"' for name, value in element.attrib.items())
    return f"<{element.tag.removeprefix(SVG)}{attributes}>"[:160]


def well_formed(page: Page) -> Iterator[str]:
    """No error in how it is written, and nothing in a choice that older browsers leave out of it."""
    yield from page.problems
    for choice in page.all("select"):
        for element in choice.iter():
            if element.tag not in {"select", "optgroup", "option"}:
                yield f"something in a choice that is no option: {shown(element)}"


def whole(page: Page) -> Iterator[str]:
    """Language and direction of the page, one title, one main, one first heading."""
    for attribute in ("lang", "dir"):
        if not page.root.get(attribute):
            yield f"<html> says no {attribute}"
    for tag in ("title", "main", "h1"):
        found = page.all(tag)
        if len(found) != 1:
            yield f"{len(found)} <{tag}> where there is to be one"
        if any(not spoken(element) for element in found):
            yield f"an empty <{tag}>"


def languages(page: Page) -> Iterator[str]:
    """Whoever says a language says its direction."""
    for element in page.elements:
        if "lang" in element.attrib and not (element.attrib["lang"] and element.get("dir")):
            yield f"a language without its direction, or an empty one: {shown(element)}"


def headings(page: Page) -> Iterator[str]:
    """No level is left out, no heading empty."""
    level = 1
    for heading in page.all(*HEADINGS):
        if HEADINGS[heading.tag] > level + 1:
            yield f"a heading skips a level: {shown(heading)} {spoken(heading)}"
        if not spoken(heading):
            yield f"an empty heading: {shown(heading)}"
        level = HEADINGS[heading.tag]


def identities(page: Page) -> Iterator[str]:
    """An id once, and every reference leads to one."""
    for name, number in Counter(element.attrib["id"] for element in page.elements if "id" in element.attrib).items():
        if number > 1 or not name or re.search(r"\s", name):
            yield f"{number} times the id {name!r}"
    for element in page.elements:
        names = [name for attribute in REFERENCES for name in element.get(attribute, "").split()]
        href = element.get("href", "")
        names += [href[1:]] if href.startswith("#") else []
        for name in names:
            if name not in page.by_id:
                yield f"{name!r} is not on the page: {shown(element)}"


def labels(page: Page) -> Iterator[str]:
    """Every control has a label with words."""
    for control in page.controls():
        label = page.labels.get(control.get("id", ""))
        wrapping = [element for element in page.around(control) if element.tag == "label"]
        named = [spoken(element) for element in [*wrapping, *([label] if label is not None else [])]]
        own = control.get("aria-label") or control.get("aria-labelledby")
        if not any(named) and not own:
            yield f"a control without label: {shown(control)}"


def groups(page: Page) -> Iterator[str]:
    """Radio buttons and other choices under one name stand in a fieldset with a legend."""
    for fieldset in page.all("fieldset"):
        if not any(child.tag == "legend" and spoken(child) for child in fieldset):
            yield f"a fieldset without legend: {shown(fieldset)}"
    names = Counter(element.get("name") for element in page.all("input") if element.get("type") == "checkbox")
    for control in page.all("input"):
        kind = control.get("type")
        needs = kind == "radio" or (kind == "checkbox" and names[control.get("name")] > 1)
        if needs and not any(element.tag == "fieldset" for element in page.around(control)):
            yield f"a choice outside a fieldset: {shown(control)}"


def errors(page: Page) -> Iterator[str]:
    """An error is tied to its control, and the summary leads there."""
    said = {element: page.described(element) for element in page.with_class("error")}
    targets = {
        link.get("href", "")[1:]
        for alert in page.elements
        if alert.get("role") == "alert"
        for link in alert.iter("a")
        if link.get("href", "").startswith("#")
    }
    for error, described in said.items():
        controls = {control.get("id") for element in described for control in element.iter() if control.tag in CONTROLS}
        if not controls:
            yield f"an error that is tied to no control: {shown(error)} {spoken(error)}"
        elif not controls & targets:
            yield f"an error that the summary does not lead to: {shown(error)} {spoken(error)}"
    tied = {id(element) for described in said.values() for element in described}
    for control in page.elements:
        invalid = control.get("aria-invalid") == "true"
        if invalid and not any(id(element) in tied for element in [control, *page.around(control)]):
            yield f"an invalid control without its error: {shown(control)}"


def inline_code(page: Page) -> Iterator[str]:
    """Nothing that the content security policy would stop."""
    for element in page.elements:
        if "style" in element.attrib or element.tag in {"style", f"{SVG}style"}:
            yield f"inline style: {shown(element)}"
        if element.tag == "script" and ("src" not in element.attrib or (element.text or "").strip()):
            yield f"inline script: {shown(element)}"
        for name, value in element.attrib.items():
            if name.startswith("on"):
                yield f"inline event handler: {shown(element)}"
            if value.lstrip().lower().startswith(("javascript:", "data:", "vbscript:")):
                yield f"code in an address: {shown(element)}"


def own_sources(page: Page) -> Iterator[str]:
    """Nothing is fetched from, or sent to, anywhere else."""
    for element in page.elements:
        attribute = LOADING.get(element.tag)
        if attribute and ELSEWHERE.match(element.get(attribute, "")):
            yield f"something from elsewhere: {shown(element)}"


def names(page: Page) -> Iterator[str]:
    """Links, buttons and pictures say what they are; but for what neither a screen reader nor the keyboard meets."""
    for element in page.all("a", "button", "summary"):
        is_met = element.get("aria-hidden") != "true" or element.get("tabindex") != "-1"
        if is_met and not page.name_of(element):
            yield f"<{element.tag}> without words: {shown(element)}"
        if element.tag == "a" and "href" not in element.attrib:
            yield f"a link that leads nowhere: {shown(element)}"
    for image in page.all("img"):
        if "alt" not in image.attrib:
            yield f"a picture without alternative: {shown(image)}"
    for drawing in page.all(f"{SVG}svg"):
        hidden = drawing.get("aria-hidden") == "true"
        if not hidden and not (drawing.get("role") == "img" and drawing.get("aria-label")):
            yield f"a drawing without alternative: {shown(drawing)}"


def nesting(page: Page) -> Iterator[str]:
    """Nothing that is pressed stands inside something that is pressed."""
    for element in page.all("a", "button", *CONTROLS):
        if any(outer.tag in {"a", "button"} for outer in page.around(element)):
            yield f"a control inside a control: {shown(element)}"


def tables(page: Page) -> Iterator[str]:
    """A table has a name and headings that say what they head."""
    for table in page.all("table"):
        if not any(child.tag == "caption" and spoken(child) for child in table) and not table.get("aria-label"):
            yield f"a table without caption: {shown(table)}"
        heads = list(table.iter("th"))
        if not heads or any(head.get("scope") not in {"col", "row", "colgroup", "rowgroup"} for head in heads):
            yield f"a table without headings that have a scope: {shown(table)}"


def forms(page: Page) -> Iterator[str]:
    """What changes something carries a token; what only asks carries none into the address."""
    for form in page.all("form"):
        method = form.get("method", "").lower()
        tokens = [field for field in form.iter("input") if field.get("name") == "csrf_token" and field.get("value")]
        if method == "post" and len(tokens) != 1:
            yield f"a form that posts with {len(tokens)} tokens: {shown(form)}"
        if method != "post" and tokens:
            yield f"a token in a form that asks: {shown(form)}"
        if not any(button.get("type", "submit") == "submit" for button in form.iter("button")):
            yield f"a form without a button: {shown(form)}"
        yield from _main_button(form)


def _main_button(form: Element) -> Iterator[str]:
    """The return key presses the first button of a form, so that is its main one: no lesser one stands before it."""
    lesser = [
        bool({"quiet", "grave", "link"} & set(button.get("class", "").split()))
        for button in form.iter("button")
        if button.get("type", "submit") == "submit"
    ]
    if lesser[:1] == [True] and not all(lesser):
        yield f"a form whose first button is not its main one: {shown(form)}"


Rule = Callable[[Page], Iterator[str]]
RULES: tuple[Rule, ...] = (
    well_formed,
    whole,
    languages,
    headings,
    identities,
    labels,
    groups,
    errors,
    inline_code,
    own_sources,
    names,
    nesting,
    tables,
    forms,
)


def check_page(html: str) -> list[str]:
    """Return everything a page does against the contract, each as a sentence; an empty list is a good page."""
    known = hashlib.sha256(MADE_ANEW.sub("", html).encode("utf-8", "surrogatepass")).digest()
    if known in _GOOD:
        return []
    page = Page(html)
    problems = [problem for rule in RULES for problem in rule(page)]
    if not problems:
        _GOOD.add(known)
    return problems


MADE_ANEW = re.compile(r'value="[\w.-]{20,}"|#sent-[0-9a-f]{4}')
"""Tokens and fragments, which differ each time a page is made."""
_GOOD: set[bytes] = set()
