"""The pages of proposals."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consultation.discussion.queries import discussion_of, find_last_speaker, positions_by_group
from consultation.errors import EditedMeanwhile, PhaseClosed
from consultation.people.forms import ShowLessForm
from consultation.people.queries import find_began_at
from consultation.people.sign_in.visitors import says_what_was_sent
from consultation.people.speaker import SHOWN_WHOLLY, attribution_of
from consultation.process.models import Action, Consultation
from consultation.process.operations import require
from consultation.process.queries import get_consultation
from consultation.process.timeline import steps_of
from consultation.proposals.forms import FilterForm, proposal_form
from consultation.proposals.listing import count_proposals, proposals_with_counts
from consultation.proposals.models import Positions, Proposal, Revision
from consultation.proposals.operations.drafting import AlreadySent, discard_draft
from consultation.proposals.operations.lifecycle import show_less_of_proposal, withdraw_proposal
from consultation.proposals.operations.revising import speaker_chosen
from consultation.proposals.pages.editing import both_texts, change, form_of, is_answered, says_the_same
from consultation.proposals.pages.presentation import (
    changes_between,
    chips_for_many,
    chips_of,
    framework,
    not_stated,
    sections_of,
    what_is_asked,
)
from consultation.proposals.pages.submitting import (
    Intent,
    answer_again,
    asked_of,
    form_page,
    forms_to_give_back,
    intent,
    keep_draft,
    place_of,
    preview_page,
    refusal_page,
    send,
)
from consultation.proposals.queries import (
    find_held_revision,
    find_newest_edit,
    get_draft,
    get_own_proposal,
    get_proposal,
    get_proposal_to_show_less,
    history_of,
    is_author,
    may_read,
    to_answer,
)
from consultation.proposals.search.filters import Filters
from consultation.synthesis.queries import SummarySubject, find_summary
from consultation.web.clock import now
from consultation.web.forms import BaseForm
from consultation.web.identity import identity, token_here
from consultation.web.pages import page
from consultation.web.returned_input import asks
from consultation.web.security.rate_limits import POSTING_WITHOUT_ACCOUNT, limited
from consultation.web.texts.language import in_page_language, page_language
from consultation.web.transactions import db, writes
from indicators.fields import Kind

proposals = Blueprint("proposals", __name__)


@proposals.route("/consultations/<slug:slug>")
def index(slug: str) -> ResponseReturnValue:
    """List what was proposed, as far as the address asks for it."""
    consultation = get_consultation(db(), slug)
    filters = Filters.from_args(request.args, framework())
    if not _is_officer():
        filters = filters.for_everybody()
    status = filters.status_asked
    return page(
        "proposals/list.html",
        consultation=consultation,
        steps=steps_of(consultation, now()),
        may_propose=consultation.permits(Action.PROPOSE, now()),
        may_comment=consultation.permits(Action.COMMENT, now()),
        filters=filters,
        filter_form=FilterForm.without(_not_asked(consultation, filters), framework(), page_language()),
        filter_url=url_for("proposals.index", slug=slug),
        found=proposals_with_counts(db(), consultation, filters, status=status, cursor=request.args.get("older")),
        count=count_proposals(db(), consultation, filters, status=status),
        listed=status,
        asked_for=[
            (_(label), in_page_language(value)) for label, value in filters.describe(framework(), page_language())
        ],
        chips_of=chips_for_many(),
        what_is_asked=lambda action: what_is_asked(consultation.schema, action),
    )


@proposals.route("/consultations/<slug:slug>/propose", methods=["GET", "POST"])
@limited(POSTING_WITHOUT_ACCOUNT)
@writes
@asks(forms_to_give_back)
def propose(slug: str) -> ResponseReturnValue:
    """Ask what somebody proposes, show what would become of it, and send it or save it as a draft."""
    consultation = get_consultation(db(), slug)
    last = find_last_speaker(db(), consultation, identity(), since=find_began_at(db(), token_here()))
    form = proposal_form(consultation.schema)(**asked_of(consultation, last=last))
    again = answer_again(form)
    if again is not None:
        return again
    try:
        require(consultation, Action.PROPOSE, now())
    except PhaseClosed as refusal:
        return refusal_page(refusal, form, consultation)
    if not is_answered(form):
        return form_page(form, consultation)
    return send(form, consultation)


@proposals.route("/drafts/<token:token>", methods=["GET", "POST"])
@writes
@asks(forms_to_give_back)
def draft(token: str) -> ResponseReturnValue:
    """Go on with a draft: change it, look at it, send it."""
    found = get_draft(db(), token, identity())
    consultation = found.consultation
    form = form_of(found, _current(found).content)
    if not found.is_draft:
        return _sent_by_now(form, found)
    if not is_answered(form):
        return form_page(form, consultation, proposal=found, may_send=consultation.permits(Action.PROPOSE, now()))
    if intent() is Intent.PREVIEW:
        return preview_page(form, consultation, found)
    return _keep_draft(form, found)


@proposals.route("/drafts/<token:token>/discard", methods=["GET", "POST"])
@writes
def discard(token: str) -> ResponseReturnValue:
    """Ask whether a draft is to be discarded, then remove it for good."""
    draft = get_draft(db(), token, identity())
    if request.method == "POST":
        discard_draft(db(), draft, now=now())
        flash(_("The draft is gone."))
        return redirect(url_for("contributions.mine"))
    if not draft.is_draft:
        return redirect(url_for("proposals.show", reference=draft.reference))
    return page("proposals/discard.html", form=BaseForm(), draft=draft)


@proposals.route("/proposals/<reference:reference>")
def show(reference: str) -> ResponseReturnValue:
    """Show a proposal and its discussion, or the trace it has left."""
    proposal = get_proposal(db(), reference, identity())
    consultation = proposal.consultation
    threads = discussion_of(db(), proposal, viewer=identity(), cursor=request.args.get("comments"))
    shared: dict[str, Any] = {
        "proposal": proposal,
        "consultation": consultation,
        "threads": threads,
        "may_comment": proposal.is_public and consultation.permits(Action.COMMENT, now()),
        "is_own": is_author(proposal, identity()),
    }
    if not may_read(proposal, identity()):
        return page("proposals/trace.html", **shared)
    content = _current(proposal).content
    told_of = to_answer(proposal, find_newest_edit(db(), proposal))
    return page(
        "proposals/show.html",
        summary=find_summary(
            db(), SummarySubject(consultation.id, proposal_id=proposal.id), public_only=not _is_officer()
        ),
        revision=proposal.current_revision,
        content=content,
        asked=what_is_asked(consultation.schema, str(content.answers.get("action", ""))),
        chips=chips_of(content.codes, content.primary),
        sections=sections_of(consultation.schema, content, none_in_source=proposal.is_brought_in),
        not_stated=not_stated(consultation.schema, content),
        by_group=_by_group(proposal),
        told_of=told_of,
        may_edit=consultation.takes_answer(Action.PROPOSE, now(), since=told_of.to_answer_since),
        **shared,
    )


@proposals.route("/proposals/<reference:reference>/history")
def history(reference: str) -> ResponseReturnValue:
    """Show every revision the reader may see, and what each changed."""
    proposal = get_proposal(db(), reference, identity())
    if not may_read(proposal, identity()):
        return redirect(url_for("proposals.show", reference=reference))
    found = history_of(db(), proposal, viewer=identity(), cursor=request.args.get("older"))
    schema = proposal.consultation.schema
    return page(
        "proposals/history.html",
        proposal=proposal,
        found=found,
        changes=[changes_between(schema, edit.before, edit.revision.content) for edit in found.items],
    )


@proposals.route("/proposals/<reference:reference>/edit", methods=["GET", "POST"])
@writes
@asks(forms_to_give_back)
def edit(reference: str) -> ResponseReturnValue:
    """Change one's proposal by a new revision, while the consultation takes proposals or after a decision about it."""
    return change(get_own_proposal(db(), reference, identity()))


