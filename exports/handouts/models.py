"""The record of what was handed out."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consultation.database import Base, one_of
from exports.files.writer.formats import FileFormat
from exports.report.scope.audiences import Audience


class SavedView(Base):
    """What is asked for again and again, by a name: an Order as JSON, without its consultation."""

    __tablename__ = "saved_views"
    __table_args__ = (UniqueConstraint("consultation_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"))
    name: Mapped[str]
    asked: Mapped[str]
    saved_at: Mapped[datetime]


class ExportRecord(Base):
    """One file handed out: for whom, of what, how much, and the hashes by which to know it again.

    The file itself is kept for a while, and no longer than everything in it may be read. `made_by_id` is empty for a
    visitor and for the command line, `partner` is the name of the partner it was made for. `rows` is the JSON object of
    sheet name to number of rows, `hashes` that to the SHA-256 of the sheet. Where the file says what changed, `since`
    is the SHA-256 of the earlier one.
    """

    __tablename__ = "export_records"

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"), index=True)
    audience: Mapped[Audience] = mapped_column(one_of(Audience, "audience"))
    partner: Mapped[str] = mapped_column(default="", server_default="")
    format: Mapped[FileFormat] = mapped_column(one_of(FileFormat, "format"))
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("participants.id"))
    made_from: Mapped[str]
    filter: Mapped[str]
    rows: Mapped[str]
    hashes: Mapped[str]
    sha256: Mapped[str]
    since: Mapped[str] = mapped_column(default="", server_default="")
    kept_file_id: Mapped[int | None] = mapped_column(ForeignKey("kept_files.id"))
