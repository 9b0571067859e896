"""Files that take long to make: asked for in a request, made by a worker, kept until they are fetched."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from consultation.errors import AlreadyDone
from consultation.jobs.models import Job
from consultation.jobs.operations import Place, ask_for
from consultation.jobs.progress import Progress
from consultation.process.queries import get_consultation
from consultation.proposals.filters import Filters
from exports import queries
from exports.formats import FORMATS
from exports.making import make_workbook
from exports.models import Audience, FileFormat
from exports.operations import Door, record_handout
from exports.scope import Scope, filters_of
from exports.snapshot import snapshot
from indicators.framework import Framework
from indicators.marking import N_

MAKE_FILE: Final = "make_file"
LARGE: Final = 4_000  # proposals and comments: these take about two seconds on a slow machine
TRIES: Final = 3
TITLES: Final = {FileFormat.WORKBOOK: N_("Workbook"), FileFormat.CSV: N_("CSV files")}
TAKEN_BACK: Final = N_(
    "While the file was made something was taken back that may have been in it, several times. Ask for it again."
)


@dataclass(frozen=True)
class Order:
    """A file that somebody asks for; only an officer is known by their number."""

    slug: str
    audience: Audience
    filters: Filters
    file_format: FileFormat
    officer_id: int | None = None

    def as_asked(self) -> dict[str, Any]:
        """Return it in plain values, to be stored."""
        return {
            "slug": self.slug,
            "audience": self.audience.value,
            "filter": self.filters.as_args(),
            "format": self.file_format.value,
            "officer_id": self.officer_id,
        }

    @classmethod
    def from_asked(cls, asked: Mapping[str, Any], framework: Framework) -> Order:
        """Read what was stored."""
        return cls(
            slug=asked["slug"],
            audience=Audience(asked["audience"]),
            filters=filters_of(asked["filter"], framework),
            file_format=FileFormat(asked["format"]),
            officer_id=asked["officer_id"],
        )


def is_large(session: Session, order: Order) -> bool:
    """Return whether the file takes longer to make than somebody would wait; NotFound for an unknown consultation."""
    consultation = get_consultation(session, order.slug)
    scope = Scope(consultation.id, consultation.kind, order.audience, order.filters)
    facts = session.execute(queries.facts(scope)).one()
    return bool(facts.proposals + facts.comments > LARGE)


def ask_for_file(session: Session, order: Order, *, token: str, now: datetime) -> Job:
    """Let the file be made; see `jobs.operations.ask_for`."""
    return ask_for(
        session,
        MAKE_FILE,
        order.as_asked(),
        title=TITLES[order.file_format],
        origin=Place("exports.workbook", {"slug": order.slug}),
        token=token,
        consultation_id=get_consultation(session, order.slug).id,
        officers_only=order.audience is not Audience.PUBLIC,
        now=now,
    )


def make_file(
    engine: Engine,
    asked: Mapping[str, Any],
    progress: Progress,
    *,
    framework: Framework,
    clock: Callable[[], datetime],
) -> None:
    """Make the file of an order and keep it; anew, where something was taken back meanwhile that may be in it."""
    order = Order.from_asked(asked, framework)
    for _try in range(TRIES):
        if _made_and_kept(engine, order, progress, framework, clock()):
            return
    raise AlreadyDone(TAKEN_BACK)


def _made_and_kept(engine: Engine, order: Order, progress: Progress, framework: Framework, now: datetime) -> bool:
    with snapshot(engine) as reading:
        handout = make_workbook(
            reading,
            order.slug,
            order.audience,
            order.filters,
            framework,
            now=now,
            file_format=FORMATS[order.file_format],
            watch=progress,
        )
    with handout.file, progress.finishing() as (session, end):
        record = record_handout(session, handout, officer_id=order.officer_id, door=Door.SITE)
        if record.kept_file_id is None:
            session.rollback()
            return False
        end(Place("exports.kept_file", {"sha256": record.sha256}))
        return True
