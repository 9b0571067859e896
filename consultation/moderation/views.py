"""The secretariat's desk: its queues, decisions and confirmations."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy.orm import Session

from consultation.backups.queries import is_waiting
from consultation.discussion.models import Comment
from consultation.discussion.queries import get_comment
from consultation.errors import AlreadyDone, NotFound, Refusal
from consultation.moderation import queries
from consultation.moderation.decisions import (
    OF_COMMENTS,
    OF_PROPOSALS,
    Confirmation,
    Decision,
    decisions_on_edit,
    decisions_on_sent_again,
    possible_decisions,
)
from consultation.moderation.forms import (
    APPROVED,
    DONE,
    SEPARATOR,
    ConfirmForm,
    ConfirmTickedForm,
    DecisionForm,
    ticked_value,
)
from consultation.moderation.operations import (
    confirm_as_seen,
    confirm_ticked,
    decide_about_comment,
    decide_about_proposal,
    take_confirmation_back_as_seen,
)
from consultation.people.models import Moderated, Participant, Status
from consultation.people.queries import get_participant
from consultation.process.forms import NowForm, ScheduleForm, form_of_phases, schedule_form
from consultation.process.models import Consultation
from consultation.process.operations import close_now, hold_dates, open_now, phase_of, reschedule
from consultation.process.queries import consultations, get_consultation
from consultation.process.schedule import Schedule
from consultation.process.timeline import steps_of, what_is_possible
from consultation.process.zones import zone_names
from consultation.proposals.models import Proposal, Revision
from consultation.proposals.pages.presentation import changes_between, chips_of, sections_of
from consultation.proposals.queries import find_held_revision, get_proposal
from consultation.web.clock import now
from consultation.web.fields import SelectChoice
from consultation.web.identity import Identity, identity
from consultation.web.pages import page
from consultation.web.paging import Page
from consultation.web.returned_input import asks, given_back
from consultation.web.texts.sentences import list_in_words
from consultation.web.transactions import db, writes

secretariat = Blueprint("secretariat", __name__, url_prefix="/secretariat")

DATES_BEFORE = "dates_before"  # entry of the cookie: what one press can undo
AT_A_GLANCE = 5
A_PAGE = 25


@dataclass(frozen=True)
class Listing:
    """One of the lists on the desk."""

    name: str
    title: Any
    nothing: Any
    read: Callable[..., Page[queries.QueueItem]]
    count: Callable[[Session], int] | None = None
    is_on_desk: bool = True


LISTINGS = (
    Listing("held", _l("Waiting for your look"), _l("Nothing waits."), queries.held, queries.number_held),
    Listing(
        "approved",
        _l("Approved: to appear at the hour"),
        _l("Nothing waits for the hour."),
        queries.approved,
        queries.number_approved,
    ),
    Listing(
        "to-confirm",
        _l("Who speaks: to be confirmed"),
        _l("Everything is confirmed."),
        queries.to_confirm,
        queries.number_to_confirm,
    ),
    Listing(
        "confirmed",
        _l("Who speaks: confirmed"),
        _l("Nothing is confirmed."),
        queries.confirmed,
        queries.number_confirmed,
        is_on_desk=False,
    ),
    Listing("recent", _l("Recent contributions"), _l("Nothing has been sent yet."), queries.recent),
)


@secretariat.route("/")
def desk() -> ResponseReturnValue:
    """Show what there is to do, or one of the lists as a whole."""
    listing = next((listing for listing in LISTINGS if listing.name == request.args.get("list")), None)
    if listing is not None:
        items = listing.read(db(), cursor=request.args.get("from"), most=A_PAGE)
        return page("moderation/list.html", listing=listing, items=items, form=_ticks(listing, items))
    lists = [(listing, listing.read(db(), cursor=None, most=AT_A_GLANCE)) for listing in LISTINGS if listing.is_on_desk]
    numbers = [(listing, listing.count(db())) for listing in LISTINGS if listing.count is not None]
    stands = [(consultation, steps_of(consultation, now())) for consultation in consultations(db())]
    return page("moderation/desk.html", lists=lists, numbers=numbers, stands=stands, is_to_be_accepted=is_waiting(db()))


def _ticks(listing: Listing, items: Page[queries.QueueItem]) -> ConfirmTickedForm | None:
    act = {"to-confirm": Confirmation.CONFIRM, "confirmed": Confirmation.TAKE_BACK}.get(listing.name)
    if act is None or not items.items:
        return None
    form = ConfirmTickedForm(data={"act": act})
    form.ticked.choices = [SelectChoice(_tick(item.contribution), "") for item in items.items]
    return form


def _tick(said: Proposal | Comment) -> str:
    return ticked_value(said.reference or "", said.stakeholder_group, said.organisation)


@secretariat.route("/confirmations", methods=["POST"])
@writes
def confirm_together() -> ResponseReturnValue:
    """Confirm who speaks in every contribution that is ticked, or take that back."""
    form = ConfirmTickedForm()
    form.validate_on_submit()
    act = form.confirmation()
    ticked = set((form.ticked.data or [])[:A_PAGE])
    found = queries.contributions_by_reference(db(), [value.partition(SEPARATOR)[0] for value in ticked])
    left = confirm_ticked(db(), found, act, lambda said: _tick(said) in ticked, officer=_officer(), now=now())
    number = len(found) - len(left)
    if act is Confirmation.TAKE_BACK:
        _say_what_was_taken_back(number, left)
        return redirect(url_for("secretariat.desk", list="confirmed"))
    _say_what_was_confirmed(number, left)
    return redirect(url_for("secretariat.desk", list="to-confirm"))


def _say_what_was_taken_back(number: int, left: list[str]) -> None:
    if number:
        flash(
            ngettext(
                "%(num)d contribution is not confirmed any more.",
                "%(num)d contributions are not confirmed any more.",
                number,
            )
        )
    if left:
        names = list_in_words(left)
        flash(_("Left as they were, because they have changed since you saw them: %(names)s.", names=names), "warning")
    if not number and not left:
        flash(_("Nothing was ticked, so everything is as it was."), "warning")


def _say_what_was_confirmed(number: int, left: list[str]) -> None:
    if number:
        flash(ngettext("%(num)d contribution is confirmed.", "%(num)d contributions are confirmed.", number))
    if left:
        names = list_in_words(left)
        flash(_("Not confirmed, because they have changed since you saw them: %(names)s.", names=names), "warning")
    if not number and not left:
        flash(_("Nothing was ticked, so nothing is confirmed."), "warning")


@secretariat.route("/consultations/<slug:slug>", methods=["GET", "POST"])
@writes
@asks(lambda: [form_of_phases(_phases_sent(), zone_names())])
def consultation(slug: str) -> ResponseReturnValue:
    """Open and close a consultation at dates in its zone."""
    found = get_consultation(db(), slug)
    form = schedule_form(found.schedule, zone_names(), sent=_phases_sent())
    if form.validate_on_submit() and not form.is_unsure:
        return _reschedule(found, form)
    form.sure.data = ""
    return page(
        "process/schedule.html",
        form=form,
        consultation=found,
        phases=[(phase, what_is_possible(phase.allows)) for phase in found.phases],
        steps=steps_of(found, now()),
        can_undo=_dates_before(found) is not None,
    )


def _reschedule(found: Consultation, form: ScheduleForm) -> ResponseReturnValue:
    """Save the dates; ask first where that opens or closes something at this moment, which can be undone."""
    planned, moment = form.schedule(), now()
    before, is_made = hold_dates(db(), found, form.seen.data, lambda _before: found.schedule.is_same(planned))
    possible, will_be = before.allowed(moment), planned.allowed(moment)
    if possible != will_be and not (form.is_sure or is_made):
        closes, opens = (sorted(those) for those in (possible - will_be, will_be - possible))
        kept = [(name, text) for name, text in request.form.items(multi=True) if name not in ("csrf_token", "sure")]
        return page(
            "process/sure.html",
            consultation=found,
            carried=kept,
            closes=what_is_possible(closes) if closes else "",
            opens=what_is_possible(opens) if opens else "",
        )
    reschedule(db(), found, planned, seen=form.seen.data)
    if possible != will_be:
        _keep_undoable(found, before)
    return _saved(found.slug, _("The dates have been saved."))


def _keep_undoable(consultation: Consultation, before: Schedule) -> None:
    made = consultation.schedule.mark
    session[DATES_BEFORE] = {"slug": consultation.slug, "dates": before.as_plain(), "made": made}


@secretariat.route("/consultations/<slug:slug>/now", methods=["GET", "POST"])
@writes
def change_now(slug: str) -> ResponseReturnValue:
    """Ask whether a phase is to be opened or closed at this moment, then do it; it can be undone."""
    found = get_consultation(db(), slug)
    asked = {name: request.args.get(name, "") for name in ("act", "phase")}
    form = NowForm(data={**asked, "seen": found.schedule.mark})
    change = {"open": open_now, "close": close_now}.get(form.act.data)
    if change is None:
        raise NotFound(_("There is no such button. Look at the dates again."))
    if not form.validate_on_submit():
        phase = phase_of(found, form.phase.number)
        details = {"act": form.act.data, "phase": phase, "what": what_is_possible(phase.allows)}
        return page("process/now.html", form=form, consultation=found, **details)
    before = change(db(), found, form.phase.number, seen=form.seen.data, now=now())
    _keep_undoable(found, before)
    return _saved(slug, _("The dates have changed."))


@secretariat.route("/consultations/<slug:slug>/now/undo", methods=["POST"])
@writes
def undo_now(slug: str) -> ResponseReturnValue:
    """Give a consultation the dates again that it had before this officer opened or closed something."""
    found = get_consultation(db(), slug)
    before = _dates_before(found)
    if before is not None:
        reschedule(db(), found, before, seen=found.schedule.mark)
    elif not _is_undone(found):
        raise AlreadyDone(_("There is nothing to undo: the dates have changed since. Look at them again."))
    return _saved(slug, _("The dates are again as they were."))


def _phases_sent() -> int:
    return sum(name.startswith("opens_") for name in request.form)


def _dates_before(consultation: Consultation) -> Schedule | None:
    """The dates before this officer last opened or closed something, as long as nobody has changed them since."""
    kept = session.get(DATES_BEFORE) or {}
    is_as_made = kept.get("slug") == consultation.slug and kept.get("made") == consultation.schedule.mark
    return Schedule.from_plain(kept["dates"]) if is_as_made else None


def _is_undone(consultation: Consultation) -> bool:
    """Whether the dates are again as they were before, by the same press sent twice."""
    kept = session.get(DATES_BEFORE) or {}
    is_of_it = kept.get("slug") == consultation.slug
    return is_of_it and Schedule.from_plain(kept["dates"]).is_same(consultation.schedule)


def _saved(slug: str, sentence: str) -> ResponseReturnValue:
    flash(sentence)
    return redirect(url_for("secretariat.consultation", slug=slug))


@secretariat.route("/proposals/<reference:reference>/decision", methods=["GET", "POST"])
@writes
@asks(lambda: [DecisionForm(possible=OF_PROPOSALS, known=OF_PROPOSALS)])
def decide_proposal(reference: str) -> ResponseReturnValue:
    """Publish, refuse, hide or show a proposal or an edit of one."""
    proposal = get_proposal(db(), reference, identity())
    edit = find_held_revision(db(), proposal)
    possible = (
        possible_decisions(proposal.stage, has_author=not proposal.is_brought_in)
        if edit is None
        else decisions_on_edit(proposal.status, is_approved=edit.is_approved)
    )
    form = DecisionForm(
        possible=possible, known=OF_PROPOSALS, data={"seen": proposal.stage, "version": proposal.version}
    )
    if form.validate_on_submit():

        def decide() -> None:
            decide_about_proposal(db(), proposal, **_decided(form), version=form.version.number)

        return _done(decide, form, reference, (proposal, *filter(None, [edit])))
    return page("moderation/proposal.html", form=form, possible=possible, proposal=proposal, **_read(proposal, edit))


def _read(proposal: Proposal, edit: Revision | None) -> dict[str, Any]:
    current, schema = proposal.current_revision, proposal.consultation.schema
    if current is None or proposal.status is Status.WITHDRAWN:
        return {"content": None, "edit": None}
    content = current.content
    return {
        "content": content,
        "chips": chips_of(content.codes, content.primary),
        "sections": sections_of(schema, content),
        "edit": edit,
        "changes": changes_between(schema, content, edit.content) if edit is not None else [],
    }


@secretariat.route("/comments/<comment:reference>/decision", methods=["GET", "POST"])
@writes
@asks(lambda: [DecisionForm(possible=OF_COMMENTS, known=OF_COMMENTS)])
def decide_comment(reference: str) -> ResponseReturnValue:
    """Publish, refuse, hide or show a comment."""
    comment = get_comment(db(), reference, viewer=identity())
    possible = decisions_on_sent_again() if comment.sent_again else possible_decisions(comment.stage)
    seen = {"seen": comment.stage, "version": comment.version}
    form = DecisionForm(possible=possible, known=OF_COMMENTS, data=seen)
    if form.validate_on_submit():

        def decide() -> None:
            decide_about_comment(db(), comment, **_decided(form), version=form.version.number)

        return _done(decide, form, reference, (comment,))
    return page("moderation/comment.html", form=form, possible=possible, comment=comment)


def _decided(form: DecisionForm) -> dict[str, Any]:
    decision = Decision(form.decision.data)
    return {
        "decision": decision,
        "reason": form.reason.data,
        "officer": _officer(),
        "seen": form.seen.data,
        "now": now(),
    }


def _done(
    decide: Callable[[], None], form: DecisionForm, reference: str, items: Sequence[Moderated]
) -> ResponseReturnValue:
    try:
        decide()
    except Refusal as refusal:
        refusal.go_to, refusal.go_to_label = request.path, _("Look at it again")
        return page("errors/refusal.html", refusal=refusal, kept=given_back(form), status=refusal.status)
    sentence = APPROVED if any(item.is_approved for item in items) else DONE[Decision(form.decision.data)]
    flash(sentence % {"reference": reference})
    return redirect(url_for("secretariat.desk"))


@secretariat.route("/proposals/<reference:reference>/confirmation", methods=["GET", "POST"])
@writes
def confirm_proposal(reference: str) -> ResponseReturnValue:
    """Confirm the group and organisation a proposal shows, or take that back."""
    proposal = get_proposal(db(), reference, identity())
    return _confirm(proposal, proposal, reference)


@secretariat.route("/comments/<comment:reference>/confirmation", methods=["GET", "POST"])
@writes
def confirm_comment(reference: str) -> ResponseReturnValue:
    """Confirm the group and organisation a comment shows, or take that back."""
    comment = get_comment(db(), reference, viewer=identity())
    return _confirm(comment, comment.proposal, reference)


def _confirm(item: Proposal | Comment, proposal: Proposal, reference: str) -> ResponseReturnValue:
    act = Confirmation.TAKE_BACK if item.confirmed_at else Confirmation.CONFIRM
    seen = {"stakeholder_group": item.stakeholder_group, "organisation": item.organisation}
    form = ConfirmForm(data={**seen, "act": act})
    if form.validate_on_submit():
        if form.confirmation() is Confirmation.TAKE_BACK:
            take_confirmation_back_as_seen(db(), item, form.seen(), now=now())
            flash(_("Who speaks in %(reference)s is not confirmed any more.", reference=reference))
        else:
            confirm_as_seen(db(), item, form.seen(), officer=_officer(), now=now())
            flash(_("Who speaks in %(reference)s is confirmed.", reference=reference))
        return redirect(url_for("secretariat.desk"))
    return page("moderation/confirm.html", form=form, item=item, proposal=proposal, reference=reference)


def _officer() -> Participant:
    who = identity()
    assert isinstance(who, Identity)  # noqa: S101 - the access table has let in officers alone
    return get_participant(db(), who.participant_id)
