"""From a form that was filled in to a page: preview, draft, receipt, or the form again with all that was typed."""

from __future__ import annotations

from dataclasses import asdict
from enum import StrEnum
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consultation.database import lock_name
from consultation.errors import AlreadyDone, PhaseClosed
from consultation.people.arrivals import Arrival, arrive, arrive_again
from consultation.people.forms import speaker_choices
from consultation.people.models import Participant
from consultation.people.queries import get_participant
from consultation.people.showing import lead_to_key
from consultation.people.speaker import Speaker
from consultation.process.models import Consultation
from consultation.proposals.content import Content, begins_without_verb
from consultation.proposals.models import Proposal
from consultation.proposals.operations import change_draft, save_draft, submit_draft, submit_proposal
from consultation.proposals.queries import find_by_submission, is_author
from consultation.proposals.showing import Shown, chips_of, framework, sections_of, what_is_asked
from consultation.web.clock import now
from consultation.web.identity import identity, new_token
from consultation.web.language import page_language
from consultation.web.pages import page
from consultation.web.transactions import db
from indicators.fields import Kind
from indicators.text import normalise_text


class Intent(StrEnum):
    """What was pressed."""

    CHANGE = "change"
    PREVIEW = "preview"
    DRAFT = "draft"
    SUBMIT = "submit"


def intent() -> Intent:
    """Return what was pressed; a form sent in another way, as by the return key, is previewed."""
    try:
        return Intent(request.form.get("intent", Intent.PREVIEW.value))
    except ValueError:
        return Intent.PREVIEW


def asked_of(
    consultation: Consultation, proposal: Proposal | None = None, said: Content | None = None
) -> dict[str, Any]:
    """Return what every form of a proposal is made with: what is offered, and what it is filled with at first."""
    started: dict[str, Any] = {"language": page_language(), "attribution": consultation.default_attribution.value}
    if proposal is not None:
        started |= _who_speaks(proposal)
    return {
        "framework": framework(),
        "tongue": page_language(),
        "offered": speaker_choices(framework(), page_language()),
        "is_visitor": identity() is None,
        "data": started,
        "said": said,
    }


def _who_speaks(proposal: Proposal) -> dict[str, Any]:
    return {
        "attribution": proposal.attribution.value,
        "stakeholder_group": proposal.stakeholder_group,
        "region": proposal.region,
        "organisation": proposal.organisation,
        "name": proposal.name,
    }


def form_page(form: Any, consultation: Consultation, **context: Any) -> ResponseReturnValue:
    """Show the form; 422 when something in it is wrong."""
    given = {"proposal": None, "is_looked_at": is_looked_at(consultation), "may_send": True} | context
    return page("proposals/propose.html", form=form, consultation=consultation, **given)


def preview_page(form: Any, consultation: Consultation, proposal: Proposal | None = None) -> ResponseReturnValue:
    """Show what a valid form would become, carrying along everything that was typed."""
    content = form.content()
    return page(
        "proposals/preview.html",
        consultation=consultation,
        proposal=proposal,
        carried=[(name, text) for name, text in request.form.items(multi=True) if name not in _NOT_CARRIED],
        content=content,
        speaker=as_it_is_shown(form.speaker()),
        chips=chips_of(content.codes, content.primary),
        sections=sections_of(consultation.schema, content),
        asked=what_is_asked(consultation.schema, str(content.answers.get("action", ""))),
        first_word=begins_without_verb(content) if consultation.kind is Kind.RECOMMENDATION else None,
        is_looked_at=is_looked_at(consultation),
    )


_NOT_CARRIED = {"csrf_token", "intent"}


def as_it_is_shown(speaker: Speaker) -> dict[str, Any]:
    """Return who speaks as a contribution would show it."""
    return asdict(speaker.as_shown()) | {"confirmed_at": None}


def refusal_page(refusal: PhaseClosed, form: Any, consultation: Consultation) -> ResponseReturnValue:
    """Say why nothing can be sent now, with everything that was typed, so that it can be copied."""
    refusal.go_to = url_for("proposals.index", slug=consultation.slug)
    refusal.go_to_label = _("Read what has been proposed")
    return page("errors/refusal.html", refusal=refusal, kept=_typed(form), status=refusal.status)


def _typed(form: Any) -> list[Shown]:
    if request.method != "POST":
        return []
    sent = ((field, "\n".join(request.form.getlist(field.name))) for field in form.asked() if field.look in _TYPED)
    return [Shown(field.id, str(field.label.text), normalise_text(text), None) for field, text in sent if text.strip()]


_TYPED = ("line", "paragraphs", "codes")


def is_looked_at(consultation: Consultation) -> bool:
    """Whether what this person sends is held until the secretariat has looked at it."""
    who = identity()
    return consultation.is_protected and not (who is not None and who.is_reachable)


def send(form: Any, consultation: Consultation) -> ResponseReturnValue:
    """Save a new draft or send a new proposal; sent a second time, it leads to what came of the first."""
    lock_name(db(), form.submission.data)
    earlier = find_by_submission(db(), form.submission.data)
    if earlier is not None:
        return _send_again(form, earlier)
    arrival = arrive(form)
    make = save_draft if intent() is Intent.DRAFT else submit_proposal
    made = make(
        db(),
        consultation,
        author=arrival.participant,
        speaker=form.speaker(),
        content=form.content(),
        submission=form.submission.data,
        token=new_token(),
        now=now(),
    )
    return _thank(form, made, arrival)


def _send_again(form: Any, earlier: Proposal) -> ResponseReturnValue:
    arrival = arrive_again(form.submission.data)
    if not is_author(earlier, identity()):
        raise AlreadyDone(_("This form was sent before. Sign in to see what you sent, or open the form anew."))
    if earlier.is_draft:
        keep_draft(form, earlier)
    return _thank(form, earlier, arrival)


def keep_draft(form: Any, draft: Proposal) -> None:
    """Keep a draft as the form has it now, and send it when that was pressed."""
    author = current_participant()
    change_draft(db(), draft, author=author, speaker=form.speaker(), content=form.content(), now=now())
    if intent() is Intent.SUBMIT:
        submit_draft(db(), draft, author=author, now=now())


def current_participant() -> Participant:
    """Return who is signed in; for views that only they reach."""
    who = identity()
    if who is None:
        raise LookupError("nobody is signed in")
    return get_participant(db(), who.participant_id)


def _thank(form: Any, made: Proposal, arrival: Arrival | None) -> ResponseReturnValue:
    continue_to = place_of(made)
    if arrival is not None and arrival.key is not None:
        came_of = {"was_sent": not made.is_draft, "is_mailed": bool(arrival.address)}
        return lead_to_key(form.submission.data, then=continue_to, **came_of)
    if made.is_draft:
        flash(_("Your draft is saved. You alone can see it."))
    return redirect(continue_to)


def place_of(made: Proposal) -> str:
    """Return where its author finds a draft, or the receipt of what was sent."""
    if made.is_draft:
        return url_for("proposals.draft", token=made.token)
    return url_for("proposals.receipt", reference=made.reference)
