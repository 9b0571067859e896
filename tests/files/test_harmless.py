"""What does no harm is read: parts that nothing reaches, formats that are odd, other families of workbooks."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest

from exports.files.reader.reader import UnreadableFile, read_table
from tests.exports.files.reader.packages import (
    SHEET_MAIN,
    TABLE,
    archive,
    content_types,
    package,
    relations,
    shared_strings,
    sheet,
    styles,
    text_row,
    worksheet,
)
from tests.machines.office import Office

READ = [("Share of permits", "It is counted.")]
STRICT = {
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main": "http://purl.oclc.org/ooxml/spreadsheetml/main",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
        "http://purl.oclc.org/ooxml/officeDocument/relationships"
    ),
}
LINK = '<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
UNUSED_MACRO_KIND = '<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>'


def strict() -> bytes:
    changed = {}
    with ZipFile(io.BytesIO(package())) as file:
        for name in file.namelist():
            text = file.read(name).decode()
            for usual, other in STRICT.items():
                text = text.replace(usual, other)
            changed[name] = text
    return archive(changed)


def renamed(change: Callable[[str], str]) -> bytes:
    with ZipFile(io.BytesIO(package())) as file:
        return archive({change(name): file.read(name) for name in file.namelist()})


def as_sheetjs_writes() -> bytes:
    rows = '<row r="1"><c r="A1" t="str"><v>title</v></c><c r="B1" t="str"><v>rationale</v></c></row>'
    rows += '<row r="2"><c r="A2" t="str"><v>Share of permits</v></c><c r="B2" t="str"><v>It is counted.</v></c></row>'
    kinds = content_types().replace("<Override", f"{UNUSED_MACRO_KIND}<Override", 1)
    return package({"[Content_Types].xml": kinds, "xl/worksheets/sheet1.xml": worksheet(rows)})


HARMLESS = {
    "a kind of macros that no part has": as_sheetjs_writes,
    "a link to another file": lambda: package({"xl/externalLinks/externalLink1.xml": LINK}),
    "a connection": lambda: package({"xl/connections.xml": "<connections/>"}),
    "a query": lambda: package({"xl/queryTables/queryTable1.xml": "<queryTable/>"}),
    "an empty fill": lambda: package({"xl/styles.xml": styles().replace("<patternFill/>", "")}),
    "no formats at all": lambda: package({"xl/styles.xml": "<styleSheet/>"}),
    "parts in other letters": lambda: renamed(lambda name: name.replace("sharedStrings", "SharedStrings")),
    "parts with backslashes": lambda: renamed(lambda name: name.replace("/", "\\")),
    "a damaged part that is not read": lambda: package({"xl/theme/theme1.xml": "<theme>", "docProps/app.xml": "<"}),
    "a hundred thousand runs of colour": lambda: package(
        {"xl/sharedStrings.xml": shared_strings("<si><r><rPr><b/><sz/></rPr><t>a</t></r></si>" * 20_000)}
    ),
    "strict": strict,
    "a workbook of no declared kind": lambda: package(
        {"[Content_Types].xml": content_types().replace("/xl/workbook.xml", "/xl/other.xml")}
    ),
    "a template": lambda: package({"[Content_Types].xml": content_types(f"{SHEET_MAIN}.template.main+xml")}),
    "relations by absolute names": lambda: package(
        {"xl/_rels/workbook.xml.rels": relations(("worksheet", "/xl/worksheets/sheet1.xml"))}
    ),
}


def read(folder: Path, content: bytes) -> list[tuple[str, ...]]:
    (folder / "upload").write_bytes(content)
    return [tuple(row.cells.values()) for row in read_table(folder / "upload").rows]


@pytest.mark.parametrize("make", HARMLESS.values(), ids=HARMLESS)
def test_what_does_no_harm_is_read(make: Callable[[], bytes], tmp_path: Path) -> None:
    assert read(tmp_path, make()) == READ


def test_a_value_that_another_file_gave_is_read_as_it_was_saved(tmp_path: Path) -> None:
    rows = text_row(1, "title") + '<row r="2"><c r="A2" t="str"><f>[1]Sheet1!$A$1</f><v>Deaths on routes</v></c></row>'
    assert read(tmp_path, sheet(rows)) == [("Deaths on routes",)]


def test_reading_aids_beside_a_text_are_no_part_of_it(tmp_path: Path) -> None:
    aided = shared_strings('<si><t>課き</t><rPh sb="0" eb="1"><t>カ</t></rPh></si>')
    rows = text_row(1, "title") + '<row r="2"><c r="A2" t="s"><v>0</v></c></row>'
    content = package({"xl/sharedStrings.xml": aided, "xl/worksheets/sheet1.xml": worksheet(rows)})
    assert read(tmp_path, content) == [("課き",)]


# ---- OpenDocument ----

SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text", "style")
)
CALC = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'


A_REMARK = "<office:annotation><text:p>A remark</text:p></office:annotation>"


def open_document(rows: str, *, before: str = "", manifest: str = "") -> bytes:
    content = (
        f"<office:document-content {SPACES} {CALC}>{before}<office:body><office:spreadsheet>"
        f'<table:table table:name="One">{rows}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    listed = f'<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">{manifest}</m:manifest>'
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return archive({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": listed})


def ods_row(*cells: str, kind: str = "") -> str:
    return f"<table:table-row {kind}>{''.join(cells)}</table:table-row>"


def ods_cell(text: str, kind: str = 'office:value-type="string"') -> str:
    return f"<table:table-cell {kind}><text:p>{text}</text:p></table:table-cell>"


def test_an_open_document_is_read_with_what_its_cells_show(tmp_path: Path) -> None:
    cells = [
        ods_cell("50.0%", 'office:value-type="percentage" office:value="0.5"'),
        ods_cell("007", 'office:value-type="float" office:value="7"'),
        ods_cell("01/02/26", 'office:value-type="date" office:date-value="2026-02-01"'),
        ods_cell("a<text:s text:c='2'/>b</text:p><text:p>c<text:line-break/>d"),
        '<table:table-cell office:value-type="float" office:value="8.0"/>',
        f"<table:table-cell>{A_REMARK}<text:p>said</text:p></table:table-cell>",
    ]
    rows = ods_row(*(ods_cell(f"h{number}") for number in range(6))) + ods_row(*cells)
    empty = ods_row(
        '<table:table-cell table:number-columns-repeated="16384"/>', kind='table:number-rows-repeated="1048000"'
    )
    read_rows = read(tmp_path, open_document(rows + empty))
    assert read_rows == [("50.0%", "007", "2026-02-01", "a  b\nc\nd", "8", "said")]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (ods_row(ods_cell("a"), kind='table:number-rows-repeated="1000000"'), "below row 20001"),
        (
            ods_row(ods_cell("a", 'office:value-type="string" table:number-columns-repeated="16000"')),
            "beyond column 200",
        ),
        (ods_row(ods_cell("a"))[:-20], "incomplete or damaged"),
        (
            ods_row(*[ods_cell("a")] * 100, kind='table:number-rows-repeated="20000"'),
            "in more than 250000 cells",
        ),
    ],
)
def test_an_open_document_that_is_hostile_or_broken_is_refused(rows: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=told):
        read(tmp_path, open_document(rows))


def test_an_open_document_under_a_password_is_told_as_such(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="protected by a password"):
        read(tmp_path, open_document(ods_row(ods_cell("a")), manifest="<m:encryption-data/>"))


@pytest.mark.office
def test_what_libreoffice_writes_in_its_own_form_is_read(office: Office, tmp_path: Path) -> None:
    (tmp_path / "table.xlsx").write_bytes(package({"xl/worksheets/sheet1.xml": worksheet(TABLE)}))
    saved = office.convert(tmp_path / "table.xlsx", "ods")
    assert read(tmp_path, saved.read_bytes()) == READ
