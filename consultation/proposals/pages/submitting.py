"""Handling a submitted form of a proposal: preview, draft, receipt, or the form again with all that was typed."""

from __future__ import annotations

from dataclasses import asdict
from enum import StrEnum
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consultation.database import lock_name
from consultation.errors import AlreadyDone, PhaseClosed
from consultation.people.forms import speaker_choices
from consultation.people.models import Participant
from consultation.people.queries import get_participant
from consultation.people.sign_in.new_keys import KeyOrigin, lead_to_key
from consultation.people.sign_in.visitors import Contributor, arrive, arrive_again, says_what_was_sent, what_is_said
from consultation.people.speaker import Speaker
from consultation.people.tokens import hashed
from consultation.process.models import Consultation
from consultation.proposals.content import Content, begins_without_verb
from consultation.proposals.forms import proposal_form
from consultation.proposals.models import Proposal
from consultation.proposals.operations.drafting import change_draft, save_draft, submit_draft, submit_proposal
from consultation.proposals.operations.revising import speaker_chosen
from consultation.proposals.pages.presentation import chips_of, framework, sections_of, what_is_asked
from consultation.proposals.queries import find_by_submission, is_author
from consultation.web.clock import now
from consultation.web.identity import identity, new_token
from consultation.web.pages import page
from consultation.web.returned_input import given_back
from consultation.web.texts.language import page_language
from consultation.web.transactions import db
from indicators.fields import SCHEMAS, Kind


class Intent(StrEnum):
    """What was pressed; `POSITION` sends a position without words and nothing else."""

    CHANGE = "change"
    PREVIEW = "preview"
    DRAFT = "draft"
    POSITION = "position"
    SUBMIT = "submit"


def intent() -> Intent:
    """Return what was pressed; a form sent in another way, as by the return key, is previewed."""
    try:
        return Intent(request.form.get("intent", Intent.PREVIEW.value))
    except ValueError:
        return Intent.PREVIEW


def may_send_unseen() -> bool:
    """Whether somebody may send without having looked first: who has a proven address comes often, and knows how."""
    who = identity()
    return who is not None and who.is_reachable


def asked_of(
    consultation: Consultation,
    proposal: Proposal | None = None,
    said: Content | None = None,
    last: Speaker | None = None,
) -> dict[str, Any]:
    """Return what every form of a proposal is made with: what is offered, and what it is filled with at first.

    `last` is who spoke the last time, see `find_last_speaker`.
    """
    started: dict[str, Any] = {"language": page_language(), "attribution": consultation.default_attribution.value}
    if proposal is not None:
        started |= who_speaks(proposal)
    return {
        "framework": framework(),
        "tongue": page_language(),
        "offered": speaker_choices(framework(), page_language()),
        "is_visitor": identity() is None,
        "last": last,
        "data": started,
        "said": said,
    }


def who_speaks(proposal: Proposal) -> dict[str, Any]:
    """Return who speaks in a proposal as its author has it, by the names of a form's fields and of a Speaker's."""
    return asdict(speaker_chosen(proposal))


def form_page(form: Any, consultation: Consultation, **context: Any) -> ResponseReturnValue:
    """Show the form; 422 when something in it is wrong."""
    looked_at = is_looked_at(consultation)
    given = {"proposal": None, "told_of": None, "is_looked_at": looked_at, "may_send": True, "action": ""} | context
    return page(
        "proposals/propose.html", form=form, consultation=consultation, may_send_unseen=may_send_unseen(), **given
    )


def preview_page(
    form: Any,
    consultation: Consultation,
    proposal: Proposal | None = None,
    *,
    is_sent_again: bool = False,
    is_used: bool = False,
    is_new_text: bool = True,
) -> ResponseReturnValue:
    """Show what a valid form would become, carrying along everything that was typed.

    `is_sent_again` says that the form answers a decision, `is_used` that it was sent before and said something else:
    then it can go as a further contribution; `is_new_text` that an edit makes a revision.
    """
    content = form.content()
    return page(
        "proposals/preview.html",
        consultation=consultation,
        proposal=proposal,
        action=url_for("proposals.propose", slug=consultation.slug) if is_used else "",
        carried=carried(is_used=is_used),
        is_sent_again=is_sent_again,
        is_used=is_used,
        is_new_text=is_new_text,
        content=content,
        speaker=as_it_is_shown(form.speaker()),
        chips=chips_of(content.codes, content.primary),
        sections=sections_of(consultation.schema, content),
        asked=what_is_asked(consultation.schema, str(content.answers.get("action", ""))),
        first_word=begins_without_verb(content) if consultation.kind is Kind.RECOMMENDATION else None,
        is_looked_at=is_looked_at(consultation),
        status=409 if is_used else 200,
    )


def carried(*, is_used: bool = False) -> list[tuple[str, str]]:
    """Return everything that was posted, for a page to carry along; under a fresh one-time key where that is used."""
    left_out = {"csrf_token", "intent", *(["submission"] if is_used else [])}
    kept = [(name, text) for name, text in request.form.items(multi=True) if name not in left_out]
    return [*kept, ("submission", new_token())] if is_used else kept


