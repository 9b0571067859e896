"""The attributes of controls, beside what WTForms writes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup
from wtforms.widgets import html_params

from consultation.web.fields.controls import html_attributes

NAMES = st.sampled_from(["class_", "data_limit", "aria-describedby", "value", "required", "dir", "for_"])
TEXTS = st.text(alphabet="a<&\"'\u2068 é\n")
VALUES = st.one_of(st.booleans(), st.integers(), TEXTS, TEXTS.map(Markup))


@given(st.dictionaries(NAMES, VALUES))
def test_attributes_are_written_as_wtforms_writes_them(attributes: dict[str, object]) -> None:
    assert html_attributes(**attributes) == html_params(**attributes)