@proposals.route("/proposals/<reference:reference>/withdraw", methods=["GET", "POST"])
@writes
def withdraw(reference: str) -> ResponseReturnValue:
    """Ask whether one's proposal is to be withdrawn, then do it; at any time, whatever became of it."""
    proposal = get_own_proposal(db(), reference, identity())
    if request.method == "POST":
        withdraw_proposal(db(), proposal, now=now())
        flash(_("%(reference)s has been withdrawn: its text is gone.", reference=reference))
        return redirect(url_for("contributions.mine"))
    return page("proposals/withdraw.html", form=BaseForm(), proposal=proposal)


@proposals.route("/proposals/<reference:reference>/show-less", methods=["GET", "POST"])
@writes
@asks(lambda: [ShowLessForm(shown=SHOWN_WHOLLY)])
def show_less(reference: str) -> ResponseReturnValue:
    """Ask how little of its author one's proposal is to show, then do it; at any time, whatever became of it.

    Of what was brought in for somebody, who has no key, officers are asked.
    """
    proposal = get_proposal_to_show_less(db(), reference, identity())
    form = ShowLessForm(shown=speaker_chosen(proposal))
    if form.attribution.choices and form.validate_on_submit():
        show_less_of_proposal(db(), proposal, attribution=attribution_of(form.attribution.data), now=now())
        if proposal.is_brought_in:
            flash(_("%(reference)s shows less of who speaks from now on.", reference=reference))
            return redirect(url_for("proposals.show", reference=reference))
        flash(_("%(reference)s shows less of you from now on.", reference=reference))
        return redirect(url_for("proposals.receipt", reference=reference))
    return page("people/show_less.html", form=form, contribution=proposal)


