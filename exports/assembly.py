"""The sheets put together: those with content know nothing of the others, Read me counts them all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from exports.columns import DICTIONARY as DICTIONARY_COLUMNS
from exports.columns import LONG_TEXTS as LONG_TEXT_COLUMNS
from exports.columns import READ_ME as READ_ME_COLUMNS
from exports.columns import SheetColumn
from exports.dictionary import dictionary_frame
from exports.frames.read_me import About, read_me_frame
from exports.material import Material
from exports.notices import notices
from exports.sheets import DICTIONARY, LONG_TEXTS, READ_ME, holds, sheets_of
from exports.version import version
from exports.workbook import Later, LongTexts, Rows, SheetData


def sheets_of_workbook(material: Material, of_formulas: str) -> list[SheetData]:
    """Return every sheet in its order; their rows are read when they are written.

    `of_formulas` tells what becomes of texts that look like one.
    """
    long_texts = LongTexts()
    contents = [long_texts.fitting(sheet.data(material)) for sheet in sheets_of(material.scope.kind)]
    rest = [
        _plain(LONG_TEXTS, LONG_TEXT_COLUMNS, Later(long_texts.parts)),
        _plain(DICTIONARY, DICTIONARY_COLUMNS, _dictionary(material)),
    ]
    others = [*contents, *rest]
    read_me = Later(lambda: _read_me(_about(material, others, [*notices(material, long_texts.cells), of_formulas])))
    sheet = _plain(READ_ME, READ_ME_COLUMNS, read_me)
    return [replace(sheet, autofilter=False, landscape=False), *others]


def _dictionary(material: Material) -> pd.DataFrame:
    contents = [(sheet.name, sheet.columns_for(material)) for sheet in sheets_of(material.scope.kind)]
    rest = [(LONG_TEXTS, LONG_TEXT_COLUMNS), (DICTIONARY, DICTIONARY_COLUMNS)]
    return dictionary_frame([(READ_ME, READ_ME_COLUMNS), *contents, *rest])


def _about(material: Material, others: Sequence[SheetData], notices: Sequence[str]) -> About:
    return About(
        title=material.consultation.title,
        mandate=material.consultation.mandate,
        audience=material.scope.audience,
        phases=material.consultation.schedule.spans,
        filter=in_words(material),
        changed_at=material.facts.changed_at,
        version=version(),
        sheets=holds(material.scope.kind),
        rows={READ_ME: 0} | {sheet.name: len(sheet.rows) for sheet in others},
        notices=notices,
    )


def _read_me(about: About) -> pd.DataFrame:
    # It counts its own rows too; how many there are does not depend on the number that stands there.
    return read_me_frame(replace(about, rows={**about.rows, READ_ME: len(read_me_frame(about))}))


def _plain(name: str, columns: Sequence[SheetColumn], rows: Rows) -> SheetData:
    return SheetData(name, [column.as_column() for column in columns], rows)


def in_words(material: Material) -> str:
    """Return the filter in words, "" where everything is asked for."""
    described = material.scope.filters.describe(material.framework, "en")
    return "; ".join(f"{label}: {value}" for label, value in described)
