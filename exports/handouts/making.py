"""Making a handout: reading the database, writing the file, checking it before it is released."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import BinaryIO, Final

from sqlalchemy.orm import Session

from consultation.backups.queries import require_published
from consultation.jobs.watching import UNWATCHED, Watch
from consultation.keeping.blocks import Block
from consultation.process.queries import get_consultation
from consultation.process.zones import day_in
from exports.files.writer.formats import FORMATS, FileFormat, Format
from exports.files.writer.package import PartTooLarge, Report, file_to_hand_out
from exports.files.writer.workbook import Properties, UnwritableText
from exports.handouts.order import Order, scope_of
from exports.report.assembly import sheets_of_workbook
from exports.report.checks import ExportCheckFailed, check_workbook
from exports.report.material import Material, read_material
from exports.report.scope.audiences import Audience
from exports.report.scope.scope import Scope
from exports.report.wording.language import Tongue, tongue_of
from indicators.framework import Framework


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


BEFORE_ANYTHING: Final = date(1980, 1, 1)  # the date of the file's parts, and of one without data


def make_file(
    session: Session,
    order: Order,
    framework: Framework,
    *,
    site: str = "",
    now: datetime,
    watch: Watch = UNWATCHED,
    formats: Mapping[FileFormat, Format] = FORMATS,
    tongues: Callable[[str], Tongue] = tongue_of,
) -> Handout:
    """Return the file that is asked for, as the session sees the data; see `snapshot`.

    All addresses of the site begin with `site`. The same data give the same bytes: the file says on which day they
    changed last, not when it was made. Raises NotPublished while nothing is, NotFound for a consultation or partner
    that is not there and ExportCheckFailed where the result does not agree with the data. Whether the person who asks
    may have it is for the caller to know. `watch` is told how many rows there will be and those that passed.
    """
    require_published(session)
    consultation = get_consultation(session, order.slug)
    scope = scope_of(session, consultation, order)
    file_format = formats[order.file_format]
    material = read_material(session, consultation, scope, framework, tongues(order.language), site=site)
    with material.reading:
        sheets = [replace(sheet, passed=watch.passed) for sheet in sheets_of_workbook(material, file_format)]
        watch.expect(material.rows_expected(with_those_to_print=file_format.is_for_eyes))
        with file_to_hand_out() as file:
            try:
                report = file_format.write(file, sheets, properties=_properties(material))
            except (PartTooLarge, UnwritableText) as problem:
                raise ExportCheckFailed([f"{problem}."]) from problem
            check_workbook(material, sheets, report)
    name = file_name(order.slug, order.audience, day_in(now, consultation.zone), file_format)
    return Handout(file, name, file_format, scope, now, report, material.tally.packed.blocks(), consultation.removals)


def _properties(material: Material) -> Properties:
    return Properties(
        title=f"{material.consultation.title} · Steppingstone",
        created=material.changed_on or BEFORE_ANYTHING,
        creator="Steppingstone",
    )
