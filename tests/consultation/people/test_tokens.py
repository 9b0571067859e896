"""Keys as people write them."""

from __future__ import annotations

import pytest

from consultation.people.tokens import ALPHABET, grouped, participation_key, read_key

KEY = participation_key("a secret", "a" * 22)


def test_a_key_is_five_groups_of_four_without_look_alikes() -> None:
    groups = grouped(KEY).split("-")
    assert [len(group) for group in groups] == [4] * 5
    assert set("".join(groups)) <= set(ALPHABET)
    assert not set(ALPHABET) & set("0O1I")
    assert len(ALPHABET) ** 20 == 2**100


def test_a_key_depends_on_every_bit_of_the_form_and_of_the_secret() -> None:
    assert participation_key("a secret", "a" * 22) == KEY
    assert participation_key("a secret", "a" * 21 + "b") != KEY
    assert participation_key("another secret", "a" * 22) != KEY


@pytest.mark.parametrize(
    "typed",
    [
        KEY,
        KEY.lower(),
        grouped(KEY),
        grouped(KEY).replace("-", " "),
        grouped(KEY).replace("-", " – "),
        "\u200e" + grouped(KEY).replace("-", "\u00a0") + "\n",
        "".join(chr(ord(character) + 0xFEE0) for character in KEY),
        KEY.translate({ord(digit): chr(0x660 + int(digit)) for digit in "23456789"}),
    ],
    ids=["bare", "small", "grouped", "spaced", "dashed", "pasted", "full width", "Arabic digits"],
)
def test_a_key_is_read_however_it_is_typed(typed: str) -> None:
    assert read_key(typed) == KEY


@pytest.mark.parametrize("typed", ["", KEY[:-1], KEY + "A", KEY[:-1] + "0", KEY[:-1] + "I", "é" * 20, "A" * 10_000])
def test_what_has_not_the_shape_of_a_key_is_none(typed: str) -> None:
    assert read_key(typed) is None
