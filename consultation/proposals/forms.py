"""The forms of a proposal, made from its schema: what is asked, how it is worded and what must be answered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache, partial
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms.fields import Field

from consultation.people.forms import ANOTHER_LANGUAGE, ContributionForm, SpeakerRowFields, speaker_choices
from consultation.proposals.content import Content, Provenance, default_objective, read_open_list, settle
from consultation.proposals.form_fields import OTHERS, questions_of, row_questions_of, scheme_choices
from consultation.proposals.search.filters import LABELS, in_words, known_values
from consultation.web.fields import ChoiceField, Codes, HiddenNumber, Line, Paragraphs, SelectChoice, value_written
from consultation.web.forms import BaseForm, QueryForm
from consultation.web.texts.language import in_page_language
from indicators.codes import read_codes
from indicators.fields import LINE_LIMIT, TEXT_LIMIT, Descriptor, Schema, Shape
from indicators.framework import Framework
from indicators.languages import FALLBACK, LANGUAGES
from indicators.schemes import ACTION, OBJECTIVE, THEME


class ContentFields(BaseForm):
    """The answers to a schema. Validate first: then `content` is what was said, in the form in which it is kept."""

    schema: Schema
    is_brought_in = False

    def __init__(
        self, *args: Any, framework: Framework, tongue: str = FALLBACK, said: Content | None = None, **kwargs: Any
    ) -> None:
        kwargs["data"] = (kwargs.get("data") or {}) | (_as_asked(self.schema, said) if said else {})
        super().__init__(*args, **kwargs)
        self.framework = framework
        for descriptor in self.schema.codes:
            _offer(self[descriptor.name], descriptor.scheme, framework, tongue)
        self["primary_objective"].choices = scheme_choices(framework, OBJECTIVE, tongue)

    def asked_in(self, section: str) -> Iterator[Field]:
        """The fields of one section in their order, with those that stand beside them."""
        for descriptor in self.schema.in_section(section):
            yield self[descriptor.name]
            for beside in ("primary_objective" if descriptor.scheme == OBJECTIVE else "", descriptor.name + OTHERS):
                if beside in self:
                    yield self[beside]

    def content(self) -> Content:
        """Return what was said."""
        named = [code for descriptor in self.schema.codes for code in self[descriptor.name].data or ()]
        alignment = settle(
            named,
            chosen=self["primary_objective"].data,
            every=[objective.code for objective in self.framework.objectives],
            default=None if self.is_draft else default_objective(self.schema.kind),
            can_be_open=self.is_brought_in,
        )
        answers = {column.name: _answer(self, column) for column in self.schema.columns}
        return Content(self["language"].data or FALLBACK, answers, alignment.codes, alignment.primary)


class ProvenanceFields(BaseForm):
    """Where something that is brought in comes from."""

    external_id = Line("Id in the source", limit=200)
    source = Paragraphs("Source", limit=TEXT_LIMIT)
    proposer = Line("Proposer in the source", limit=LINE_LIMIT)
    source_note = Paragraphs("Note on the source", limit=TEXT_LIMIT)

    def provenance(self) -> Provenance:
        """Return where it comes from."""
        return Provenance(self.external_id.data, self.source.data, self.proposer.data, self.source_note.data)


class RowFields(ContentFields, ProvenanceFields, SpeakerRowFields):
    """What a row of a table says: its answers, where it comes from, and who speaks in it."""

    def __init__(self, *args: Any, framework: Framework, **kwargs: Any) -> None:
        super().__init__(*args, framework=framework, **kwargs)
        self.offer(speaker_choices(framework, FALLBACK))


@cache
def proposal_form(schema: Schema) -> type[Any]:
    """Return the form to propose with, a ContributionForm: `proposal_form(schema)(framework=…, offered=…, …)`.

    Set `is_draft`, and nothing is required. `said` fills it with what is stored.
    """
    fields = dict(pair for descriptor in schema.descriptors for pair in questions_of(descriptor))
    return type("ProposalForm", (ContentFields, ContributionForm), {"schema": schema, **fields})


@cache
def edit_form(schema: Schema) -> type[Any]:
    """Return the same form for a proposal that exists: it carries the `version` its author has read."""
    return type("EditForm", (proposal_form(schema),), {"version": HiddenNumber()})


@cache
def row_form(schema: Schema, *, is_brought_in: bool = True) -> type[Any]:
    """Return the form a row of a table goes through: `row_form(schema)(formdata=…, framework=…)`.

    It asks the same with the same limits and has `provenance()`; its `speaker()` is who speaks in the row, if it says
    so. Of something brought in the title alone is required, and its primary objective may be not stated. Choices may be
    named by their label, and lists as people write them.
    """
    asked = (row_questions_of(descriptor, is_brought_in=is_brought_in) for descriptor in schema.descriptors)
    fields = dict(pair for pairs in asked for pair in pairs)
    fields["language"] = ChoiceField(
        _l("Language"), choices=_LANGUAGES, default=FALLBACK, filters=[partial(value_written, _NAMES_OF_LANGUAGES)]
    )
    meta = type("Meta", (BaseForm.Meta,), {"csrf": False})
    about = {"schema": schema, "is_brought_in": is_brought_in, "Meta": meta}
    return type("RowForm", (RowFields,), about | fields)


_LANGUAGES = [
    *(SelectChoice(language.code, language.autonym) for language in LANGUAGES),
    SelectChoice(ANOTHER_LANGUAGE, _l("Another language")),
]


_NAMES_OF_LANGUAGES = [(language.code, language.autonym) for language in LANGUAGES]


class FilterForm(QueryForm):
    """What a list can be filtered by."""

    q = Line(_l(LABELS["q"]))
    objective = ChoiceField(_l(LABELS["objective"]), blank=_l("Any"))
    named = ChoiceField(_l(LABELS["named"]), blank=_l("in any way"))
    theme = ChoiceField(_l(LABELS["theme"]), blank=_l("Any"))
    action = ChoiceField(_l(LABELS["action"]), blank=_l("Anything"))
    group = ChoiceField(_l(LABELS["group"]), blank=_l("Everyone"))
    region = ChoiceField(_l(LABELS["region"]), blank=_l("Any"))
    organisation = Line(_l(LABELS["organisation"]))
    positions = ChoiceField(_l(LABELS["positions"]), blank=_l("Any"))
    language = ChoiceField(_l(LABELS["language"]), blank=_l("Any"))
    origin = ChoiceField(_l(LABELS["origin"]), blank=_l("Any"))
    status = ChoiceField(_l(LABELS["status"]))
    sort = ChoiceField(_l(LABELS["sort"]))

    @classmethod
    def without(cls, left_out: Iterable[str], framework: Framework, tongue: str) -> FilterForm:
        """Return the form as the address answers it, without the questions `left_out`."""
        form = cls()
        for name, choices in _filter_choices(framework, tongue).items():
            form[name].choices = choices
        for name in left_out:
            del form[name]
        return form


@cache
def _filter_choices(framework: Framework, tongue: str) -> dict[str, list[SelectChoice]]:
    return {
        name: [SelectChoice(value, in_page_language(in_words(name, value, framework, tongue))) for value in values]
        for name, values in known_values(framework).items()
    }


def _offer(field: Codes, scheme: str, framework: Framework, tongue: str) -> None:
    field.read = partial(read_codes, scheme, framework=framework)
    field.choices = scheme_choices(framework, scheme, tongue)
    if scheme == THEME and field.object_data == field.data:
        field.sent = ["", *map(str, field.data or ())]  # a theme's code is no word: it is shown as a tick


def _answer(form: ContentFields, column: Descriptor) -> str | list[str]:
    data = form[column.name].data or ""
    if column.shape is not Shape.CHOICES:
        return str(data)
    beside = [form[column.name + OTHERS].data] if column.name + OTHERS in form else []
    return read_open_list(column, [data] if isinstance(data, str) else [*data, *beside])


def _as_asked(schema: Schema, said: Content) -> dict[str, Any]:
    """What is stored, by the names of the fields that ask for it."""
    data: dict[str, Any] = {"language": said.language} | dict(said.answers)
    for descriptor in schema.codes:
        schemes = (OBJECTIVE, ACTION) if descriptor.scheme == OBJECTIVE else (descriptor.scheme,)
        data[descriptor.name] = [code for scheme in schemes for code in said.of(scheme)]
    data["primary_objective"] = said.primary if said.primary != said.first_objective else None
    for column in schema.columns:
        if column.open_list:
            codes = {choice.code for choice in column.choices}
            data[column.name] = [answer for answer in said.answers[column.name] if answer in codes]
            data[column.name + OTHERS] = "; ".join(a for a in said.answers[column.name] if a not in codes)
    return data
