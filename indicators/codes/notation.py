"""Codes written as numbers and letters: `8`, `Obj. 8`, `8–10`, `8(c)`, `15(a)`, `(a)-(c)`.

All notations read folded text. `read` returns None for what is not written in the notation at all, and a reading with
a problem for what is, but names something that does not exist.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Protocol

from indicators.codes.model import Code, CodeReading, found, joined, refused
from indicators.codes.sentences import BACKWARDS, NO_LETTER, UNKNOWN, UNKNOWN_LETTER
from indicators.codes.words import BEFORE_LETTER, UNTIL, before
from indicators.schemes import ACTION, ACTION_LETTERS, ALL_OBJECTIVES, OBJECTIVE, PRINCIPLE, action_code

_NUMBER = r"(?P<number>[0-9]+)(?:\.0+)?"
_AFTER = " ?[段条号]?"
_LETTERS = r"[a-z](?: ?[-,;/ ] ?[a-z])*"
_LETTER_OR_RANGE = re.compile(r"([a-z])(?: ?- ?([a-z]))?")
_WORDS_FOLLOW = r"(?: ?[.:)(-]+ ?| )(?P<rest>[^\W\d_](?:[^\W\d_]|').*?)\)?"

Lead = tuple[CodeReading, str]
"""What a text begins with, and the words after it."""


class Notation(Protocol):
    """A way of writing the codes of a scheme."""

    def read(self, text: str) -> CodeReading | None:
        """The whole text as codes."""

    def lead(self, text: str) -> Lead | None:
        """The text as one code and words after it."""


class NoNotation:
    """The notation of a scheme that has only names."""

    def read(self, text: str) -> CodeReading | None:
        return None

    def lead(self, text: str) -> Lead | None:
        return None


class NumberNotation:
    """One number or one range of numbers of a scheme, with or without the words people put around them."""

    def __init__(self, scheme: str, codes: Mapping[str, str]) -> None:
        """`codes` holds the stored code of every number, in order."""
        self._scheme = scheme
        self._codes = codes
        self._numbers = list(codes)
        words = before(scheme)
        last = _NUMBER.replace("number", "last")
        self._one = re.compile(rf"{words}{_NUMBER}{_AFTER}")
        self._range = re.compile(rf"{words}{_NUMBER}{_AFTER}(?:{UNTIL}){words}{last}{_AFTER}")
        self._lead = re.compile(rf"{words}{_NUMBER}{_WORDS_FOLLOW}")

    def read(self, text: str) -> CodeReading | None:
        if one := self._one.fullmatch(text):
            return self.number(one["number"])
        if between := self._range.fullmatch(text):
            return self._between(between["number"], between["last"], text)
        return None

    def lead(self, text: str) -> Lead | None:
        match = self._lead.fullmatch(text)
        return match and (self.number(match["number"]), match["rest"])

    def number(self, digits: str) -> CodeReading:
        """The entry with this number."""
        number = digits.lstrip("0") or "0"
        if number in self._codes:
            return found(Code(self._scheme, self._codes[number]))
        return refused(UNKNOWN[self._scheme], code=number, first=self._numbers[0], last=self._numbers[-1])

    def _between(self, first: str, last: str, text: str) -> CodeReading:
        ends = [self.number(first), self.number(last)]
        if any(end.problems for end in ends):
            return CodeReading(problems=joined(ends).problems)
        start, stop = (self._numbers.index(digits.lstrip("0")) for digits in (first, last))
        if start > stop:
            return refused(BACKWARDS, text=text)
        if self._scheme == OBJECTIVE and stop - start + 1 == len(self._numbers):
            return found(Code(OBJECTIVE, ALL_OBJECTIVES))
        return joined(map(self.number, self._numbers[start : stop + 1]))


class Objectives(NumberNotation):
    """Objectives, and actions of an objective: `8(c)` is objective 8 and its action (c)."""

    def __init__(self, codes: Mapping[str, str]) -> None:
        super().__init__(OBJECTIVE, codes)
        bracket = rf"{before(OBJECTIVE)}(?P<number>[0-9]+){BEFORE_LETTER}\((?P<letters>{_LETTERS})\)"
        bare = rf"{before(OBJECTIVE)}(?P<number>[0-9]+){BEFORE_LETTER}(?P<letters>[a-z])\)?"
        self._actions = (re.compile(bracket), re.compile(bare))
        self._lead_action = re.compile(rf"{bracket}{_WORDS_FOLLOW}")

    def read(self, text: str) -> CodeReading | None:
        for pattern in self._actions:
            if match := pattern.fullmatch(text):
                return self._actions_of(match)
        return super().read(text)

    def lead(self, text: str) -> Lead | None:
        if match := self._lead_action.fullmatch(text):
            return self._actions_of(match), match["rest"]
        return super().lead(text)

    def _actions_of(self, match: re.Match[str]) -> CodeReading:
        objective = self.number(match["number"])
        letters = _letters_in(match["letters"])
        if letters is None:
            return refused(BACKWARDS, text=match[0])
        return joined([objective, *(_action(code.code, letter) for code in objective.codes for letter in letters)])


class Actions(Objectives):
    """Actions alone: an objective without a letter is not enough."""

    def read(self, text: str) -> CodeReading | None:
        reading = super().read(text)
        return reading and _actions_alone(reading, text)

    def lead(self, text: str) -> Lead | None:
        lead = super().lead(text)
        return lead and (_actions_alone(lead[0], text), lead[1])


class Letters:
    """Guiding principles: `a`, `(a)`, `15(a)`, `(a, c)`, `a-c`."""

    def __init__(self, letters: Sequence[str]) -> None:
        self._letters = letters
        words = rf"{before(PRINCIPLE)}(?:15 ?)?"
        self._bracket = re.compile(rf"{words}\((?P<letters>{_LETTERS})\)")
        self._bare = re.compile(rf"{words}(?<![a-z])(?P<letters>[a-z](?: ?- ?[a-z])?)\)?")
        self._lead = re.compile(rf"{words}(?:\((?P<inside>[a-z])\)|(?<![a-z])(?P<plain>[a-z])(?=[.:)])){_WORDS_FOLLOW}")

    def read(self, text: str) -> CodeReading | None:
        match = self._bracket.fullmatch(text) or self._bare.fullmatch(text)
        if match is None:
            return None
        letters = _letters_in(match["letters"])
        return refused(BACKWARDS, text=text) if letters is None else joined(map(self._letter, letters))

    def lead(self, text: str) -> Lead | None:
        match = self._lead.fullmatch(text)
        return match and (self._letter(match["inside"] or match["plain"]), match["rest"])

    def _letter(self, letter: str) -> CodeReading:
        if letter in self._letters:
            return found(Code(PRINCIPLE, letter))
        return refused(UNKNOWN[PRINCIPLE], code=letter, first=self._letters[0], last=self._letters[-1])


def _action(objective: str, letter: str) -> CodeReading:
    if letter in ACTION_LETTERS:
        return found(Code(ACTION, action_code(objective, letter)))
    first, last = ACTION_LETTERS[0], ACTION_LETTERS[-1]
    return refused(UNKNOWN_LETTER, objective=objective, letter=letter, first=first, last=last)


def _actions_alone(reading: CodeReading, text: str) -> CodeReading:
    actions = tuple(code for code in reading.codes if code.scheme == ACTION)
    if actions or reading.problems:
        return CodeReading(actions, reading.problems)
    return refused(NO_LETTER, text=text)


def _letters_in(text: str) -> list[str] | None:
    """The letters of `c`, `c,d` or `c-e`; None when a range runs backwards."""
    letters: list[str] = []
    for match in _LETTER_OR_RANGE.finditer(text):
        first, last = match[1], match[2] or match[1]
        if first > last:
            return None
        letters += map(chr, range(ord(first), ord(last) + 1))
    return letters
