"""The reference files -> the framework, or every reason why not."""

from collections.abc import Sequence
from operator import attrgetter
from pathlib import Path
from typing import Final

from indicators.entries import Objective, Paragraph, Principle, Region, StakeholderGroup, Theme
from indicators.framework import CodeList, Framework
from indicators.languages import LANGUAGE_CODES
from indicators.tables import DataProblem, ReferenceRow, ReferenceTable, TableShape

DATA: Final = Path(__file__).parent / "data"

_LETTERS: Final = "abcdefghij"
_SECTIONS: Final = ("Introduction", "Progress, challenges and gaps", "Recommended actions to accelerate implementation")
_COMMISSIONS: Final = ("ECA", "ECE", "ECLAC", "ESCAP", "ESCWA")
_NO_COMMISSION: Final = ""

_OBJECTIVES: Final = TableShape(
    "gcm_objectives.csv",
    required=("number", "paragraph", "imrf_round_table", "title_en_checked", "round_table_checked"),
    translated=("title", "short"),
    optional=("source", *(f"title_{code}_checked" for code in LANGUAGE_CODES)),
    unique=("number", "paragraph"),
    rows=23,
)
_PRINCIPLES: Final = TableShape(
    "guiding_principles.csv",
    required=("letter", "paragraph"),
    translated=("name",),
    optional=("source",),
    unique=("letter",),
    rows=len(_LETTERS),
)
_PARAGRAPHS: Final = TableShape(
    "progress_declaration_paragraphs.csv",
    required=("paragraph", "section", "topic"),
    optional=("source",),
    unique=("paragraph", "topic"),
    rows=77,
)
_THEMES: Final = TableShape(
    "missing_migrants_themes.csv",
    required=("number", "code"),
    translated=("name",),
    optional=("source",),
    unique=("number", "code"),
)
_GROUPS: Final = TableShape(
    "stakeholder_groups.csv",
    required=("code",),
    translated=("name",),
    optional=("source",),
    unique=("code",),
)
_REGIONS: Final = TableShape(
    "regions.csv",
    required=("code", "un_regional_commission"),
    translated=("name",),
    optional=("source",),
    unique=("code", "un_regional_commission"),
)


class FrameworkProblems(Exception):
    """The reference data is not sound; `problems` lists everything that is wrong with it."""

    def __init__(self, problems: Sequence[DataProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


def load_framework(folder: Path = DATA) -> Framework:
    """Read the six files of the folder; FrameworkProblems lists every problem of all of them at once."""
    problems: list[DataProblem] = []

    def rows(shape: TableShape) -> list[ReferenceRow]:
        return list(ReferenceTable(folder, shape, problems).rows())

    in_order = attrgetter("number")
    framework = Framework(
        objectives=CodeList(sorted(map(_objective, rows(_OBJECTIVES)), key=in_order)),
        principles=CodeList(sorted(map(_principle, rows(_PRINCIPLES)), key=attrgetter("letter"))),
        paragraphs=CodeList(sorted(map(_paragraph, rows(_PARAGRAPHS)), key=in_order)),
        themes=CodeList(sorted(map(_theme, rows(_THEMES)), key=in_order)),
        groups=CodeList(map(_group, rows(_GROUPS))),
        regions=CodeList(map(_region, rows(_REGIONS))),
    )
    if problems:
        raise FrameworkProblems(problems)
    return framework


def _objective(row: ReferenceRow) -> Objective:
    number = row.integer("number", range(1, 24))
    paragraph = row.integer("paragraph", range(17, 40))
    if row.is_sound and paragraph != 16 + number:
        row.report("paragraph", f"{paragraph} does not belong to objective {number}, which is {16 + number}")
    return Objective(
        number=number,
        paragraph=paragraph,
        titles=row.names("title"),
        short_labels=row.names("short"),
        round_table=row.integer("imrf_round_table", range(1, 5)),
        checked=frozenset(code for code in LANGUAGE_CODES if row.flag(f"title_{code}_checked")),
        round_table_checked=row.flag("round_table_checked"),
    )


def _principle(row: ReferenceRow) -> Principle:
    letter = row.one_of("letter", tuple(_LETTERS))
    paragraph = row.one_of("paragraph", (f"15({letter})",))
    return Principle(letter=letter, paragraph=paragraph, names=row.names("name"))


def _paragraph(row: ReferenceRow) -> Paragraph:
    return Paragraph(
        number=row.integer("paragraph", range(1, 78)),
        section=row.one_of("section", _SECTIONS),
        topic=row.optional("topic"),
    )


def _theme(row: ReferenceRow) -> Theme:
    number = row.integer("number", range(1, 100))
    return Theme(number=number, code=row.code("code"), names=row.names("name"))


def _group(row: ReferenceRow) -> StakeholderGroup:
    return StakeholderGroup(code=row.code("code"), names=row.names("name"))


def _region(row: ReferenceRow) -> Region:
    commission = row.one_of("un_regional_commission", (*_COMMISSIONS, _NO_COMMISSION))
    return Region(code=row.code("code"), names=row.names("name"), commission=commission or None)
