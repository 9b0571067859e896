"""Telling in which encoding a text file was saved, and reading it so."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import chardet

from exports.files.reader.sentences import NO_TABLE
from exports.files.reader.table import UnreadableFile
from indicators.marking import N_

ENCODINGS: Final = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "cp1252": "Windows-1252",
    "mac-roman": "Mac Roman",
    "cp850": "DOS 850",
    "cp1250": "Windows-1250",
    "iso8859-2": "ISO 8859-2",
    "cp852": "DOS 852",
    "cp1251": "Windows-1251",
    "koi8-r": "KOI8-R",
    "cp866": "DOS 866",
    "iso8859-5": "ISO 8859-5",
    "mac-cyrillic": "Mac Cyrillic",
    "cp1256": "Windows-1256",
    "iso8859-6": "ISO 8859-6",
    "gb18030": "GB 18030",
    "big5": "Big5",
    "cp1253": "Windows-1253",
    "cp1254": "Windows-1254",
    "cp1255": "Windows-1255",
    "shift-jis": "Shift JIS",
    "euc-kr": "EUC-KR",
}
"""The encodings that are known, by their codes, and what programs call them."""

_BAD_CHARACTERS: Final = N_(
    "Line %(line)d holds characters that are not %(encoding)s. Save the file again as “CSV UTF-8”, or say in which "
    "encoding it was saved."
)
_BOMS: Final = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_USUAL: Final = "cp1252"
_GUESSED: Final = tuple(code for code in ENCODINGS if not code.startswith("utf"))
_SAMPLE: Final = 200_000  # bytes by which an encoding is told
_FEW: Final = 4  # letters beyond ASCII; fewer tell nothing
_MANY: Final = 0.1  # of every other byte
_ODD: Final = 0.05  # of the words with other letters than ASCII may look odd

_NOT_ASCII: Final = re.compile(r"[^\x00-\x7f]")
_WORD: Final = re.compile(r"[^\x00-\x40\x5b-\x60\x7b-\x7f]*[^\x00-\x7f][^\x00-\x40\x5b-\x60\x7b-\x7f]*")
_SIGNS: Final = "“”„‘’‚«»‹›–—…•€°º№·¿¡§©®™²³±×½¼¾\u00a0"
_WESTERN: Final = "àâäáãåçèéêëìíîïñòóôöõùúûüÿß"
_LOWER: Final = rf"(?:[a-z{_WESTERN}]|œ(?=[ui]))"
_UPPER: Final = rf"(?:[A-Z{_WESTERN.replace('ß', '').upper()}]|Œ(?=[uiUI]))"
_AS_WRITTEN: Final = re.compile(rf"{_LOWER}*|{_UPPER}+|{_UPPER}{_LOWER}*")
_BEFORE_APOSTROPHE: Final = ("qu", "aujourd")
_LETTER: Final = r"[^\W\d_\u2e80-\U0003ffff]"  # of an alphabet
# Compiled when it is first needed: that takes 10 ms, and most files are read without.
_SIGN_IN_WORD: Final = rf"{_LETTER}[^\w’·\u00ad\u0300-\u036f\u064b-\u065f\u2e80-\U0003ffff]{_LETTER}"


@dataclass(frozen=True)
class DecodedText:
    """The text of a file and its encoding; one that is not `is_sure` has to be looked at."""

    text: str
    encoding: str
    is_sure: bool = True


def decode(content: bytes, encoding: str = "") -> DecodedText:
    """Read a file in its encoding, which is told where none is given; raise UnreadableFile where it has another."""
    marked = next((name for mark, name in _BOMS if content.startswith(mark)), "") or _utf_16_without_mark(content)
    if b"\0" in content and not (marked.startswith("utf-16") or encoding == "utf-16"):
        raise UnreadableFile(NO_TABLE)
    if encoding or marked:
        said = encoding or marked.removesuffix("-le").removesuffix("-be")
        return DecodedText(_read(content, said, marked), said)
    try:
        return DecodedText(content.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _guessed(content)


def _utf_16_without_mark(content: bytes) -> str:
    """Return the encoding of a text of which many bytes are NUL, and always the first or always the second of two."""
    sample = content[:_SAMPLE]
    for start, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        half = sample[start::2]
        if half and half.count(0) > _MANY * len(half) and sample[1 - start :: 2].count(0) == 0:
            return name
    return ""


def _read(content: bytes, encoding: str, marked: str) -> str:
    name = {"utf-8": "utf-8-sig", "utf-16": marked or "utf-16-le"}.get(encoding, encoding)
    try:
        return content.decode(name)
    except UnicodeDecodeError as error:
        raise _bad_characters(content, error.start, encoding) from error


def _bad_characters(content: bytes, start: int, encoding: str) -> UnreadableFile:
    before = content[:start].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return UnreadableFile(_BAD_CHARACTERS, line=before.count(b"\n") + 1, encoding=ENCODINGS[encoding])


def _guessed(content: bytes) -> DecodedText:
    """Tell the encoding by how the text reads; a few bad bytes in what is UTF-8 are told as such."""
    if _is_mostly_utf_8(content):
        _read(content, "utf-8", "")
    if (usual := _decoded(content, _USUAL)) is not None and reads_as_western(usual):
        return DecodedText(usual, _USUAL)
    for found in _by_likeliness(content):
        text = _decoded(content, found)
        if text is not None:
            is_sure = len(_NOT_ASCII.findall(text[:_SAMPLE])) >= _FEW and not _has_signs_in_words(text[:_SAMPLE])
            if not is_sure and usual is None and len(_NOT_ASCII.findall(text)) < _FEW:
                break
            return DecodedText(text, found, is_sure)
    if usual is None:
        _read(content, "utf-8", "")
    return DecodedText(usual or "", _USUAL, is_sure=False)


def _by_likeliness(content: bytes) -> list[str]:
    found = chardet.detect_all(content[:_SAMPLE], ignore_threshold=True, include_encodings=_GUESSED)
    return [_code_of(one["encoding"]) for one in found if one["encoding"]]


def _code_of(name: str) -> str:
    """Return our code for an encoding, by whatever name it goes."""
    there = codecs.lookup(name).name
    return next((code for code in ENCODINGS if codecs.lookup(code).name == there), there)


def _decoded(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _is_mostly_utf_8(content: bytes) -> bool:
    """Whether a few bad bytes spoil what is UTF-8: read as anything else, every other accent in it would be wrong."""
    text = content.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = len(text) - len(text.encode("ascii", "ignore")) - bad
    return good > bad


def reads_as_western(text: str) -> bool:
    """Whether words with accents are spelt as Western European languages do: letters of theirs, among others."""
    words = [word for word in _WORD.findall(text[:_SAMPLE]) if word.strip(_SIGNS)]
    odd = sum(not _is_western(word) for word in words)
    return odd <= _ODD * len(words)


def _is_western(word: str) -> bool:
    bare = word.strip(_SIGNS)
    accents = len(_NOT_ASCII.findall(bare))
    parts = bare.split("’")
    return (
        (accents < len(bare) or len(bare) == 1)
        and all(_AS_WRITTEN.fullmatch(part) for part in parts)
        and all(_is_elision(before, after) for before, after in pairwise(parts))
    )


def _is_elision(before: str, after: str) -> bool:
    """Whether an apostrophe can stand there, as in l’école and migrants’: not as an accent that is read wrongly."""
    return min(len(before), len(after)) <= 2 or before.lower().endswith(_BEFORE_APOSTROPHE)


def _has_signs_in_words(text: str) -> bool:
    """Whether signs or letters of other alphabets stand amid letters, as in a text that is read wrongly."""
    words, sign = _WORD.findall(text), re.compile(_SIGN_IN_WORD)
    odd = sum(sign.search(word) is not None for word in words)
    return odd > _ODD * len(words)
