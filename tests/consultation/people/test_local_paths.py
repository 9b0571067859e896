"""Where a sign-in leads on to."""

from __future__ import annotations

import pytest
from flask import Flask

from consultation.people.local_paths import local_path


@pytest.mark.parametrize(
    "path",
    ["/", "/sign-in", "/framework/", "/proposals/IND-0042/comment", "/consultations/indicators?objective=8&q=%D8%A7+b"],
)
def test_a_path_of_this_site_is_followed(path: str) -> None:
    assert local_path(path) == path


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example/",
        "javascript:alert(1)",
        "/a//b",
        "/./evil",
        "/a/../b",
        "/%2f/evil.example",
        "/\tevil",
        "/a\n",
        "/a\r\nSet-Cookie: x=y",
        " /a",
        "/a#b",
        "/a?b=<script>",
        "/a@evil.example",
        "/á",
        "/" + "a" * 500,
    ],
)
def test_anything_else_leads_nowhere(text: str | None) -> None:
    assert local_path(text) == ""


def test_every_page_of_the_site_can_be_led_to(app: Flask) -> None:
    paths = [
        app.url_map.bind("localhost").build(rule.endpoint, EXAMPLES)
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static"
    ]
    assert [path for path in paths if not local_path(path.partition("?")[0])] == []


EXAMPLES = {
    "reference": "IND-0042",
    "name": "proposals",
    "slug": "missing-migrants",
    "token": "-_34567890123456789012",
    "number": "8",
    "letter": "a",
    "sha256": "a" * 64,
    "code": "prevention",
}
