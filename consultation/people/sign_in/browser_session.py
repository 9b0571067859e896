"""Signing this browser in and out."""

from __future__ import annotations

from flask import request

from consultation.people.local_paths import local_path
from consultation.people.models import Participant
from consultation.people.sign_in.credentials import begin_sign_in, end_sign_in
from consultation.web.clock import now
from consultation.web.identity import Identity, forget, new_token, remember, secret_of_open_forms
from consultation.web.transactions import db

KEPT = "kept."  # before the names of what comes along


def sign_in_here(participant: Participant, *, stays: bool = False, keeps_forms: bool = False) -> None:
    """Sign this browser in with a session of its own, and end the one it had.

    `stays` lets it be signed in still when the browser has been closed; an officer is asked in vain. `keeps_forms` lets
    a visitor who sent a form go back to it and send it once more: they are the same person.
    """
    open_forms = secret_of_open_forms() if keeps_forms else None
    sign_out_here()
    token = new_token()
    stays = stays and not participant.is_officer
    begin_sign_in(db(), participant, token=token, now=now(), stays=stays)
    who = Identity(participant.id, participant.is_officer, participant.is_reachable)
    remember(token, who, stays=stays, open_forms=open_forms)


def kept_here() -> tuple[str, list[tuple[str, str]]] | None:
    """Return what was to be sent when a session had ended, and where to; it comes along while its author signs in."""
    address = local_path(request.form.get("kept-for"))
    values = request.form.items(multi=True)
    return (address, [(name[len(KEPT) :], text) for name, text in values if name.startswith(KEPT)]) if address else None


def sign_out_here() -> None:
    """End this browser's session; a copy of its cookie is worth nothing from here on."""
    token = forget()
    if token is not None:
        end_sign_in(db(), token, now=now())
