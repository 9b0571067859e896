"""The first page and the pages about the site."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

pages = Blueprint("pages", __name__)


@pages.route("/")
def home() -> ResponseReturnValue:
    raise NotImplementedError


@pages.route("/protection")
def protection() -> ResponseReturnValue:
    raise NotImplementedError


@pages.route("/accessibility")
def accessibility() -> ResponseReturnValue:
    raise NotImplementedError


@pages.route("/health")
def health() -> ResponseReturnValue:
    raise NotImplementedError
