"""What proposals are sorted under, each on a sheet of its own: objectives, or themes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from exports.report.wording.language import ENGLISH, Tongue
from indicators.framework import Framework
from indicators.marking import N_
from indicators.schemes import ALL_OBJECTIVES, OBJECTIVE, THEME


class Subject(NamedTuple):
    """An objective or theme: code (None for what names none), number, the name of its sheet, what it is called."""

    code: str | None
    number: str
    sheet: str
    title: str


def subjects_of(scheme: str, framework: Framework, tongue: Tongue = ENGLISH) -> Iterator[Subject]:
    """Yield every subject in the order of its sheets."""
    say, language = tongue.say, tongue.code
    if scheme == THEME:
        for theme in framework.themes:
            yield Subject(
                theme.code,
                str(theme.number),
                say(N_("Theme %(number)s")) % {"number": theme.number},
                theme.label(language).text,
            )
        yield Subject(None, say(N_("none")), say(N_("No theme")), say(N_("Proposals that name no theme")))
        return
    for code in (*framework.objectives.by_code, ALL_OBJECTIVES):
        is_all = code == ALL_OBJECTIVES
        sheet = say(N_("All objectives")) if is_all else say(N_("Objective %(number)s")) % {"number": code}
        yield Subject(code, code, sheet, framework.label_of(OBJECTIVE, code, language).text)
    yield Subject(None, say(N_("none")), say(N_("No objective")), say(N_("Proposals that name no objective")))
