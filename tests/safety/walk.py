"""Walking every address that can be read, with every query that changes its page."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from itertools import product
from typing import Any

from flask import Flask, url_for
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from consultation.lists import ListName
from consultation.proposals.search.filters import known_values
from exports.files.writer.formats import FORMATS
from tests.safety.jobs import TOKENS
from tests.safety.kept import FILES
from tests.safety.uploads import UPLOADS
from tests.safety.world import PARTNER, World

Query = dict[str, Any]


def addresses(app: Flask, world: World) -> Iterator[str]:
    """Yield every address that is looked at, files apart, with whatever can stand in it and in its query."""
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if "GET" in (rule.methods or ()) and rule.endpoint != "static":
                for given, query in product(_arguments(rule, world), _queries(app, rule.endpoint, world)):
                    yield url_for(rule.endpoint, **given, **query)


def names_in_queries(app: Flask, endpoint: str, world: World) -> list[str]:
    """Return the names of everything that the query of an endpoint is asked for."""
    return list(dict.fromkeys(name for query in _queries(app, endpoint, world) for name in query))


def _arguments(rule: Rule, world: World) -> list[Query]:
    if not rule.arguments:
        return [{}]
    names = sorted(rule.arguments)
    values = (_values(name, rule.rule, world) for name in names)
    return [dict(zip(names, together, strict=True)) for together in product(*values)]


def _values(name: str, rule: str, world: World) -> list[str]:
    if name == "reference":
        things = world.comments if "<comment:" in rule else world.proposals
        return [thing.reference for thing in things.values() if thing.reference]
    if rule.startswith("/jobs"):
        return list(TOKENS.values())
    if rule.startswith("/uploads"):
        return list(UPLOADS.values())
    if name == "name":
        return [*ListName, "nothing"]
    tokens = [proposal.token for proposal in world.proposals.values()]
    if name == "sha256":
        return list(FILES.values())
    values = {"slug": [world.consultation.slug], "letter": ["a", "b"], "code": ["justice", "data"], "token": tokens}
    return values.get(name) or ["8", "10", "70", "23"]


def _queries(app: Flask, endpoint: str, world: World) -> list[Query]:
    """Return the queries of an endpoint, none first; whatever pages through a list begins in every place."""
    return [{}, *_QUERIES.get(endpoint, lambda app, world: [])(app, world)]


def _filters(app: Flask, world: World) -> Iterator[Query]:
    values = known_values(app.extensions["framework"])
    yield from ({name: value} for name, those in values.items() for value in those if name != "named")
    yield from ({"objective": "8", "named": value} for value in values["named"])
    yield from ({"status": status, "sort": sort} for status in values["status"] for sort in values["sort"])


def _pages_of_the_list(app: Flask, world: World) -> Iterator[Query]:
    yield from _filters(app, world)
    yield from ({"older": older, "sort": "discussed"} for older in ("2", "1-3", "0-99"))
    yield from ({"older": older} for older in ("2", "5", "99999"))


def _threads(app: Flask, world: World) -> Iterator[Query]:
    yield {"comments": "99999"}
    yield from ({"comments": f"{thing.id}-0"} for thing in world.comments.values() if not thing.is_public)


def _befores(app: Flask, world: World) -> Iterator[Query]:
    yield from ({name: cursor} for name in ("before", "older") for cursor in ("4", "99999-99999"))


def _some_filters(app: Flask, world: World) -> Iterator[Query]:
    yield from ({"status": status} for status in known_values(app.extensions["framework"])["status"])
    yield from ({"objective": "8"}, {"group": "civil_society"}, {"language": "en", "q": "see"})


def _lists_of_the_desk(app: Flask, world: World) -> Iterator[Query]:
    for name, start in product(("held", "to-confirm", "confirmed", "recent"), (None, "0-0", "3-3", "99999-99999")):
        yield {"list": name, "from": start}


_QUERIES = {
    "proposals.index": _pages_of_the_list,
    "proposals.show": _threads,
    "proposals.history": _befores,
    "contributions.mine": _befores,
    "exports.record": _befores,
    "uploads.index": _befores,
    "lists.take": _some_filters,
    "exports.workbook": _some_filters,
    "framework.principle": _befores,
    "framework.paragraph": _befores,
    "secretariat.change_now": lambda app, world: [{"act": act, "phase": "0"} for act in ("close", "open")],
    "secretariat.desk": _lists_of_the_desk,
}


def workbook(client: FlaskClient, slug: str, audience: str, file_format: str = "xlsx", **query: str) -> TestResponse:
    """Download the workbook as somebody at the page does."""
    form = client.get("/sign-in").text
    token = form.partition('name="csrf_token" type="hidden" value="')[2].partition('"')[0]
    partner = PARTNER if audience == "partners" else ""
    data = {"csrf_token": token, "audience": audience, "partner": partner, "file_format": file_format}
    return client.post(f"/consultations/{slug}/workbook", query_string=query, data=data, buffered=True)


def text_of(answer: TestResponse) -> str:
    """Return everything an answer says: its headers and its body, of a workbook every part of it."""
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers)
    if answer.mimetype not in {file_format.media_type for file_format in FORMATS.values()}:
        return f"{headers}\n\n{answer.text}"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as parts:
        return "\n".join([headers, *(parts.read(name).decode() for name in parts.namelist())])
