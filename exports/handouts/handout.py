"""A file that is ready to be handed out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO

from consultation.keeping.blocks import Block
from exports.files.writer.formats import Format
from exports.files.writer.package import Report
from exports.report.scope.audiences import Audience
from exports.report.scope.scope import Scope


@dataclass(frozen=True)
class Handout:
    """A workbook, ready to be handed out, and what is to be remembered of it.

    `file` is closed by whoever hands it out, and is gone then. `blocks` has the rows it was made from, and `removals`
    how often something had been taken back when they were read. `since` is the hash of the earlier file where it says
    what changed since that.
    """

    file: BinaryIO
    file_name: str
    file_format: Format
    scope: Scope
    made_at: datetime
    report: Report
    blocks: Iterable[Block]
    removals: int
    since: str = ""


def file_name(slug: str, audience: Audience, made_on: date, file_format: Format, since: str = "") -> str:
    """Return what a file is called that was made on a day."""
    what = "changes" if since else audience
    return f"{slug}-{what}-{made_on.isoformat()}{file_format.ending}"
