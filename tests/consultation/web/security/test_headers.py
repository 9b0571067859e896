"""Static files are kept by browsers as long as their address says what is in them."""

from __future__ import annotations

import re

import pytest

from tests.client import StrictClient

FOR_A_YEAR = "public, max-age=31536000, immutable"


def addresses(client: StrictClient) -> list[str]:
    return re.findall(r'(?:href|src)="(/static/[^"]+)"', client.get("/").text)


def test_a_static_file_that_a_page_names_is_kept_for_a_year_and_not_asked_for_again(client: StrictClient) -> None:
    found = addresses(client)
    assert len(found) == 3
    for address in found:
        answer = client.get(address)
        assert answer.headers["Cache-Control"] == FOR_A_YEAR
        again = client.get(address, headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.headers["Cache-Control"]) == (304, FOR_A_YEAR)


@pytest.mark.parametrize("version", ["", "?v=", "?v=000000000000"])
def test_an_address_of_other_content_is_asked_for_each_time(client: StrictClient, version: str) -> None:
    file = addresses(client)[0].partition("?")[0]
    assert "immutable" not in client.get(f"{file}{version}").headers["Cache-Control"]
