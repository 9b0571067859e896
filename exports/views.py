"""Handing out the workbook."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from consultation.web.transactions import writes

exports = Blueprint("exports", __name__)


@exports.route("/consultations/<slug:slug>/workbook", methods=["GET", "POST"])
@writes
def workbook(slug: str) -> ResponseReturnValue:
    raise NotImplementedError
