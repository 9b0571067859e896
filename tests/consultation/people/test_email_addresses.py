"""E-mail addresses, each written in one way."""

from __future__ import annotations

import pytest

from consultation.people.email_addresses import AddressNotUsable, normalised


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("ann@example.org", "ann@example.org"),
        ("  Ann@Example.ORG ", "ann@example.org"),
        ("ann@bücher.example", "ann@xn--bcher-kva.example"),
        ("ann@straße.example", "ann@xn--strae-oqa.example"),
        ("ANN@EXAMPLE.ORG", "ann@example.org"),
        ("آن@example.org", "آن@example.org"),
    ],
)
def test_an_address_is_kept_in_one_way(typed: str, kept: str) -> None:
    assert normalised(typed) == kept
    assert normalised(kept) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "ann",
        "ann@",
        "@example.org",
        "ann@localhost",
        "ann@example.org\nBcc: all@example.org",
        "ann@example.org\r\nSubject: x",
        "a\x00nn@example.org",
        "ann@exa mple.org",
        "Ann <ann@example.org>",
        "ann@example.org, bob@example.org",
        '"a b"@example.org',
        "ann@[127.0.0.1]",
        "a" * 300 + "@example.org",
        "ann@" + "a" * 250 + ".org",
        "\ud800@example.org",
    ],
)
def test_what_could_carry_anything_else_is_no_address(typed: str) -> None:
    with pytest.raises(AddressNotUsable):
        normalised(typed)
