"""What was handed out, as the secretariat reads it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

from consultation.keeping.models import Reason
from consultation.web.texts.language import in_page_language
from exports.files.writer.formats import FileFormat
from exports.handouts.operations import Door
from exports.report.scope.audiences import Audience
from exports.report.scope.scope import filters_of
from exports.report.scope.selection import Selection
from indicators.framework import Framework
from indicators.localized import Localized


@dataclass(frozen=True)
class HandedOut:
    """One file: when, of what, for whom, by whom, how much and the hash by which to know it again.

    `asked` is the filter as marked labels and values; `rows` has the number of rows of each sheet. The file is kept
    until `kept_until` unless it is `gone`; one that was never kept has neither.
    """

    made_at: datetime
    title: str
    audience: Audience
    partner: str
    format: FileFormat
    officer_id: int | None
    is_by_command: bool
    asked: list[tuple[str, str | Localized]]
    rows: dict[str, int]
    sha256: str
    slug: str
    zone: str
    kept_until: datetime | None
    gone_at: datetime | None
    gone_because: Reason | None
    can_be_compared: bool
    says_what_changed: bool

    @classmethod
    def of(cls, row: Any, framework: Framework, language: str) -> HandedOut:
        """Read a row of `queries.records`."""
        return cls(
            made_at=row.made_at,
            title=row.title,
            audience=row.audience,
            partner=row.partner,
            format=row.format,
            officer_id=row.made_by_id,
            is_by_command=row.made_from == Door.COMMAND_LINE,
            asked=_asked(dict(parse_qsl(row.filter)), framework, language),
            rows=json.loads(row.rows),
            sha256=row.sha256,
            slug=row.slug,
            zone=row.zone,
            kept_until=row.kept_until,
            gone_at=row.gone_at,
            gone_because=row.gone_because,
            can_be_compared=row.can_be_compared,
            says_what_changed=bool(row.since),
        )


@dataclass(frozen=True)
class Earlier:
    """A file with which a later one for the same readers can be compared, and what tells it from others."""

    made_at: datetime
    format: FileFormat
    asked: list[tuple[str, str | Localized]]
    rows: int
    sha256: str

    @classmethod
    def of(cls, row: Any, framework: Framework, language: str) -> Earlier:
        """Read a row of `queries.comparable`."""
        rows: dict[str, int] = json.loads(row.rows)
        asked = _asked(dict(parse_qsl(row.filter)), framework, language)
        return cls(row.made_at, row.format, asked, sum(rows.values()), row.sha256)


def _asked(args: dict[str, str], framework: Framework, language: str) -> list[tuple[str, str | Localized]]:
    selection = Selection.from_args(args)
    described = (*filters_of(args, framework).describe(framework, language), *selection.describe(framework, language))
    return [(label, in_page_language(value)) for label, value in described]
