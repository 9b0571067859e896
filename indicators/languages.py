"""The six languages of the United Nations, in its order, each under its own name."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

Direction = Literal["ltr", "rtl"]


@dataclass(frozen=True)
class Language:
    """A language: its BCP 47 code, its name in itself and the direction it is written in."""

    code: str
    autonym: str
    direction: Direction = "ltr"


LANGUAGES: Final = (
    Language("ar", "العربية", "rtl"),
    Language("zh", "中文"),
    Language("en", "English"),
    Language("fr", "Français"),
    Language("ru", "Русский"),
    Language("es", "Español"),
)
LANGUAGE_CODES: Final = tuple(language.code for language in LANGUAGES)
FALLBACK: Final = "en"

_BY_CODE: Final[Mapping[str, Language]] = MappingProxyType({language.code: language for language in LANGUAGES})


def language(code: str) -> Language:
    """The language with this code; KeyError when it is not one of the six."""
    return _BY_CODE[code]


def find_language(code: str) -> Language | None:
    """The language with this code, or None."""
    return _BY_CODE.get(code)
