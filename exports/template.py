"""A workbook to be filled in where there is no line, made from the same declaration as the form on the screen.

Its sheets are the instructions, the rows to fill in, and the lists that these choose from.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, BinaryIO, Final, NamedTuple
from zipfile import ZIP_STORED, ZipFile

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from consultation.process.models import Consultation
from exports.columns import SheetColumn, template_columns
from exports.heights import heading_height, lines
from exports.package import Measured, packing
from exports.sheet_data import MOST_UNITS
from exports.shell import INK, WASH
from exports.speaking import ENGLISH, Say, Tongue
from exports.uploads import EXAMPLE, MOST_BYTES, MOST_ROWS, mark_of
from exports.words import LANGUAGE_NAMES, Labels
from indicators.fields import Descriptor, Kind, Schema, Shape
from indicators.framework import Framework
from indicators.marking import N_
from indicators.schemes import OBJECTIVE, PARAGRAPH, THEME

INSTRUCTIONS: Final = N_("Instructions")
LISTS: Final = N_("Lists")
ROWS_OF: Final[Mapping[Kind, str]] = {Kind.INDICATOR: N_("Indicators"), Kind.RECOMMENDATION: N_("Recommendations")}
FIRST_ROW: Final = 3  # below the headings and the example
WIDTH: Final = 100.0  # characters, of the instructions
_ALWAYS: Final = datetime(1980, 1, 1, tzinfo=UTC).replace(tzinfo=None)  # the date of everything in it
_GREY: Final = "FF5B6472"
_LONGEST_PROMPT: Final = 255  # characters; beyond that, Excel takes the file for damaged
_LONGEST_TITLE: Final = 32
AS_TEXT: Final = "@"  # else "1-3" becomes a date

_EXAMPLES: Final[Mapping[Kind, Mapping[str, str]]] = {
    Kind.INDICATOR: {
        "action": N_("Add an indicator"),
        "title": N_("Share of calls for help at sea that were answered within an hour"),
        "rationale": N_("States report patrols, not answers. This shows whether people in distress are reached."),
        "objectives": "8, 9, 8(a)",
        "primary_objective": "8",
        "principles": "a, f",
        "paragraphs": "70",
        "language": LANGUAGE_NAMES["en"],
    },
    Kind.RECOMMENDATION: {
        "title": N_("Give families one office that answers for all authorities"),
        "rationale": N_("Families are sent from one desk to the next, each time telling the same again."),
        "themes": "3",
        "objectives": "8",
        "language": LANGUAGE_NAMES["en"],
    },
}


class _Asked(NamedTuple):
    """What is asked, and in which language."""

    schema: Schema
    framework: Framework
    tongue: Tongue
    columns: tuple[SheetColumn, ...]

    @classmethod
    def of(cls, schema: Schema, framework: Framework, tongue: Tongue) -> _Asked:
        """Return it with a column for each answer."""
        return cls(schema, framework, tongue, template_columns(schema, Labels(framework, tongue)))

    def explained(self, column: SheetColumn) -> str:
        """Return what is meant by a column, and how long a text in it can be."""
        limit, say = self.limit(column.name), self.tongue.say
        room = say(N_("Up to %(limit)d characters.")) % {"limit": limit} if limit else ""
        return " ".join(filter(None, (say(column.meaning), room)))

    def limit(self, name: str) -> int | None:
        """Return how long a text can be that is not chosen from a list: a cell holds less than the longest."""
        found = self.descriptor(name)
        return None if found is None or found.scheme or found.choices else min(found.limit, MOST_UNITS)

    def descriptor(self, name: str) -> Descriptor | None:
        """Return the descriptor of a column, None where it is about the row itself."""
        return next((one for one in self.schema.descriptors if one.name == name), None)


def example_of(kind: Kind, tongue: Tongue) -> dict[str, str]:
    """Return what the row below the headings says, by the names of the columns."""
    return {name: tongue.say(text) for name, text in _EXAMPLES[kind].items()}


def write_template(
    target: BinaryIO, consultation: Consultation, framework: Framework, tongue: Tongue = ENGLISH
) -> None:
    """Write the template of a consultation's kind in a language; the same bytes each time."""
    save(template_workbook(consultation, framework, tongue), target)


def template_workbook(consultation: Consultation, framework: Framework, tongue: Tongue = ENGLISH) -> Workbook:
    """Return the template, not written yet."""
    workbook = Workbook()
    asked = _Asked.of(consultation.schema, framework, tongue)
    _instruct(workbook.worksheets[0], consultation, tongue)
    rows = workbook.create_sheet(tongue.say(ROWS_OF[consultation.kind]))
    places = _list_values(workbook.create_sheet(tongue.say(LISTS)), asked)
    _prepare_rows(rows, asked)
    _validate(rows, asked, places)
    for sheet in workbook.worksheets:
        sheet.sheet_view.rightToLeft = tongue.is_right_to_left
    workbook.properties.title = tongue.say(consultation.title)
    return workbook


