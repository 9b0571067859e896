"""The forms made from the schema, and the one a row of something brought in goes through."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from consultation.people.forms import speaker_choices
from consultation.proposals.forms import edit_form, proposal_form, row_form
from consultation.web.texts import language
from indicators.fields import INDICATOR, RECOMMENDATION, Schema
from indicators.loading import load_framework
from tests.reference import CANDIDATES, RECOMMENDATIONS
from tests.screen import fill_in

FRAMEWORK = load_framework()


@pytest.fixture(autouse=True)
def within_an_app() -> Iterator[None]:
    # Sentences are translated when they are shown, for which an app is asked; it needs no database.
    app = Flask(__name__)
    app.secret_key = "a secret of the tests"
    language.init_app(app)
    with app.test_request_context():
        yield


def row(schema: Schema, **values: str) -> tuple[Any, Mapping[str, list[str]]]:
    form = row_form(schema)(formdata=MultiDict(values), framework=FRAMEWORK)
    form.validate()
    return form, form.errors


@pytest.mark.parametrize("schema", [INDICATOR, RECOMMENDATION])
def test_every_descriptor_is_asked_once_in_its_section(schema: Schema) -> None:
    form = proposal_form(schema)(framework=FRAMEWORK, offered=speaker_choices(FRAMEWORK, "en"), is_visitor=True)
    asked = [field.name for section in schema.sections for field in form.asked_in(section.name)]
    assert [name for name in asked if name in {descriptor.name for descriptor in schema.descriptors}] == [
        descriptor.name for descriptor in schema.descriptors
    ]
    assert len(asked) == len(set(asked))


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        (INDICATOR, {"objectives": "9, 8, 8(c)", "primary_objective": "8", "paragraphs": "70", "readiness": "II"}),
        (INDICATOR, {"objectives": "all", "primary_objective": "8"}),
        (INDICATOR, {"objectives": "all"}),
        (RECOMMENDATION, {"themes": "1, 4", "addressees": "States; Coast guards; shipowners, all"}),
    ],
)
def test_what_is_stored_fills_the_form_and_comes_back_the_same(schema: Schema, said: dict[str, str]) -> None:
    content = row(schema, title="A title", **said)[0].content()
    made = {"offered": speaker_choices(FRAMEWORK, "en"), "is_visitor": False, "framework": FRAMEWORK}
    shown = proposal_form(schema)(said=content, **made)
    sent = MultiDict(fill_in(f"<form>{''.join(drawn(shown))}</form>", {}).pairs)
    again = proposal_form(schema)(formdata=sent, **made)
    again.is_draft = True
    again.validate()
    assert again.content() == content


def drawn(form: Any) -> Iterator[str]:
    for field in form.asked():
        if field.look in {"line", "paragraphs", "select", "codes"}:
            yield str(field())
        if field.look in {"radios", "checkboxes", "codes"}:
            for option in field.iter_choices():
                kind = "radio" if field.look == "radios" else "checkbox"
                is_on = " checked" if option.selected else ""
                yield f'<input type="{kind}" name="{field.name}" value="{option.value}"{is_on}>'


@pytest.mark.parametrize("schema", [INDICATOR, RECOMMENDATION])
def test_an_edit_carries_the_version_it_began_with(schema: Schema) -> None:
    form = edit_form(schema)(
        framework=FRAMEWORK, offered=speaker_choices(FRAMEWORK, "en"), is_visitor=False, data={"version": "7"}
    )
    assert form.version.data == "7"
    assert "email" not in form


def test_a_row_needs_its_title_and_nothing_else() -> None:
    _form, errors = row(INDICATOR)
    assert list(errors) == ["title"]
    form, errors = row(INDICATOR, title="Alone")
    assert errors == {}
    assert form.content().answers["action"] == "add"


def test_a_row_may_write_choices_out_and_lists_as_people_do() -> None:
    form, errors = row(
        INDICATOR,
        title="T",
        objectives="Objective 8; 10",
        action="Revise an existing indicator",
        readiness="ii",
        principles="a-c",
        external_id="CI-001",
        source="A report",
    )
    assert errors == {}
    content = form.content()
    assert (content.answers["action"], content.answers["readiness"]) == ("revise", "II")
    assert (content.of("objective"), content.of("principle")) == (("8", "10"), ("a", "b", "c"))
    assert (form.provenance().external_id, form.provenance().source) == ("CI-001", "A report")


def test_a_row_says_what_is_wrong_field_by_field() -> None:
    _form, errors = row(INDICATOR, title="x" * 501, objectives="24", action="abolish", primary_objective="8")
    assert set(errors) == {"title", "objectives", "action"}
    assert errors["title"] == ["Shorten this by 1 character: up to 500 are possible."]


def test_a_recommendation_that_names_no_objective_serves_the_eighth() -> None:
    form, _errors = row(RECOMMENDATION, title="Establish a register", addressees="States; Coast guards")
    assert (form.content().primary, form.content().answers["addressees"]) == ("8", ["states", "Coast guards"])


MAPPED = {
    CANDIDATES: (INDICATOR, {"title": "title", "objectives": "gcm_objectives", "custodian": "custodian_or_data"}),
    RECOMMENDATIONS: (RECOMMENDATION, {"title": "recommendation", "themes": "theme", "addressees": "addressed_to"}),
}


@pytest.mark.reference
@pytest.mark.parametrize("file", MAPPED)
def test_every_row_of_the_reference_material_passes(file: Path) -> None:
    schema, columns = MAPPED[file]
    with file.open(encoding="utf-8-sig", newline="") as lines:
        for record in csv.DictReader(lines):
            form, errors = row(schema, **{name: record[column] for name, column in columns.items()})
            assert errors == {}, record
            assert form.content().of("objective"), record
