"""The pages of comments and positions."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consultation.database import lock_name
from consultation.discussion.forms import CommentForm, ReplyForm
from consultation.discussion.models import Comment, Stance
from consultation.discussion.operations.changing import show_less_of_comment, why_fixed
from consultation.discussion.operations.commenting import comment_on, withdraw_comment, withdraw_position
from consultation.discussion.pages.editing import change
from consultation.discussion.queries import (
    cursor_of,
    find_last_speaker,
    find_position,
    find_sent,
    get_comment,
    get_own_comment,
    revision_id_of,
)
from consultation.errors import AlreadyDone, NotAllowed, Refusal
from consultation.people.forms import ShowLessForm, SpeakerChoices, speaker_choices
from consultation.people.models import Status
from consultation.people.queries import find_began_at
from consultation.people.sign_in.new_keys import KeyOrigin, lead_to_key
from consultation.people.sign_in.visitors import Contributor, arrive, arrive_again, says_what_was_sent, what_is_said
from consultation.people.speaker import SHOWN_WHOLLY, attribution_of, speaker_of
from consultation.process.models import Action
from consultation.process.operations import require
from consultation.proposals.models import Proposal
from consultation.proposals.operations.publishing import is_looked_at_first
from consultation.proposals.pages.submitting import (
    Intent,
    as_it_is_shown,
    carried,
    intent,
    is_looked_at,
    may_send_unseen,
)
from consultation.proposals.queries import get_proposal
from consultation.web.clock import now
from consultation.web.forms import BaseForm
from consultation.web.identity import identity, token_here
from consultation.web.pages import page
from consultation.web.returned_input import asks, given_back
from consultation.web.security.rate_limits import POSTING_WITHOUT_ACCOUNT, limited
from consultation.web.texts.language import page_language
from consultation.web.transactions import db, writes
from indicators.fields import SCHEMAS

discussion = Blueprint("discussion", __name__)


def forms_of_comments() -> list[CommentForm]:
    """Return the form of a comment on each kind of proposal, as far as that takes no database."""
    return [CommentForm(schema=schema, offered=_speakers(), is_visitor=True) for schema in SCHEMAS.values()]


def forms_of_replies() -> list[ReplyForm]:
    """Return the form of a reply, as far as that takes no database."""
    return [ReplyForm(offered=_speakers(), is_visitor=True)]


@discussion.route("/proposals/<reference:reference>/comment", methods=["GET", "POST"])
@limited(POSTING_WITHOUT_ACCOUNT)
@writes
@asks(forms_of_comments)
def comment(reference: str) -> ResponseReturnValue:
    """Comment on a proposal, or take a position on it."""
    proposal = get_proposal(db(), reference, identity())
    form = CommentForm(
        schema=proposal.consultation.schema,
        **_asked_of(proposal, stance=request.args.get("stance"), section=request.args.get("section")),
    )
    return _answer(form, proposal, "discussion/comment.html", position=find_position(db(), proposal, identity()))


@discussion.route("/comments/<comment:reference>/reply", methods=["GET", "POST"])
@limited(POSTING_WITHOUT_ACCOUNT)
@writes
@asks(forms_of_replies)
def reply(reference: str) -> ResponseReturnValue:
    """Reply to a comment; a reply to a reply hangs on the same comment."""
    to = get_comment(db(), reference, viewer=identity())
    if not to.is_public:
        raise NotAllowed(_("This comment is not public, so it takes no replies."))
    form = ReplyForm(**_asked_of(to.proposal))
    return _answer(form, to.proposal, "discussion/reply.html", to=to)


@discussion.route("/comments/<comment:reference>")
def show(reference: str) -> ResponseReturnValue:
    """Lead to the comment in its discussion, or to what its author or the secretariat sees of it."""
    found = get_comment(db(), reference, viewer=identity())
    if found.status in {Status.HELD, Status.REFUSED} or not found.is_shown:
        who = identity()
        is_own = who is not None and who.participant_id == found.author_id
        return redirect(url_for("discussion.receipt" if is_own else "secretariat.decide_comment", reference=reference))
    return redirect(_place_of(found))


@discussion.route("/comments/<comment:reference>/edit", methods=["GET", "POST"])
@writes
@asks(lambda: [*forms_of_comments(), *forms_of_replies()])
def edit(reference: str) -> ResponseReturnValue:
    """Change one's comment, or change and send it again once the secretariat has decided about it."""
    return change(get_own_comment(db(), reference, viewer=identity()))


