"""Parsing an XML part in small steps, at a bounded cost, by functions that are called at its elements."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import IO, Final
from xml.parsers import expat

from exports.files.reader.sentences import DAMAGED, TOO_MUCH
from exports.files.reader.sheet_rows import OF_UPLOADS, Limits
from exports.files.reader.table import UnreadableFile

LONGEST_TAG: Final = 2**20  # bytes
_STEP: Final = 64 * 2**10  # bytes

Attributes = Mapping[str, str]


def named(namespaces: tuple[str, ...], acts: Mapping[str, Callable[..., None]]) -> dict[str, Callable[..., None]]:
    """Return functions by the full names of elements, given those by their local names in any of some namespaces."""
    return {f"{space}}}{name}": act for space in namespaces for name, act in acts.items()}


class Steps:
    """Calls functions at the beginnings and ends of elements.

    They are given by the full name of an element: its namespace, "}" and its local name.
    """

    def __init__(
        self,
        starts: Mapping[str, Callable[[Attributes], None]],
        ends: Mapping[str, Callable[[], None]],
        limits: Limits = OF_UPLOADS,
    ) -> None:
        self._limits = limits
        self._starts, self._ends, self._elements = starts, ends, 0
        self._parser = expat.ParserCreate(namespace_separator="}")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._at_start
        self._parser.EndElementHandler = self._at_end
        self._parser.StartDoctypeDeclHandler = self._at_doctype

    def collect(self, act: Callable[[str], None] | None) -> None:
        """Pass characters to a function from now on, or to none."""
        self._parser.CharacterDataHandler = act

    def end_of_interest(self) -> None:
        """Call nothing at the ends of elements any more: what follows is only looked through."""
        self._parser.EndElementHandler = None

    def through(self, part: IO[bytes]) -> Iterator[None]:
        """Parse a part to its end, and yield after each step; raise UnreadableFile for what is damaged or too much."""
        fed = 0
        try:
            while step := part.read(_STEP):
                self._parser.Parse(step, False)
                fed += len(step)
                if fed - self._parser.CurrentByteIndex > LONGEST_TAG:
                    raise UnreadableFile(TOO_MUCH)
                yield
            self._parser.Parse(b"", True)
        except expat.ExpatError as damage:
            raise UnreadableFile(DAMAGED) from damage

    def _at_start(self, tag: str, attributes: Attributes) -> None:
        self._elements += 1
        if self._elements > self._limits.elements:
            raise UnreadableFile(TOO_MUCH)
        if act := self._starts.get(tag):
            act(attributes)

    def _at_end(self, tag: str) -> None:
        if act := self._ends.get(tag):
            act()

    def _at_doctype(self, *_declaration: object) -> None:
        raise UnreadableFile(DAMAGED)  # no spreadsheet program writes one; it is how entities are made to multiply


def look_through(part: IO[bytes], starts: Mapping[str, Callable[[Attributes], None]]) -> None:
    """Parse a part whole, of which only the beginnings of elements matter."""
    for _step in Steps(starts, {}).through(part):
        pass
