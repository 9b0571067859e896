"""The pages of signing in and out."""

from __future__ import annotations

from flask import Blueprint, flash, jsonify, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug import Response

from consultation.contributions.operations.merging import join
from consultation.database import lock_name
from consultation.errors import AlreadyDone, LinkSpent, NotAllowed, SignInNeeded
from consultation.people.email_addresses import normalised
from consultation.people.forms import AddressForm, KeyForm, LinkForm, NewKeyForm, OpenLinkForm
from consultation.people.local_paths import local_path
from consultation.people.models import Participant, SignInLink
from consultation.people.queries import find_link, get_participant
from consultation.people.sign_in.accounts import owner_of
from consultation.people.sign_in.browser_session import kept_here, sign_in_here, sign_out_here
from consultation.people.sign_in.credentials import end_keys, end_sign_ins, keep_key, use_link
from consultation.people.sign_in.keys import find_key_of_form, find_participant_with, key_of, stored
from consultation.people.sign_in.mails import send, send_claim, send_link
from consultation.people.sign_in.new_keys import find_new_key, lead_to_key
from consultation.people.tokens import read_key
from consultation.web.clock import now
from consultation.web.identity import identity, mark_here, seconds_left, token_here
from consultation.web.pages import page
from consultation.web.returned_input import asks
from consultation.web.security.rate_limits import ASKING_FOR_A_LINK, TRYING_A_KEY, limited
from consultation.web.transactions import db, writes

people = Blueprint("people", __name__)


@people.route("/sign-in", methods=["GET", "POST"])
@writes
@limited(ASKING_FOR_A_LINK)
def sign_in() -> ResponseReturnValue:
    then = local_path(request.args.get("next"))
    form = LinkForm(next=then)
    if form.validate_on_submit():
        send_link(normalised(form.email.data), then=form.next.data)
        return redirect(url_for("people.link_sent"))
    return page("people/sign_in.html", form=form, link_form=form, key_form=KeyForm(formdata=None, next=then), kept=None)


@people.route("/sign-in/sent")
def link_sent() -> ResponseReturnValue:
    return page("people/link_sent.html", is_claim=False)


@people.route("/sign-in/key", methods=["POST"])
@writes
@limited(TRYING_A_KEY)
@asks(lambda: [KeyForm()])
def sign_in_with_key() -> ResponseReturnValue:
    form, kept = KeyForm(), kept_here()
    if form.validate_on_submit():
        participant = find_participant_with(read_key(form.typed.data) or "")
        if participant is not None:
            welcome = _welcome(participant, form.next.data, stays=form.stays.data, keeps_forms=bool(kept))
            return redirect(url_for("people.send_again"), 307) if kept else welcome  # with what comes along
        form.refuse()
    link_form = LinkForm(formdata=None, next=form.next.data)
    return page("people/sign_in.html", form=form, key_form=form, link_form=link_form, kept=kept)


@people.route("/sign-in/again", methods=["POST"])
@writes
def send_again() -> ResponseReturnValue:
    """Show what was kept while its author signed in again, ready to be sent; nothing is written."""
    kept = kept_here()
    if kept is None:
        return redirect(url_for("contributions.mine"))
    return page("people/signed_in_again.html", address=kept[0], values=kept[1])


@people.route("/sign-in/links/<token:token>", methods=["GET", "POST"])
@writes
@asks(lambda: [OpenLinkForm()])
def open_link(token: str) -> ResponseReturnValue:
    then = local_path(request.args.get("next"))
    link = find_link(db(), token)
    if link is None or link.expires_at <= now():
        raise _spent()
    if link.used_at is not None:
        return _again(link, then)
    if not _may_open(link):
        here = url_for("people.open_link", token=token)
        return page("people/link_elsewhere.html", status=403, key_form=KeyForm(formdata=None, next=here))
    form = OpenLinkForm()
    if form.validate_on_submit():
        return _use(link, then, stays=form.stays.data)
    return page("people/open_link.html", form=form, link=link)


@people.route("/sign-out", methods=["POST"])
@writes
def sign_out() -> ResponseReturnValue:
    sign_out_here()
    flash(_("You are signed out. What is still typed in an open form cannot be sent any more: copy it from there."))
    response = redirect(url_for("pages.home"))
    response.headers["Clear-Site-Data"] = '"cache"'  # the next person at this screen may press “back”
    return response


