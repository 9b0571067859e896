"""Taking a list away to edit it offline: at once where it is short, else as a worker has made it."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import Blueprint, Response, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from consultation.backups.queries import require_published
from consultation.database import snapshot
from consultation.errors import NotFound, SignInNeeded
from consultation.lists import ListName
from consultation.process.queries import get_consultation
from consultation.uploads.queries import get_list
from consultation.web.clock import now
from consultation.web.identity import Identity, identity
from consultation.web.pages import page
from consultation.web.security.rate_limits import Limit, limited
from consultation.web.texts.language import page_language
from consultation.web.texts.sentences import list_in_words
from consultation.web.transactions import db, engine, writes
from exports.files.writer.formats import WORKBOOK
from exports.lists.forms import ListForm
from exports.lists.jobs import ListOrder, ask_for_list
from exports.report.scope.scope import filters_of
from exports.report.wording.language import tongue_of
from exports.round_trip.editable_list import EditableList, ListContext
from exports.round_trip.registry import LISTS, list_of
from exports.round_trip.rows import Uploader
from exports.round_trip.sheet import MOST_WHILE_WAITING, require_not_too_many, write_list
from indicators.framework import Framework

lists = Blueprint("lists", __name__)

MAKING = Limit("long list", most=30, seconds=60 * 60)


@lists.route("/consultations/<slug:slug>/lists/<slug:name>")
def take(slug: str, name: str) -> ResponseReturnValue:
    """Hand out a list with what whoever asks may change, or say that a worker has to make it."""
    file, filters = BytesIO(), filters_of(request.args, _framework())
    with snapshot(engine()) as reading:
        require_published(reading)
        editable = _list(reading, slug, name)
        number = editable.number_of_rows(reading, filters)
        require_not_too_many(number)
        if number <= MOST_WHILE_WAITING:
            write_list(file, editable, editable.rows_of(reading, filters))
            return _file(file.getvalue(), slug, name)
        consultation = editable.context.consultation
    asked: dict[str, Any] = {"slug": slug, "name": name, **filters.as_args()}
    address = url_for("lists.make", **asked)
    return page("exports/long_list.html", form=ListForm(), consultation=consultation, address=address, number=number)


@lists.route("/consultations/<slug:slug>/lists/<slug:name>/later", methods=["POST"])
@limited(MAKING)
@writes
def make(slug: str, name: str) -> ResponseReturnValue:
    """Let a long list be made by a worker."""
    form, filters = ListForm(), filters_of(request.args, _framework())
    if not form.validate_on_submit():
        asked: dict[str, Any] = {"slug": slug, "name": name, **filters.as_args()}
        return redirect(url_for("lists.take", **asked))
    context = _list(db(), slug, name).context
    order = ListOrder(ListName(name), context.uploader, filters, page_language())
    job = ask_for_list(db(), context.consultation, order, token=form.submission.data, now=now())
    return redirect(url_for("jobs.show", token=job.token), code=303)


@lists.route("/uploads/lists/<token:token>")
def made(token: str) -> ResponseReturnValue:
    """Hand out a list that a worker has made, to whoever asked for it."""
    require_published(db())
    kept, slug = get_list(db(), token, _viewer(), now=now())
    return _file(kept.content, slug, kept.list_name)


def _list(session: Session, slug: str, name: str) -> EditableList:
    if name not in LISTS:
        raise NotFound(_("There is no such list. There are: %(names)s.", names=list_in_words(LISTS)))
    uploader = Uploader(_viewer().participant_id, _viewer().is_officer)
    consultation, tongue = get_consultation(session, slug), tongue_of(page_language())
    return list_of(ListName(name), ListContext(consultation, _framework(), uploader, now(), tongue))


def _file(content: bytes, slug: str, name: str) -> Response:
    response = Response(content, mimetype=WORKBOOK.media_type)
    response.headers.set("Content-Disposition", "attachment", filename=f"{slug}-{name}-to-edit.xlsx")
    response.headers["Cache-Control"] = "no-store"
    return response


def _viewer() -> Identity:
    who = identity()
    if who is None:
        raise SignInNeeded(_("Please sign in first."))
    return who


def _framework() -> Framework:
    framework: Framework = current_app.extensions["framework"]
    return framework
