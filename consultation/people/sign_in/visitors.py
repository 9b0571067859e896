"""Making a visitor who contributes a participant with a key, and signing them in."""

from __future__ import annotations

import json
from dataclasses import dataclass

from flask import request
from flask_babel import gettext as _

from consultation.errors import AlreadyDone
from consultation.people.email_addresses import normalised
from consultation.people.forms import ContributionForm
from consultation.people.models import Participant
from consultation.people.operations import new_participant
from consultation.people.queries import get_participant
from consultation.people.sign_in.browser_session import sign_in_here
from consultation.people.sign_in.credentials import keep_key
from consultation.people.sign_in.keys import find_key_of_form, fingerprint, fingerprints, key_of, stored
from consultation.people.sign_in.mails import send_claim
from consultation.web.clock import now
from consultation.web.identity import identity
from consultation.web.transactions import db
from indicators.text import normalise_text


@dataclass(frozen=True)
class Contributor:
    """Who contributes, and the key to show them once; None for somebody who was signed in already."""

    participant: Participant
    key: str | None
    address: str = ""  # to which a link was sent just now


def arrive(form: ContributionForm) -> Contributor:
    """Return who sends a valid form. A visitor becomes a participant with a key and is signed in from here on.

    Ask `arrive_again` first, with the submission locked: the same form sent twice must not make two participants.
    """
    who = identity()
    if who is not None:
        return Contributor(get_participant(db(), who.participant_id), None)
    key = key_of(form.submission.data)
    if find_key_of_form(form.submission.data) is not None:
        raise AlreadyDone(_("This form was sent before. Open it anew to write something else."))
    participant = new_participant(db(), now=now())
    keep_key(db(), participant, stored=stored(key), now=now())
    sign_in_here(participant, keeps_forms=True)
    address = normalised(form.email.data) if form.email.data else ""
    if address:
        send_claim(address, claimed_by=participant)
    return Contributor(participant, key, address)


def what_is_said(form: ContributionForm) -> str:
    """Return the fingerprint of a form as it was posted: where it goes, and every answer in it."""
    return fingerprint(form.submission.data, _answers())


def says_what_was_sent(form: ContributionForm, sent: str) -> bool:
    """Return whether a form says what was sent before, of which `sent` is the fingerprint."""
    return sent in fingerprints(form.submission.data, _answers())


def _answers() -> str:
    answers = [(name, normalise_text(text)) for name, text in request.form.items(multi=True)]
    said = sorted((name, text) for name, text in answers if text and name not in _SAYS_NOTHING)
    return json.dumps([request.path, said])


_SAYS_NOTHING = {"csrf_token", "intent", "submission", "version"}


def arrive_again(submission: str) -> Contributor | None:
    """Return who arrived by this submission before, while their key may still be shown, and sign them in again.

    An impatient finger or a lost answer leaves a browser without its cookie and a person without their key. Ask only
    where the form says what it said then: another text brings nobody in.
    """
    found = find_key_of_form(submission)
    if found is None or found[1].shown_until <= now():
        return None
    key, record = found
    who = identity()
    if who is not None and who.participant_id != record.participant_id:
        return None
    participant = get_participant(db(), record.participant_id)
    if who is None:
        sign_in_here(participant, keeps_forms=True)
    return Contributor(participant, key)
