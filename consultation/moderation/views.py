"""The secretariat's desk."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from consultation.web.transactions import writes

secretariat = Blueprint("secretariat", __name__, url_prefix="/secretariat")


@secretariat.route("/")
def desk() -> ResponseReturnValue:
    raise NotImplementedError


@secretariat.route("/consultations/<slug:slug>", methods=["GET", "POST"])
@writes
def consultation(slug: str) -> ResponseReturnValue:
    raise NotImplementedError


@secretariat.route("/proposals/<reference:reference>/decision", methods=["GET", "POST"])
@writes
def decide_proposal(reference: str) -> ResponseReturnValue:
    raise NotImplementedError


@secretariat.route("/comments/<comment:reference>/decision", methods=["GET", "POST"])
@writes
def decide_comment(reference: str) -> ResponseReturnValue:
    raise NotImplementedError


@secretariat.route("/proposals/<reference:reference>/confirmation", methods=["GET", "POST"])
@writes
def confirm_proposal(reference: str) -> ResponseReturnValue:
    raise NotImplementedError


@secretariat.route("/comments/<comment:reference>/confirmation", methods=["GET", "POST"])
@writes
def confirm_comment(reference: str) -> ResponseReturnValue:
    raise NotImplementedError