@discussion.route("/comments/<comment:reference>/withdraw", methods=["GET", "POST"])
@writes
def withdraw(reference: str) -> ResponseReturnValue:
    """Ask whether one's comment is to be withdrawn, then do it; at any time, whatever became of it."""
    found = get_own_comment(db(), reference, viewer=identity())
    if request.method == "POST":
        withdraw_comment(db(), found, now=now())
        flash(_("%(reference)s has been withdrawn: its text is gone.", reference=reference))
        return redirect(url_for("contributions.mine"))
    return page("discussion/withdraw.html", form=BaseForm(), comment=found)


@discussion.route("/comments/<comment:reference>/show-less", methods=["GET", "POST"])
@writes
@asks(lambda: [ShowLessForm(shown=SHOWN_WHOLLY)])
def show_less(reference: str) -> ResponseReturnValue:
    """Ask how little of its author one's comment is to show, then do it; at any time, whatever became of it."""
    found = get_own_comment(db(), reference, viewer=identity())
    form = ShowLessForm(shown=speaker_of(found))
    if form.attribution.choices and form.validate_on_submit():
        show_less_of_comment(db(), found, attribution=attribution_of(form.attribution.data), now=now())
        flash(_("%(reference)s shows less of you from now on.", reference=reference))
        return redirect(url_for("discussion.receipt", reference=reference))
    return page("people/show_less.html", form=form, contribution=found)


@discussion.route("/comments/<comment:reference>/take-back", methods=["POST"])
@writes
def take_back(reference: str) -> ResponseReturnValue:
    """Take back at once a position that stands without words."""
    found = get_own_comment(db(), reference, viewer=identity())
    withdraw_position(db(), found, now=now())
    flash(_("Your position is taken back: it does not count any more."))
    return redirect(_home_of(found.proposal) if found.proposal.is_public else url_for("contributions.mine"))


@discussion.route("/comments/<comment:reference>/receipt")
def receipt(reference: str) -> ResponseReturnValue:
    """Say what was sent, when, and what happens to it."""
    comment = get_own_comment(db(), reference, viewer=identity())
    return page("discussion/receipt.html", comment=comment, why_fixed=why_fixed(db(), comment, now=now()))


def _asked_of(proposal: Proposal, **given: Any) -> dict[str, Any]:
    # What every form here is made with: what is offered, and what is filled in before anybody typed.
    revision = proposal.current_revision
    started = {
        "language": page_language(),
        "attribution": proposal.consultation.default_attribution,
        "revision": revision.number if revision else None,
    }
    last = find_last_speaker(db(), proposal.consultation, identity(), since=find_began_at(db(), token_here()))
    return {"offered": _speakers(), "is_visitor": identity() is None, "last": last, "data": started | given}


def _speakers() -> SpeakerChoices:
    return speaker_choices(current_app.extensions["framework"], page_language())


def _answer(
    form: CommentForm | ReplyForm, proposal: Proposal, template: str, *, to: Comment | None = None, **context: Any
) -> ResponseReturnValue:
    again = _answer_again(form)
    if again is not None:
        return again
    try:
        require(proposal.consultation, Action.COMMENT, now())
        if not proposal.is_public:
            raise NotAllowed(_("This proposal is not public, so it takes no comments."))
        if intent() is not Intent.CHANGE and form.validate_on_submit():
            return _send(form, proposal, to)
    except Refusal as refusal:
        refusal.go_to, refusal.go_to_label = _home_of(proposal), _("Go to the proposal")
        return page("errors/refusal.html", refusal=refusal, kept=given_back(form), status=refusal.status)
    told = {"is_looked_at": is_looked_at(proposal.consultation), "may_send_unseen": may_send_unseen()}
    return page(template, form=form, proposal=proposal, to=to, **told, **context)


