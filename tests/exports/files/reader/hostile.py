"""Hostile files, made when they are needed, each with a piece of the sentence that refuses it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_LZMA, ZIP_STORED

from openpyxl import Workbook

from tests.exports.files.reader.packages import (
    TABLE,
    archive,
    content_types,
    declaring,
    flagged_as_encrypted,
    package,
    relations,
    shared_strings,
    sheet,
    styles,
    text_row,
    worksheet,
)

SHEET = "xl/worksheets/sheet1.xml"
MACRO_WORKBOOK = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
BINARY_WORKBOOK = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"

DAMAGED = "incomplete or damaged"
TOO_MUCH = "unpack to far more"
TOO_MANY = "below row 20001, beyond column 200"
NO_TABLE = "neither an Excel workbook"
PROTECTED = "protected by a password"
MACROS = "contains macros"

LAUGHS = "".join(f'<!ENTITY l{number} "{f"&l{number - 1};" * 10}">' for number in range(1, 10))
DOCTYPE = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>'
DOCTYPE_ELSEWHERE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l9 SYSTEM "file:///etc/hostname">]>'
LAUGHING = text_row(1, "title") + text_row(2, "&l9;")


@dataclass(frozen=True)
class Hostile:
    """A file, made by writing what `make` returns, and a piece of the sentence."""

    name: str
    refused_as: str
    make: Callable[[], bytes]

    def write(self, folder: Path) -> Path:
        path = folder / "upload"
        path.write_bytes(self.make())
        return path


def bomb() -> bytes:
    return sheet(TABLE + " " * (100 * 2**20))


def bomb_of_many_rows(compression: int = ZIP_STORED) -> bytes:
    return sheet("<row/>" * 3_000_000, compression=compression)


def lying_bomb() -> bytes:
    return declaring(bomb(), SHEET, 1_000)


def bomb_in_many_parts() -> bytes:
    return package({f"xl/media/image{number}.png": b"\0" * 2**20 for number in range(100)})


def random_bytes(count: int) -> bytes:
    return random.Random(1).randbytes(count)


def far_cell(at: str, row: int) -> bytes:
    return sheet(f'{TABLE}<row r="{row}"><c r="{at}"><v>1</v></c></row>')


def million_rows() -> bytes:
    return sheet("".join(f'<row r="{row}"><c r="A{row}"><v>{row * 7919}</v></c></row>' for row in range(1, 1_000_001)))


def many_cells() -> bytes:
    row = "".join(f"<c><v>{number}</v></c>" for number in range(100))
    return sheet(f"<row>{row}</row>" * 3_000, compression=ZIP_STORED)


def empty_cells_without_end() -> bytes:
    return sheet("".join(f'<row><c r="XFD{row}"/></row>' for row in range(1, 20_000)))


def one_text_everywhere() -> bytes:
    rows = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, 20_001))
    return package(
        {SHEET: worksheet(rows), "xl/sharedStrings.xml": shared_strings(f"<si><t>{'a&#13;' * 16_000}</t></si>")},
        compression=ZIP_STORED,
    )


def one_tag_without_end() -> bytes:
    attributes = " ".join(f'a{number}="1"' for number in range(400_000))
    return sheet(f"{TABLE}<row {attributes}/>", compression=ZIP_STORED)


def unsorted_rows() -> bytes:
    return sheet(text_row(3, "title") + text_row(2, "lost"))


def unsorted_cells() -> bytes:
    return sheet('<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>2</v></c></row>')


def never_calculated() -> bytes:
    """What openpyxl writes of a formula: an empty value beside it."""
    workbook, file = Workbook(), BytesIO()
    workbook.active.append(["title", "definition"])
    workbook.active.append(['="Deaths"&" at sea"', "What is counted"])
    workbook.save(file)
    return file.getvalue()


def with_doctype(part: str, content: str, doctype: str = DOCTYPE) -> bytes:
    return package({part: doctype + content})


def with_doctype_in_utf_16() -> bytes:
    xml = DOCTYPE.replace('"1.0"', '"1.0" encoding="UTF-16"') + worksheet(LAUGHING)
    return package({SHEET: xml.encode("utf-16")})


def wide_csv() -> bytes:
    return (",".join(f"heading {number}" for number in range(10_000)) + "\n").encode()


def long_csv() -> bytes:
    return b"title,rationale\n" + b"a,b\n" * 100_000


def large_file() -> bytes:
    return b"title,rationale\n" + b"a" * (100 * 2**20)


WORKBOOKS = [
    Hostile("bomb", TOO_MUCH, bomb),
    Hostile("bomb that declares a small size", DAMAGED, lying_bomb),
    Hostile("bomb of many parts", TOO_MUCH, bomb_in_many_parts),
    Hostile("bomb of moderate size", TOO_MUCH, lambda: sheet(TABLE + " " * (30 * 2**20))),
    Hostile("bomb of elements", TOO_MUCH, bomb_of_many_rows),
    Hostile("ten thousand parts", TOO_MUCH, lambda: package({f"xl/{number}.xml": "<a/>" for number in range(10_000)})),
    Hostile("entities in a sheet", DAMAGED, partial(with_doctype, SHEET, worksheet(LAUGHING))),
    Hostile("entity from a file", DAMAGED, partial(with_doctype, SHEET, worksheet(LAUGHING), DOCTYPE_ELSEWHERE)),
    Hostile("entities in UTF-16", DAMAGED, with_doctype_in_utf_16),
    Hostile(
        "entities in strings",
        DAMAGED,
        partial(with_doctype, "xl/sharedStrings.xml", shared_strings("<si><t>&l9;</t></si>")),
    ),
    Hostile("entities in formats", DAMAGED, partial(with_doctype, "xl/styles.xml", styles())),
    Hostile("entities in the table of parts", DAMAGED, partial(with_doctype, "[Content_Types].xml", content_types())),
    Hostile("cell at the far end", TOO_MANY, partial(far_cell, "XFD1048576", 1_048_576)),
    Hostile("cell far below", TOO_MANY, partial(far_cell, "A20002", 20_002)),
    Hostile("cell far to the right", TOO_MANY, partial(far_cell, "GS3", 3)),
    Hostile("row beyond any sheet", DAMAGED, partial(far_cell, "A99999999999", 99_999_999_999)),
    Hostile("million rows", TOO_MANY, million_rows),
    Hostile("300,000 cells", TOO_MANY, many_cells),
    Hostile("empty cells without end", TOO_MUCH, empty_cells_without_end),
    Hostile("one text everywhere", TOO_MUCH, one_text_everywhere),
    Hostile("one tag without end", TOO_MUCH, one_tag_without_end),
    Hostile(
        "formats without end",
        TOO_MUCH,
        lambda: package({"xl/styles.xml": styles("<xf/>" * 300_000)}, compression=ZIP_STORED),
    ),
    Hostile(
        "texts without end",
        TOO_MUCH,
        lambda: package({"xl/sharedStrings.xml": shared_strings("<si/>" * 300_000)}, compression=ZIP_STORED),
    ),
    Hostile("rows out of order", DAMAGED, unsorted_rows),
    Hostile("cells out of order", DAMAGED, unsorted_cells),
    Hostile("truncated", DAMAGED, lambda: package()[:-200]),
    Hostile("truncated sheet", DAMAGED, lambda: package({SHEET: worksheet(TABLE)[:-40]})),
    Hostile("unknown compression", DAMAGED, lambda: package(compression=ZIP_LZMA)),
    Hostile("text where a number belongs", DAMAGED, lambda: sheet('<row r="1"><c r="A1"><v>one</v></c></row>')),
    Hostile("text that is not there", DAMAGED, lambda: sheet('<row r="1"><c r="A1" t="s"><v>7</v></c></row>')),
    Hostile(
        "formula without result",
        "formulas without their results",
        lambda: sheet(f'{TABLE}<row r="3"><c r="A3"><f>1+1</f></c></row>'),
    ),
    Hostile("formula by a program that does not calculate", "formulas without their results", never_calculated),
    Hostile("macros", MACROS, lambda: package({"xl/vbaProject.bin": b"\0"})),
    Hostile("macros by its kind", MACROS, lambda: package({"[Content_Types].xml": content_types(MACRO_WORKBOOK)})),
    Hostile("binary workbook", MACROS, lambda: package({"[Content_Types].xml": content_types(BINARY_WORKBOOK)})),
    Hostile("encrypted parts", PROTECTED, lambda: flagged_as_encrypted(package())),
    Hostile("encrypted or old workbook", PROTECTED, lambda: bytes.fromhex("d0cf11e0a1b11ae1") + random_bytes(9_000)),
    Hostile("text document", NO_TABLE, lambda: package({"[Content_Types].xml": content_types("application/msword")})),
    Hostile(
        "no sheets", NO_TABLE, lambda: package({"xl/_rels/workbook.xml.rels": relations(("worksheet", "nowhere.xml"))})
    ),
    Hostile("other archive", NO_TABLE, lambda: archive({"table.csv": "title"})),
    Hostile("empty archive", NO_TABLE, lambda: archive({})),
    Hostile("empty sheet", "The sheet is empty", lambda: sheet("")),
]
OTHERS = [
    Hostile("100 MB", "larger than 20 MB", large_file),
    Hostile("empty file", "The file is empty", lambda: b" \r\n"),
    Hostile("random bytes", NO_TABLE, lambda: random_bytes(100_000)),
    Hostile("NUL", NO_TABLE, lambda: b"title,rationale\na,\0\n"),
    Hostile("PDF", NO_TABLE, lambda: b"%PDF-1.7\n1 0 obj\n"),
    Hostile("web page", NO_TABLE, lambda: b"\xef\xbb\xbf\n<html><table><tr><td>title"),
    Hostile("one long line", "Line 2 is longer than 1000000 characters", lambda: b"title\n" + b"a" * 15_000_000),
    Hostile("one line of commas", "Line 1 is longer", lambda: b"," * 15_000_000),
    Hostile("one long cell", "longer than 131072 characters", lambda: b'title\n"' + b"a\n" * 5_000_000 + b'"'),
    Hostile("10,000 columns", TOO_MANY, wide_csv),
    Hostile("100,000 rows", TOO_MANY, long_csv),
    Hostile("300,000 cells of a CSV file", TOO_MANY, lambda: (b"a," * 99 + b"a\n") * 3_000),
    Hostile("open quotation mark", "begins on line 4", lambda: b'title\n"a\nb"\n"c\nd\n'),
    Hostile("unknown characters", "Line 2 holds characters", lambda: b"title\n\x81\n"),
    Hostile("spoilt UTF-8", "Line 3 holds characters", lambda: "title\nété, déjà\n".encode() + b"\xe9\n"),
    Hostile("spoilt UTF-16", "holds characters", lambda: "title\n".encode("utf-16") + b"\x00\xd8a\x00"),
]
HOSTILE = [*WORKBOOKS, *OTHERS]
