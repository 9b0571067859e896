"""Whatever somebody puts into a form, they are answered with a page that says what to do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode, urljoin

import lxml.html
import pytest
from flask import Flask
from sqlalchemy import delete

from consultation.web.security.rate_limits import RateCount
from tests.client import StrictClient
from tests.databases import ON_SQLITE
from tests.safety.hostile import HOSTILE, TO_DATABASES, raw
from tests.safety.walk import addresses
from tests.safety.world import World

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
    app: Flask, full_world: World, client: StrictClient, role: str
) -> None:
    full_world.sign_in(client, role)
    values = list((HOSTILE if client.is_held_to_pages else TO_DATABASES).values())
    for place, form in enumerate(forms(app, full_world, client)):
        for value in values[place % 2 :: 2]:
            _send(client, form, dict.fromkeys(form.names, value))
        for number, name in enumerate(form.names):
            for value in values[(place + number) % 7 :: 7]:
                _send(client, form, {name: value})


def _send(browser: StrictClient, form: Form, hostile: dict[str, bytes]) -> None:
    assert browser.session is not None
    browser.session.execute(delete(RateCount))
    right = urlencode([pair for pair in form.given.items() if pair[0] not in hostile])
    body = "&".join([right, *map(raw, hostile, hostile.values())])
    browser.post(form.address, data=body.encode(), content_type="application/x-www-form-urlencoded").close()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # of a body cut short a file stays open
@ON_SQLITE
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
