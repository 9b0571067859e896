"""Editing one's comment: the form, its preview, and both texts where it was changed meanwhile."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consultation.discussion.forms import CommentChangeForm, ReplyChangeForm
from consultation.discussion.models import Comment, Stance
from consultation.discussion.operations.changing import (
    change_comment,
    is_edit_looked_at,
    is_sent_again,
    require_comment_change,
)
from consultation.discussion.operations.commenting import WORDS
from consultation.errors import EditedMeanwhile, Refusal
from consultation.people.forms import speaker_choices
from consultation.people.speaker import Speaker
from consultation.proposals.pages.presentation import RevisionChange
from consultation.proposals.pages.submitting import (
    Intent,
    as_it_is_shown,
    carried,
    current_participant,
    intent,
    may_send_unseen,
)
from consultation.web.clock import now
from consultation.web.pages import page
from consultation.web.returned_input import given_back
from consultation.web.texts.language import page_language
from consultation.web.transactions import db

_SPEAKER = ("stakeholder_group", "region", "organisation", "name")


def change(comment: Comment) -> ResponseReturnValue:
    """Ask what one's comment is to say, show what would become of it, and let it say so.

    The same form sent twice has one answer, whatever was decided or has closed since.
    """
    if _is_made_already(comment):
        return _thank(comment)
    form = _form(comment, with_speaker=is_sent_again(comment))
    try:
        require_comment_change(db(), comment, now=now())
        if request.method != "POST" or intent() is Intent.CHANGE or not form.validate():
            return _page("discussion/change.html", comment, form=form)
        if intent() is not Intent.SUBMIT:
            return _preview(form, comment)
        return _keep(form, comment)
    except EditedMeanwhile:
        form.version.data = str(comment.version)
        changes = [one for one in _changes(comment, _said(form, comment), form) if one.first or one.second]
        return _page("discussion/conflict.html", comment, form=form, changes=changes, status=409)
    except Refusal as refusal:
        refusal.go_to, refusal.go_to_label = url_for("contributions.mine"), _("Go to my contributions")
        return page("errors/refusal.html", refusal=refusal, kept=given_back(form), status=refusal.status)


def _is_made_already(comment: Comment) -> bool:
    """Whether exactly this was sent before, and is what the comment says and who speaks in it by now."""
    if request.method != "POST" or intent() is not Intent.SUBMIT:
        return False
    form = _form(comment, with_speaker="attribution" in request.form)
    if not form.validate() or form.version.number >= comment.version:
        return False
    return not _is_different(comment, _said(form, comment), form.speaker() if "attribution" in form else None)


def _is_different(comment: Comment, said: dict[str, Any], speaker: Speaker | None) -> bool:
    """Whether a comment does not say this, or somebody else speaks in it than is given."""
    shown = asdict(speaker.as_shown()) if speaker is not None else {}
    return any(getattr(comment, name) != value for name, value in (said | shown).items())


def _form(comment: Comment, *, with_speaker: bool) -> Any:
    started = {name: getattr(comment, name) for name in (*WORDS, *_SPEAKER)}
    started |= {"attribution": comment.attribution.value, "version": str(comment.version)}
    offered = speaker_choices(current_app.extensions["framework"], page_language())
    asked: dict[str, Any] = {"offered": offered, "is_visitor": False, "data": started}
    form: Any = ReplyChangeForm(**asked)
    if not comment.parent_id:
        form = CommentChangeForm(schema=comment.proposal.consultation.schema, **asked)
    form.fit(takes_position=comment.takes_position, with_speaker=with_speaker)
    return form


def _said(form: Any, comment: Comment) -> dict[str, Any]:
    said = {name: form[name].data or "" if name in form else getattr(comment, name) for name in WORDS}
    return said | {"stance": Stance(said["stance"])}


def _page(template: str, comment: Comment, **context: Any) -> ResponseReturnValue:
    proposal = comment.proposal
    return page(
        template,
        comment=comment,
        proposal=proposal,
        is_sent_again=is_sent_again(comment),
        is_looked_at=is_edit_looked_at(proposal.consultation, current_participant(), now=now()),
        may_send_unseen=may_send_unseen(),
        **context,
    )


def _preview(form: Any, comment: Comment) -> ResponseReturnValue:
    said = _said(form, comment)
    speaker = (
        as_it_is_shown(form.speaker()) if is_sent_again(comment) else {name: getattr(comment, name) for name in _WHO}
    )
    return _page(
        "discussion/change_preview.html",
        comment,
        said=said | speaker | {"parent_id": comment.parent_id, "created_at": comment.created_at},
        changes=[one for one in _changes(comment, said, form) if one.first != one.second],
        carried=carried(),
    )


_WHO = (*_SPEAKER, "confirmed_at")


def _keep(form: Any, comment: Comment) -> ResponseReturnValue:
    said, speaker = _said(form, comment), form.speaker() if is_sent_again(comment) else None
    version = form.version.number
    try:
        change_comment(
            db(), comment, author=current_participant(), speaker=speaker, said=said, version=version, now=now()
        )
    except Refusal:
        # Of two presses at once the second has waited for the first: what it was to make is made.
        if version >= comment.version or _is_different(comment, said, speaker):
            raise
    return _thank(comment)


def _thank(comment: Comment) -> ResponseReturnValue:
    if comment.is_public:
        flash(_("Your change is saved."))
        return redirect(url_for("discussion.show", reference=comment.reference))
    return redirect(url_for("discussion.receipt", reference=comment.reference))


def _changes(comment: Comment, said: dict[str, Any], form: Any) -> list[RevisionChange]:
    """Return what the comment says now and what the form says, field by field."""
    language = said["language"] if said["language"] == comment.language else None
    fields = [form[name] for name in WORDS if name in form]
    return [
        RevisionChange(
            str(field.label.text),
            _in_words(field, getattr(comment, field.name)),
            _in_words(field, said[field.name]),
            page_language() if hasattr(field, "choices") else language,
        )
        for field in fields
    ]


def _in_words(field: Any, value: str) -> str:
    if not hasattr(field, "choices"):
        return value
    return next((str(choice.label) for choice in field.choices if choice.value == value), "")
