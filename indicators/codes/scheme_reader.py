"""Reading what is written in one scheme of one framework."""

import re
from collections.abc import Iterator
from functools import lru_cache

from indicators import schemes
from indicators.codes.model import NOTHING, Code, CodeReading, found, joined, refused
from indicators.codes.notation import Actions, Letters, NoNotation, Notation, NumberNotation, Objectives
from indicators.codes.parts import COMMA, SEPARATORS, connected
from indicators.codes.sentences import TWO_THINGS, UNREADABLE, WRONG_COUNT
from indicators.codes.words import CONNECTOR, every
from indicators.folding import fold
from indicators.framework import Framework
from indicators.languages import LANGUAGE_CODES


class SchemeReader:
    """The names and the notation of a scheme, and how a text is read by them."""

    def __init__(self, scheme: str, framework: Framework) -> None:
        self._scheme = scheme
        self._unreadable = UNREADABLE[scheme]
        self._every = every(scheme)
        self._entries = () if scheme == schemes.ACTION else framework.entries(scheme)
        self._names = _names(scheme, framework)
        self._most_commas = max((name.count(",") for name in self._names), default=0)
        self._notation = _notation(scheme, framework)

    def read(self, text: str, separators: tuple[re.Pattern[str], ...] = SEPARATORS) -> CodeReading:
        """The text as a whole, by its leading number, or else its parts in the same way."""
        if not fold(text).strip(" -,;()"):
            return NOTHING
        reading = self._exactly(text) or self._connected(text) or self._by_its_lead(text)
        if reading is not None:
            return reading
        if not separators:
            return refused(self._unreadable, text=text)
        separator, *finer = separators
        return joined(self.read(part, tuple(finer)) for part in self._parts(text, separator))

    def _exactly(self, text: str) -> CodeReading | None:
        folded = fold(text)
        return (
            self._name(folded)
            or self._notation.read(folded)
            or self._all(folded, text)
            or self._number_and_name(folded, text)
        )

    def _name(self, folded: str) -> CodeReading | None:
        return found(self._names[folded]) if folded in self._names else None

    def _all(self, folded: str, text: str) -> CodeReading | None:
        match = self._every.fullmatch(folded)
        if match is None or not self._entries:
            return None
        count = str(len(self._entries))
        if (match["count"] or match["alone"] or count) != count:
            return refused(WRONG_COUNT, text=text, count=count)
        if self._scheme == schemes.OBJECTIVE:
            return found(Code(schemes.OBJECTIVE, schemes.ALL_OBJECTIVES))
        return found(*(Code(self._scheme, entry.code) for entry in self._entries))

    def _number_and_name(self, folded: str, text: str) -> CodeReading | None:
        lead = self._notation.lead(folded)
        if lead is None or lead[1] not in self._names:
            return None
        reading, name = lead
        if reading.problems or self._names[name] in reading.codes:
            return reading
        return refused(TWO_THINGS, text=text)

    def _connected(self, text: str) -> CodeReading | None:
        """What `and` connects, provided that every part reads exactly: names contain such words too."""
        readings = [self._exactly(part) for part in connected(text)]
        known = [reading for reading in readings if reading is not None]
        return joined(known) if len(known) == len(readings) else None

    def _by_its_lead(self, text: str) -> CodeReading | None:
        """The leading number, when the words after it are a name we do not know and hide no further code."""
        lead = self._notation.lead(fold(text))
        if lead is None or "\n" in text.strip() or re.search(r"[0-9;]", lead[1]):
            return None
        reading, name = lead
        further = [part for phrase in name.split(",") for part in CONNECTOR.split(phrase)][1:]
        return None if any(map(self._exactly, further)) else reading

    def _parts(self, text: str, separator: re.Pattern[str]) -> Iterator[str]:
        """The parts of a list; those that a comma inside a name would tear apart stay together."""
        pieces = separator.split(text)
        most = self._most_commas if separator is COMMA else 0
        while pieces:
            sizes = range(min(len(pieces), most + 1), 1, -1)
            size = next((size for size in sizes if self._exactly(",".join(pieces[:size]))), 1)
            yield ",".join(pieces[:size])
            del pieces[:size]


@lru_cache(maxsize=16)
def reader_of(scheme: str, framework: Framework) -> SchemeReader:
    """The reader of this scheme, made once; KeyError when there is no such scheme."""
    return SchemeReader(scheme, framework)


def _names(scheme: str, framework: Framework) -> dict[str, Code]:
    if scheme == schemes.ACTION:
        return {}
    names = {
        fold(spelling): Code(scheme, entry.code)
        for entry in framework.entries(scheme)
        for spelling in (entry.code, *entry.spellings)
    }
    if scheme == schemes.OBJECTIVE:
        everything = Code(schemes.OBJECTIVE, schemes.ALL_OBJECTIVES)
        labels = (
            framework.label_of(schemes.OBJECTIVE, schemes.ALL_OBJECTIVES, language).text for language in LANGUAGE_CODES
        )
        names |= {fold(label): everything for label in labels}
    return names


def _notation(scheme: str, framework: Framework) -> Notation:
    objectives = {entry.code: entry.code for entry in framework.objectives}
    match scheme:
        case schemes.OBJECTIVE:
            return Objectives(objectives)
        case schemes.ACTION:
            return Actions(objectives)
        case schemes.PRINCIPLE:
            return Letters([entry.code for entry in framework.principles])
        case schemes.PARAGRAPH:
            return NumberNotation(schemes.PARAGRAPH, {entry.code: entry.code for entry in framework.paragraphs})
        case schemes.THEME:
            return NumberNotation(schemes.THEME, {str(entry.number): entry.code for entry in framework.themes})
        case _:
            return NoNotation()
