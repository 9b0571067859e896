"""Workbooks made part by part, for what no spreadsheet program would write."""

from __future__ import annotations

import io
from zipfile import ZIP_DEFLATED, ZipFile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml"

Parts = dict[str, str | bytes]


def content_types(main: str = f"{SHEET_MAIN}.sheet.main+xml") -> str:
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{main}"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{SHEET_MAIN}.styles+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{SHEET_MAIN}.sharedStrings+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{SHEET_MAIN}.worksheet+xml"/>'
        "</Types>"
    )


def worksheet(rows: str, *, before: str = "") -> str:
    return f'{before}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'


def styles(formats: str = "<xf/>") -> str:
    plain = "<fonts><font/></fonts><fills><fill><patternFill/></fill></fills><borders><border/></borders>"
    return (
        f'<styleSheet xmlns="{MAIN}">{plain}<cellStyleXfs><xf/></cellStyleXfs><cellXfs>{formats}</cellXfs></styleSheet>'
    )


def shared_strings(items: str = "") -> str:
    return f'<sst xmlns="{MAIN}">{items}</sst>'


def relations(*targets: tuple[str, str]) -> str:
    items = (
        f'<Relationship Id="rId{number}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{"".join(items)}</Relationships>'


def text_row(number: int, *texts: str) -> str:
    cells = (
        f'<c r="{chr(65 + position)}{number}" t="inlineStr"><is><t>{text}</t></is></c>'
        for position, text in enumerate(texts)
    )
    return f'<row r="{number}">{"".join(cells)}</row>'


TABLE = text_row(1, "title", "rationale") + text_row(2, "Share of permits", "It is counted.")


def package(changes: Parts | None = None, *, compression: int = ZIP_DEFLATED) -> bytes:
    """A workbook of one sheet, some of its parts replaced or added."""
    parts: Parts = {
        "[Content_Types].xml": content_types(),
        "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": (
            f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">'
            '<sheets><sheet name="Sheet" sheetId="1" r:id="rId1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": relations(
            ("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml"), ("sharedStrings", "sharedStrings.xml")
        ),
        "xl/styles.xml": styles(),
        "xl/sharedStrings.xml": shared_strings(),
        "xl/worksheets/sheet1.xml": worksheet(TABLE),
    }
    parts.update(changes or {})
    return archive(parts, compression=compression)


def sheet(rows: str, *, compression: int = ZIP_DEFLATED) -> bytes:
    """A workbook whose sheet has these rows."""
    return package({"xl/worksheets/sheet1.xml": worksheet(rows)}, compression=compression)


def archive(parts: Parts, *, compression: int = ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with ZipFile(target, "w", compression) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return target.getvalue()


def declaring(content: bytes, name: str, size: int) -> bytes:
    """The archive with a false size declared for one part, in both places where it stands."""
    with ZipFile(io.BytesIO(content)) as file:
        part = file.getinfo(name)
        directory = file.start_dir
    true_size, false_size = (number.to_bytes(4, "little") for number in (part.file_size, size))
    local = part.header_offset + 22
    assert content[local : local + 4] == true_size
    entry = content.index(name.encode(), directory) - 46 + 24
    assert content[entry : entry + 4] == true_size
    return content[:local] + false_size + content[local + 4 : entry] + false_size + content[entry + 4 :]


def flagged_as_encrypted(content: bytes) -> bytes:
    """The archive with its first part declared to be encrypted."""
    with ZipFile(io.BytesIO(content)) as file:
        entry = file.start_dir
    return content[: entry + 8] + b"\x01" + content[entry + 9 :]