def save(workbook: Workbook, target: BinaryIO) -> None:
    """Write a workbook without the time of day."""
    workbook.properties.creator = "Steppingstone"
    workbook.properties.created = workbook.properties.modified = _ALWAYS
    parts = io.BytesIO()
    ExcelWriter(workbook, ZipFile(parts, "w", ZIP_STORED)).save()
    with ZipFile(parts) as made, packing(Measured(target)) as package:
        for name in made.namelist():
            with package.put(name) as part:
                part.write(made.read(name))


# ---- instructions ----


def _instruct(sheet: Worksheet, consultation: Consultation, tongue: Tongue) -> None:
    say = tongue.say
    sheet.title = say(INSTRUCTIONS)
    sheet.column_dimensions["A"].width = WIDTH
    sheet["A1"] = say(consultation.title)
    sheet["A1"].data_type = "s"  # whatever it looks like
    sheet["A1"].font = Font(name="Calibri", size=16, bold=True, color=INK)
    for number, text in enumerate(_instructions(consultation.kind, say), start=2):
        cell = sheet.cell(number, 1, text)
        cell.font, cell.alignment = Font(name="Calibri", size=11, color=INK), Alignment(wrap_text=True, vertical="top")
        sheet.row_dimensions[number].height = 15.0 * lines(text, WIDTH, 12) + 6
    sheet.protection.sheet = True
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToHeight = 0


