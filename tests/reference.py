"""The real input beside the checkout, on which tests marked `reference` run; they are skipped without it."""

from __future__ import annotations

from pathlib import Path

import pytest

REFERENCE = Path(__file__).resolve().parents[2] / "shared" / "reference"
CANDIDATES = REFERENCE / "candidate_indicators.csv"
RECOMMENDATIONS = REFERENCE / "missing_migrants_recommendations.csv"
NAMES_IN_SIX_LANGUAGES = REFERENCE / "sdg_indicator_names_6_languages.json"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs the material where there is none."""
    if REFERENCE.is_dir():
        return
    for item in items:
        if item.get_closest_marker("reference"):
            item.add_marker(pytest.mark.skip(reason="the reference material is not beside the checkout"))
