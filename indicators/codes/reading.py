"""Lists of codes as people write them -> codes, within bounds."""

from collections.abc import Iterable
from functools import lru_cache
from itertools import islice
from typing import Final

from indicators.codes.model import CodeProblem, CodeReading, joined, refused
from indicators.codes.parts import plain
from indicators.codes.scheme_reader import SchemeReader, reader_of
from indicators.codes.sentences import AND_MORE, TOO_LONG, TOO_MANY
from indicators.folding import fold
from indicators.framework import Framework

MOST_VALUES: Final = 500
LONGEST: Final = 5_000
MOST_PROBLEMS: Final = 10
SHORT: Final = 50  # characters
MOST_FOLDED: Final = 18  # characters that one can become


def read_codes(scheme: str, written: str | Iterable[str], framework: Framework) -> CodeReading:
    """The codes somebody wrote in one text or in several answers, in order and each once.

    A value is read as a whole first (`4 Justice, accountability and redress`), then by its leading number, then as a
    list, part by part in the same way. An action of an objective (`8(c)`) gives the objective and then the action; of
    the action's letter only the shape is checked. Whatever cannot be read is a problem, never an exception; a scheme
    that does not exist is a KeyError.
    """
    reader = reader_of(scheme, framework)
    values = [written] if isinstance(written, str) else list(islice(written, MOST_VALUES + 1))
    if len(values) > MOST_VALUES:
        return refused(TOO_MANY, limit=str(MOST_VALUES))
    if _is_too_long(values):
        return refused(TOO_LONG, limit=str(LONGEST))
    codes, problems = joined(_read(reader, plain(value)) for value in values)
    if len(problems) > MOST_PROBLEMS:
        problems = (*problems[:MOST_PROBLEMS], CodeProblem(AND_MORE))
    return CodeReading(codes, problems)


def _read(reader: SchemeReader, value: str) -> CodeReading:
    return _read_again(reader, value) if len(value) <= SHORT else reader.read(value)


@lru_cache(maxsize=1024)
def _read_again(reader: SchemeReader, value: str) -> CodeReading:
    """Read what is short, and so probably written in many rows of a table."""
    return reader.read(value)


def _is_too_long(values: list[str]) -> bool:
    """Whether the answers together are; folding can make one character eighteen, so it may have to be measured."""
    length = sum(map(len, values))
    return length > LONGEST or (length > LONGEST // MOST_FOLDED and sum(len(fold(value)) for value in values) > LONGEST)
