"""The page of a job: how far it is, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Final

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from consultation.jobs import operations
from consultation.jobs.models import Job
from consultation.jobs.operations import JobAddress
from consultation.jobs.queries import get_job, number_waiting
from consultation.keeping.queries import find_kept
from consultation.process.models import Consultation
from consultation.uploads.queries import has_list
from consultation.web.clock import now
from consultation.web.identity import identity
from consultation.web.pages import page
from consultation.web.transactions import db, writes

jobs = Blueprint("jobs", __name__)

LONG_WAIT = timedelta(minutes=1)


@jobs.route("/jobs/<token:token>")
def show(token: str) -> ResponseReturnValue:
    """Say how far a job is; whoever has its address may know, where it is not for the secretariat alone."""
    job, consultation = _get(token)
    return page(
        "jobs/show.html",
        job=job,
        consultation=consultation,
        before=number_waiting(db(), before=job),
        has_waited_long=now() - job.created_at > LONG_WAIT,
        time_left=_in_words(job.time_left(now())),
        origin=_url(job.origin),
        goal=_url(job.goal) if job.goal else None,
        is_file=_is_file(job),
        is_gone=_is_gone(job),
    )


@jobs.route("/jobs/<token:token>/cancel", methods=["POST"])
@writes
def cancel(token: str) -> ResponseReturnValue:
    """End a job that nobody wants any more."""
    job, _consultation = _get(token)
    if not operations.cancel(db(), job, now=now()):
        flash(_("It had ended already, so there was nothing to cancel."), "warning")
    return redirect(url_for("jobs.show", token=token))


def _get(token: str) -> tuple[Job, Consultation]:
    who = identity()
    return get_job(db(), token, for_officers=who is not None and who.is_officer)


def _is_file(job: Job) -> bool:
    return job.goal is not None and JobAddress.from_json(job.goal).endpoint in _KEPT


def _is_gone(job: Job) -> bool:
    """Whether it has made a file that is kept no more."""
    if job.goal is None or not _is_file(job):
        return False
    goal = JobAddress.from_json(job.goal)
    return not _KEPT[goal.endpoint](db(), job, goal.values)


def _has_file(session: Session, job: Job, values: Mapping[str, str]) -> bool:
    kept = find_kept(session, job.consultation_id, values["sha256"])
    return kept is not None and kept.gone_at is None


def _has_list(session: Session, job: Job, values: Mapping[str, str]) -> bool:
    return has_list(session, values["token"], now=now())


_KEPT: Final[Mapping[str, Callable[[Session, Job, Mapping[str, str]], bool]]] = {
    "exports.kept_file": _has_file,
    "lists.made": _has_list,
}
"""By the address of a file, what tells whether it is still kept."""


def _url(place: str) -> str:
    where = JobAddress.from_json(place)
    values: dict[str, Any] = dict(where.values)
    return url_for(where.endpoint, **values)


def _in_words(left: timedelta | None) -> str:
    if left is None:
        return ""
    seconds = round(left.total_seconds())
    if seconds < 10:
        return str(_("a few seconds left"))
    if seconds < 90:
        return str(_("about %(number)s seconds left", number=10 * round(seconds / 10)))
    return str(ngettext("about %(num)d minute left", "about %(num)d minutes left", round(seconds / 60)))
