"""The pages and files of handouts."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import Engine

from consultation.backups.queries import require_published
from consultation.config import Config
from consultation.database import snapshot
from consultation.errors import NotAllowed, NotFound
from consultation.jobs.queries import unfinished_jobs
from consultation.keeping.queries import find_piece, piece_numbers
from consultation.process.models import Consultation
from consultation.process.queries import get_consultation
from consultation.process.zones import day_in
from consultation.proposals.search.filters import Filters
from consultation.web.clock import now
from consultation.web.identity import identity
from consultation.web.pages import page
from consultation.web.paging import read_cursor, write_cursor
from consultation.web.returned_input import asks
from consultation.web.security.rate_limits import Limit, limited
from consultation.web.texts.language import in_page_language, page_language
from consultation.web.transactions import db, engine, writes
from exports.files.writer.formats import FORMATS, WORKBOOK
from exports.fill_in.template import write_template
from exports.handouts.comparing import Comparison, changes_workbook, first_changes, two_to_compare
from exports.handouts.form_choices import choices_of_kind, choices_offered, form_data, order_from_form
from exports.handouts.forms import DeleteViewForm, LaterForm, WorkbookForm
from exports.handouts.jobs import ask_for_changes, ask_for_file, is_large
from exports.handouts.making import Handout, file_name, make_file
from exports.handouts.operations import Door, record_handout
from exports.handouts.order import Order
from exports.handouts.queries import kept_file as queries_kept_file
from exports.handouts.queries import records
from exports.handouts.records import Earlier, HandedOut
from exports.handouts.saved_views import delete_view, get_view, is_taken, save_view, saved_views
from exports.report.queries.facts import facts
from exports.report.registry import holds
from exports.report.scope.audiences import Audience
from exports.report.scope.scope import Scope, filters_of
from exports.report.wording.language import tongue_of
from indicators.fields import SCHEMAS, Kind
from indicators.framework import Framework
from indicators.marking import N_
from indicators.text import apart

exports = Blueprint("exports", __name__)

BY_VISITORS = Limit("workbook", most=30, seconds=600, unproven_only=True)
RECORDS_A_PAGE = 50
CHANGES_SHOWN = 100
NOT_KEPT = N_(
    "No file with this address is kept. It may have expired, or something in it was changed, taken back or hidden; the "
    "workbook can be made anew."
)


@exports.route("/consultations/<slug:slug>/workbook", methods=["GET", "POST"])
@limited(BY_VISITORS)
@writes
@asks(lambda: [_order_to_give_back(kind) for kind in SCHEMAS])
def workbook(slug: str) -> ResponseReturnValue:
    """Say what the workbook of a consultation, of a filtered list or of a saved view would hold, and hand it out."""
    name = request.args.get("view", "") if _is_officer() else ""
    with snapshot(engine()) as reading:  # apart, so that no writer waits for it
        first = get_view(reading, slug, name, _framework()) if name else _of_address(slug)
        choices = choices_offered(
            reading, get_consultation(reading, slug), _framework(), page_language(), is_officer=_is_officer()
        )
    form = WorkbookForm(offered=choices, data=form_data(first, name))
    form.is_saving = request.form.get("intent") == "save" and _is_officer()
    if form.validate_on_submit() and _is_free(form, slug, name):
        order = order_from_form(form, first)
        if order.audience is not Audience.PUBLIC and not _is_officer():
            raise NotAllowed(
                _("This workbook is for the secretariat. The one for everybody holds all that is published.")
            )
        return _saved(form.name.data, order) if form.is_saving else _handed_out(order, token=form.submission.data)
    consultation = get_consultation(db(), slug)
    return page(
        "exports/workbook.html",
        form=form,
        consultation=consultation,
        filters=first.filters,
        view=name,
        views=saved_views(db(), slug) if _is_officer() else [],
        asked=[
            (_(label), in_page_language(value))
            for label, value in first.filters.describe(_framework(), page_language())
        ],
        numbers=_numbers(consultation, first.filters),
        sheets=[(name, _(about)) for name, about in holds(consultation.kind).items()],
    )


def _is_free(form: WorkbookForm, slug: str, shown: str) -> bool:
    """Whether the view can be saved by its name; one that is there is replaced only where it is the one shown."""
    if not form.is_saving or form.name.data == shown or not is_taken(db(), slug, form.name.data):
        return True
    form.name.errors = [_("There is a view of this name. Choose another one, or open that one and save it again.")]
    return False


def _order_to_give_back(kind: Kind) -> WorkbookForm:
    """Return the form as far as that takes no database: without the partners."""
    return WorkbookForm(
        offered={**choices_of_kind(kind, Audience.SECRETARIAT, _framework(), page_language()), "partner": []}
    )


def _of_address(slug: str) -> Order:
    filters = filters_of(request.args, _framework())
    return Order(slug, filters=filters if _is_officer() else filters.for_everybody(), language=page_language())


def _saved(name: str, order: Order) -> ResponseReturnValue:
    save_view(db(), name, order, now=now())
    flash(_("The view “%(name)s” is saved.", name=apart(name)))
    return redirect(url_for("exports.workbook", slug=order.slug, view=name))


@exports.route("/consultations/<slug:slug>/template")
def template(slug: str) -> ResponseReturnValue:
    """Hand out the template, in which proposals can be written down offline."""
    consultation = get_consultation(db(), slug)
    file = BytesIO()
    write_template(file, consultation, _framework(), tongue_of(page_language()))
    response = Response(file.getvalue(), mimetype=WORKBOOK.media_type)
    response.headers.set("Content-Disposition", "attachment", filename=f"{slug}-template-{page_language()}.xlsx")
    return response


@exports.route("/secretariat/consultations/<slug:slug>/views/forget", methods=["POST"])
@writes
def forget(slug: str) -> ResponseReturnValue:
    """Delete a saved view."""
    form = DeleteViewForm()
    if form.validate_on_submit():
        delete_view(db(), slug, form.name.data)
        flash(_("The view “%(name)s” is deleted.", name=apart(form.name.data)))
    return redirect(url_for("exports.workbook", slug=slug))


@exports.route("/secretariat/exports")
def record() -> ResponseReturnValue:
    """List what was handed out, the newest first."""
    cursor = read_cursor(request.args.get("before"))
    found = db().execute(records(before=cursor[0] if cursor else None, most=RECORDS_A_PAGE + 1)).all()
    shown = found[:RECORDS_A_PAGE]
    return page(
        "exports/record.html",
        records=[HandedOut.of(row, _framework(), page_language()) for row in shown],
        unfinished=unfinished_jobs(db()),
        older=write_cursor(shown[-1].id) if len(found) > len(shown) else None,
        is_first=cursor is None,
        viewer=identity(),
    )


@exports.route("/files/<digest:sha256>")
def kept_file(sha256: str) -> ResponseReturnValue:
    """Hand out again what was handed out and is kept: to anybody where all of it is public, else to the secretariat."""
    require_published(db())
    record = db().execute(queries_kept_file(sha256, with_all=_is_officer())).first()
    if record is None:
        raise NotFound(_(NOT_KEPT))
    file_format = FORMATS[record.format]
    response = Response(_streamed(engine(), record.file_id), mimetype=file_format.media_type)
    made_on = day_in(record.made_at, record.zone)
    name = file_name(record.slug, record.audience, made_on, file_format, record.since)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return _not_to_be_stored(response, record.size)


@exports.route("/secretariat/exports/<digest:sha256>/changes")
def changes(sha256: str) -> ResponseReturnValue:
    """Show what changed between a file that was handed out and an earlier one."""
    comparison, others = _comparison(sha256)
    takes_long = comparison.is_large
    shown, counts = ([], []) if takes_long else first_changes(comparison, CHANGES_SHOWN)
    return page(
        "exports/changes.html",
        later=comparison.later,
        earlier=comparison.earlier,
        others=[Earlier.of(other, _framework(), page_language()) for other in others],
        counts=counts,
        shown=shown,
        most=CHANGES_SHOWN,
        later_form=LaterForm(data={"since": comparison.earlier.sha256}) if takes_long else None,
    )


@exports.route("/secretariat/exports/<digest:sha256>/changes/workbook")
def changes_file(sha256: str) -> ResponseReturnValue:
    """Hand out what changed as a workbook."""
    comparison, _others = _comparison(sha256)
    return _as_file(changes_workbook(comparison, now=now()))


@exports.route("/secretariat/exports/<digest:sha256>/changes/later", methods=["POST"])
@writes
def changes_later(sha256: str) -> ResponseReturnValue:
    """Let the workbook of what changed be made by a worker."""
    form = LaterForm()
    if not form.validate_on_submit():
        return redirect(url_for("exports.changes", sha256=sha256))
    with snapshot(engine()) as reading:
        later, earlier, _others = two_to_compare(reading, sha256, form.since.data)
    who = {"officer_id": _officer_id(), "token": form.submission.data}
    job = ask_for_changes(db(), later, earlier, now=now(), **who)
    return redirect(url_for("jobs.show", token=job.token), code=303)


def _comparison(sha256: str) -> tuple[Comparison, list[Any]]:
    """Return the comparison that is asked for, and every file it could be with."""
    require_published(db())
    later, earlier, others = two_to_compare(db(), sha256, request.args.get("since"))
    return Comparison(db(), earlier, later, _framework()), others


def _handed_out(order: Order, *, token: str) -> ResponseReturnValue:
    """Hand out the file at once where it is small; else let it be made, and show how far it is."""
    officer_id = _officer_id()
    with snapshot(engine()) as reading:
        handout = None if is_large(reading, order) else make_file(reading, order, _framework(), site=_site(), now=now())
    if handout is None:
        job = ask_for_file(db(), order, officer_id=officer_id, token=token, now=now())
        return redirect(url_for("jobs.show", token=job.token), code=303)
    record_handout(db(), handout, officer_id=officer_id, door=Door.SITE)
    return _as_file(handout)


def _officer_id() -> int | None:
    who = identity()
    return who.participant_id if who and who.is_officer else None


def _streamed(database: Engine, file_id: int) -> Iterator[bytes]:
    """Yield the pieces of a kept file, each read by itself: nothing stays open while somebody takes it slowly."""
    with snapshot(database) as reading:
        numbers = piece_numbers(reading, file_id)
    for number in numbers:
        with snapshot(database) as reading:
            piece = find_piece(reading, file_id, number)
        if piece is None:
            return  # it was deleted meanwhile: the file ends here, shorter than it said
        yield piece


def _is_officer() -> bool:
    who = identity()
    return who is not None and who.is_officer


def _as_file(handout: Handout) -> Response:
    response = send_file(
        handout.file,
        handout.file_format.media_type,
        as_attachment=True,
        download_name=handout.file_name,
        etag=False,
    )
    return _not_to_be_stored(response, handout.report.size)


def _not_to_be_stored(response: Response, size: int) -> Response:
    """Return the answer with its size, to be stored by no browser and no proxy."""
    response.content_length = size
    response.headers["Cache-Control"] = "no-store"
    return response


def _numbers(consultation: Consultation, filters: Filters) -> dict[str, Any]:
    """How many proposals and comments there are for each audience this person belongs to."""
    audiences = (Audience.PUBLIC, Audience.SECRETARIAT) if _is_officer() else (Audience.PUBLIC,)
    scopes = {audience: Scope.of(consultation, audience, filters) for audience in audiences}
    return {audience.value: db().execute(facts(scope)).one() for audience, scope in scopes.items()}


def _site() -> str:
    config: Config = current_app.extensions["config"]
    return config.base_url


def _framework() -> Framework:
    framework: Framework = current_app.extensions["framework"]
    return framework
