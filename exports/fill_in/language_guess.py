"""Guessing in which language a table is written: by its script, and by small words that every sentence has.

It is offered to a person, never used unseen; where it cannot be told, it is asked for.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from itertools import islice
from typing import Final

from exports.files.reader.table import Table

MOST_CELLS: Final = 400
MOST_CHARACTERS: Final = 500  # of a cell

_MOSTLY: Final = 0.5  # of the letters
_FEW: Final = 2  # small words tell nothing if there are fewer
_AHEAD: Final = 1.3  # times as many as of the next language
_FOREIGN: Final = 0.01  # of the letters: more of another language's own ones are no slip

_SCRIPTS: Final = {
    "ar": re.compile("[\u0621-\u064a]"),
    "ru": re.compile("[\u0400-\u04ff]"),
    "zh": re.compile("[\u3400-\u9fff]"),
}
_OF_OTHERS: Final = {
    "ar": re.compile("[\u067e\u0686\u0698\u06a9\u06af\u06cc\u0679\u06ba\u06be\u06d2]"),  # Persian, Urdu
    "ru": re.compile("[іїєґўћђјљњџқғңұһѓќ]", re.IGNORECASE),
    "zh": re.compile("[\u3040-\u30ff\uac00-\ud7a3]"),  # Japanese, Korean
}
_SMALL_WORDS: Final = {
    "en": "the of and in to for with by on is are or from that not who their at as an be have which were",
    "fr": "le la les des du de et en pour par dans sur est une un au aux que qui ou avec pas ce leur leurs d l à",
    "es": "el la los las de del y en para por con que se una un al su sus o es no como entre a",
    "pt": "o a os as da do de das dos e em para por com que uma um ao não na no nas nos sua à",
    "it": "il lo la di e che per con una un del della delle dei degli nel i gli in sono a",
    "de": "der die das und von in für mit den dem ein eine auf ist zu im des nach oder",
    "nl": "de het een van en in voor met op is dat te zijn of die",
}
_LANGUAGES_OF: Final = {
    word: [language for language, words in _SMALL_WORDS.items() if word in words.split()]
    for words in _SMALL_WORDS.values()
    for word in words.split()
}
_OFFERED: Final = ("en", "fr", "es")
_WORD: Final = re.compile(r"[^\W\d_]+")


def guess_language(table: Table) -> str:
    """Return the code of the language of a table's texts, "" where it cannot be told or is none of the six."""
    cells = (text[:MOST_CHARACTERS] for row in table.rows for text in row.cells.values() if len(text) > 1)
    return language_of(islice(cells, MOST_CELLS))


def language_of(texts: Iterable[str]) -> str:
    """Return the code of the language of some texts, "" where it cannot be told or is none of the six."""
    text = unicodedata.normalize("NFC", "\n".join(texts))
    letters = sum(map(len, _WORD.findall(text)))
    for language, script in _SCRIPTS.items():
        found = len(script.findall(text))
        if found > _MOSTLY * letters:
            return language if len(_OF_OTHERS[language].findall(text)) <= _FOREIGN * found else ""
    return _by_small_words(text)


def _by_small_words(text: str) -> str:
    words = Counter(_WORD.findall(text.lower()))
    counts: Counter[str] = Counter()
    for word, times in words.items():
        counts.update(dict.fromkeys(_LANGUAGES_OF.get(word, ()), times))
    (best, most), (_next, second) = [*counts.most_common(2), ("", 0), ("", 0)][:2]
    return best if best in _OFFERED and most >= _FEW and most >= _AHEAD * second else ""
