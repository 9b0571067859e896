"""Reading all pages and files that others get as rows, each with whose contribution it is about."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import lxml.html
from flask.testing import FlaskClient

from tests.exports.opened import cells_by_calamine, files_of
from tests.safety.walk import workbook

REFERENCE: Final = re.compile(r"(?:IND|REC|C)-\d+")
READ: Final = re.compile(
    r"/(?:consultations/[a-z-]+(?:/organisations)?|proposals/[A-Z0-9-]+(?:/history)?|framework(?:/[a-z]+/[0-9a-z-]+)?|[a-z-]+)?/?"
)
NOT_READ: Final = re.compile(r"/(?:sign-in|drafts|jobs|files|static|me|comments|secretariat)\b")
FRAMEWORK: Final = re.compile(r"/framework/(?!objectives/8\b)")
PAGES_OF: Final = ("older", "comments", "before", "sort", "name")
"""What an address may ask for and is followed to; filters show the same rows again."""


@dataclass(frozen=True)
class Row:
    """What is said about one contribution in one place; of a page many values can stand in one column."""

    place: str
    reference: str
    number: int  # of the row, among those about the same contribution there
    values: frozenset[tuple[str, str]]

    @property
    def key(self) -> tuple[str, str, int]:
        return self.place, self.reference, self.number


def numbered(found: Iterator[tuple[str, str, frozenset[tuple[str, str]]]]) -> list[Row]:
    """Return rows of places and references, those about the same contribution numbered."""
    seen: Counter[tuple[str, str]] = Counter()
    rows = []
    for place, reference, values in found:
        seen[place, reference] += 1
        rows.append(Row(place, reference, seen[place, reference], values))
    return rows


# ---- files ----


def rows_of_file(name: str, content: bytes, *, is_csv: bool = False) -> list[Row]:
    """Return the rows of every sheet that are about a contribution."""
    return numbered(_of_sheets(name, files_of(content) if is_csv else cells_by_calamine(content)))


def _of_sheets(name: str, sheets: dict[str, Any]) -> Iterator[tuple[str, str, frozenset[tuple[str, str]]]]:
    for sheet, lines in sheets.items():
        if not lines:
            continue
        headings = [str(heading) for heading in lines[0]]
        for line in lines[1:]:
            cells = [str(cell) if cell is not None else "" for cell in line]
            own = next((at for at, cell in enumerate(cells) if REFERENCE.fullmatch(cell)), None)
            if own is not None:
                others = (pair for at, pair in enumerate(zip(headings, cells, strict=True)) if at > own)
                yield f"{name}, {sheet}", cells[own], frozenset(others)


def files(visitor: FlaskClient, officer: FlaskClient, other: FlaskClient, slug: str) -> dict[str, list[Row]]:
    """Return the rows of the workbooks that visitors and partners are handed, and of the lists others may edit."""
    made = {
        "workbook": workbook(visitor, slug, "public"),
        "CSV": workbook(visitor, slug, "public", "csv"),
        "partner's workbook": workbook(officer, slug, "partners"),
        "list of proposals": other.get(f"/consultations/{slug}/lists/proposals"),
        "list of comments": other.get(f"/consultations/{slug}/lists/comments"),
    }
    assert {name: answer.status_code for name, answer in made.items()} == dict.fromkeys(made, 200)
    assert not any({"Last-Modified", "ETag"} & set(answer.headers.keys()) for answer in made.values())
    return {name: rows_of_file(name, answer.data, is_csv=name == "CSV") for name, answer in made.items()}


# ---- pages ----


def pages(client: FlaskClient, *, all_of_them: bool) -> dict[str, list[Row]]:
    """Return the rows of every page that a visitor can reach, by addresses.

    Where not `all_of_them` are asked for, those of comments are left out, and of the framework those where nothing is.
    """
    found: dict[str, list[Row]] = {}
    waiting = ["/"]
    known = set(waiting)
    comments: set[str] = set()
    while waiting:
        address = waiting.pop()
        answer = client.get(address)
        assert answer.status_code in {200, 302}, f"{address}: {answer.status}"
        if answer.status_code == 302:
            continue
        document = lxml.html.document_fromstring(answer.text)
        found[address] = list(rows_of_page(address, document))
        for link in document.xpath("//main//a/@href"):
            comments |= set(re.findall(r"^/comments/C-\d+$", link))
            is_wanted = all_of_them or not FRAMEWORK.match(link)
            if is_wanted and _is_read(link) and link.partition("#")[0] not in known:
                known.add(link.partition("#")[0])
                waiting.append(link.partition("#")[0])
    for address in sorted(comments) if all_of_them else ():
        found[address] = _places_of_comment(client, address)
    return found


def _is_read(link: str) -> bool:
    parts = urlsplit(link)
    asked = {pair.partition("=")[0] for pair in parts.query.split("&") if pair}
    is_ours = not parts.netloc and READ.fullmatch(parts.path) is not None and not NOT_READ.match(parts.path)
    return is_ours and asked <= set(PAGES_OF)


def _places_of_comment(client: FlaskClient, address: str) -> list[Row]:
    """Return where a comment leads to, and what is shown of it to whoever wants to answer."""
    [reference] = REFERENCE.findall(address)
    led_to = str(client.get(address).location)
    values = {("leads to", part) for part in urlsplit(led_to).query.split("&") if part}
    return [Row("/comments/*", reference, 1, frozenset(values))]


def rows_of_page(address: str, document: Any) -> list[Row]:
    """Return what a page says about each contribution: of all that stands in its element and in no other's."""
    place = REFERENCE.sub("*", urlsplit(address).path)
    [main] = document.xpath("//main")
    elements = {
        element: found[0]
        for element in main.xpath(".//article[@id] | .//ul[contains(@class, 'rows')]/li")
        if (found := REFERENCE.findall(element.get("id") or lxml.html.tostring(element, encoding="unicode")))
    }
    if about := REFERENCE.findall(urlsplit(address).path):
        elements[main] = about[0]
    return numbered(
        (f"page {place}, {element.tag}", reference, frozenset(_said(element, set(elements))))
        for element, reference in elements.items()
    )


