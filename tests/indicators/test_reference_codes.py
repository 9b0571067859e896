"""The lists of codes in the reference material, as they are written there."""

import csv
from pathlib import Path

import pytest

from indicators.codes import read_codes, write_codes

REFERENCE = Path(__file__).parents[3] / "shared" / "reference"

pytestmark = [
    pytest.mark.reference,
    pytest.mark.skipif(not REFERENCE.is_dir(), reason="the reference material is not beside the checkout"),
]


def column(file: str, name: str) -> list[str]:
    with (REFERENCE / file).open(encoding="utf-8", newline="") as lines:
        return [row[name] for row in csv.DictReader(lines)]


def test_every_objective_tag_of_the_candidate_indicators_reads_without_problem(framework):
    tags = column("candidate_indicators.csv", "gcm_objectives")
    assert len(tags) == 65
    for tag in tags:
        reading = read_codes("objective", tag, framework)
        assert reading.problems == ()
        assert write_codes(reading.codes).replace(" ", "") == tag


def test_every_theme_of_the_recommendations_is_the_one_it_is_numbered_after(framework):
    themes = column("missing_migrants_recommendations.csv", "theme")
    assert len(themes) == 30
    for theme in themes:
        reading = read_codes("theme", theme, framework)
        assert reading.problems == ()
        (code,) = reading.of("theme")
        assert str(framework.theme(code).number) == theme[0]
