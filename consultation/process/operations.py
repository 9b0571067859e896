"""What a consultation allows when, and changing that."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from consultation.errors import AlreadyDone, EditedMeanwhile, NotFound, PhaseClosed
from consultation.process.models import Action, Consultation, Phase
from consultation.process.schedule import Schedule, Span
from consultation.process.zones import zone_names
from consultation.web.texts.formatting import time_in
from indicators.fields import Kind
from indicators.marking import N_

OPEN_FOR = timedelta(days=90)
ZONE = "Europe/Zurich"  # Geneva, where the Network's secretariat works

MANDATED = (
    {
        "slug": "indicators",
        "kind": Kind.INDICATOR,
        "title": N_("A limited set of indicators"),
        "mandate": 70,
        "reference_prefix": "IND",
        "is_protected": False,
    },
    {
        "slug": "missing-migrants",
        "kind": Kind.RECOMMENDATION,
        "title": N_("Missing migrants and humanitarian assistance"),
        "mandate": 76,
        "reference_prefix": "REC",
        "is_protected": True,
    },
)


def require(consultation: Consultation, action: Action, now: datetime) -> None:
    """Raise PhaseClosed, naming the dates in the consultation's zone, unless a phase allows `action` at `now`.

    The consultation comes with its phases.
    """
    if not consultation.permits(action, now):
        raise PhaseClosed(_why_not(consultation, action, now))


def require_answer(consultation: Consultation, action: Action, *, since: datetime | None, now: datetime) -> None:
    """Do as `require`, but let an author answer what they were told, at `since`, not long ago."""
    if not consultation.takes_answer(action, now, since=since):
        require(consultation, action, now)


def _why_not(consultation: Consultation, action: Action, now: datetime) -> str:
    closed, opens = consultation.ended(action, now), consultation.next_opening(action, now)
    dates = {
        name: time_in(moment, consultation.zone)
        for name, moment in (("closed", closed), ("opens", opens))
        if moment is not None
    }
    sentences = _ABOUT_PROPOSALS if action is Action.PROPOSE else _ABOUT_COMMENTS
    return str(_(sentences[closed is not None, opens is not None])) % dates


# By whether it was open before and whether it will be again.
_ABOUT_PROPOSALS = {
    (True, True): N_("Proposals closed on %(closed)s and open again on %(opens)s."),
    (True, False): N_("Proposals closed on %(closed)s."),
    (False, True): N_("Proposals open on %(opens)s."),
    (False, False): N_("This consultation takes no proposals."),
}
_ABOUT_COMMENTS = {
    (True, True): N_("Comments closed on %(closed)s and open again on %(opens)s."),
    (True, False): N_("Comments closed on %(closed)s."),
    (False, True): N_("Comments open on %(opens)s."),
    (False, False): N_("This consultation takes no comments."),
}


def reschedule(session: Session, consultation: Consultation, schedule: Schedule, *, seen: str) -> None:
    """Give a consultation another zone and other phases. Twice is once.

    EditedMeanwhile unless `seen` marks the schedule as it is: of two officers at once the second is told.
    """
    _before, is_made = hold_dates(session, consultation, seen, lambda _before: consultation.schedule.is_same(schedule))
    if is_made:
        return
    consultation.zone = schedule.zone
    session.execute(delete(Phase).where(Phase.consultation_id == consultation.id))
    for span in schedule.spans:
        _add_phase(session, consultation, span)
    _read_anew(session, consultation)


def open_now(session: Session, consultation: Consultation, number: int, *, seen: str, now: datetime) -> Schedule:
    """Let a phase that is to come begin now, and return the dates before; `number` counts the phases from 0.

    Twice is once.
    """

    def comes_of_it(before: Schedule) -> bool:
        return consultation.schedule.comes_of_opening(before, number, now)

    before, is_made = hold_dates(session, consultation, seen, comes_of_it)
    if not is_made:
        phase = phase_of(consultation, number)
        if phase.opens_at <= now:
            raise AlreadyDone(_("This phase has opened already."))
        phase.opens_at = now
        _read_anew(session, consultation)
    return before


def close_now(session: Session, consultation: Consultation, number: int, *, seen: str, now: datetime) -> Schedule:
    """Let a phase that is open end now, and return the dates before; one that opened in this very moment is no more.

    Twice is once.
    """

    def comes_of_it(before: Schedule) -> bool:
        return consultation.schedule.comes_of_closing(before, number, now)

    before, is_made = hold_dates(session, consultation, seen, comes_of_it)
    if not is_made:
        phase = phase_of(consultation, number)
        if not phase.is_open(now):
            raise AlreadyDone(_("This phase is not open."))
        if phase.opens_at == now:
            session.delete(phase)
        else:
            phase.closes_at = now
        _read_anew(session, consultation)
    return before


def phase_of(consultation: Consultation, number: int) -> Phase:
    """Return a phase by its place, counted from 0; NotFound where there is none."""
    if number not in range(len(consultation.phases)):
        raise NotFound(_("There is no such phase. Look at the dates again."))
    return consultation.phases[number]


def hold_dates(
    session: Session, consultation: Consultation, seen: str, is_made: Callable[[Schedule], bool]
) -> tuple[Schedule, bool]:
    """Hold a consultation's dates to be changed, read them anew, and return those `seen`.

    They are still there, or what is asked for is made of them already, as by the same press sent twice: then it says
    True. EditedMeanwhile where neither is so.
    """
    session.refresh(consultation, ["zone"], with_for_update=True)
    _read_anew(session, consultation)
    if consultation.schedule.mark == seen:
        return consultation.schedule, False
    before = _find_schedule(seen)
    if before is None or not is_made(before):
        raise EditedMeanwhile(_("Somebody else has changed the dates since you opened this page. Look at them again."))
    return before, True


def _find_schedule(seen: str) -> Schedule | None:
    """Return the schedule with a mark that a form has carried, None where it can be nobody's."""
    try:
        before = Schedule.from_mark(seen)
    except ValueError:
        return None
    allowed = {one for span in before.spans for one in span.allows}
    return before if before.zone in zone_names() and allowed <= {*Action} else None


def _add_phase(session: Session, consultation: Consultation, span: Span) -> None:
    session.add(
        Phase(
            consultation_id=consultation.id,
            opens_at=span.opens_at,
            closes_at=span.closes_at,
            allows=list(span.allows),
        )
    )


def _read_anew(session: Session, consultation: Consultation) -> None:
    session.flush()
    session.refresh(consultation, ["phases"])


def open_mandated_consultations(session: Session, *, now: datetime) -> int:
    """Open the two consultations of the Progress Declaration where they are missing; return how many were."""
    present = set(session.scalars(select(Consultation.slug)))
    missing = [values for values in MANDATED if values["slug"] not in present]
    for values in missing:
        phase = Phase(opens_at=now, closes_at=now + OPEN_FOR, allows=[Action.PROPOSE, Action.COMMENT])
        session.add(Consultation(**values, zone=ZONE, phases=[phase]))
    session.flush()
    return len(missing)