def as_it_is_shown(speaker: Speaker) -> dict[str, Any]:
    """Return who speaks as a contribution would show it."""
    return asdict(speaker.as_shown()) | {"confirmed_at": None}


def refusal_page(refusal: PhaseClosed, form: Any, consultation: Consultation) -> ResponseReturnValue:
    """Say why nothing can be sent now, with everything that was typed, so that it can be copied."""
    refusal.go_to = url_for("proposals.index", slug=consultation.slug)
    refusal.go_to_label = _("Read what has been proposed")
    return page("errors/refusal.html", refusal=refusal, kept=given_back(form), status=refusal.status)


def forms_to_give_back() -> list[Any]:
    """Return a form for each kind of proposal, as far as that takes no database."""
    asked: dict[str, Any] = {"framework": framework(), "tongue": page_language(), "is_visitor": True}
    asked["offered"] = speaker_choices(framework(), page_language())
    return [proposal_form(schema)(**asked) for schema in SCHEMAS.values()]


def is_looked_at(consultation: Consultation) -> bool:
    """Whether what this person sends is held until the secretariat has looked at it."""
    who = identity()
    return consultation.is_protected and not (who is not None and who.is_reachable)


def answer_again(form: Any) -> ResponseReturnValue | None:
    """Return what was answered to exactly this form when it was sent before, whatever has closed since.

    None where it is new, says something else now, or is not its author's who sends it.
    """
    if request.method != "POST" or intent() is Intent.CHANGE:
        return None
    lock_name(db(), form.submission.data)
    earlier = find_by_submission(db(), form.submission.data)
    if earlier is None or not says_what_was_sent(form, earlier.fingerprint):
        return None
    if earlier.is_draft and intent() is not Intent.DRAFT:
        return None
    arrival = arrive_again(form.submission.data)
    return _thank(form, earlier, arrival) if is_author(earlier, identity()) else None


def send(form: Any, consultation: Consultation) -> ResponseReturnValue:
    """Show what a new form would become, save it as a draft or send it, as was pressed; ask `answer_again` first.

    Where the form was sent before, its draft becomes what it says now, unless it was changed elsewhere meanwhile;
    anything else is shown, to be sent as a further contribution.
    """
    earlier = find_by_submission(db(), form.submission.data)
    if earlier is not None and not _is_as_left(earlier):
        return preview_page(form, consultation, is_used=True)
    if intent() not in (Intent.SUBMIT, Intent.DRAFT):
        return preview_page(form, consultation)
    if earlier is not None:
        keep_draft(form, earlier, version=earlier.version)
        return _thank(form, earlier, None)
    try:
        arrival = arrive(form)
    except AlreadyDone:
        return preview_page(form, consultation, is_used=True)
    make = save_draft if intent() is Intent.DRAFT else submit_proposal
    made = make(
        db(),
        consultation,
        author=arrival.participant,
        speaker=form.speaker(),
        content=form.content(),
        submission=form.submission.data,
        fingerprint=what_is_said(form),
        token=new_token(),
        now=now(),
    )
    return _thank(form, made, arrival)


def _is_as_left(earlier: Proposal) -> bool:
    """Whether it is one's draft, as the form that made it has left it."""
    return earlier.is_draft and earlier.fingerprint != "" and is_author(earlier, identity())


def keep_draft(form: Any, draft: Proposal, *, version: int) -> None:
    """Keep a draft as the form has it now, and send it when that was pressed; see `change_draft`."""
    author = current_participant()
    is_as_it_began = draft.submission == hashed(form.submission.data)
    said = what_is_said(form) if is_as_it_began or intent() is Intent.SUBMIT else ""
    change_draft(
        db(),
        draft,
        author=author,
        speaker=form.speaker(),
        content=form.content(),
        version=version,
        fingerprint=said,
        now=now(),
    )
    if intent() is Intent.SUBMIT:
        submit_draft(db(), draft, author=author, now=now())


def current_participant() -> Participant:
    """Return who is signed in; for views that only they reach."""
    who = identity()
    if who is None:
        raise LookupError("nobody is signed in")
    return get_participant(db(), who.participant_id)


def _thank(form: Any, made: Proposal, arrival: Contributor | None) -> ResponseReturnValue:
    continue_to = place_of(made)
    if arrival is not None and arrival.key is not None:
        came_of = KeyOrigin.DRAFT if made.is_draft else KeyOrigin.SENT
        return lead_to_key(form.submission.data, then=continue_to, came_of=came_of, is_mailed=bool(arrival.address))
    if made.is_draft:
        flash(_("Your draft is saved. You alone can see it."))
    return redirect(continue_to)


def place_of(made: Proposal) -> str:
    """Return where its author finds a draft, or the receipt of what was sent."""
    if made.is_draft:
        return url_for("proposals.draft", token=made.token)
    return url_for("proposals.receipt", reference=made.reference)
