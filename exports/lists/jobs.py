"""The jobs of lists: long ones that a worker makes and keeps for whoever asked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any, Final

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from consultation.backups.queries import require_published
from consultation.database import snapshot
from consultation.errors import AlreadyDone, NotAllowed
from consultation.jobs.models import Job
from consultation.jobs.operations import JobAddress, ask_for
from consultation.jobs.progress import Progress, Site
from consultation.keeping.operations import hold_removals
from consultation.lists import ListName
from consultation.people.queries import find_participant
from consultation.people.tokens import token_of
from consultation.process.models import Consultation
from consultation.process.queries import get_consultation
from consultation.proposals.search.filters import Filters
from consultation.uploads.operations import keep_list
from consultation.web.identity import new_token
from exports.report.scope.scope import filters_of
from exports.report.wording.language import tongue_of
from exports.round_trip.editable_list import ListContext
from exports.round_trip.registry import list_of
from exports.round_trip.rows import Uploader
from exports.round_trip.sheet import write_list
from indicators.marking import N_

MAKE_LIST: Final = "make_list"
TRIES: Final = 3
TITLE: Final = N_("List to edit offline")
TAKEN_BACK: Final = N_(
    "While the list was made something was taken back that may have been in it, several times. Ask for it again."
)
NO_OFFICER: Final = N_("Whoever asked for this is not of the secretariat any more, so it was not made.")

NOBODY_ASKED: Final = N_(
    "Whoever asked for this has another account by now, into which theirs was joined, so it was not made. Ask for it "
    "again."
)


@dataclass(frozen=True)
class ListOrder:
    """A list that somebody asks for: of which consultation, which part of it, in which language."""

    name: ListName
    uploader: Uploader
    filters: Filters
    language: str


def ask_for_list(session: Session, consultation: Consultation, order: ListOrder, *, token: str, now: datetime) -> Job:
    """Let a list be made; see `jobs.operations.ask_for`."""
    asked = {
        "slug": consultation.slug,
        "list": order.name.value,
        "participant_id": order.uploader.participant_id,
        "is_officer": order.uploader.is_officer,
        "filter": order.filters.as_args(),
        "language": order.language,
    }
    return ask_for(
        session,
        MAKE_LIST,
        asked,
        title=TITLE,
        origin=JobAddress("uploads.index", {"slug": consultation.slug}),
        token=token_of(token, json.dumps(asked)),
        consultation_id=consultation.id,
        officers_only=order.uploader.is_officer,
        now=now,
    )


def make_list_later(engine: Engine, asked: Mapping[str, Any], progress: Progress, *, site: Site) -> None:
    """Make a list and keep it; anew, where something was taken back meanwhile that may be in it."""
    with site.context():
        for _try in range(TRIES):
            with snapshot(engine) as reading:
                require_published(reading)
                consultation = get_consultation(reading, asked["slug"])
                file = BytesIO()
                _write(file, reading, consultation, asked, progress, site=site)
            if _is_kept(file, consultation, asked, progress, now=site.clock()):
                return
    raise AlreadyDone(TAKEN_BACK)


def _write(
    file: BytesIO,
    reading: Session,
    consultation: Consultation,
    asked: Mapping[str, Any],
    progress: Progress,
    *,
    site: Site,
) -> None:
    _require_asker(reading, asked)
    uploader = Uploader(asked["participant_id"], asked["is_officer"])
    context = ListContext(consultation, site.framework, uploader, site.clock(), tongue_of(asked["language"]))
    editable = list_of(ListName(asked["list"]), context)
    rows = editable.rows_of(reading, filters_of(asked["filter"], site.framework))
    write_list(file, editable, rows, watch=progress)


def _require_asker(session: Session, asked: Mapping[str, Any], *, hold: bool = False) -> None:
    asker = find_participant(session, asked["participant_id"], hold=hold)
    if asker is None:
        raise NotAllowed(NOBODY_ASKED)
    if asked["is_officer"] and not asker.is_officer:
        raise NotAllowed(NO_OFFICER)


def _is_kept(
    file: BytesIO, consultation: Consultation, asked: Mapping[str, Any], progress: Progress, *, now: datetime
) -> bool:
    with progress.finishing() as (session, end):
        if hold_removals(session, consultation.id) != consultation.removals:
            session.rollback()
            return False
        _require_asker(session, asked, hold=True)
        kept = keep_list(
            session,
            consultation_id=consultation.id,
            list_name=ListName(asked["list"]),
            participant_id=asked["participant_id"],
            of_secretariat=asked["is_officer"],
            content=file.getvalue(),
            token=new_token(),
            now=now,
        )
        end(JobAddress("lists.made", {"token": kept.token}))
        return True


WORKS: Final = {MAKE_LIST: make_list_later}
