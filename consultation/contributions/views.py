"""The page My contributions."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consultation.contributions.queries import contributions_of
from consultation.errors import SignInNeeded
from consultation.web.identity import identity
from consultation.web.pages import page
from consultation.web.transactions import db

contributions = Blueprint("contributions", __name__)


@contributions.route("/me/contributions")
def mine() -> ResponseReturnValue:
    """List one's drafts, proposals and comments with what became of them."""
    who = identity()
    if who is None:
        raise SignInNeeded(_("Please sign in first."))
    own = contributions_of(db(), who.participant_id, cursor=request.args.get("before"))
    return page("contributions/mine.html", contributions=own)
