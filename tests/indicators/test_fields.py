"""The descriptors are declared once, and every other face of them can rely on that."""

from __future__ import annotations

import pytest

from indicators.fields import INDICATOR, RECOMMENDATION, Schema, Shape
from indicators.schemes import SCHEMES

SCHEMAS = pytest.mark.parametrize("schema", [INDICATOR, RECOMMENDATION], ids=lambda schema: schema.kind)


@SCHEMAS
def test_every_descriptor_has_a_name_of_its_own_and_a_section_that_exists(schema: Schema) -> None:
    names = [descriptor.name for descriptor in schema.descriptors]
    assert len(set(names)) == len(names)
    assert {descriptor.section for descriptor in schema.descriptors} == {section.name for section in schema.sections}


@SCHEMAS
def test_descriptors_stand_in_the_order_of_their_sections(schema: Schema) -> None:
    order = [section.name for section in schema.sections]
    places = [order.index(descriptor.section) for descriptor in schema.descriptors]
    assert places == sorted(places)


@SCHEMAS
def test_what_is_required_is_asked_for_in_a_sentence(schema: Schema) -> None:
    required = {descriptor.name: descriptor.required for descriptor in schema.descriptors if descriptor.required}
    assert required.keys() == {"title", "rationale", "objectives" if schema is INDICATOR else "themes"}
    assert all(" " in sentence for sentence in required.values())


@SCHEMAS
def test_a_closed_list_has_choices_and_codes_have_a_scheme(schema: Schema) -> None:
    for descriptor in schema.descriptors:
        assert bool(descriptor.choices) == (descriptor.shape in (Shape.CHOICE, Shape.CHOICES))
        assert bool(descriptor.scheme) == (descriptor.shape is Shape.CODES)
        assert not descriptor.scheme or descriptor.scheme in SCHEMES


@SCHEMAS
def test_what_is_not_obvious_is_explained(schema: Schema) -> None:
    assert [descriptor.name for descriptor in schema.descriptors if not descriptor.help] in ([], ["scope"])


def test_an_answer_outside_an_open_list_is_its_own_label() -> None:
    addressees = RECOMMENDATION.descriptor("addressees")
    assert addressees.label_of("states") == "States"
    assert addressees.label_of("Weather services") == "Weather services"


@pytest.mark.parametrize("read", [INDICATOR.descriptor, INDICATOR.section])
def test_an_unknown_name_is_a_key_error(read) -> None:
    with pytest.raises(KeyError):
        read("nothing of the kind")
