"""What a contribution can refer to: the Compact, the Progress Declaration and the code lists around them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, TypeVar

from indicators.entries import Entry, Objective, Paragraph, Principle, Region, StakeholderGroup, Theme
from indicators.localized import Localized, Translations
from indicators.schemes import (
    ACTION,
    ALL_OBJECTIVES,
    OBJECTIVE,
    PARAGRAPH,
    PRINCIPLE,
    REGION,
    STAKEHOLDER_GROUP,
    THEME,
    objective_of_action,
)

__all__ = [
    "CodeList",
    "Entry",
    "Framework",
    "Objective",
    "Paragraph",
    "Principle",
    "Region",
    "StakeholderGroup",
    "Theme",
]

E = TypeVar("E", bound=Entry)

_EVERY_OBJECTIVE: Final = Translations(
    {
        "ar": "جميع الأهداف الـ {count}",
        "zh": "全部{count}个目标",
        "en": "All {count} objectives",
        "fr": "Les {count} objectifs",
        "ru": "Все {count} цели",
        "es": "Los {count} objetivos",
    }
)


class CodeList(tuple[E, ...]):
    """Entries in their official order, and by code."""

    @cached_property
    def by_code(self) -> Mapping[str, E]:
        """Each entry by its code, in the same order."""
        return {entry.code: entry for entry in self}


@dataclass(frozen=True, eq=False)
class Framework:
    """All of it. `objective("8")` and its like raise KeyError for an unknown code."""

    objectives: CodeList[Objective]
    principles: CodeList[Principle]
    paragraphs: CodeList[Paragraph]
    themes: CodeList[Theme]
    groups: CodeList[StakeholderGroup]
    regions: CodeList[Region]

    def objective(self, code: str) -> Objective:
        return self.objectives.by_code[code]

    def principle(self, code: str) -> Principle:
        return self.principles.by_code[code]

    def paragraph(self, code: str) -> Paragraph:
        return self.paragraphs.by_code[code]

    def theme(self, code: str) -> Theme:
        return self.themes.by_code[code]

    def group(self, code: str) -> StakeholderGroup:
        return self.groups.by_code[code]

    def region(self, code: str) -> Region:
        return self.regions.by_code[code]

    def entries(self, scheme: str) -> CodeList[Entry]:
        """The entries of a scheme in their order; KeyError for an unknown one and for actions, which have no list."""
        return self._lists[scheme]

    def label_of(self, scheme: str, code: str, language: str) -> Localized:
        """What a stored code is called: a title, name or topic, for an action the title of its objective.

        KeyError when the scheme or the code does not exist.
        """
        if scheme == ACTION:
            return self.objective(objective_of_action(code)).title(language)
        if (scheme, code) == (OBJECTIVE, ALL_OBJECTIVES):
            return _EVERY_OBJECTIVE.localized(language).filled(count=len(self.objectives))
        return self.entries(scheme).by_code[code].label(language)

    @cached_property
    def _lists(self) -> Mapping[str, CodeList[Entry]]:
        return {
            OBJECTIVE: CodeList(self.objectives),
            PRINCIPLE: CodeList(self.principles),
            PARAGRAPH: CodeList(self.paragraphs),
            THEME: CodeList(self.themes),
            STAKEHOLDER_GROUP: CodeList(self.groups),
            REGION: CodeList(self.regions),
        }
