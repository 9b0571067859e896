"""The template: an empty workbook to fill in offline, made from the same declaration as the form on the screen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import BinaryIO, Final

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from consultation.process.models import Consultation
from exports.files.reader.table import MOST_BYTES, MOST_ROWS
from exports.fill_in.input_columns import InputColumn, heading_needed_of_officers, proposal_input_columns
from exports.fill_in.sheet_mark import EXAMPLE, mark_of
from exports.fill_in.sheet_to_fill import LISTS, FilledRow, SheetToFill, make_workbook, save
from exports.fill_in.speaker_columns import speaker_columns, speaker_of_example
from exports.report.wording.language import ENGLISH, Say, Tongue
from exports.report.wording.words import LANGUAGE_NAMES, Labels
from indicators.fields import Kind, Schema
from indicators.framework import Framework
from indicators.marking import N_

ROWS_OF: Final[Mapping[Kind, str]] = {Kind.INDICATOR: N_("Indicators"), Kind.RECOMMENDATION: N_("Recommendations")}
FIRST_ROW: Final = 3  # below the headings and the example

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


def example_of(kind: Kind, tongue: Tongue) -> dict[str, str]:
    """Return what the row below the headings says, by the names of the columns."""
    return {name: tongue.say(text) for name, text in _EXAMPLES[kind].items()}


def template_input_columns(schema: Schema, framework: Framework, labels: Labels) -> tuple[InputColumn, ...]:
    """Return the columns of a template: what a proposal says, who speaks, and where it comes from."""
    columns = proposal_input_columns(schema, framework, labels)
    asked = [one.name for one in columns].index("language") + 1
    return (*columns[:asked], *speaker_columns(labels), *columns[asked:])


def write_template(
    target: BinaryIO, consultation: Consultation, framework: Framework, tongue: Tongue = ENGLISH
) -> None:
    """Write the template of a consultation's kind in a language; the same bytes each time."""
    workbook, _sheet = template_workbook(consultation, framework, tongue)
    save(workbook, target)


def template_workbook(
    consultation: Consultation, framework: Framework, tongue: Tongue = ENGLISH
) -> tuple[Workbook, Worksheet]:
    """Return the template, not written yet, and its sheet of rows."""
    kind, labels = consultation.kind, Labels(framework, tongue)
    columns = template_input_columns(consultation.schema, framework, labels)
    wanted = SheetToFill(
        title=tongue.say(consultation.title),
        instructions=list(_instructions(kind, tongue.say, needed=heading_needed_of_officers(columns))),
        rows_title=tongue.say(ROWS_OF[kind]),
        columns=columns,
        mark=mark_of(kind, tongue.code),
        tongue=tongue,
    )
    return make_workbook(wanted, [FilledRow(EXAMPLE, example_of(kind, tongue) | speaker_of_example(labels))])


def _instructions(kind: Kind, say: Say, *, needed: str) -> Iterator[str]:
    values = {"rows": say(ROWS_OF[kind]), "lists": say(LISTS), "most": MOST_ROWS, "size": MOST_BYTES // 2**20}
    values["needed"] = needed
    for text in (
        N_("Fill in the sheet “%(rows)s”: a row for each proposal, below the example, which is not taken."),
        N_("A heading with * must have an answer in a row of your own. All else can stay empty: say what you know."),
        N_("In a row that the secretariat brings in, “%(needed)s” alone must have an answer."),
        N_("Whoever holds a heading for a moment, or opens its note, reads what is meant and how long a text can be."),
        N_("Where there is a list to choose from, an arrow appears in the cell. All lists stand on “%(lists)s”."),
        N_("Several objectives go in one cell: 8, 10. An action of one has its letter: 8(c). “all” is all 23."),
        N_(
            "What you send is meant to be published. Write nobody's name, address or number who has not agreed to that,"
            " and nothing by which somebody could be found who might be harmed."
        ),
        N_(
            "Who speaks stands in each row, as that person wants to be shown: whoever sends the file puts nothing of "
            "their own there. What a row says and does not want to be shown is not kept."
        ),
        N_("Rows that many people fill in at once are best kept apart: one file each, sent together."),
        N_(
            "Save as .xlsx or as CSV and give the file to the secretariat. It is read as it is, up to %(size)d MB and"
            " %(most)d rows; what is wrong is told by row and column, and nothing is taken before that."
        ),
        N_("Please leave the headings and the hidden first column as they are: by these the file is known."),
    ):
        yield say(text) % values
