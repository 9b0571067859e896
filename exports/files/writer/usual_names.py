"""The names that parts of a workbook usually have: some programs find notes and charts by these alone.

What the library writes is right by the standard; exceljs opens a workbook only where notes and drawings are called and
written as Excel does, and SheetJS takes another for a character that is written by a number beyond FFFF.
"""

from __future__ import annotations

import re
from typing import Final

_RENAMED: Final = (
    (re.compile(r"xl/comments/comment(\d+)\.xml"), r"xl/comments\1.xml"),
    (re.compile(r"xl/drawings/commentsDrawing(\d+)\.vml"), r"xl/drawings/vmlDrawing\1.vml"),
)
_RELATIONS: Final = re.compile(r"xl/(?:worksheets|drawings)/_rels/.+\.rels")
_DRAWING: Final = re.compile(r"xl/drawings/drawing\d+\.xml")
_BY_NUMBER: Final = re.compile(rb"&#(\d{3,7});")
_PLAIN_ELEMENT: Final = re.compile(r"<(/?)([A-Za-z]\w*)(?=[\s/>])")


def usual_name(name: str) -> str:
    """Return what a part is usually called."""
    for known, usual in _RENAMED:
        name = known.sub(usual, name)
    return name


def in_usual_form(name: str, content: bytes) -> bytes:
    """Return a part as it is usually written: its letters as they are, with what it says of the names of others."""
    content = _BY_NUMBER.sub(_as_letter, content)
    if name == "[Content_Types].xml":
        return usual_name(content.decode()).encode()
    if _RELATIONS.fullmatch(name):
        return usual_name(content.decode()).replace('Target="/xl/', 'Target="../').encode()
    if _DRAWING.fullmatch(name):
        drawing = content.decode().replace("<wsDr xmlns=", "<wsDr xmlns:xdr=")
        return _PLAIN_ELEMENT.sub(r"<\1xdr:\2", drawing).encode()
    return content


def _as_letter(found: re.Match[bytes]) -> bytes:
    number = int(found[1])
    return chr(number).encode() if number > 0x7F else found[0]
