"""The sheets of an XLSX workbook, transitional or strict: where its parts are and what kind of file it is."""

from __future__ import annotations

from functools import cached_property, partial
from typing import Final

from exports.files.reader.sentences import MACROS, NO_TABLE
from exports.files.reader.sheet_rows import ALL_ROWS, ReadableSheet, SheetRows
from exports.files.reader.table import UnreadableFile
from exports.files.reader.workbooks.containers import Parts, resolved
from exports.files.reader.workbooks.number_formats import Show
from exports.files.reader.workbooks.xlsx_rows import SheetReader
from exports.files.reader.workbooks.xlsx_shared import MAIN, read_formats, read_strings
from exports.files.reader.workbooks.xml_steps import Attributes, look_through, named

_PACKAGE: Final = ("http://schemas.openxmlformats.org/package/2006/relationships",)
_TYPES: Final = ("http://schemas.openxmlformats.org/package/2006/content-types",)
_CONTENT_TYPES: Final = "[Content_Types].xml"
_WORKBOOK: Final = "xl/workbook.xml"
_WORKBOOKS: Final = ("spreadsheetml.sheet.main+xml", "spreadsheetml.template.main+xml")
_TRUE: Final = {"1", "true"}


def xlsx_sheets(parts: Parts) -> list[ReadableSheet]:
    """Return the sheets with cells in their order; raise UnreadableFile where it is no workbook, or has macros."""
    workbook = _workbook_of(parts)
    _check_kind(parts, workbook)
    sheets, from_1904 = _sheets_of(parts, workbook)
    relations = _relations_of(parts, workbook)
    known = [(attributes, *relations.get(_id_of(attributes), ("", ""))) for attributes in sheets]
    there = [(attributes, path) for attributes, kind, path in known if kind == "worksheet" and parts.has(path)]
    if not there:
        raise UnreadableFile(NO_TABLE)
    reading = _Reading(parts, dict(relations.values()), from_1904=from_1904)
    return [
        ReadableSheet(
            one.get("name", ""),
            one.get("state", "visible") == "visible",
            partial(reading.rows, path),
            partial(reading.rows_without_formats, path),
        )
        for one, path in there
    ]


class _Reading:
    """Reads sheets of one workbook; its texts and formats are read once, before the first sheet is."""

    def __init__(self, parts: Parts, others: dict[str, str], *, from_1904: bool) -> None:
        self._parts, self._others, self._from_1904 = parts, others, from_1904

    def rows(self, path: str, up_to: int) -> SheetRows:
        return self._read(path, up_to, self._formats)

    def rows_without_formats(self, path: str) -> SheetRows:
        return self._read(path, ALL_ROWS, [])

    def _read(self, path: str, up_to: int, shows: list[Show]) -> SheetRows:
        reader = SheetReader(self._strings, shows, self._parts.limits)
        with self._parts.opened(path) as part:
            return reader.read(part, up_to)

    @cached_property
    def _strings(self) -> list[str]:
        path = self._others.get("sharedStrings", "")
        if not self._parts.has(path):
            return []
        with self._parts.opened(path) as part:
            return read_strings(part, self._parts.limits)

    @cached_property
    def _formats(self) -> list[Show]:
        path = self._others.get("styles", "")
        if not self._parts.has(path):
            return []
        with self._parts.opened(path) as part:
            return read_formats(part, from_1904=self._from_1904)


def _workbook_of(parts: Parts) -> str:
    return dict(_relations_of(parts, "").values()).get("officeDocument", _WORKBOOK)


def _check_kind(parts: Parts, workbook: str) -> None:
    """Judge the kind of the part that is the workbook, where one is declared; kinds of other parts do no harm."""
    if not parts.has(workbook) or not parts.has(_CONTENT_TYPES):
        raise UnreadableFile(NO_TABLE)
    kinds: dict[str, str] = {}

    def keep(attributes: Attributes) -> None:
        kinds[attributes.get("PartName", "").lstrip("/").lower()] = attributes.get("ContentType", "")

    with parts.opened(_CONTENT_TYPES) as part:
        look_through(part, named(_TYPES, {"Override": keep}))
    kind = kinds.get(workbook.lower(), "")
    if "macro" in kind.lower():
        raise UnreadableFile(MACROS)
    if kind and not kind.endswith(_WORKBOOKS):
        raise UnreadableFile(NO_TABLE)


def _relations_of(parts: Parts, name: str) -> dict[str, tuple[str, str]]:
    """Return the kinds and names of the parts to which a part is related, by the ids of the relations."""
    folder, slash, last = name.rpartition("/")
    path = f"{folder}{slash}_rels/{last}.rels"
    found: dict[str, tuple[str, str]] = {}

    def keep(one: Attributes) -> None:
        if one.get("TargetMode") != "External":
            found[one.get("Id", "")] = one.get("Type", "").rpartition("/")[2], resolved(one.get("Target", ""), name)

    if parts.has(path):
        with parts.opened(path) as part:
            look_through(part, named(_PACKAGE, {"Relationship": keep}))
    return found


def _sheets_of(parts: Parts, workbook: str) -> tuple[list[Attributes], bool]:
    sheets: list[Attributes] = []
    settings: list[Attributes] = []
    with parts.opened(workbook) as part:
        look_through(part, named(MAIN, {"sheet": sheets.append, "workbookPr": settings.append}))
    return sheets, any(one.get("date1904") in _TRUE for one in settings)


def _id_of(attributes: Attributes) -> str:
    return next((value for name, value in attributes.items() if name.endswith("}id")), "")
