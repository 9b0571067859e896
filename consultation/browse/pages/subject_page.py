"""The page of an objective, principle, paragraph or theme: its names, its neighbours, the proposals that name it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from consultation.browse.pages.coverage_table import entry_url, list_url
from consultation.browse.queries import ListedProposal, Naming
from consultation.errors import NotFound
from consultation.process.models import Consultation
from consultation.proposals.search.filters import Named
from consultation.web.fields import Words
from indicators.entries import Entry, Objective, Paragraph, Principle, Theme
from indicators.framework import Framework
from indicators.languages import LANGUAGES, Language
from indicators.localized import Localized
from indicators.schemes import OBJECTIVE


@dataclass(frozen=True)
class Neighbour:
    """The entry before or after this one."""

    url: str
    label: Markup


@dataclass(frozen=True)
class SubjectPage:
    """What a page is about: its name, the words before it, its names in other languages, and its neighbours."""

    title: Localized
    parts: Sequence[str | Localized]
    translations: Sequence[tuple[Language, str]]
    before: Neighbour | None
    after: Neighbour | None


@dataclass(frozen=True)
class Group:
    """Proposals of a consultation that name it in the same way: the newest of `total`; `url` leads to all of them."""

    consultation: Consultation
    how: Words
    total: int
    proposals: Sequence[ListedProposal]
    url: str


HOW: Final[dict[Named, Words]] = {
    Named.PRIMARY: _l("as the primary objective"),
    Named.NOT_STATED: _l("among several, none stated as primary"),
    Named.ALSO: _l("besides another one"),
    Named.ALL: _l("together with all others"),
}


def subject_of(framework: Framework, scheme: str, code: str, language: str) -> SubjectPage:
    """Return what the page of a code is about; NotFound where the scheme has no such code."""
    entries = framework.entries(scheme)
    if code not in entries.by_code:
        raise NotFound(_("There is no such part of the framework. Check the address, or start from the overview."))
    entry = entries.by_code[code]
    place = entries.index(entry)
    before, after = entries[:place][-1:], entries[place + 1 :][:1]
    return SubjectPage(
        title=entry.label(language),
        parts=_parts(entry, language),
        translations=_other_names(entry, language),
        before=_neighbour(scheme, before[0], language) if before else None,
        after=_neighbour(scheme, after[0], language) if after else None,
    )


def groups_of(
    naming: Iterable[Naming], consultations: Iterable[Consultation], scheme: str, code: str
) -> Iterator[Group]:
    """Yield the groups consultation by consultation, the closest way of naming first; empty ones too.

    That no primary one is stated is nothing one looks for: that group is there where there is something in it.
    """
    found = {key: list(alike) for key, alike in groupby(naming, lambda one: (one.proposal.consultation_id, one.named))}
    ways = HOW if scheme == OBJECTIVE else {Named.ALSO: ""}
    for consultation in consultations:
        for named, how in ways.items():
            alike = found.get((consultation.id, named), [])
            if named is Named.NOT_STATED and not alike:
                continue
            yield Group(
                consultation,
                how,
                alike[0].total if alike else 0,
                [one.proposal for one in alike],
                list_url(consultation.slug, scheme, code, named),
            )


def _parts(entry: Entry, language: str) -> tuple[str | Localized, ...]:
    """Where an entry stands in its document."""
    if isinstance(entry, Objective):
        return _("Objective %(number)s", number=entry.number), _of_the_compact(entry.paragraph)
    if isinstance(entry, Principle):
        return _("Guiding principle (%(letter)s)", letter=entry.letter), _of_the_compact(entry.paragraph)
    if isinstance(entry, Paragraph):
        return entry.name(language), _("Progress Declaration, A/RES/76/266"), entry.part(language)
    return (_("Theme %(number)s", number=entry.number),) if isinstance(entry, Theme) else ()


def _of_the_compact(paragraph: int | str) -> str:
    return str(_("Paragraph %(number)s of the Compact", number=paragraph))


def _other_names(entry: Entry, language: str) -> list[tuple[Language, str]]:
    if isinstance(entry, Paragraph):
        return []
    names = entry.titles if isinstance(entry, Objective) else entry.names
    return [(tongue, names[tongue.code]) for tongue in LANGUAGES if tongue.code in names and tongue.code != language]


def _neighbour(scheme: str, entry: Entry, language: str) -> Neighbour:
    label = entry.short_label(language) if isinstance(entry, Objective) else entry.label(language)
    place = entry.number if isinstance(entry, Theme) else entry.code  # the code of a theme is a name for programs
    return Neighbour(entry_url(scheme, entry.code), Markup("%s · %s") % (place, label))
