"""The words of a workbook for stored codes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from consultation.browse.coverage import Gap
from consultation.discussion.models import Stance
from consultation.lists import ListName
from consultation.partners.models import Share
from consultation.people.models import APPROVED, Status
from consultation.proposals.models import Origin
from consultation.proposals.search.filters import Named
from exports.report.scope.audiences import Audience
from exports.report.wording.language import ENGLISH, Tongue
from indicators import schemes
from indicators.framework import Framework
from indicators.languages import LANGUAGES
from indicators.marking import N_
from indicators.schemes import REGION, STAKEHOLDER_GROUP

NOT_STATED: Final = N_("not stated")
BROUGHT_IN: Final = N_("brought in")
CONFIRMED: Final = N_("confirmed")
SELF_DECLARED: Final = N_("self-declared")
ORGANISATION: Final = N_("organisation")
INDIVIDUAL: Final = N_("individual")

CHANGE_ASKED: Final = "change_asked"  # of what was not published
STATUSES: Final[Mapping[str, str]] = {
    Status.PUBLISHED: N_("published"),
    Status.HELD: N_("held"),
    APPROVED: N_("approved, not shown yet"),
    Status.REFUSED: N_("refused"),
    Status.HIDDEN: N_("hidden"),
    Status.WITHDRAWN: N_("withdrawn"),
    CHANGE_ASKED: N_("change asked"),
}
_STAGES: Final[Mapping[Status, tuple[str, ...]]] = {
    Status.HELD: (Status.HELD, APPROVED),
    Status.REFUSED: (Status.REFUSED, CHANGE_ASKED),
}
ORIGINS: Final[Mapping[str, str]] = {Origin.PARTICIPANT: N_("participant"), Origin.BROUGHT_IN: BROUGHT_IN}
STANCES: Final[Mapping[str, str]] = {
    Stance.SUPPORT: N_("support"),
    Stance.SUPPORT_WITH_CHANGES: N_("support with changes"),
    Stance.STRONG_CONCERN: N_("strong concern"),
    Stance.QUESTION: N_("question"),
    Stance.INFORMATION: N_("information"),
}
NAMED: Final[Mapping[Named, str]] = {
    Named.PRIMARY: N_("primary"),
    Named.NOT_STATED: N_("primary not stated"),
    Named.ALSO: N_("also"),
    Named.ALL: N_("all 23"),
}
GAPS: Final[Mapping[Gap, str]] = {
    Gap.NOTHING: N_("nothing proposed"),
    Gap.ONLY_BY_ALL: N_("only by what names all 23"),
    Gap.NEVER_PRIMARY: N_("never as primary"),
    Gap.ONLY_BROUGHT_IN: N_("brought in only"),
}
WHOLE: Final = N_("the whole proposal")
COMMENT: Final = N_("comment")
REPLY: Final = N_("reply")
PROPOSAL: Final = N_("proposal")
OBJECTIVE: Final = N_("objective")
THEME: Final = N_("theme")
SECRETARIAT_SUMMARY: Final = N_("summary by the secretariat")
FOR_EVERYBODY: Final = N_("everybody")
FOR_THE_SECRETARIAT: Final = N_("the secretariat")
FOR_PARTNERS_TOO: Final = N_("the secretariat and partners")
ALSO_NAMED: Final = N_("also names it")
SUGGESTED_WORDING: Final = N_("suggested wording")
ORPHAN: Final = N_("reply to a comment that is not shown")
CURRENT: Final = N_("current")
NOT_COUNTED: Final = N_("not counted")
IN_TIME: Final = N_("in time")
LATE: Final = N_("late")
MUCH_AT_ONCE: Final = N_("much at once")
LANGUAGE_NAMES: Final = {**{language.code: language.autonym for language in LANGUAGES}, "und": N_("another language")}


AUDIENCES: Final[Mapping[Audience, str]] = {
    Audience.PUBLIC: N_("Everybody. It holds what is published on the site and nothing else."),
    Audience.PARTNERS: N_(
        "A partner of the consultation. Besides what is published it holds what the consultation shares with it. "
        "Please do not hand it on."
    ),
    Audience.SECRETARIAT: N_(
        "The secretariat. Besides what is published it holds, with status and reason, what waits for a look, was "
        "refused or hidden, and a trace of what was withdrawn. Please do not hand it on."
    ),
}
CONTRIBUTIONS: Final[Mapping[ListName, str]] = {ListName.PROPOSALS: N_("proposal"), ListName.COMMENTS: N_("comment")}


SHARES: Final[Mapping[str, str]] = {
    Share.SUMMARIES: N_("the secretariat's summaries, also those that are not for everybody"),
}


class Labels:
    """What the codes of the framework's lists are called in the language of the workbook, its `tongue`."""

    def __init__(self, framework: Framework, tongue: Tongue = ENGLISH) -> None:
        language = tongue.code
        self.tongue = tongue
        self.say = tongue.say
        self.groups = _labels(framework, STAKEHOLDER_GROUP, language)
        self.regions = _labels(framework, REGION, language)
        self.objectives = {
            one.code: framework.label_of(schemes.OBJECTIVE, one.code, language).text for one in framework.objectives
        }
        self.themes = {theme.code: f"{theme.number} {theme.label(language)}" for theme in framework.themes}


def stages_of(statuses: Iterable[Status]) -> list[str]:
    """Return the stages that a file of these statuses distinguishes, as codes of `STATUSES`."""
    return [stage for status in statuses for stage in _STAGES.get(status, (status,))]


def _labels(framework: Framework, scheme: str, language: str) -> dict[str, str]:
    return {entry.code: entry.label(language).text for entry in framework.entries(scheme)}
