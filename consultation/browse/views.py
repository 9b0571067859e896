"""The framework's pages."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

framework = Blueprint("framework", __name__, url_prefix="/framework")


@framework.route("/")
def overview() -> ResponseReturnValue:
    raise NotImplementedError


@framework.route("/objectives/<ordinal:number>")
def objective(number: str) -> ResponseReturnValue:
    raise NotImplementedError


@framework.route("/principles/<slug:letter>")
def principle(letter: str) -> ResponseReturnValue:
    raise NotImplementedError


@framework.route("/paragraphs/<ordinal:number>")
def paragraph(number: str) -> ResponseReturnValue:
    raise NotImplementedError


@framework.route("/themes/<slug:code>")
def theme(code: str) -> ResponseReturnValue:
    raise NotImplementedError
