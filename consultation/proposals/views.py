"""Proposing, reading and editing proposals."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from consultation.web.transactions import writes

proposals = Blueprint("proposals", __name__)


@proposals.route("/consultations/<slug:slug>")
def index(slug: str) -> ResponseReturnValue:
    raise NotImplementedError


@proposals.route("/consultations/<slug:slug>/propose", methods=["GET", "POST"])
@writes
def propose(slug: str) -> ResponseReturnValue:
    raise NotImplementedError


@proposals.route("/drafts/<token:token>", methods=["GET", "POST"])
@writes
def draft(token: str) -> ResponseReturnValue:
    raise NotImplementedError


@proposals.route("/drafts/<token:token>/discard", methods=["POST"])
@writes
def discard(token: str) -> ResponseReturnValue:
    raise NotImplementedError


@proposals.route("/proposals/<reference:reference>")
def show(reference: str) -> ResponseReturnValue:
    raise NotImplementedError


@proposals.route("/proposals/<reference:reference>/history")
def history(reference: str) -> ResponseReturnValue:
    raise NotImplementedError


@proposals.route("/proposals/<reference:reference>/edit", methods=["GET", "POST"])
@writes
def edit(reference: str) -> ResponseReturnValue:
    raise NotImplementedError


@proposals.route("/proposals/<reference:reference>/withdraw", methods=["GET", "POST"])
@writes
def withdraw(reference: str) -> ResponseReturnValue:
    raise NotImplementedError


@proposals.route("/proposals/<reference:reference>/receipt")
def receipt(reference: str) -> ResponseReturnValue:
    raise NotImplementedError
