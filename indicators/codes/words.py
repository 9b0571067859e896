"""The words people put around a code, in the six languages; compared folded, so case and accents do not matter."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from indicators.folding import fold
from indicators.schemes import ACTION, OBJECTIVE, PARAGRAPH, PRINCIPLE, REGION, STAKEHOLDER_GROUP, THEME

_NUMBER_SIGNS: Final = ("no", "nº", "n°", "nr", "num", "number", "numéro", "número", "#", "№", "номер", "第", "رقم")

_OBJECTIVE_WORDS: Final = (
    *("objective", "objectives", "obj", "objs", "gcm", "compact"),
    *("objectif", "objectifs", "pmm"),
    *("objetivo", "objetivos"),
    *("цель", "цели", "целей"),
    "目标",
    *("الهدف", "هدف", "الأهداف", "أهداف"),
)
_PARAGRAPH_WORDS: Final = (
    *("paragraph", "paragraphs", "para", "paras", "par", "¶", "§"),
    *("paragraphe", "paragraphes", "párrafo", "párrafos"),
    *("пункт", "пункты", "пп", "п"),
    *("段落", "段"),
    *("الفقرة", "فقرة", "الفقرات", "فقرات"),
)
_DECLARATION_WORDS: Final = ("progress declaration", "declaration", "pd")
_PRINCIPLE_WORDS: Final = (
    *("guiding", "principle", "principles", "gcm"),
    *("principe", "principes", "directeur", "directeurs"),
    *("principio", "principios", "rector", "rectores"),
    *("принцип", "принципы", "руководящий", "руководящие"),
    *("指导", "原则"),
    *("المبدأ", "مبدأ", "المبادئ", "مبادئ", "التوجيهي", "التوجيهية"),
)
_THEME_WORDS: Final = (
    *("theme", "themes", "area", "areas", "thème", "thèmes", "tema", "temas", "тема", "темы", "主题"),
    *("الموضوع", "موضوع", "المجال", "مجال"),
)
_GROUP_WORDS: Final = ("group", "groups", "stakeholder groups", "groupes", "grupos", "группы", "群体", "المجموعات")
_REGION_WORDS: Final = ("region", "regions", "régions", "regiones", "регионы", "区域", "المناطق")

WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    OBJECTIVE: _OBJECTIVE_WORDS,
    ACTION: _OBJECTIVE_WORDS,
    PRINCIPLE: (*_PRINCIPLE_WORDS, *_PARAGRAPH_WORDS),
    PARAGRAPH: (*_PARAGRAPH_WORDS, *_DECLARATION_WORDS),
    THEME: _THEME_WORDS,
    STAKEHOLDER_GROUP: _GROUP_WORDS,
    REGION: _REGION_WORDS,
}
_ACTION_WORDS: Final = ("action", "actions", "acción", "acciones", "mesure", "mesures", "действие", "行动", "الإجراء")
_ALL: Final = (
    *("all", "every", "tous", "toutes", "todos", "todas", "все", "全部", "所有"),
    *("جميع", "الكل", "كل", "جميعها"),
)
_ARTICLES: Final = ("of the", "the", "les", "des", "los", "las", "的", "ال")
_CONNECTORS: Final = ("and", "et", "y", "e", "и")
_CONNECTING_SIGNS: Final = ("和", "及", "与", "&", "+", "/")
_UNTIL: Final = ("to", "through", "until", "à", "al", "до", "по", "至", "到", "إلى")


def _any(words: Iterable[str]) -> str:
    """A pattern for any of the words; the longest first, since a match is not tried again with a longer one."""
    return "|".join(re.escape(word) for word in sorted(map(fold, words), key=len, reverse=True))


def before(scheme: str) -> str:
    """A pattern for what may stand before a number or letter of the scheme: nothing, or a few words and signs."""
    return rf"(?:(?:{_any((*WORDS[scheme], *_NUMBER_SIGNS))})[ .:]*){{0,4}}"


def every(scheme: str) -> re.Pattern[str]:
    """A pattern for `all`, `all 23`, `tous les objectifs`, `23 objectives` …; `count` or `alone` is the number."""
    articles, words = _any(_ARTICLES), _any(WORDS[scheme])
    with_all = rf"(?:{_any(_ALL)})(?: ?(?:{articles}))?(?: ?(?P<count>[0-9]+) ?个?)?(?: ?(?:{words})){{0,2}}"
    number_alone = rf"(?:(?:{articles}) )?(?P<alone>[0-9]+) ?个? ?(?:{words})(?: ?(?:{words}))?"
    return re.compile(rf"{with_all}|{number_alone}")


BEFORE_LETTER: Final = rf"(?:,? ?(?:{_any(_ACTION_WORDS)})[ .:]*| )?"
UNTIL: Final = rf" ?(?:-|\.\.+|~) ?| (?:{_any(_UNTIL)}) |至|到"
CONNECTOR: Final = re.compile(
    rf" (?:{'|'.join(_CONNECTORS)}) | و ?| ?[{''.join(_CONNECTING_SIGNS)}] ?",
    re.IGNORECASE,
)
