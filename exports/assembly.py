"""The sheets put together: those with content know nothing of the others, Read me knows them all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import pandas as pd

from exports.checks import check_sheets
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
from exports.workbook import SheetData, without_long_texts


def sheets_of_workbook(material: Material, *, now: datetime) -> list[SheetData]:
    """Return every sheet in its order, checked against the data; raise ExportCheckFailed where they disagree."""
    contents = [sheet.data(material) for sheet in sheets_of(material.scope.kind)]
    fitting = without_long_texts(contents)
    check_sheets(material, {sheet.name: sheet.frame for sheet in contents}, fitting.parts)
    long_texts = _plain(LONG_TEXTS, LONG_TEXT_COLUMNS, fitting.parts)
    dictionary = _plain(DICTIONARY, DICTIONARY_COLUMNS, _dictionary(material))
    others = [*fitting.sheets, long_texts, dictionary]
    return [_read_me(_about(material, others, fitting.cells, now)), *others]


def _dictionary(material: Material) -> pd.DataFrame:
    contents = [(sheet.name, sheet.columns_for(material)) for sheet in sheets_of(material.scope.kind)]
    rest = [(LONG_TEXTS, LONG_TEXT_COLUMNS), (DICTIONARY, DICTIONARY_COLUMNS)]
    return dictionary_frame([(READ_ME, READ_ME_COLUMNS), *contents, *rest])


def _about(material: Material, others: Sequence[SheetData], long_texts: int, now: datetime) -> About:
    return About(
        title=material.consultation.title,
        mandate=material.consultation.mandate,
        audience=material.scope.audience,
        phases=material.consultation.schedule.spans,
        filter=in_words(material),
        made_at=now,
        changed_at=material.facts.changed_at,
        version=version(),
        sheets=holds(material.scope.kind),
        rows={READ_ME: 0} | {sheet.name: len(sheet.frame) for sheet in others},
        notices=tuple(notices(material, long_texts)),
    )


def _read_me(about: About) -> SheetData:
    # It counts its own rows too; how many there are does not depend on the number that stands there.
    about = replace(about, rows={**about.rows, READ_ME: len(read_me_frame(about))})
    sheet = _plain(READ_ME, READ_ME_COLUMNS, read_me_frame(about))
    return replace(sheet, autofilter=False, landscape=False)


def _plain(name: str, columns: Sequence[SheetColumn], frame: pd.DataFrame) -> SheetData:
    return SheetData(name, [column.as_column() for column in columns], frame)


def in_words(material: Material) -> str:
    """Return the filter in words, "" where everything is asked for."""
    described = material.scope.filters.describe(material.framework, "en")
    return "; ".join(f"{label}: {value}" for label, value in described)
