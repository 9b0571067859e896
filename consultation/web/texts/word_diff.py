"""Which words differ between two texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final, NamedTuple

import regex
from rapidfuzz.distance import LCSseq

MOST_WORDS: Final = 5_000
"""Beyond, two texts are compared by paragraph: word by word nobody would read it, and the work grows by the square."""
ROOM: Final = 5_000_000_000  # for one page: about a second
_MOST_PARTS: Final = 2 * MOST_WORDS + 1  # each word, and what stands before, between and after them

# As Unicode parts words (UAX #29): marks stay with their letters; where no spaces are written, a character is a word.
_BOUNDARY: Final = regex.compile(r"(?wV1)\b")
_OF_A_WORD: Final = regex.compile(r"\w")
_LINE: Final = regex.compile(r"[^\n]*\n|[^\n]+")


class DiffPiece(NamedTuple):
    """A part of a text; one that `differs` is not in the other."""

    text: str
    differs: bool


class Sides(NamedTuple):
    """Two texts in pieces, each of them in full; what does not differ is the same in both."""

    first: Sequence[DiffPiece]
    second: Sequence[DiffPiece]


class _Step(NamedTuple):
    first: str
    second: str
    differs: bool


class Differences:
    """Finds what differs, with a bounded amount of work in all: what comes after it is compared in a coarser way.

    `room` is counted in pairs of parts that are compared at worst; parting a text costs as much as many of these.
    """

    def __init__(self, room: int = ROOM) -> None:
        self._room = room

    def between(self, first: str, second: str) -> Sides:
        """Return both texts in pieces: by word, by paragraph where they are long, or as a whole."""
        for part, a_character in ((_words, 7_000), (_paragraphs, 500)):
            if not self._takes(a_character * (len(first) + len(second))):
                continue
            one, other = part(first), part(second)
            if max(len(one), len(other)) <= _MOST_PARTS and self._takes(len(one) * len(other)):
                return _sides(list(_steps(one, other)))
        return _sides([_Step(first, second, differs=first != second)])

    def _takes(self, work: int) -> bool:
        if work > self._room:
            return False
        self._room -= work
        return True


def _words(text: str) -> list[str]:
    """Return the words, and what stands between two of them as one part."""
    found: list[str] = []
    for is_word, parts in groupby(filter(None, _BOUNDARY.splititer(text)), key=_is_word):
        run = list(parts)
        found += run if is_word else ["".join(run)]
    return found


def _is_word(part: str) -> bool:
    return _OF_A_WORD.search(part) is not None


def _paragraphs(text: str) -> list[str]:
    found: list[str] = _LINE.findall(text)
    return found


def _steps(one: Sequence[str], other: Sequence[str]) -> Iterator[_Step]:
    for step in LCSseq.opcodes(one, other):
        first, second = one[step.src_start : step.src_end], other[step.dest_start : step.dest_end]
        yield _Step("".join(first), "".join(second), differs=step.tag != "equal")


def _sides(steps: Sequence[_Step]) -> Sides:
    joined = [*steps[:1], *(_joined(steps, number) for number in range(1, len(steps) - 1)), *steps[1:][-1:]]
    runs = [(differs, list(run)) for differs, run in groupby(joined, key=lambda step: step.differs)]
    first = [DiffPiece("".join(step.first for step in run), differs) for differs, run in runs]
    second = [DiffPiece("".join(step.second for step in run), differs) for differs, run in runs]
    return Sides([piece for piece in first if piece.text], [piece for piece in second if piece.text])


def _joined(steps: Sequence[_Step], number: int) -> _Step:
    """Return a step as one that differs where a mere space stands between two that do: one mark is easier to read."""
    step = steps[number]
    return step._replace(differs=step.differs or not (_is_word(step.first) or "\n" in step.first))
