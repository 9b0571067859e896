"""The pages of an upload: its columns to be matched, and what it would change."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, islice
from typing import Any, Final

from flask import current_app
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup, escape

from consultation.process.models import Consultation
from consultation.proposals.pages.presentation import RevisionChange
from consultation.uploads.models import Upload
from consultation.web.fields import SelectChoice
from consultation.web.pages import page
from consultation.web.texts.language import page_language
from consultation.web.texts.sentences import isolated
from exports.files.reader.encodings import ENCODINGS
from exports.fill_in.guessing import MOST_CHARACTERS, MOST_ROWS
from exports.fill_in.id_remarks import remarks_on_ids
from exports.fill_in.import_plan import as_options, problem_in_words
from exports.fill_in.sent_table import SentTable
from exports.fill_in.template import template_input_columns
from exports.report.wording.language import tongue_of
from exports.report.wording.words import Labels
from exports.round_trip.editable_list import OF_THE_SECRETARIAT
from exports.round_trip.registry import LISTS
from exports.round_trip.rows import ACCEPTABLE, Fate, Preview, RowEffect, says_who_speaks
from indicators.framework import Framework

MOST_SHOWN: Final = 100  # rows of each fate
SAMPLES: Final = 3  # cells of a column
LONGEST_SAMPLE: Final = 60


@dataclass(frozen=True)
class ShownChange(RevisionChange):
    """A cell before and after; one that `is_left` was changed by others, and the file says nothing else."""

    @property
    def is_left(self) -> bool:
        return self.first == self.second


@dataclass(frozen=True)
class ShownRow:
    """A row as the page shows it: `changes` side by side, or what a new one says; `id` is that of its tick."""

    row: RowEffect
    changes: list[ShownChange]
    id: str

    @classmethod
    def of(cls, row: RowEffect, found: Preview, number: int) -> ShownRow:
        """Return it with the headings of its file, as one of so many before it."""
        changes = [ShownChange(isolated(found.heading(cell.name)), cell.before, cell.after, None) for cell in row.cells]
        return cls(row, changes, f"rows-{number}")


@dataclass(frozen=True)
class ShownProblem:
    """What is wrong in a place: what was found there and what would be right."""

    row: RowEffect
    column: str
    there: str
    sentence: str


def preview_page(
    form: Any, upload: Upload, consultation: Consultation, found: Preview, table: SentTable
) -> ResponseReturnValue:
    """Show what an upload would change, with what of it is accepted."""
    numbers = count()
    shown = {
        fate.value: [ShownRow.of(row, found, next(numbers)) for row in found.of(fate)[:MOST_SHOWN]]
        for fate in (*ACCEPTABLE, Fate.IGNORED)
    }
    return page(
        "exports/upload.html",
        form=form,
        upload=upload,
        consultation=consultation,
        title=LISTS[upload.list_name].title,
        counts=found.counts,
        was_empty=not any(json.loads(upload.counts).values()),  # rows may have gone since it was looked at first
        shown=shown,
        problems=list(_problems(found))[:MOST_SHOWN],
        says_who_speaks=any(says_who_speaks(row) for row in found.of(Fate.NEW)),
        most=MOST_SHOWN,
        is_foreign=table.mark is None,
        sheet=table.sheet,
    )


def columns_page(form: Any, upload: Upload, consultation: Consultation, table: SentTable) -> ResponseReturnValue:
    """Ask which column is which, and say how the command line would be told."""
    matched = form.matched() if form.is_submitted() else guessed(table, consultation)
    return page(
        "exports/upload_columns.html",
        form=form,
        upload=upload,
        consultation=consultation,
        rows=len(table.rows),
        options=as_options(matched),
        remarks=[problem_in_words(remark) for remark in (*table.remarks, *remarks_on_ids(table, matched))],
        encoding=ENCODINGS.get(table.encoding, ""),
        is_sure=table.is_encoding_sure,
    )


def guessed(table: SentTable, consultation: Consultation) -> dict[str, str]:
    """Return which heading is probably which of our fields, as it was guessed when the file was read."""
    return dict(table.guesses.get(consultation.kind.value, {}))


def as_guessed(table: SentTable, consultation: Consultation) -> tuple[dict[str, str], dict[str, str]]:
    """Return which heading is probably which field, and the language that all rows seem to have."""
    mapping = guessed(table, consultation)
    is_told = table.language and "language" not in mapping
    return mapping, {"language": table.language} if is_told else {}


def fields_offered(consultation: Consultation, *, is_officer: bool) -> list[SelectChoice]:
    """Return our fields as choices, named as in a template; only officers say where rows come from."""
    labels = Labels(_framework(), tongue_of(page_language()))
    columns = template_input_columns(consultation.schema, _framework(), labels)
    return [SelectChoice(one.name, one.heading) for one in columns if is_officer or one.name not in OF_THE_SECRETARIAT]


def samples_of(table: SentTable) -> dict[str, Markup]:
    """Return what stands in the first cells of each column, as HTML."""
    return {heading: _sample(table, heading) for heading in table.headings}


def _sample(table: SentTable, heading: str) -> Markup:
    texts = (" ".join(row.cells[heading][:MOST_CHARACTERS].split()) for row in table.rows[:MOST_ROWS])
    first = islice(filter(None, texts), SAMPLES)
    shown = (text if len(text) <= LONGEST_SAMPLE else text[:LONGEST_SAMPLE] + "…" for text in first)
    return Markup(" · ").join(map(isolated, shown)) or escape(_("Empty"))


def _problems(found: Preview) -> Iterator[ShownProblem]:
    for row in found.of(Fate.FAULTY):
        for name, sentence in row.problems:
            yield ShownProblem(row, found.heading(name), row.row.cells.get(name, ""), sentence)


def _framework() -> Framework:
    framework: Framework = current_app.extensions["framework"]
    return framework