@people.route("/me/session")
def session_here() -> ResponseReturnValue:
    """Say in how many seconds the session ends, and the mark of the last signing out; to ask is to use it, unless the
    address says `look`."""
    return jsonify(seconds_left=seconds_left(), mark=mark_here())


@people.route("/me/key", methods=["GET", "POST"])
@writes
@limited(TRYING_A_KEY)
@asks(lambda: [NewKeyForm()])
def new_key() -> ResponseReturnValue:
    participant = _participant_here()
    if participant.is_officer:
        raise NotAllowed(_("The secretariat signs in by link alone, so there is no key to have."))
    form = NewKeyForm()
    if form.validate_on_submit():
        kept = _keep_key_of(participant, form.submission.data)
        if form.end_others.data:
            end_keys(db(), participant, but=kept)
            end_sign_ins(db(), participant, but=token_here())
        return lead_to_key(form.submission.data, then=url_for("contributions.mine"))
    return page("people/new_key.html", form=form)


@people.route("/me/key/new")
def show_key() -> ResponseReturnValue:
    new = find_new_key()
    if new is None:
        raise LinkSpent(
            _("A key is shown for 15 minutes, in the browser that was given it. It goes on opening what you wrote."),
            go_to=url_for("people.new_key"),
            go_to_label=_("Have a further key"),
        )
    response = make_response(page("people/key.html", new=new))
    response.headers["Cache-Control"] = "no-store"
    return response


@people.route("/me/address", methods=["GET", "POST"])
@writes
@limited(ASKING_FOR_A_LINK)
def address() -> ResponseReturnValue:
    participant = _participant_here()
    form = AddressForm()
    if form.validate_on_submit():
        send_claim(normalised(form.email.data), claimed_by=participant)
        return redirect(url_for("people.claim_sent"))
    return page("people/address.html", form=form, has_address=participant.is_reachable)


@people.route("/me/address/sent")
def claim_sent() -> ResponseReturnValue:
    return page("people/link_sent.html", is_claim=True)


def _keep_key_of(participant: Participant, submission: str) -> str:
    """Keep the key of a form, the same again while it may be shown (an answer may get lost); return what is stored."""
    lock_name(db(), submission)
    found = find_key_of_form(submission)
    if found is None:
        kept = stored(key_of(submission))
        keep_key(db(), participant, stored=kept, now=now())
        return kept
    record = found[1]
    if record.participant_id != participant.id or record.shown_until <= now():
        raise AlreadyDone(_("This key was shown before. Nobody can recover it, but you can ask for a new one."))
    return record.key_hash


def _participant_here() -> Participant:
    who = identity()
    if who is None:
        raise SignInNeeded(_("Please sign in first."), go_to=url_for("people.sign_in"))
    return get_participant(db(), who.participant_id)


def _use(link: SignInLink, then: str, *, stays: bool) -> Response:
    before = _address_here()
    if not use_link(db(), link, now=now()):
        raise _spent()
    participant = owner_of(db(), link, join=join, now=now())
    if link.participant_id is not None and before is not None and before != link.email:
        send(before, _("Your address for Steppingstone was changed"), "emails/address_changed.txt")
    return _welcome(participant, then, stays=stays)


def _may_open(link: SignInLink) -> bool:
    """Tell whether the address may be given to whoever claims it: two proofs are asked for, the mail and the person.

    Else whoever left a stranger's address would share all that becomes of it with the stranger.
    """
    who = identity()
    return link.participant_id is None or (who is not None and who.participant_id == link.participant_id)


def _again(link: SignInLink, then: str) -> Response:
    """Lead on who pressed the button twice; to anybody else a used link is a used link."""
    if _address_here() != link.email:
        raise _spent()
    return redirect(then or url_for("contributions.mine"))


def _address_here() -> str | None:
    who = identity()
    return get_participant(db(), who.participant_id).email if who is not None else None


def _welcome(participant: Participant, then: str, *, stays: bool, keeps_forms: bool = False) -> Response:
    sign_in_here(participant, stays=stays, keeps_forms=keeps_forms)
    flash(_("You are signed in."))
    return redirect(then or url_for("secretariat.desk" if participant.is_officer else "contributions.mine"))


def _spent() -> LinkSpent:
    return LinkSpent(
        _("This link has been used, or it is older than 15 minutes. Ask for a new one."),
        go_to=url_for("people.sign_in"),
        go_to_label=_("Ask for a new link"),
    )
