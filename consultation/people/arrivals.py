"""How a visitor becomes a participant: by contributing, with nothing asked for."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app

from consultation.config import Config
from consultation.people.addresses import normalised
from consultation.people.credentials import begin_sign_in, keep_key, key_hash
from consultation.people.forms import ContributionForm
from consultation.people.letters import send_link
from consultation.people.models import Participant
from consultation.people.operations import new_participant
from consultation.people.queries import find_key, get_participant
from consultation.people.secrets import participation_key
from consultation.web.clock import now
from consultation.web.identity import Identity, identity, new_token, remember
from consultation.web.transactions import db


@dataclass(frozen=True)
class Arrival:
    """Who contributes, and the key to show them once; None for somebody who was signed in already."""

    participant: Participant
    key: str | None


def arrive(form: ContributionForm) -> Arrival:
    """Return who sends a valid form. A visitor becomes a participant with a key and is signed in from here on.

    Ask `arrive_again` first, with the submission locked: the same form sent twice must not make two participants.
    """
    who = identity()
    if who is not None:
        return Arrival(get_participant(db(), who.participant_id), None)
    participant = new_participant(db(), now=now())
    key = _key_of(form.submission.data)
    keep_key(db(), participant, stored=key_hash(_secret(), key), now=now())
    sign_in_here(participant)
    if form.email.data:
        send_link(normalised(form.email.data), claimed_by=participant.id)
    return Arrival(participant, key)


def arrive_again(submission: str) -> Arrival | None:
    """Return who arrived by this submission before, while their key may still be shown, and sign them in again.

    An impatient finger or a lost answer leaves a browser without its cookie and a person without their key.
    """
    key = _key_of(submission)
    record = find_key(db(), key_hash(_secret(), key))
    if record is None or record.shown_until <= now():
        return None
    who = identity()
    if who is not None and who.participant_id != record.participant_id:
        return None
    participant = get_participant(db(), record.participant_id)
    if who is None:
        sign_in_here(participant)
    return Arrival(participant, key)


def sign_in_here(participant: Participant) -> None:
    """Sign this browser in with a session of its own."""
    token = new_token()
    begin_sign_in(db(), participant, token=token, now=now())
    remember(token, Identity(participant.id, participant.is_officer, participant.is_reachable))


def _key_of(submission: str) -> str:
    return participation_key(_secret(), submission)


def _secret() -> str:
    config: Config = current_app.extensions["config"]
    return config.key_secret
