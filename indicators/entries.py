"""The entries a framework is made of: an objective, a principle, a paragraph, a theme, a group, a region."""

from dataclasses import dataclass
from typing import Final

from indicators.languages import FALLBACK
from indicators.localized import Localized, Translations

_NUMBERED_PARAGRAPH: Final = Translations(
    {
        "ar": "الفقرة {number}",
        "zh": "第{number}段",
        "en": "Paragraph {number}",
        "fr": "Paragraphe {number}",
        "ru": "Пункт {number}",
        "es": "Párrafo {number}",
    }
)


@dataclass(frozen=True)
class Objective:
    """One of the 23 objectives of the Compact; `checked` names the languages whose title was verified at its source."""

    number: int
    paragraph: int
    titles: Translations
    short_labels: Translations
    round_table: int
    checked: frozenset[str]
    round_table_checked: bool

    @property
    def code(self) -> str:
        """`8`."""
        return str(self.number)

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every name people may write instead of the code."""
        return (*self.titles.values(), *self.short_labels.values())

    def title(self, language: str) -> Localized:
        """The full title."""
        return self.titles.localized(language)

    def short_label(self, language: str) -> Localized:
        """A few words, for tables and chips."""
        return self.short_labels.localized(language)

    label = title


@dataclass(frozen=True)
class _Named:
    names: Translations

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every name people may write instead of the code."""
        return tuple(self.names.values())

    def name(self, language: str) -> Localized:
        """The name."""
        return self.names.localized(language)

    label = name


@dataclass(frozen=True)
class Principle(_Named):
    """One of the ten guiding principles; `paragraph` is `15(a)`."""

    letter: str
    paragraph: str

    @property
    def code(self) -> str:
        """`a`."""
        return self.letter


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the Progress Declaration; `topic` is English, and empty where it is not known."""

    number: int
    section: str
    topic: str

    @property
    def code(self) -> str:
        """`70`."""
        return str(self.number)

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every name people may write instead of the code."""
        topic = (self.topic,) if self.topic else ()
        return (*(text.format(number=self.number) for text in _NUMBERED_PARAGRAPH.values()), *topic)

    def part(self, language: str) -> Localized:
        """The part of the Declaration it stands in, which is English whatever was asked for."""
        return Localized(self.section, FALLBACK, is_fallback=language != FALLBACK)

    def name(self, language: str) -> Localized:
        """`Paragraph 70`."""
        return _NUMBERED_PARAGRAPH.localized(language).filled(number=self.number)

    def label(self, language: str) -> Localized:
        """The topic, which is English whatever was asked for; where none is known, `Paragraph 70`."""
        if not self.topic:
            return self.name(language)
        return Localized(self.topic, FALLBACK, is_fallback=language != FALLBACK)


@dataclass(frozen=True)
class Theme(_Named):
    """A theme of the recommendations on missing migrants: people write its number, the code is stored."""

    number: int
    code: str


@dataclass(frozen=True)
class StakeholderGroup(_Named):
    """A kind of stakeholder, after paragraph 44 of the Compact."""

    code: str


@dataclass(frozen=True)
class Region(_Named):
    """A region, with the United Nations regional commission that serves it; none for the global one."""

    code: str
    commission: str | None


Entry = Objective | Principle | Paragraph | Theme | StakeholderGroup | Region
