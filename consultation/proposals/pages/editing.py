"""Editing one's proposal: the form, its preview, and both texts where it was changed meanwhile."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consultation.errors import EditedMeanwhile, PhaseClosed
from consultation.people.speaker import speaker_of
from consultation.proposals.content import Content
from consultation.proposals.forms import edit_form
from consultation.proposals.models import Proposal, Revision
from consultation.proposals.operations.lifecycle import (
    SpeakerNotLookedAt,
    edit_proposal,
    makes_revision,
    require_change,
)
from consultation.proposals.pages.presentation import changes_between
from consultation.proposals.pages.submitting import (
    Intent,
    asked_of,
    current_participant,
    form_page,
    intent,
    preview_page,
    refusal_page,
    who_speaks,
)
from consultation.proposals.queries import find_held_revision, find_newest_edit, get_current_revision, to_answer
from consultation.web.clock import now
from consultation.web.pages import page
from consultation.web.transactions import db
from indicators.marking import N_


def change(proposal: Proposal) -> ResponseReturnValue:
    """Ask what one's proposal is to say, show what would become of it, and let it say so."""
    consultation, newest = proposal.consultation, find_newest_edit(db(), proposal)
    form = form_of(proposal, (newest or get_current_revision(db(), proposal)).content)
    told_of = to_answer(proposal, newest)
    try:
        require_change(proposal, newest, now=now())
        if not is_answered(form):
            return form_page(form, consultation, proposal=proposal, told_of=told_of)
        if intent() is not Intent.SUBMIT:
            is_new = makes_revision(proposal, newest, get_current_revision(db(), proposal), form.content())
            return preview_page(form, consultation, proposal, is_sent_again=told_of.is_to_answer, is_new_text=is_new)
        return _keep_edit(form, proposal)
    except PhaseClosed as refusal:
        return refusal_page(refusal, form, consultation)
    except EditedMeanwhile:
        return both_texts(form, proposal)
    except SpeakerNotLookedAt as refusal:
        form.organisation.errors = [refusal.sentence]
        return form_page(form, consultation, proposal=proposal, told_of=told_of)


def is_answered(form: Any) -> bool:
    """Whether the form was sent, and well; a draft need not be complete."""
    form.is_draft = intent() is Intent.DRAFT
    return bool(request.method == "POST" and intent() is not Intent.CHANGE and form.validate())


def form_of(proposal: Proposal, content: Content) -> Any:
    """Return the form to change one's proposal or draft with, filled with what is stored."""
    asked = asked_of(proposal.consultation, proposal, content)
    asked["data"]["version"] = str(proposal.version)
    return edit_form(proposal.consultation.schema)(**asked)


def _keep_edit(form: Any, proposal: Proposal) -> ResponseReturnValue:
    before = speaker_of(proposal)
    try:
        revision = edit_proposal(
            db(),
            proposal,
            author=current_participant(),
            speaker=form.speaker(),
            content=form.content(),
            version=form.version.number,
            now=now(),
        )
    except EditedMeanwhile:
        if not says_the_same(form, proposal):
            raise
        flash(_("Your change is saved."))  # the same one, sent twice: it is made
    else:
        flash(_what_changed(revision, proposal, has_changed=speaker_of(proposal) != before))
    is_all_shown = proposal.speaks_next is None and find_held_revision(db(), proposal) is None
    if proposal.is_public and is_all_shown:
        return redirect(url_for("proposals.show", reference=proposal.reference))
    return redirect(url_for("proposals.receipt", reference=proposal.reference))


def _what_changed(revision: Revision | None, proposal: Proposal, *, has_changed: bool) -> str:
    """Say what became of the text, and of who speaks as others see it."""
    said = [_("Your change is saved as a new revision.") if revision else _(_NO_REVISION)]
    if proposal.is_public and has_changed:
        said.append(_("How you are shown has changed at once."))
    if proposal.speaks_next is not None:
        said.append(_("What shows more of you appears with all others at the hour."))
    return " ".join(said)


_NO_REVISION = N_("The text is the same, so there is no new revision.")


def says_the_same(form: Any, proposal: Proposal) -> bool:
    """Whether a proposal says already what a form says."""
    said = (form.content(), asdict(form.speaker().as_shown()))
    return said == (_latest(proposal).content, who_speaks(proposal))


def both_texts(form: Any, proposal: Proposal) -> ResponseReturnValue:
    """Show what was saved meanwhile beside what was typed, which can be saved from there."""
    form.version.data = str(proposal.version)
    schema = proposal.consultation.schema
    return page(
        "proposals/conflict.html",
        form=form,
        proposal=proposal,
        changes=changes_between(schema, _latest(proposal).content, form.content(), all_of_them=True),
        status=409,
    )


def _latest(proposal: Proposal) -> Revision:
    """The author's newest text, as it is in the database now."""
    return find_newest_edit(db(), proposal) or get_current_revision(db(), proposal)
