"""Removing file paths from what is said of a source."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

MOST_WORDS: Final = 20  # of a path with spaces in it

_WORD: Final = re.compile(r"[^\s,;،؛；、]+")
_ADDRESS: Final = re.compile(r"(?!file:)[a-z][a-z0-9+.-]+://|[\w-]+(\.[\w-]+)+/", re.IGNORECASE)
_ROOT: Final = re.compile(r"file://|[a-z]:[\\/]|\\\\|~[\\/]|\.{1,2}[\\/]|/(?!/)", re.IGNORECASE)
_FILE: Final = re.compile(
    r"\.(csv|tsv|txt|md|xls|xlsx|xlsm|ods|doc|docx|odt|rtf|pdf|ppt|pptx|odp|json|jsonl|yml|yaml|xml|htm|html|zip|gz|db"
    r"|sqlite|sav|dta|parquet|eml|msg|png|jpg|jpeg)$",
    re.IGNORECASE,
)
_OPENING: Final = "\"'“”‘’«»([<="
_CLOSING: Final = "\"'“”‘’«»)]>.:!?。"
_SIGNS: Final = re.compile(r"[\\/]")


def without_paths(text: str) -> str:
    """Return a text in which nothing is left of a path but the name of the file or folder that it leads to.

    A path begins at a root, a drive, a home or a dot, or it ends in a kind of file. Addresses of the web stay as they
    are, and so do references and prose with slashes: A/HRC/35/25, 10.7.1/10.7.3, and/or.
    """
    if not _SIGNS.search(text):
        return text
    words = [_bare(text, found) for found in _WORD.finditer(text)]
    told, at, place = [], 0, 0
    while place < len(words):
        count = _length(text, words[place : place + MOST_WORDS])
        if count:
            start, end = words[place][0], words[place + count - 1][1]
            told += [text[at:start], _last_part(text[start:end])]
            at = end
        place += count or 1
    return "".join([*told, text[at:]])


def _bare(text: str, found: re.Match[str]) -> tuple[int, int]:
    """Where a word begins and ends, without the signs around it."""
    word = found[0]
    start = found.start() + len(word) - len(word.lstrip(_OPENING))
    return start, max(start, found.end() - len(word) + len(word.rstrip(_CLOSING)))


def _length(text: str, words: Sequence[tuple[int, int]]) -> int:
    """Return how many words are a path that begins with the first of them; 0 where none does."""
    first = text[slice(*words[0])]
    if _ADDRESS.match(first):
        return 0
    root = _ROOT.match(first)
    if _FILE.search(first):
        return 1 if _SIGNS.search(first) else 0
    if root is None:
        return 0
    is_alone = root[0] == "/" and len(_SIGNS.findall(first)) == 1  # as in “/or”
    longer = _length_to_file(text, words)
    return longer if longer and not is_alone else int(not is_alone)


def _length_to_file(text: str, words: Sequence[tuple[int, int]]) -> int:
    """Return the number of the first word that ends in a kind of file, where nothing but spaces stands before it."""
    for number, (before, word) in enumerate(pairwise(words), start=2):
        said = text[slice(*word)]
        if text[before[1] : word[0]].strip(" ") or _ROOT.match(said) or _ADDRESS.match(said):
            return 0
        if _FILE.search(said):
            return number
    return 0


def _last_part(path: str) -> str:
    parts = [part for part in _SIGNS.split(path) if part.strip(" .~")]
    return parts[-1] if parts else path
