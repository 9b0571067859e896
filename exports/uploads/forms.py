"""The forms of an upload: sending a file, matching its columns, accepting its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from consultation.people.forms import LANGUAGE_CHOICES, SpeakerChoices, SpeakerFields
from consultation.people.speaker import Speaker
from consultation.proposals.source_paths import without_paths
from consultation.web.fields import (
    ChoiceField,
    Choices,
    File,
    Line,
    OneTimeKey,
    Paragraphs,
    Required,
    SelectChoice,
    Tick,
)
from consultation.web.forms import BaseForm
from consultation.web.texts.sentences import isolated
from exports.uploads.reading_fields import ReadingFields
from indicators.fields import LINE_LIMIT, TEXT_LIMIT
from indicators.text import apart

_COLUMN = "column_"
_SETTING = "set_"
_LANGUAGE = f"{_SETTING}language"


class UploadForm(BaseForm):
    """Takes the file of an upload."""

    file = File(
        _l("The file"),
        [Required(_l("Choose the file that you want to send"))],
        accept=".xlsx,.ods,.csv,.tsv,.txt",
    )
    submission = OneTimeKey()


class _MatchFields(ReadingFields):
    """Matches the columns of a file with our fields; see `match_form`."""

    def columns(self) -> list[Any]:
        """Return the questions about the columns, in their order."""
        return [field for field in self if field.short_name.startswith(_COLUMN)]

    def settings(self) -> list[Any]:
        """Return the questions about all rows, that of their language first."""
        return [field for field in self if field.short_name.startswith(_SETTING)]

    def matched(self) -> dict[str, str]:
        """Return the headings by the names of our fields."""
        return {field.data: field.heading for field in self.columns() if field.data}

    def said_of_all(self) -> dict[str, str]:
        """Return what is the same in every row, by the names of our fields."""
        return {field.short_name.removeprefix(_SETTING): field.data for field in self.settings() if field.data}

    def validate(self, extra_validators: Any = None) -> bool:
        """Refuse a field that two columns fill, or that a column and a setting do, and a table without titles."""
        if not super().validate(extra_validators) or self.is_to_be_read_anew:
            return not self.errors
        taken: dict[str, str] = {}
        for field in self.columns():
            if field.data and field.data in taken:
                field.errors = [
                    _("“%(heading)s” is this already. Choose for one of the two.", heading=apart(taken[field.data]))
                ]
            taken.setdefault(field.data, field.heading)
        for field in self.settings():
            if field.data and field.short_name.removeprefix(_SETTING) in taken:
                field.errors = [_("A column says this already. Empty one of the two.")]
        if "language" not in {**taken, **self.said_of_all()}:
            self[_LANGUAGE].errors = [_("Choose the language, or the column that says it for each row.")]
        if "title" not in taken and self.columns():
            first = self.columns()[0]
            first.errors = [*first.errors, _("Say which column holds the titles: no row can be without.")]
        return not self.errors


class _ColumnField(ChoiceField):
    """Which of our fields a column is; `heading` is what it is called in the file."""

    heading = ""


def match_form(
    headings: Sequence[str],
    samples: Mapping[str, Markup],
    *,
    is_officer: bool,
    reading: Mapping[str, Any] | None = None,
) -> type[Any]:
    """Return the form that asks which of our fields each heading is; only officers say where rows come from.

    `reading` are the questions how the file is to be read, by their names.
    """
    fields: dict[str, Any] = {
        f"{_COLUMN}{number}": _ColumnField(isolated(heading), blank=_l("Leave it out"), description=samples[heading])
        for number, heading in enumerate(headings)
    }
    fields |= reading or {}
    fields[_LANGUAGE] = ChoiceField(
        _l("In which language are the rows written?"),
        blank=_l("As a column says"),
        choices=LANGUAGE_CHOICES,
    )
    of_officers = {
        "set_source": Paragraphs(_l("Source"), limit=TEXT_LIMIT, filters=[without_paths]),
        "set_proposer": Line(_l("Proposer in the source"), limit=LINE_LIMIT),
        "set_source_note": Paragraphs(_l("Note on the source"), limit=TEXT_LIMIT),
    }
    fields |= of_officers if is_officer else {}

    def init(self: Any, *args: Any, fields_offered: Sequence[SelectChoice], **kwargs: Any) -> None:
        super(made, self).__init__(*args, **kwargs)
        for heading, field in zip(headings, self.columns(), strict=True):
            field.choices, field.heading = fields_offered, heading

    made: type[Any] = type("MatchForm", (_MatchFields,), fields | {"__init__": init})
    return made


def as_matched(headings: Sequence[str], mapping: Mapping[str, str], settings: Mapping[str, str]) -> dict[str, str]:
    """Return what fills the form: the mapping and the settings, by its names."""
    ours = {heading: name for name, heading in mapping.items()}
    columns = {f"{_COLUMN}{number}": ours.get(heading, "") for number, heading in enumerate(headings)}
    return columns | {f"{_SETTING}{name}": text for name, text in settings.items()}


class AcceptForm(BaseForm):
    """Which rows are accepted: those that are ticked, or all that are new or changed and the others that are ticked."""

    rows = Choices(_l("Rows"))
    also = Choices(_l("Take these too"))
    without_faulty = Tick(
        _l("Leave out the rows with problems"),
        [Required(_l("Correct the rows with problems, or say to leave them out"))],
    )
    submission = OneTimeKey()

    def __init__(self, *args: Any, numbers: Sequence[int], has_faulty: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows.choices = [SelectChoice(str(number), str(number)) for number in numbers]
        self.also.choices = [
            SelectChoice("conflicting", _l("All rows that others have changed meanwhile, as the file has them")),
            SelectChoice("withdrawn", _l("All rows that are taken back")),
        ]
        if not has_faulty:
            del self.without_faulty


class AcceptAsParticipantForm(SpeakerFields, AcceptForm):
    """The same for somebody whose new rows show as whom they speak."""

    def __init__(self, *args: Any, offered: SpeakerChoices, last: Speaker | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(offered, last)
