"""What reading a list of codes gives."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from indicators.text import apart

_QUOTED_LENGTH: Final = 60
_UNSHOWABLE: Final = frozenset({"Cc", "Cs", "Cn", "Co", "Cf"})


@dataclass(frozen=True)
class Code:
    """A code of a scheme, as it is stored."""

    scheme: str
    code: str

    def __str__(self) -> str:
        return self.code


@dataclass(frozen=True)
class CodeProblem:
    """A sentence for a person: a marked template and what fills its named places (already fit to be shown)."""

    template: str
    values: Mapping[str, str] = field(default_factory=dict, hash=False)

    def __str__(self) -> str:
        return self.template % self.values


class CodeReading(NamedTuple):
    """Codes in the order they were written, each once, and what could not be read."""

    codes: tuple[Code, ...] = ()
    problems: tuple[CodeProblem, ...] = ()

    def of(self, scheme: str) -> tuple[str, ...]:
        """The codes of one scheme, in order."""
        return tuple(code.code for code in self.codes if code.scheme == scheme)


NOTHING: Final = CodeReading()


def found(*codes: Code) -> CodeReading:
    """What reads without a problem."""
    return CodeReading(codes)


def refused(template: str, *, text: str = "", **values: str) -> CodeReading:
    """What reads as a problem; quoted values are shortened and made fit to be shown, and `text`, what somebody wrote,
    is kept apart from the sentence around it."""
    shown = {name: quoted(value) for name, value in values.items()}
    return CodeReading(problems=(CodeProblem(template, {"text": apart(quoted(text)), **shown} if text else shown),))


def joined(readings: Iterable[CodeReading]) -> CodeReading:
    """Several readings as one, without repetitions."""
    read = list(readings)
    codes = dict.fromkeys(code for reading in read for code in reading.codes)
    problems = {str(problem): problem for reading in read for problem in reading.problems}
    return CodeReading(tuple(codes), tuple(problems.values()))


def quoted(text: str) -> str:
    """What somebody wrote, shortened, on one line and without characters that could harm a page, a log or a file."""
    shown = "".join(_shown(character) for character in " ".join(text[: 4 * _QUOTED_LENGTH].split()))
    return shown if len(shown) <= _QUOTED_LENGTH else shown[: _QUOTED_LENGTH - 1] + "…"


def _shown(character: str) -> str:
    return "\ufffd" if unicodedata.category(character) in _UNSHOWABLE else character