def _answer_again(form: CommentForm | ReplyForm) -> ResponseReturnValue | None:
    """Return what was answered to exactly this form when it was sent before, whatever has closed since."""
    if request.method != "POST" or intent() is Intent.CHANGE:
        return None
    lock_name(db(), form.submission.data)
    earlier = find_sent(db(), form.submission.data)
    if earlier is None or not says_what_was_sent(form, earlier.fingerprint):
        return None
    arrival, who = arrive_again(form.submission.data), identity()
    is_own = who is not None and who.participant_id == earlier.author_id
    return _thank(form, earlier, arrival) if is_own else None


def _is_to_be_sent(form: CommentForm | ReplyForm) -> bool:
    """Whether it goes without being looked at first: words that somebody wrote beside a position are not overlooked."""
    return intent() is Intent.SUBMIT or (intent() is Intent.POSITION and not _has_words(form))


def _preview(
    form: CommentForm | ReplyForm, proposal: Proposal, to: Comment | None, *, is_used: bool = False
) -> ResponseReturnValue:
    """Show what a valid form would become, carrying along everything that was typed."""
    unsaid = {"section": "", "suggested_wording": "", "parent_id": None, "created_at": None}
    said = unsaid | {"language": form.language.data} | _said(form)
    return page(
        "discussion/preview.html",
        proposal=proposal,
        to=to,
        said=said | as_it_is_shown(form.speaker()),
        carried=carried(is_used=is_used),
        is_used=is_used,
        is_looked_at=is_looked_at(proposal.consultation),
        status=409 if is_used else 200,
    )


def _send(form: CommentForm | ReplyForm, proposal: Proposal, to: Comment | None) -> ResponseReturnValue:
    """Show what a comment would become, or send it, as was pressed; ask `_answer_again` first.

    What a form says that was sent before with something else is shown, to be sent as a further contribution.
    """
    is_used = find_sent(db(), form.submission.data) is not None
    if is_used or not _is_to_be_sent(form):
        return _preview(form, proposal, to, is_used=is_used)
    try:
        arrival = arrive(form)
    except AlreadyDone:
        return _preview(form, proposal, to, is_used=True)
    sent = comment_on(
        db(),
        proposal,
        author=arrival.participant,
        speaker=form.speaker(),
        parent=to,
        revision_id=revision_id_of(db(), proposal, form.revision.data),
        language=form.language.data,
        submission=form.submission.data,
        fingerprint=what_is_said(form),
        is_held=is_looked_at_first(proposal.consultation, arrival.participant),
        now=now(),
        **_said(form),
    )
    return _thank(form, sent, arrival)


def _said(form: CommentForm | ReplyForm) -> dict[str, Any]:
    if isinstance(form, ReplyForm):
        return {"stance": Stance.INFORMATION, "text": form.text.data}
    return {
        "stance": Stance(form.stance.data),
        "section": form.section.data or "",
        "text": form.text.data,
        "suggested_wording": form.suggested_wording.data,
    }


def _thank(form: CommentForm | ReplyForm, sent: Comment, arrival: Contributor | None) -> ResponseReturnValue:
    continue_to = url_for("discussion.receipt", reference=sent.reference)
    if arrival is not None and arrival.key is not None:
        return lead_to_key(
            form.submission.data, then=continue_to, came_of=KeyOrigin.SENT, is_mailed=bool(arrival.address)
        )
    return redirect(continue_to)


def _has_words(form: CommentForm | ReplyForm) -> bool:
    return bool(form.text.data or (isinstance(form, CommentForm) and form.suggested_wording.data))


def _home_of(proposal: Proposal) -> str:
    return url_for("proposals.show", reference=proposal.reference)


def _place_of(comment: Comment) -> str:
    cursor = cursor_of(db(), comment)
    return url_for("proposals.show", reference=comment.proposal.reference, comments=cursor, _anchor=comment.reference)
