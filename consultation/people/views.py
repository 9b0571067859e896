"""Signing in and out."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from consultation.web.transactions import writes

people = Blueprint("people", __name__)


@people.route("/sign-in", methods=["GET", "POST"])
@writes
def sign_in() -> ResponseReturnValue:
    raise NotImplementedError


@people.route("/sign-in/key", methods=["POST"])
@writes
def sign_in_with_key() -> ResponseReturnValue:
    raise NotImplementedError


@people.route("/sign-in/links/<token:token>", methods=["GET", "POST"])
@writes
def open_link(token: str) -> ResponseReturnValue:
    raise NotImplementedError


@people.route("/sign-out", methods=["POST"])
@writes
def sign_out() -> ResponseReturnValue:
    raise NotImplementedError


@people.route("/me/key", methods=["GET", "POST"])
@writes
def new_key() -> ResponseReturnValue:
    raise NotImplementedError


@people.route("/me/address", methods=["GET", "POST"])
@writes
def address() -> ResponseReturnValue:
    raise NotImplementedError
