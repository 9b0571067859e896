"""The phases of a consultation in words: done, now or next, and what each allows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from consultation.process.models import Action, Consultation, Phase
from consultation.web.texts.formatting import time_in


@dataclass(frozen=True)
class Step:
    """A phase on the way: `state` is done, now or next."""

    label: str
    when: str
    state: str


def steps_of(consultation: Consultation, now: datetime) -> list[Step]:
    """Return the phases in their order, with their dates in the consultation's zone; it comes with its phases."""
    return [_step(phase, consultation.zone, now) for phase in consultation.phases]


def _step(phase: Phase, zone: str, now: datetime) -> Step:
    opens, closes = time_in(phase.opens_at, zone), time_in(phase.closes_at, zone)
    if phase.closes_at <= now:
        return Step(what_is_possible(phase.allows), _("closed on %(time)s", time=closes), "done")
    if phase.is_open(now):
        return Step(what_is_possible(phase.allows), _("open until %(time)s", time=closes), "now")
    return Step(what_is_possible(phase.allows), _("opens on %(time)s", time=opens), "next")


def allowed_now(consultation: Consultation, now: datetime) -> set[Action]:
    """Return what can be done at this moment; nothing where the consultation is not open."""
    return {action for action in Action if consultation.permits(action, now)}


def what_is_possible(allows: Sequence[str]) -> str:
    """Return in words what a phase allows."""
    if Action.PROPOSE in allows and Action.COMMENT in allows:
        return str(_("Proposals and comments"))
    if Action.PROPOSE in allows:
        return str(_("Proposals"))
    return str(_("Comments"))
