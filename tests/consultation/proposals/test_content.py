"""What a proposal says, brought into the form in which it is kept."""

from __future__ import annotations

import pytest

from consultation.proposals.content import Content, begins_without_verb, read_open_list, settle
from indicators.codes import Code
from indicators.fields import RECOMMENDATION

EVERY = [str(number) for number in range(1, 24)]
ADDRESSEES = RECOMMENDATION.descriptor("addressees")


def settled(*codes: str, chosen: str | None = None, default: str | None = None) -> tuple[list[str], str | None]:
    alignment = settle([Code("objective", code) for code in codes], chosen=chosen, every=EVERY, default=default)
    return [code.code for code in alignment.codes], alignment.primary


def test_the_first_objective_named_is_primary_unless_another_is_chosen() -> None:
    assert settled("8", "10") == (["8", "10"], "8")
    assert settled("8", "10", chosen="10") == (["8", "10"], "10")


def test_of_several_that_were_brought_in_none_is_primary_because_it_stands_first() -> None:
    for codes, chosen, primary in (
        (("8", "10"), None, None),
        (("8", "10"), "10", "10"),
        (("8",), None, "8"),
        (("all",), None, None),
        (("all", "8"), None, None),
    ):
        named = [Code("objective", code) for code in codes]
        assert settle(named, chosen=chosen, every=EVERY, default=None, can_be_open=True).primary == primary


def test_all_is_never_primary_but_one_named_beside_it_is() -> None:
    assert settled("all") == (["all"], None)
    assert settled("all", "8") == (["all", "8"], "8")
    assert settled("all", chosen="8") == (["all", "8"], "8")


def test_naming_every_objective_means_all() -> None:
    assert settled(*EVERY) == (["all"], None)
    assert settled(*EVERY, chosen="8") == (["all", "8"], "8")
    assert settled(*EVERY[1:]) == (EVERY[1:], "2")


def test_the_default_is_meant_only_where_none_is_named() -> None:
    assert settled(default="8") == (["8"], "8")
    assert settled("9", default="8") == (["9"], "9")
    assert settled() == ([], None)


def test_a_code_named_twice_is_kept_once_and_schemes_stand_together() -> None:
    named = [Code("theme", "data"), Code("objective", "8"), Code("action", "8(c)"), Code("objective", "8")]
    alignment = settle(named, chosen=None, every=EVERY, default=None)
    assert alignment.codes == (Code("action", "8(c)"), Code("objective", "8"), Code("theme", "data"))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (["States"], ["states"]),
        (["states; UN entities"], ["states", "un_entities"]),
        (["UN entities, States"], ["states", "un_entities"]),
        (["Coast guards, shipowners"], ["Coast guards, shipowners"]),
        (["Coast guards; STATES\nCivil society"], ["states", "civil_society", "Coast guards"]),
        (["RCM member countries"], ["RCM member countries"]),
        (["", " ; "], []),
    ],
)
def test_an_open_list_keeps_what_it_knows_as_codes_and_the_rest_as_written(written: list[str], read: list[str]) -> None:
    assert read_open_list(ADDRESSEES, written) == read


@pytest.mark.parametrize(
    ("title", "language", "word"),
    [
        ("The States share data", "en", "The"),
        ("“The” States", "en", "“The”"),
        ("Share data", "en", None),
        ("the States share data", "fr", None),
        ("", "en", None),
    ],
)
def test_only_a_word_no_order_begins_with_is_remarked_on(title: str, language: str, word: str | None) -> None:
    assert begins_without_verb(Content(language, {"title": title})) == word