def _instructions(kind: Kind, say: Say) -> Iterator[str]:
    values = {"rows": say(ROWS_OF[kind]), "lists": say(LISTS), "most": MOST_ROWS, "size": MOST_BYTES // 2**20}
    for text in (
        N_("Fill in the sheet “%(rows)s”: a row for each proposal, below the example, which is not taken."),
        N_("A heading with * must have an answer. All else can stay empty: say what you know."),
        N_("Whoever holds a heading for a moment, or opens its note, reads what is meant and how long a text can be."),
        N_("Where there is a list to choose from, an arrow appears in the cell. All lists stand on “%(lists)s”."),
        N_("Several objectives go in one cell: 8, 10. An action of one has its letter: 8(c). “all” is all 23."),
        N_(
            "What you send is meant to be published. Write nobody's name, address or number who has not agreed to that,"
            " and nothing by which somebody could be found who might be harmed."
        ),
        N_("Rows that many people fill in at once are best kept apart: one file each, sent together."),
        N_(
            "Save as .xlsx or as CSV and give the file to the secretariat. It is read as it is, up to %(size)d MB and"
            " %(most)d rows; what is wrong is told by row and column, and nothing is taken before that."
        ),
        N_("Please leave the headings and the hidden first column as they are: by these the file is known."),
    ):
        yield say(text) % values


# ---- rows ----


def _prepare_rows(sheet: Worksheet, asked: _Asked) -> None:
    """Write headings and the example, which are protected; all cells below take text."""
    schema, tongue = asked.schema, asked.tongue
    sheet.column_dimensions["A"].hidden = True
    sheet["A1"], sheet["A2"] = mark_of(schema.kind, tongue.code), EXAMPLE
    example = example_of(schema.kind, tongue)
    for number, column in enumerate(asked.columns, start=2):
        _open_to_text(sheet, get_column_letter(number), column.width)
        heading = sheet.cell(1, number, heading_of(column, schema, tongue))
        heading.font, heading.fill = Font(name="Calibri", bold=True, color=INK), PatternFill("solid", fgColor=WASH)
        heading.alignment = Alignment(wrap_text=True, vertical="top")
        heading.comment = note(asked.explained(column))
        shown = sheet.cell(2, number, example.get(column.name))
        shown.font = Font(name="Calibri", italic=True, color=_GREY)
        shown.alignment, shown.number_format = Alignment(wrap_text=True, vertical="top"), AS_TEXT
    sheet.row_dimensions[2].height = 15.0 * max(
        lines(example.get(column.name, ""), column.width, 6) for column in asked.columns
    )
    sheet.row_dimensions[1].height = heading_height([column.as_column(tongue) for column in asked.columns])
    sheet.freeze_panes = "B2"
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False  # which leaves these allowed
    sheet.protection.insertRows = sheet.protection.deleteRows = False


def _open_to_text(sheet: Worksheet, letter: str, width: float) -> None:
    dimension = sheet.column_dimensions[letter]
    dimension.width, dimension.number_format = width, AS_TEXT
    dimension.protection = Protection(locked=False)
    dimension.alignment = Alignment(wrap_text=True, vertical="top")


def heading_of(column: SheetColumn, schema: Schema, tongue: Tongue) -> str:
    """Return the heading of a column, with a * where an answer is required."""
    required = {descriptor.name for descriptor in schema.descriptors if descriptor.required}
    return tongue.heading(column.heading) + (" *" if column.name in required else "")


def note(text: str) -> Comment:
    """Return a note of a size in which its text is read."""
    made = Comment(text, "Steppingstone")
    made.width, made.height = 320, 40 + 20 * lines(text, 44, 20)
    return made


# ---- lists ----


def _lists(asked: _Asked) -> dict[str, list[str]]:
    """Return what can be chosen, by the names of the columns."""
    schema, framework, tongue, _columns = asked
    found = {
        one.name: [tongue.say(choice.label) for choice in one.choices] for one in schema.descriptors if one.choices
    }
    found["primary_objective"] = [objective.code for objective in framework.objectives]
    found["language"] = [tongue.say(name) for name in LANGUAGE_NAMES.values()]
    if any(one.scheme == THEME for one in schema.descriptors):
        found["themes"] = list(Labels(framework, tongue).themes.values())
    return found


def _list_values(sheet: Worksheet, asked: _Asked) -> dict[str, str]:
    """Write each list into a column of its own; return where each stands, by the names of the columns."""
    places, lists = {}, _lists(asked)
    for number, column in enumerate((one for one in asked.columns if one.name in lists), start=1):
        letter, values = get_column_letter(number), lists[column.name]
        sheet.column_dimensions[letter].width = 48
        sheet.cell(1, number, asked.tongue.heading(column.heading)).font = Font(name="Calibri", bold=True, color=INK)
        for row, value in enumerate(values, start=2):
            cell = sheet.cell(row, number, value)
            cell.number_format, cell.alignment = AS_TEXT, Alignment(wrap_text=True, vertical="top")
        places[column.name] = f"{quote_sheetname(sheet.title)}!${letter}$2:${letter}${len(values) + 1}"
    sheet.protection.sheet = True
    sheet.freeze_panes = "A2"
    return places


# ---- what can be written ----


def _validate(sheet: Worksheet, asked: _Asked, places: Mapping[str, str]) -> None:
    """Tell at each cell what is expected, and refuse what cannot be right before it is saved."""
    for number, column in enumerate(asked.columns, start=2):
        letter = get_column_letter(number)
        rule = _rule(column.name, f"{letter}{FIRST_ROW}", asked, places)
        found = DataValidation(allow_blank=True, showInputMessage=True, showErrorMessage=True, **rule)
        found.promptTitle = _short(asked.tongue.heading(column.heading), _LONGEST_TITLE)
        found.prompt = found.error = _short(asked.explained(column), _LONGEST_PROMPT)
        found.errorTitle = found.promptTitle
        found.add(f"{letter}{FIRST_ROW}:{letter}{FIRST_ROW + MOST_ROWS - 1}")
        sheet.add_data_validation(found)


def _rule(name: str, cell: str, asked: _Asked, places: Mapping[str, str]) -> dict[str, Any]:
    """Return what a column's cells can hold, as the library is told."""
    descriptor = asked.descriptor(name)
    if name in places and (descriptor is None or descriptor.shape is Shape.CHOICE):
        return {"type": "list", "formula1": places[name]}
    if descriptor is not None and descriptor.scheme in {OBJECTIVE, PARAGRAPH}:
        numbers = [entry.code for entry in asked.framework.entries(descriptor.scheme) if entry.code.isdecimal()]
        return {"type": "custom", "formula1": _no_number_above(max(map(int, numbers)), cell)}
    return {"type": "textLength", "operator": "lessThanOrEqual", "formula1": str(asked.limit(name) or MOST_UNITS)}


def _no_number_above(most: int, cell: str) -> str:
    """Return the formula that is true where none of the numbers in a cell is above `most`.

    They are parted by commas or semicolons, or are from one to another: 8-10 and 8/9 would be read as days.
    """
    parted = f'SUBSTITUTE(SUBSTITUTE(SUBSTITUTE(SUBSTITUTE({cell},";",","),"-",","),"/",","),",",REPT(" ",99))'
    return f"SUMPRODUCT(--(IFERROR(VALUE(TRIM(MID({parted},ROW($1:$40)*99-98,99))),1)>{most}))=0"


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
