"""The questions how a file is to be read: which sheet, which row of headings, which encoding."""

from __future__ import annotations

from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consultation.web.fields import ChoiceField, Line, SelectChoice
from consultation.web.forms import BaseForm
from consultation.web.texts.sentences import isolated
from exports.files.reader.encodings import ENCODINGS
from exports.files.reader.table import MOST_ROWS, ReadingChoice
from exports.fill_in.sent_table import SentTable

_READING: Final = "read_"
_SHEET, _ROW, _ENCODING = (f"{_READING}{name}" for name in ("sheet", "heading_row", "encoding"))


class ReadingFields(BaseForm):
    """Asks how a file is to be read; see `reading_fields`.

    Where it `is_to_be_read_anew` nothing is asked of columns, which will be others.
    """

    is_to_be_read_anew = False

    def reading(self) -> list[Any]:
        """Return these questions."""
        return [field for field in self if field.short_name.startswith(_READING)]

    def reading_asked(self, table: SentTable) -> ReadingChoice | None:
        """Return how a table is to be read in another way than it was, None where it is not."""
        asked = {field.short_name: field.data for field in self.reading()}
        sheet, encoding = asked.get(_SHEET) or table.sheet, asked.get(_ENCODING) or table.encoding
        row = int(asked[_ROW]) if asked.get(_ROW, "").isdecimal() else table.heading_row
        if (sheet, encoding, row) == (table.sheet, table.encoding, table.heading_row):
            return None
        is_row_said = row != table.heading_row
        return ReadingChoice(sheet or None, row if is_row_said else None, encoding or None)

    def validate(self, extra_validators: Any = None) -> bool:
        """Say what is wrong with the number of a row."""
        super().validate(extra_validators)
        for field in self.reading():
            is_number = field.data and field.data.isascii() and field.data.isdecimal() and len(field.data) < 7
            if field.short_name == _ROW and not (is_number and 0 < int(field.data) <= MOST_ROWS):
                field.errors = [_("Write the number that a spreadsheet shows beside the row, such as 3.")]
        return not self.errors


def reading_fields(table: SentTable) -> dict[str, Any]:
    """Return the questions that a table leaves open, by their names."""
    fields: dict[str, Any] = {}
    if len(table.sheets) > 1:
        sheets = [SelectChoice(name, isolated(name)) for name in dict.fromkeys((table.sheet, *table.sheets))]
        fields[_SHEET] = ChoiceField(_l("Sheet"), choices=sheets, default=table.sheet)
    fields[_ROW] = Line(_l("Row of the headings"), default=str(table.heading_row))
    if table.encoding:
        encodings = [SelectChoice(code, name) for code, name in ENCODINGS.items()]
        fields[_ENCODING] = ChoiceField(_l("Encoding of the file"), choices=encodings, default=table.encoding)
    return fields
