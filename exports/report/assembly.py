"""Assembling all sheets of a workbook; Read me comes last, since it counts the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from consultation.config import version
from exports.files.writer.formats import Format
from exports.files.writer.workbook import Later, LongTexts, SheetData, SheetRows
from exports.report.columns.sheet_column import SheetColumn
from exports.report.material import Material
from exports.report.notices import notices
from exports.report.registry import (
    DICTIONARY,
    LONG_TEXTS,
    READ_ME,
    holds,
    sheets_of,
    with_what_they_need,
)
from exports.report.sheet import Series, Sheet
from exports.report.sheets.dictionary import DICTIONARY as DICTIONARY_COLUMNS
from exports.report.sheets.dictionary import dictionary_frame
from exports.report.sheets.long_texts import LONG_TEXTS as LONG_TEXT_COLUMNS
from exports.report.sheets.read_me import READ_ME as READ_ME_COLUMNS
from exports.report.sheets.read_me import WorkbookFacts, read_me_frame
from exports.report.wording.language import Tongue
from indicators.localized import Localized
from indicators.marking import N_


def sheets_of_workbook(material: Material, file_format: Format) -> list[SheetData]:
    """Return every sheet in its order; their rows are read when they are written."""
    long_texts = LongTexts()
    possible = [entry for entry in sheets_of(material.scope.kind) if file_format.is_for_eyes or entry.is_for_programs]
    names = with_what_they_need(possible, material.scope.selection)
    entries = [entry for entry in possible if entry.name in names]
    contents: dict[str, list[SheetData]] = {}
    in_order: list[SheetData] = []
    for entry in (one for one in possible if one.name in names or one.is_counted):
        most = (file_format.most_rows, file_format.most_bytes)
        parts = [part for sheet in entry.sheets(material) for part in sheet.data(material, *most)]
        if entry.name in names:
            contents[entry.name] = [long_texts.fitting(part) for part in parts]
            in_order += contents[entry.name]
        else:
            in_order += [replace(part, is_written=False) for part in parts]
    tongue = material.labels.tongue
    contents[LONG_TEXTS] = [_plain(LONG_TEXTS, LONG_TEXT_COLUMNS, Later(long_texts.parts), tongue)]
    contents[DICTIONARY] = [_plain(DICTIONARY, DICTIONARY_COLUMNS, _dictionary(material, entries), tongue)]

    def read_me() -> pd.DataFrame:
        said = [
            *notices(material, long_texts.cells),
            *_of_continued(contents, tongue),
            tongue.say(file_format.notice),
        ]
        return _read_me(_about(material, contents, said))

    first = replace(_plain(READ_ME, READ_ME_COLUMNS, Later(read_me), tongue), autofilter=False, landscape=False)
    return [first, *in_order, *contents[LONG_TEXTS], *contents[DICTIONARY]]


def _of_continued(contents: Mapping[str, Sequence[SheetData]], tongue: Tongue) -> Iterator[str]:
    """Say where sheets go on that have more rows than one can hold."""
    template = N_("%(name)s has more rows than a sheet can hold. It goes on in %(others)s.")
    for name, sheets in ((tongue.say(name), sheets) for name, sheets in contents.items()):
        names = [sheet.name for sheet in sheets]
        if names[1:] == [f"{name} ({number})" for number in range(2, len(names) + 1)] != []:
            yield tongue.say(template) % {"name": name, "others": tongue.list_in_words(names[1:])}


def _dictionary(material: Material, entries: Iterable[Sheet | Series]) -> pd.DataFrame:
    contents = [(entry.name, entry.columns_for(material)) for entry in entries]
    rest = [(LONG_TEXTS, LONG_TEXT_COLUMNS), (DICTIONARY, DICTIONARY_COLUMNS)]
    return dictionary_frame([(READ_ME, READ_ME_COLUMNS), *contents, *rest], material.labels.tongue)


def _about(material: Material, contents: Mapping[str, Sequence[SheetData]], notices: Sequence[str]) -> WorkbookFacts:
    rows = {name: sum(len(sheet.rows) for sheet in sheets) for name, sheets in contents.items()}
    return WorkbookFacts(
        title=material.consultation.title,
        mandate=material.consultation.mandate,
        audience=material.scope.audience,
        partner=material.scope.partner,
        shares=sorted(material.scope.shares),
        phases=material.consultation.schedule.spans,
        filter=in_words(material),
        changed_on=material.changed_on,
        zone=material.calendar.zone,
        version=version(),
        sheets={name: about for name, about in holds(material.scope.kind).items() if name in {READ_ME, *contents}},
        rows={READ_ME: 0} | rows,
        notices=notices,
        say=material.labels.say,
    )


def _read_me(about: WorkbookFacts) -> pd.DataFrame:
    # It counts its own rows too; how many there are does not depend on the number that stands there.
    return read_me_frame(replace(about, rows={**about.rows, READ_ME: len(read_me_frame(about))}))


def _plain(name: str, columns: Sequence[SheetColumn], rows: SheetRows, tongue: Tongue) -> SheetData:
    return SheetData(
        tongue.say(name),
        [column.as_column(tongue) for column in columns],
        rows,
        right_to_left=tongue.is_right_to_left,
    )


def in_words(material: Material) -> str:
    """Return the filter in words, "" where everything is asked for."""
    say = material.labels.say
    described = material.scope.describe(material.framework, material.labels.tongue.code)
    return "; ".join(
        f"{say(label)}: {value if isinstance(value, Localized) else say(value)}" for label, value in described
    )
