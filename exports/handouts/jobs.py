"""The jobs of handouts: large files that a worker makes and keeps until they are fetched."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from consultation.backups.queries import require_published
from consultation.database import snapshot
from consultation.errors import AlreadyDone
from consultation.jobs.models import Job
from consultation.jobs.operations import JobAddress, ask_for
from consultation.jobs.progress import Progress, Site
from consultation.people.tokens import token_of
from consultation.process.queries import get_consultation
from exports.files.writer.formats import FileFormat
from exports.handouts.comparing import WHAT_CHANGED, Comparison, changes_workbook, two_to_compare
from exports.handouts.making import Handout, make_file
from exports.handouts.operations import Door, record_handout
from exports.handouts.order import Order, scope_of
from exports.report.queries.facts import facts as queries_facts
from exports.report.scope.audiences import Audience
from indicators.marking import N_

MAKE_FILE: Final = "make_file"
MAKE_CHANGES: Final = "make_changes"
LARGE: Final = 4_000  # proposals and comments: these take about two seconds on a slow machine
TRIES: Final = 3
TITLES: Final = {FileFormat.WORKBOOK: N_("Workbook"), FileFormat.CSV: N_("CSV files")}
TAKEN_BACK: Final = N_(
    "While the file was made something was taken back that may have been in it, several times. Ask for it again."
)


def is_large(session: Session, order: Order) -> bool:
    """Return whether the file takes longer to make than somebody would wait; NotFound as by `make_file`."""
    scope = scope_of(session, get_consultation(session, order.slug), order)
    facts = session.execute(queries_facts(scope)).one()
    return bool(facts.proposals + facts.comments > LARGE)


def ask_for_file(session: Session, order: Order, *, officer_id: int | None, token: str, now: datetime) -> Job:
    """Let the file be made; see `jobs.operations.ask_for`. Only an officer is known by their number."""
    return ask_for(
        session,
        MAKE_FILE,
        {"order": order.as_json(), "officer_id": officer_id},
        title=TITLES[order.file_format],
        origin=JobAddress("exports.workbook", {"slug": order.slug}),
        token=token_of(token, json.dumps(order.as_json())),
        consultation_id=get_consultation(session, order.slug).id,
        officers_only=order.audience is not Audience.PUBLIC,
        now=now,
    )


def make_file_later(engine: Engine, asked: Mapping[str, Any], progress: Progress, *, site: Site) -> None:
    """Make the file of an order and keep it."""
    order = Order.from_json(asked["order"], site.framework)

    def make(reading: Session) -> Handout:
        return make_file(reading, order, site.framework, site=site.address, now=site.clock(), watch=progress)

    _make_and_keep(engine, make, progress, officer_id=asked["officer_id"])


def ask_for_changes(session: Session, later: Any, earlier: Any, *, officer_id: int, token: str, now: datetime) -> Job:
    """Let the workbook be made of what changed between two records of `comparing.comparable`."""
    return ask_for(
        session,
        MAKE_CHANGES,
        {"later": later.sha256, "earlier": earlier.sha256, "officer_id": officer_id},
        title=WHAT_CHANGED,
        origin=JobAddress("exports.changes", {"sha256": later.sha256}),
        token=token_of(token, f"{later.sha256} {earlier.sha256}"),
        consultation_id=later.consultation_id,
        officers_only=True,
        now=now,
    )


def make_changes_later(engine: Engine, asked: Mapping[str, Any], progress: Progress, *, site: Site) -> None:
    """Make the workbook of what changed and keep it."""

    def make(reading: Session) -> Handout:
        later, earlier, _others = two_to_compare(reading, asked["later"], asked["earlier"])
        return changes_workbook(Comparison(reading, earlier, later, site.framework, progress), now=site.clock())

    _make_and_keep(engine, make, progress, officer_id=asked["officer_id"])


def _make_and_keep(
    engine: Engine, make: Callable[[Session], Handout], progress: Progress, *, officer_id: int | None
) -> None:
    """Make a file and keep it; anew, where something was taken back meanwhile that may be in it."""
    for _try in range(TRIES):
        with snapshot(engine) as reading:
            require_published(reading)
            handout = make(reading)
        if _is_kept(handout, progress, officer_id=officer_id):
            return
    raise AlreadyDone(TAKEN_BACK)


def _is_kept(handout: Handout, progress: Progress, *, officer_id: int | None) -> bool:
    with handout.file, progress.finishing() as (session, end):
        record = record_handout(session, handout, officer_id=officer_id, door=Door.SITE)
        if record.kept_file_id is None:
            session.rollback()
            return False
        end(JobAddress("exports.kept_file", {"sha256": record.sha256}))
        return True


WORKS: Final = {MAKE_FILE: make_file_later, MAKE_CHANGES: make_changes_later}