@proposals.route("/proposals/<reference:reference>/receipt")
def receipt(reference: str) -> ResponseReturnValue:
    """Say what was sent, when, and what happens to it."""
    proposal = get_own_proposal(db(), reference, identity())
    consultation = proposal.consultation
    waiting, newest = find_held_revision(db(), proposal), find_newest_edit(db(), proposal)
    content = (newest or _current(proposal)).content
    told_of = to_answer(proposal, newest)
    return page(
        "proposals/receipt.html",
        proposal=proposal,
        consultation=consultation,
        content=content,
        waiting=waiting,
        told_of=told_of,
        may_edit=consultation.takes_answer(Action.PROPOSE, now(), since=told_of.to_answer_since),
        chips=chips_of(content.codes, content.primary),
        sections=sections_of(consultation.schema, content),
    )


def _by_group(proposal: Proposal) -> list[tuple[str, Positions]]:
    """Where the groups stand, in the order of the code list; who states none stands last."""
    found = positions_by_group(db(), proposal) if sum(proposal.positions) else {}
    return [(code, found[code]) for code in (*framework().groups.by_code, "") if code in found]


def _not_asked(consultation: Consultation, filters: Filters) -> list[str]:
    """The filters that would find nothing here, or everything."""
    left_out = ["theme" if consultation.kind is Kind.INDICATOR else "action"]
    left_out += [] if filters.objective else ["named"]
    return left_out if _is_officer() else [*left_out, "status"]


def _is_officer() -> bool:
    who = identity()
    return who is not None and who.is_officer


def _sent_by_now(form: Any, sent: Proposal) -> ResponseReturnValue:
    """Lead on who looks, and who sent the draft as this form has it; what says something else is kept for them."""
    if request.method != "POST" or says_what_was_sent(form, sent.fingerprint):
        return redirect(place_of(sent))
    consultation = sent.consultation
    try:
        require(consultation, Action.PROPOSE, now())
    except PhaseClosed as refusal:
        return refusal_page(refusal, form, consultation)
    if not is_answered(form):
        return form_page(form, consultation, action=url_for("proposals.propose", slug=consultation.slug))
    return preview_page(form, consultation, is_used=True)


def _keep_draft(form: Any, found: Proposal) -> ResponseReturnValue:
    is_said_already = says_the_same(form, found)  # in another window, or twice
    try:
        keep_draft(form, found, version=found.version if is_said_already else form.version.number)
    except PhaseClosed as refusal:
        return refusal_page(refusal, form, found.consultation)
    except EditedMeanwhile:
        return both_texts(form, found)
    except AlreadySent:
        return _sent_by_now(form, found)
    if found.is_draft:
        flash(_("Your draft is saved. You alone can see it."))
    return redirect(place_of(found))


def _current(proposal: Proposal) -> Revision:
    if proposal.current_revision is None:
        raise LookupError(proposal.reference)
    return proposal.current_revision
