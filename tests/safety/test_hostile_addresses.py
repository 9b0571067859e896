"""Whatever somebody puts into an address, they are answered with a page that says what to do."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from flask import Flask
from werkzeug.routing import Rule

from tests.client import StrictClient
from tests.safety.hostile import HOSTILE, TO_DATABASES, raw
from tests.safety.walk import addresses, names_in_queries
from tests.safety.world import World

PATHS = ["%00", "%ED%A0%80", "%FF", "a%0D%0ASet-Cookie:b", "..%2F..%2Fwsgi.py", "9223372036854775808", "9" * 5_000, "٣"]
PATHS += ["IND-9223372036854775808", "IND-٠٠٠١", "C-999999999999", "REC-0001%00", "{{7*7}}", "-1", " "]


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
    app: Flask, full_world: World, client: StrictClient, role: str
) -> None:
    full_world.sign_in(client, role)
    sent = (HOSTILE if client.is_held_to_pages else TO_DATABASES).values()
    values = [value for value in sent if len(value) < 10_000]
    for endpoint, address in one_of_each(app, full_world).items():
        for number, name in enumerate(names_in_queries(app, endpoint, full_world) or ["q"]):
            for value in values[number % 3 :: 3]:
                client.get(f"{address}?{raw(name, value)}")
        for value in values:
            pair = raw("older", value)
            client.get(f"{address}?{pair}&{pair}&{raw('next', value)}&{quote(value[:9], safe='')}=1&=&&%")


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_nothing_in_the_place_of_a_name_is_answered_with_a_fault(
    app: Flask, full_world: World, client: StrictClient, method: str
) -> None:
    full_world.sign_in(client, "officer")
    for rule in app.url_map.iter_rules():
        for path in PATHS if rule.arguments and method in (rule.methods or ()) else ():
            answer = client.open(_with(rule, path), method=method)
            assert answer.status_code in {400, 404}, (rule.rule, path)
            answer.close()


def _with(rule: Rule, path: str) -> str:
    return re.sub("<[^>]+>", quote(path, safe="%"), rule.rule)
