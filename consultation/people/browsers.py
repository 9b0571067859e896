"""Signing this browser in and out."""

from __future__ import annotations

from consultation.people.credentials import begin_sign_in, end_sign_in
from consultation.people.models import Participant
from consultation.web.clock import now
from consultation.web.identity import Identity, forget, new_token, remember, secret_of_open_forms
from consultation.web.transactions import db


def sign_in_here(participant: Participant, *, keeps_forms: bool = False) -> None:
    """Sign this browser in with a session of its own, and end the one it had.

    `keeps_forms` lets a visitor who sent a form go back to it and send it once more: they are the same person.
    """
    open_forms = secret_of_open_forms() if keeps_forms else None
    sign_out_here()
    token = new_token()
    begin_sign_in(db(), participant, token=token, now=now())
    who = Identity(participant.id, participant.is_officer, participant.is_reachable)
    remember(token, who, open_forms=open_forms)


def sign_out_here() -> None:
    """End this browser's session; a copy of its cookie is worth nothing from here on."""
    token = forget()
    if token is not None:
        end_sign_in(db(), token, now=now())
