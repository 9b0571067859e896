"""The pages of what is sent in: sending a file, matching its columns, accepting, discarding and undoing."""

from __future__ import annotations

import hashlib
import json
from io import BytesIO
from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consultation.discussion.queries import find_last_speaker
from consultation.errors import NotFound, SignInNeeded
from consultation.jobs.queries import find_job
from consultation.lists import ListName
from consultation.people.forms import speaker_choices
from consultation.people.queries import find_began_at
from consultation.people.speaker import NOBODY
from consultation.people.tokens import token_of
from consultation.process.models import Consultation
from consultation.process.queries import get_consultation
from consultation.uploads.models import Made, PieceName, Upload, UploadState
from consultation.uploads.operations import (
    discard_upload,
    hold_open,
    keep_piece,
    receive_upload,
    remember_matching,
)
from consultation.uploads.queries import A_PAGE, content_of, find_piece, get_upload, has_piece, uploads_seen_by
from consultation.web.clock import now
from consultation.web.identity import Identity, identity, new_token, token_here
from consultation.web.pages import page
from consultation.web.paging import read_cursor, write_cursor
from consultation.web.returned_input import asks
from consultation.web.security.rate_limits import Limit, limited
from consultation.web.security.request_checks import takes_files
from consultation.web.texts.language import page_language
from consultation.web.transactions import db, writes
from exports.files.reader.table import MOST_BYTES, MOST_CELLS, MOST_COLUMNS, MOST_ROWS, ReadingChoice, UnreadableFile
from exports.files.writer.formats import WORKBOOK
from exports.fill_in.corrections import CannotBeGivenBack
from exports.fill_in.import_plan import ImportRefused, problem_in_words
from exports.fill_in.sent_table import SentTable
from exports.round_trip.editable_list import Acceptance, EditableList, ListContext
from exports.round_trip.previewing import list_named_by, write_marked
from exports.round_trip.registry import LISTS, list_of
from exports.round_trip.rows import Fate, Preview, Uploader, says_who_speaks
from exports.uploads import accepting
from exports.uploads.forms import AcceptAsParticipantForm, AcceptForm, UploadForm, as_matched, match_form
from exports.uploads.jobs import ask_for_preview, ask_to_accept
from exports.uploads.pages import as_guessed, columns_page, fields_offered, preview_page, samples_of
from exports.uploads.reading_fields import reading_fields
from exports.uploads.upload_preview import (
    SECONDS_AT_ONCE,
    SMALL_FILE,
    SMALL_TABLE,
    headings_hash,
    is_small,
    keep_upload_preview,
    matching_of,
    preview_table,
    read_file,
    read_upload_preview,
    uploader_of,
)
from indicators.framework import Framework

uploads = Blueprint("uploads", __name__)

UPLOADING = Limit("upload", most=60, seconds=60 * 60)


