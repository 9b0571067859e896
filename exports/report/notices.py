"""Notices on the sheet Read me: what to know before counting with a workbook."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from consultation.people.models import Status
from exports.report.material import Material
from exports.report.wording.language import Say
from exports.report.wording.words import STATUSES, stages_of
from indicators.marking import N_, NN_


def notices(material: Material, long_texts: int) -> Iterator[str]:
    """Yield the notices; `long_texts` is the number of cells whose text goes on in Long texts."""
    say = material.labels.say
    yield from map(say, _ALWAYS)
    yield from _of_what_was_brought_in(material)
    yield from _of_what_is_not_published(material)
    yield _of_long_texts(long_texts, say)


_ALWAYS: Final = (
    N_("Authors choose how much of them is shown. What they hide is not stored: it counts as “not stated” here too."),
    N_("Groups and organisations are what the authors say of themselves unless the standing is “confirmed”."),
    N_("A participant has one current position on a proposal; Summary and Convergence count only these."),
    N_("Coverage, Convergence and, except by status, Summary count what is published."),
)


_BROUGHT_IN: Final = NN_(
    "%(number)s proposal was brought in, from existing work or for somebody who filled in a sheet offline; where it "
    "shows no stakeholder group it belongs to none.",
    "%(number)s proposals were brought in, from existing work or for people who filled in a sheet offline; those that "
    "show no stakeholder group belong to none.",
)
_NOTED: Final = NN_(
    "%(number)s proposal that was brought in carries a note on the source, such as that its objectives are a mapping "
    "made afterwards.",
    "%(number)s proposals that were brought in carry a note on the source, such as that their objectives are a mapping "
    "made afterwards.",
)


def _of_what_was_brought_in(material: Material) -> Iterator[str]:
    tally = material.tally
    if number := sum(tally.summary.number("brought_in", status) for status in stages_of(material.scope.statuses)):
        yield material.labels.tongue.say_number(*_BROUGHT_IN, number) % {"number": number}
        if tally.noted:
            yield material.labels.tongue.say_number(*_NOTED, tally.noted) % {"number": tally.noted}


def _of_what_is_not_published(material: Material) -> Iterator[str]:
    not_published = [stage for stage in stages_of(material.scope.statuses) if stage != Status.PUBLISHED]
    counted, say = material.tally.summary.number, material.labels.say
    template = N_("%(status)s, and so not seen by the public: proposals %(proposals)s, comments %(comments)s.")
    for status in not_published:
        yield say(template) % {
            "status": say(STATUSES[status]).capitalize(),
            "proposals": counted("participants", status) + counted("brought_in", status),
            "comments": counted("comments", status),
        }


def _of_long_texts(number: int, say: Say) -> str:
    if not number:
        return say(N_("Every text is whole in its cell."))
    template = N_("Texts longer than a cell can hold: %(number)s. They go on in Long texts; nothing is cut.")
    return say(template) % {"number": number}
