"""The page on which an officer accepts a restoration."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consultation.backups.forms import AcceptRestorationForm
from consultation.backups.operations import accept_restorations
from consultation.backups.queries import waiting_restorations
from consultation.people.queries import get_participant
from consultation.web.clock import now
from consultation.web.identity import identity
from consultation.web.pages import page
from consultation.web.returned_input import asks
from consultation.web.transactions import db, writes

backups = Blueprint("backups", __name__, url_prefix="/secretariat")


@backups.route("/restored", methods=["GET", "POST"])
@writes
@asks(lambda: [AcceptRestorationForm()])
def restored() -> ResponseReturnValue:
    """Say what a restored backup may have brought back, and let an officer accept that."""
    form = AcceptRestorationForm()
    if form.validate_on_submit():
        who = identity()
        officer = get_participant(db(), who.participant_id if who else 0)
        accept_restorations(db(), officer=officer, now=now())
        flash(_("Accepted: the site shows again what it holds."))
        return redirect(url_for("secretariat.desk"))
    return page("backups/restored.html", form=form, waiting=waiting_restorations(db()))
