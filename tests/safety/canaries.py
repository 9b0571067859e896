"""Canaries: words found nowhere else, by which a text is found wherever it goes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

LENGTH = 14  # letters; a search shortens what it looks for to eight, which is enough to tell them apart
FIRST_ID = 1_817_653_000  # ids that no count, reference or date looks like


class Canaries:
    """The words that were given out, each for a place such as `hidden.title`; the same place gives the same word."""

    def __init__(self) -> None:
        self.places: dict[str, str] = {}

    def word(self, place: str) -> str:
        """Return the word for a place: letters alone, so that a search finds it as it is."""
        digest = hashlib.sha256(place.encode()).hexdigest()
        return self.keep(place, "".join(chr(ord("a") + int(digit, 16)) for digit in digest[:LENGTH]))

    def number(self, place: str) -> int:
        """Return a number for a place, to be an id."""
        number = FIRST_ID + len(self.places)
        self.keep(place, str(number))
        return number

    def token(self, place: str) -> str:
        """Return a token of 22 characters for a place."""
        return self.word(place) + "_" * (22 - LENGTH)

    def keep(self, place: str, text: str) -> str:
        """Watch over a text that somebody else made up."""
        self.places[text] = place
        return text

    def of(self, item: str) -> list[str]:
        """Return every word that was written into an item."""
        return [word for word, place in self.places.items() if place.startswith(f"{item}.")]

    def seen_in(self, text: str) -> set[str]:
        """Return the places whose words a text holds, in whatever case."""
        folded = text.casefold()
        return {place for word, place in self.places.items() if word.casefold() in folded}


def under(places: Iterable[str], items: Iterable[str]) -> set[str]:
    """Return the places that belong to one of the items; an item may name one place, such as `hidden.reason`."""
    wanted = tuple(items)
    return {place for place in places if any(place == item or place.startswith(f"{item}.") for item in wanted)}
