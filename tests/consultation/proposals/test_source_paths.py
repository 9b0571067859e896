"""A source is told without the folders in which it stood."""

from __future__ import annotations

import time

import pytest

from consultation.proposals.content import Provenance
from consultation.proposals.source_paths import without_paths


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("/home/x/list.xlsx", "list.xlsx"),
        ("/home/x/My lists/the list.xlsx", "the list.xlsx"),
        ("/home/x/list", "list"),
        ("/srv/data/", "data"),
        ("/list.csv", "list.csv"),
        (r"C:\Users\Jane Doe\list.xlsx", "list.xlsx"),
        ("c:/Users/jane/list.final.XLSX", "list.final.XLSX"),
        (r"C:\fakepath\قائمة.xlsx", "قائمة.xlsx"),
        (r"\\server\share\list", "list"),
        ("~/list.csv", "list.csv"),
        ("../lists/list.csv", "list.csv"),
        ("file:///home/x/list.csv", "list.csv"),
        ("folder/list.csv", "list.csv"),
        (r"folder\list.csv", "list.csv"),
        (r"Taken from C:\Users\Jane Doe\list.xlsx, sheet 2", "Taken from list.xlsx, sheet 2"),
        ("A letter (/home/x/letter.pdf); /home/x/list.csv", "A letter (letter.pdf); list.csv"),
        ("one/a.csv\ntwo/b.csv", "a.csv\nb.csv"),
        ("github worldbank/sdg-metadata api/10-7-1/COVERAGE.json", "github worldbank/sdg-metadata COVERAGE.json"),
        ("sdg translations/*/global_indicators.yml (official names)", "sdg global_indicators.yml (official names)"),
    ],
)
def test_of_a_path_the_last_part_is_left(written: str, told: str) -> None:
    assert without_paths(written) == told
    assert without_paths(told) == told
    assert Provenance(source=written).source == told


@pytest.mark.parametrize(
    "text",
    [
        "",
        "A report",
        "list.xlsx",
        "https://example.org/a/b/list.pdf",
        "See http://example.org/~jane/list.csv?x=/home/y.csv, page 2",
        "example.org/a/list.pdf",
        "A/HRC/35/25 (SR on the human rights of migrants, 2035 agenda), https://example.org/en/metadata?page=17",
        "SDG 10.7.1/10.7.3",
        "and/or; his/her; n/a; 24/7; w/o",
        "IOM, Support Needed for Families, PUB2021/088/EL",
        "either / or",
        "7/10",
        "ratio 1:2",
        "القرار A/RES/73/195",
    ],
)
def test_addresses_references_and_prose_stay_as_they_are(text: str) -> None:
    assert without_paths(text) == text


@pytest.mark.parametrize("text", ["/" * 20_000, "/a " * 7_000, r"C:\x " * 4_000, "a/" * 10_000, "~/" * 10_000 + "x y"])
def test_no_text_takes_long(text: str) -> None:
    began = time.perf_counter()
    without_paths(text)
    assert time.perf_counter() - began < 1