@uploads.route("/consultations/<slug:slug>/uploads", methods=["GET", "POST"])
@takes_files(MOST_BYTES)
@limited(UPLOADING)
@writes
def index(slug: str) -> ResponseReturnValue:
    """Take in a file, and list those that came in before."""
    form = UploadForm()
    if form.validate_on_submit():
        try:
            return _taken_in(slug, form)
        except UnreadableFile as problem:
            form.file.errors = [problem_in_words(problem)]
        except ImportRefused as problem:
            form.file.errors = list(problem.problems)
        db().rollback()
    consultation = get_consultation(db(), slug)
    cursor = read_cursor(request.args.get("before"))
    found = uploads_seen_by(db(), consultation.id, _viewer(), before=cursor[0] if cursor else None)
    return page(
        "exports/uploads.html",
        form=form,
        consultation=consultation,
        lists=[name for name, entry in LISTS.items() if _viewer().is_officer or not entry.for_officers],
        uploads=[(upload, json.loads(upload.counts)) for upload in found[:A_PAGE]],
        older=write_cursor(found[A_PAGE - 1].id) if len(found) > A_PAGE else None,
        is_first=cursor is None,
        viewer=_viewer(),
        limits={"size": MOST_BYTES // 2**20, "rows": MOST_ROWS, "columns": MOST_COLUMNS, "cells": MOST_CELLS},
    )


@uploads.route("/uploads/<token:token>")
def show(token: str) -> ResponseReturnValue:
    """Show how far an upload is: being read, to be matched, what it would change, or what it has changed."""
    upload, consultation = get_upload(db(), token, _viewer())
    job = find_job(db(), upload.job) if upload.job else None
    if job is not None and job.is_unfinished:
        return redirect(url_for("jobs.show", token=job.token))
    if job is not None and job.sentence and upload.state is not UploadState.WAITING:
        flash(_(job.sentence), "warning")
    if upload.state is UploadState.READ:
        return redirect(url_for("uploads.match", token=token))
    if upload.state is UploadState.READY:
        table, found, editable = read_upload_preview(db(), upload, _framework(), now())
        form = _accept_form(found, editable)
        return preview_page(form, upload, consultation, found, table)
    return page(
        "exports/upload_done.html",
        upload=upload,
        consultation=consultation,
        counts=json.loads(upload.counts),
        job=job,
        why_not=_why_not_undone(upload, consultation),
        waits_again=_waits_again(upload, consultation),
        viewer=_viewer(),
    )


@uploads.route("/uploads/<token:token>/columns", methods=["GET", "POST"])
@writes
@asks(lambda: [match_form([], {}, is_officer=True)(fields_offered=[])])
def match(token: str) -> ResponseReturnValue:
    """Ask which column of somebody else's table is which of our fields."""
    upload, consultation = get_upload(db(), token, _viewer())
    content = content_of(db(), upload, PieceName.TABLE) if upload.is_open else None
    if content is None or (table := SentTable.from_json(content)).mark is not None:
        raise NotFound(
            _("The columns of this file cannot be matched: it was accepted already, or says itself what is what.")
        )
    form = _match_form(upload, table, consultation)
    choice = form.reading_asked(table) if form.is_submitted() else None
    form.is_to_be_read_anew = choice is not None
    if not form.validate_on_submit() or (request.form.get("intent") == "read" and choice is None):
        return columns_page(form, upload, consultation, table)
    hold_open(db(), upload)
    if upload.job and (job := find_job(db(), upload.job)) is not None and job.is_unfinished:
        return redirect(url_for("jobs.show", token=job.token))
    if choice is not None:
        return _read_anew(form, upload, table, choice)
    matched = {"mapping": form.matched(), "settings": form.said_of_all(), "kept_for": upload.kept_for}
    remember_matching(db(), consultation.id, headings_hash(table), **matched, now=now())
    try:
        return _looked_at(upload, consultation, table, token=new_token())
    except ImportRefused as problem:
        db().rollback()
        form.columns()[0].errors = list(problem.problems)
        return columns_page(form, upload, consultation, table)


@uploads.route("/uploads/<token:token>/accept", methods=["POST"])
@limited(UPLOADING)
@writes
@asks(lambda: [_acceptance_to_give_back()])
def accept(token: str) -> ResponseReturnValue:
    """Apply the chosen rows."""
    upload, consultation = get_upload(db(), token, _viewer())
    if upload.state is not UploadState.READY:
        if not upload.is_open:
            flash(_("This file had been accepted before, so nothing was changed now."), "warning")
        return redirect(url_for("uploads.show", token=token))
    table, found, editable = read_upload_preview(db(), upload, _framework(), now())
    form = _accept_form(found, editable)
    if not accepting.are_there(found.rows, form.rows.data):
        flash(_(accepting.ROWS_GONE), "warning")
        return redirect(url_for("uploads.show", token=token), code=303)
    if not form.validate_on_submit():
        return preview_page(form, upload, consultation, found, table)
    fates = [Fate(name) for name in form.also.data]
    if request.form.get("intent") == "all":
        fates += [Fate.NEW, Fate.CHANGED]
    numbers = [int(number) for number in form.rows.data]
    speaker = form.speaker() if isinstance(form, AcceptAsParticipantForm) else None
    rows = accepting.chosen_rows(found.rows, fates=fates, numbers=numbers)
    if not rows:
        form.rows.errors = [_(accepting.NO_ROW)]
        return preview_page(form, upload, consultation, found, table)
    if len(rows) > SMALL_TABLE:
        asked: dict[str, Any] = {"fates": fates, "numbers": numbers, "speaker": speaker}
        job = ask_to_accept(db(), upload, consultation, **asked, token=form.submission.data, now=now())
        return redirect(url_for("jobs.show", token=job.token), code=303)
    made = accepting.accept(db(), upload, editable, Acceptance(editable.context, new_token, speaker or NOBODY), rows)
    if made[Made.WITHDRAWN]:
        flash(_("Accepted."))
    else:
        flash(_("Accepted. If it was a mistake, it can be undone as a whole as long as nobody has built on it."))
    return redirect(url_for("uploads.show", token=token), code=303)


@uploads.route("/uploads/<token:token>/marked")
def marked(token: str) -> ResponseReturnValue:
    """Give the file back with what is wrong in it marked."""
    upload, _consultation = get_upload(db(), token, _viewer())
    table, found, editable = read_upload_preview(db(), upload, _framework(), now())
    file = BytesIO()
    try:
        write_marked(file, table, found, editable)
    except CannotBeGivenBack as problem:
        raise NotFound(_("The file cannot be given back (%(why)s). Correct it in your own.", why=problem)) from problem
    return _file(file, "marked.xlsx")


@uploads.route("/uploads/<token:token>/discard", methods=["POST"])
@writes
def discard(token: str) -> ResponseReturnValue:
    """Discard an upload that was not accepted."""
    upload, consultation = get_upload(db(), token, _viewer())
    discard_upload(db(), upload)
    flash(_("Discarded. Nothing was changed."))
    return redirect(url_for("uploads.index", slug=consultation.slug))


@uploads.route("/uploads/<token:token>/undo", methods=["POST"])
@writes
def undo(token: str) -> ResponseReturnValue:
    """Undo as a whole what an upload has changed."""
    upload, consultation = get_upload(db(), token, _viewer())
    waits = _waits_again(upload, consultation)
    accepting.undo(db(), upload, _editable_list(upload, consultation))
    if waits:
        flash(_("Undone: it says again what it said before, and appears again at the hour, with all others."))
    else:
        flash(_("Undone: everything is as it was before."))
    return redirect(url_for("uploads.show", token=token))


def _editable_list(upload: Upload, consultation: Consultation) -> EditableList:
    return list_of(upload.list_name, ListContext(consultation, _framework(), _uploader(), now()))


def _why_not_undone(upload: Upload, consultation: Consultation) -> str:
    if upload.state is not UploadState.ACCEPTED:
        return ""
    return accepting.why_not_undone(db(), upload, _editable_list(upload, consultation))


def _waits_again(upload: Upload, consultation: Consultation) -> bool:
    """Whether what is undone of an upload is out of sight until the hour: a comment has one text."""
    changed = json.loads(upload.counts or "{}").get(Made.CHANGED, 0)
    return consultation.is_protected and upload.list_name is ListName.COMMENTS and changed > 0


def _taken_in(slug: str, form: UploadForm) -> ResponseReturnValue:
    """Read a small file at once, before anybody has to wait for the database; let others be read by a worker."""
    name, content = form.file.file_name, form.file.content()
    table = read_file(content, name, seconds=SECONDS_AT_ONCE) if len(content) <= SMALL_FILE else None
    consultation, sha256 = get_consultation(db(), slug), hashlib.sha256(content).hexdigest()
    upload = receive_upload(
        db(),
        consultation_id=consultation.id,
        list_name=ListName.PROPOSALS,
        participant_id=_viewer().participant_id,
        of_secretariat=_viewer().is_officer,
        file_name=name,
        sha256=sha256,
        token=token_of(form.submission.data, f"{consultation.id} {_viewer().participant_id} {sha256}"),
        now=now(),
    )
    if upload.state is not UploadState.WAITING or upload.job:
        return redirect(url_for("uploads.show", token=upload.token), code=303)  # the same form a second time
    if table is None or table.mark is None:
        keep_piece(db(), upload, PieceName.FILE, content)
    if table is not None:
        return _looked_at(upload, consultation, table, token=new_token())
    job = ask_for_preview(db(), upload, consultation, token=new_token(), now=now())
    return redirect(url_for("jobs.show", token=job.token), code=303)


def _read_anew(form: Any, upload: Upload, table: SentTable, choice: ReadingChoice) -> ResponseReturnValue:
    """Read a file in another way: a small one before anybody has to wait for the database, others by a worker."""
    token, name, file = upload.token, upload.file_name, find_piece(db(), upload, PieceName.FILE)
    if file is None:
        raise NotFound(_("The file is not kept any more. Send it again."))
    db().rollback()
    is_small_file = len(file) <= SMALL_FILE
    try:
        read = read_file(file, name, seconds=SECONDS_AT_ONCE, choice=choice) if is_small_file else None
        upload, consultation = get_upload(db(), token, _viewer())
        hold_open(db(), upload)
        if read is not None:
            return _looked_at(upload, consultation, read, token=new_token())
    except (UnreadableFile, ImportRefused) as problem:
        said = problem.problems if isinstance(problem, ImportRefused) else [problem_in_words(problem)]
        db().rollback()
        upload, consultation = get_upload(db(), token, _viewer())
        form.reading()[-1].errors = list(said)
        return columns_page(form, upload, consultation, table)
    job = ask_for_preview(db(), upload, consultation, choice=choice, token=new_token(), now=now())
    return redirect(url_for("jobs.show", token=job.token), code=303)


def _looked_at(upload: Upload, consultation: Consultation, table: SentTable, *, token: str) -> ResponseReturnValue:
    """Look at a small table at once, and let a worker do it with others."""
    if not table.rows:
        raise ImportRefused([_("There are no rows below the headings. Was the right file chosen?")])
    context = ListContext(consultation, _framework(), uploader_of(db(), upload), now())
    editable = list_named_by(table, context)
    matching = matching_of(db(), upload, table)
    if matching is not None and not is_small(table):
        keep_upload_preview(db(), upload, table, editable, None)
        job = ask_for_preview(db(), upload, consultation, token=token, now=now())
        return redirect(url_for("jobs.show", token=job.token), code=303)
    found = preview_table(db(), table, editable, matching) if matching is not None else None
    keep_upload_preview(db(), upload, table, editable, found)
    return redirect(url_for("uploads.show", token=upload.token), code=303)


def _match_form(upload: Upload, table: SentTable, consultation: Consultation) -> Any:
    known = matching_of(db(), upload, table)
    maps, sets = known or as_guessed(table, consultation)
    is_officer = upload.of_secretariat
    reading = reading_fields(table) if has_piece(db(), upload, PieceName.FILE) else {}
    form = match_form(table.headings, samples_of(table), is_officer=is_officer, reading=reading)
    offered = fields_offered(consultation, is_officer=is_officer)
    return form(fields_offered=offered, data=as_matched(table.headings, maps, sets))


def _accept_form(found: Preview, editable: EditableList) -> Any:
    numbers = [row.number for row in found.rows if row.is_acceptable]
    asked: dict[str, Any] = {"numbers": numbers, "has_faulty": bool(found.of(Fate.FAULTY))}
    asked["data"] = {"rows": [str(row.number) for row in found.of(Fate.NEW, Fate.CHANGED)]}
    is_brought_in = _viewer().is_officer and editable.name is not ListName.COMMENTS
    if is_brought_in or all(map(says_who_speaks, found.of(Fate.NEW))):
        return AcceptForm(**asked)
    consultation, began_at = editable.context.consultation, find_began_at(db(), token_here())
    asked["data"] |= {"attribution": consultation.default_attribution.value}
    asked["last"] = find_last_speaker(db(), consultation, _viewer(), since=began_at)
    return AcceptAsParticipantForm(offered=speaker_choices(_framework(), page_language()), **asked)


def _acceptance_to_give_back() -> AcceptAsParticipantForm:
    offered = speaker_choices(_framework(), page_language())
    return AcceptAsParticipantForm(offered=offered, last=None, numbers=[], has_faulty=True)


def _uploader() -> Uploader:
    return Uploader(_viewer().participant_id, _viewer().is_officer)


def _viewer() -> Identity:
    who = identity()
    if who is None:
        raise SignInNeeded(_("Please sign in first."))
    return who


def _file(file: BytesIO, name: str) -> Response:
    response = Response(file.getvalue(), mimetype=WORKBOOK.media_type)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["Cache-Control"] = "no-store"
    return response


def _framework() -> Framework:
    framework: Framework = current_app.extensions["framework"]
    return framework
