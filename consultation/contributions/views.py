"""What one participant sent."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

contributions = Blueprint("contributions", __name__)


@contributions.route("/me/contributions")
def mine() -> ResponseReturnValue:
    raise NotImplementedError
