"""Whatever somebody puts into an address or a form, they are answered with a page that says what to do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, urlencode, urljoin

import lxml.html
import pytest
from flask import Flask
from sqlalchemy import delete
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from consultation.web.limits import RateCount
from tests.client import StrictClient
from tests.factories import sign_in
from tests.safety.walk import addresses, names_in_queries
from tests.safety.world import World, a_world, fill_in_the_rest

HOSTILE = {
    "nul": b"a\x00b",
    "more than 64 bits": b"9223372036854775808",
    "less than 64 bits": b"-9223372036854775809",
    "a number without end": b"9" * 5_000,
    "digits of another script": "٣٫٥".encode(),
    "bad UTF-8": b"\xff\xfe\xc3(",
    "a lone surrogate": b"\xed\xa0\x80",
    "no character": b"\xef\xbf\xbe\xef\xb7\x90",
    "line ends": b"a\rb\r\nSet-Cookie: c=d\n\n",
    "directions": "\u202e\u2066abc\u200f".encode(),
    "code": b"{{ 7 * 7 }}<script>alert(1)</script>' OR 1=1; --%s%n\\",
    "a pattern": b'" * ( NEAR AND NOT ^ : {title} & | ! <->',
    "nothing": b"",
    "a whole page": b"long " * 20_000,
}
QUERIES = [value for value in HOSTILE.values() if len(value) < 10_000]
PATHS = ["%00", "%ED%A0%80", "%FF", "a%0D%0ASet-Cookie:b", "..%2F..%2Fwsgi.py", "9223372036854775808", "9" * 5_000, "٣"]
PATHS += ["IND-9223372036854775808", "IND-٠٠٠١", "C-999999999999", "REC-0001%00", "{{7*7}}", "-1", " "]
RIGHT = {
    "title": "Establish a register",
    "rationale": "Families ask for one.",
    "themes": "3",
    "objectives": "8",
    "text": "Yes.",
    "stance": "support",
    "reason": "It names somebody.",
    "email": "somebody@example.org",
}
ENDS_THE_REST = ("/sign-out", "/withdraw", "/discard", "/decision")
"""What leaves nothing to go on with, so that it comes last."""


@dataclass(frozen=True)
class Form:
    """Where a form is sent, the names of its fields, and what is sent with it by somebody who does everything right."""

    address: str
    names: list[str]
    given: dict[str, str]


@pytest.fixture
def world(session: Session) -> World:
    """Everything in every state."""
    world = a_world(session, "missing-migrants")
    fill_in_the_rest(world)
    return world


def browser_of(client: StrictClient, world: World, role: str) -> StrictClient:
    if role != "visitor":
        sign_in(client, world.session, world.people[role])
    return client


def raw(name: str, value: bytes) -> str:
    """Write one pair of a query or a form as bytes that need be no text."""
    return f"{quote(name)}={quote(value, safe='')}"


def one_of_each(app: Flask, world: World) -> dict[str, str]:
    """Return an address for each rule that is looked at."""
    found: dict[str, str] = {}
    with app.test_request_context():
        matched = app.url_map.bind("localhost")
        for address in addresses(app, world):
            if "?" not in address:
                found.setdefault(matched.match(address)[0], address)
    return found


@pytest.mark.parametrize("role", ["visitor", "officer"])
def test_no_query_of_any_page_is_answered_with_a_fault(
    app: Flask, world: World, client: StrictClient, role: str
) -> None:
    browser = browser_of(client, world, role)
    for endpoint, address in one_of_each(app, world).items():
        for value in QUERIES:
            for name in names_in_queries(app, endpoint, world) or ["q"]:
                pair = raw(name, value)
                browser.get(f"{address}?{pair}")
            browser.get(f"{address}?{pair}&{pair}&{raw('next', value)}&{quote(value[:9], safe='')}=1&=&&%")


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_nothing_in_the_place_of_a_name_is_answered_with_a_fault(
    app: Flask, world: World, client: StrictClient, method: str
) -> None:
    browser = browser_of(client, world, "officer")
    for rule in app.url_map.iter_rules():
        for path in PATHS if rule.arguments and method in (rule.methods or ()) else ():
            answer = browser.open(_with(rule, path), method=method)
            assert answer.status_code in {400, 404}, (rule.rule, path)
            answer.close()


def _with(rule: Rule, path: str) -> str:
    return re.sub("<[^>]+>", quote(path, safe="%"), rule.rule)


def forms(app: Flask, world: World, browser: StrictClient) -> list[Form]:
    """Return every form that is sent somewhere, once for each shape and button, those that end something last."""
    found: dict[object, Form] = {}
    for address in addresses(app, world):
        if "?" not in address:
            for form in _forms_on(browser, address):
                found.setdefault((_shape(form.address), form.given.get("intent"), tuple(form.names)), form)
    return sorted(found.values(), key=lambda form: form.address.endswith(ENDS_THE_REST))


def _forms_on(browser: StrictClient, address: str) -> Iterator[Form]:
    with browser.get(address) as answer:
        page = lxml.html.document_fromstring(answer.text) if answer.mimetype == "text/html" else None
    for form in page.forms if page is not None else ():
        if form.method == "POST":
            names = sorted({name for name in form.fields if name and name != "csrf_token"})
            given = dict(form.form_values()) | {name: RIGHT[name] for name in names if name in RIGHT}
            given.pop("submission", None)  # sent twice it would lead to what came of the first
            for pressed in form.xpath(".//button[@name]") or [{}]:
                button = {pressed.get("name"): pressed.get("value") or ""} if pressed.get("name") else {}
                yield Form(urljoin(address, form.action or ""), names, given | button)


def _shape(address: str) -> str:
    return re.sub(r"[A-Z]+-[0-9]+|[\w-]{22}|[0-9]+", "…", address)


@pytest.mark.parametrize("role", ["visitor", "author", "officer"])
def test_no_field_of_any_form_is_answered_with_a_fault(
    app: Flask, world: World, client: StrictClient, role: str
) -> None:
    browser = browser_of(client, world, role)
    for form in forms(app, world, browser):
        for value in HOSTILE.values():
            _send(browser, form, dict.fromkeys(form.names, value))
        for number, name in enumerate(form.names):
            for value in list(HOSTILE.values())[number % 5 :: 5]:
                _send(browser, form, {name: value})


def _send(browser: StrictClient, form: Form, hostile: dict[str, bytes]) -> None:
    assert browser.session is not None
    browser.session.execute(delete(RateCount))
    right = urlencode([pair for pair in form.given.items() if pair[0] not in hostile])
    body = "&".join([right, *map(raw, hostile, hostile.values())])
    browser.post(form.address, data=body.encode(), content_type="application/x-www-form-urlencoded").close()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # of a body cut short a file stays open
@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name=title; filename=a\r\n\r\nb"),
        ("multipart/form-data; boundary=x", b"no boundary"),
        ("multipart/form-data", b"--x--"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n" * 5_000),
        ("application/json", b'{"title": 1}'),
        ("text/plain; charset=nothing", b"title=a"),
        ("application/x-www-form-urlencoded; charset=utf-16", b"\xff\xfet\x00"),
        ("application/x-www-form-urlencoded", b"&".join(b"a%d=b" % number for number in range(5_000))),
        ("application/x-www-form-urlencoded", b"title=" + b"a" * 5_000_000),
        ("\xff", b"=&=&%"),
    ],
)
def test_no_body_is_answered_with_a_fault(client: StrictClient, kind: str, body: bytes) -> None:
    for address in ("/consultations/indicators/propose", "/sign-in", "/sign-in/key"):
        assert client.post(address, data=body, content_type=kind).status_code in {400, 413}
