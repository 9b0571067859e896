"""Names in several languages, and what to show when the one asked for is missing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from html import escape

from indicators.languages import FALLBACK, LANGUAGE_CODES, Direction
from indicators.languages import language as language_with


@dataclass(frozen=True)
class Localized:
    """A text, the language it really is in, and whether that is not the one asked for.

    Put on a page as it is, it says which language it is in where that is another than the page's. `text` is for what
    cannot be marked: attributes, files and letters.
    """

    text: str
    language: str
    is_fallback: bool = False

    @property
    def direction(self) -> Direction:
        """The direction the text itself runs in, whatever the page around it does."""
        return language_with(self.language).direction

    @property
    def attributes(self) -> dict[str, str]:
        """What an element has that holds this text alone and can hold no other element: an option of a form."""
        return {"lang": self.language, "dir": self.direction} if self.is_fallback else {}

    def after(self, mark: str) -> "Localized":
        """The same with its number or letter before it."""
        return replace(self, text=f"{mark} {self.text}" if mark else self.text)

    def filled(self, **values: object) -> "Localized":
        """The same with the named places of the text filled in."""
        return replace(self, text=self.text.format(**values))

    def __str__(self) -> str:
        return self.text

    def __html__(self) -> str:
        """The text as every template writes it: it turns nothing around it, and is read out in its own language."""
        said = escape(self.text)
        return f'<bdi lang="{self.language}" dir="{self.direction}">{said}</bdi>' if self.is_fallback else said


class Translations(Mapping[str, str]):
    """One name by language code: immutable, without empty entries, in the order of the six languages."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = {code: texts[code] for code in LANGUAGE_CODES if texts.get(code)}

    def __getitem__(self, code: str) -> str:
        return self._texts[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)

    def __hash__(self) -> int:
        return hash(tuple(self._texts.items()))

    def __repr__(self) -> str:
        return f"Translations({self._texts!r})"

    def localized(self, code: str) -> Localized:
        """The text in this language, else the English one marked as a fallback; KeyError when there is neither."""
        if code in self._texts:
            return Localized(self._texts[code], code)
        return Localized(self._texts[FALLBACK], FALLBACK, is_fallback=True)
