"""Commenting and taking positions."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from consultation.web.transactions import writes

discussion = Blueprint("discussion", __name__)


@discussion.route("/proposals/<reference:reference>/comment", methods=["GET", "POST"])
@writes
def comment(reference: str) -> ResponseReturnValue:
    raise NotImplementedError


@discussion.route("/comments/<comment:reference>/reply", methods=["GET", "POST"])
@writes
def reply(reference: str) -> ResponseReturnValue:
    raise NotImplementedError


@discussion.route("/comments/<comment:reference>")
def show(reference: str) -> ResponseReturnValue:
    raise NotImplementedError


@discussion.route("/comments/<comment:reference>/withdraw", methods=["GET", "POST"])
@writes
def withdraw(reference: str) -> ResponseReturnValue:
    raise NotImplementedError


@discussion.route("/comments/<comment:reference>/receipt")
def receipt(reference: str) -> ResponseReturnValue:
    raise NotImplementedError