def _said(element: Any, others: set[Any]) -> Iterator[tuple[str, str]]:
    if element.text:
        yield from _text(element.text)
    if element.tag == "time":
        yield "day", element.get("datetime")
    for link in element.xpath("self::a/@href"):
        yield from (("asks for", part) for part in urlsplit(link).query.split("&") if part)
        if fragment := urlsplit(link).fragment:
            yield "leads to", fragment
    for child in element:
        if child not in others and isinstance(child.tag, str):
            yield from _said(child, others)
        if child.tail:
            yield from _text(child.tail)


def _text(text: str) -> Iterator[tuple[str, str]]:
    said = " ".join(text.split())
    if said and not REFERENCE.search(said):
        yield "text", said


# ---- the order of things ----


def orders(
    client: FlaskClient, slug: str, busy: str, sheets: dict[str, list[Row]], *, with_addresses: bool
) -> dict[str, list[str]]:
    """Return the references in the order of lists, discussions and sheets; on request, of the addresses of comments."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for rows in sheets.values():
        for row in rows:
            found[row.place].append(row.reference)
    found["list"] = _in_order(client, f"/consultations/{slug}", "//ul[contains(@class, 'rows')]/li")
    found["discussion"] = _in_order(client, f"/proposals/{busy}", "//article[@id][not(ancestor::article)]")
    if with_addresses:
        found["where comments lead"] = _by_where_they_lead(client, found["discussion"])
    return dict(found)


def _by_where_they_lead(client: FlaskClient, references: list[str]) -> list[str]:
    """Return comments in the order of the numbers in the addresses they lead to, those without any left out."""
    places = {}
    for reference in references:
        location = str(client.get(f"/comments/{reference}").location)
        if numbers := re.findall(r"\d+", urlsplit(location).query):
            places[reference] = [int(number) for number in numbers]
    return sorted(places, key=lambda reference: places[reference])


def _in_order(client: FlaskClient, address: str, path: str) -> list[str]:
    found: list[str] = []
    while address:
        document = lxml.html.document_fromstring(client.get(address).text)
        for element in document.xpath(path):
            found += REFERENCE.findall(element.get("id") or lxml.html.tostring(element, encoding="unicode"))[:1]
        address = next(iter(document.xpath("//a[@rel='next']/@href")), "").partition("#")[0]
    return found
