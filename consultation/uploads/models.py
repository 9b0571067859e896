"""Uploads: their pieces until they are accepted, and their entries after that; and long lists that were made."""

from __future__ import annotations

import json
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from consultation.database import Base, one_of
from consultation.lists import ListName


class UploadState(StrEnum):
    """The state of an upload.

    Waiting: to be read. Read: its columns have to be matched with ours. Ready: what would change can be looked at.
    """

    WAITING = "waiting"
    READ = "read"
    READY = "ready"
    ACCEPTED = "accepted"
    UNDONE = "undone"


OPEN = (UploadState.WAITING, UploadState.READ, UploadState.READY)


class PieceName(StrEnum):
    """The pieces of an upload until it is accepted: the file, then its rows, then the preview.

    The file stays beside its rows where it is none of ours, so that it can be read in another way.
    """

    FILE = "file"
    TABLE = "table"
    PREVIEW = "preview"


class Made(StrEnum):
    """What an upload made of something."""

    ADDED = "added"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"


class Upload(Base):
    """One file that came in. `token` is its address; `job` that of the work that is done at it, "" where there is none.

    `participant_id` is who sent it, empty for the command line; `of_secretariat` is what an officer or a command sent.
    `counts` is the JSON object of what was found in its rows and how often; when it was accepted, of what was made.
    """

    __tablename__ = "uploads"
    __table_args__ = (
        CheckConstraint("(state IN ('accepted', 'undone')) = (accepted_at IS NOT NULL)", name="accepted"),
        CheckConstraint("(state = 'undone') = (undone_at IS NOT NULL)", name="undone"),
        Index("ix_uploads_consultation", "consultation_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(unique=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"))
    list_name: Mapped[ListName] = mapped_column(one_of(ListName, "list_name"))
    participant_id: Mapped[int | None] = mapped_column(ForeignKey("participants.id"), index=True)
    of_secretariat: Mapped[bool]
    file_name: Mapped[str]
    sha256: Mapped[str]
    state: Mapped[UploadState] = mapped_column(one_of(UploadState, "state"))
    counts: Mapped[str] = mapped_column(default="{}")
    job: Mapped[str] = mapped_column(default="")
    uploaded_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("participants.id"))

    @property
    def kept_for(self) -> str:
        """For whom it is remembered how its columns are matched; see KnownTable."""
        return "" if self.of_secretariat else str(self.participant_id)

    @property
    def is_open(self) -> bool:
        """Whether it has still to be accepted."""
        return self.state in OPEN


class UploadPiece(Base):
    """A piece of an upload, see `PieceName`."""

    __tablename__ = "upload_pieces"

    upload_id: Mapped[int] = mapped_column(ForeignKey("uploads.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[PieceName] = mapped_column(one_of(PieceName, "name"), primary_key=True)
    content: Mapped[bytes]


class UploadEntry(Base):
    """What one row of an accepted upload made: of which proposal, comment or summary.

    `mark` tells whether that is still as the upload has left it, `before` (JSON) what it said before and is kept
    nowhere else.
    """

    __tablename__ = "upload_entries"

    upload_id: Mapped[int] = mapped_column(ForeignKey("uploads.id", ondelete="CASCADE"), primary_key=True)
    row: Mapped[int] = mapped_column(primary_key=True)
    made: Mapped[Made] = mapped_column(one_of(Made, "made"))
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposals.id"), index=True)
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"), index=True)
    summary_id: Mapped[int | None] = mapped_column(ForeignKey("summaries.id", ondelete="CASCADE"), index=True)
    mark: Mapped[str]
    before: Mapped[str] = mapped_column(default="")


ITEM_COLUMNS: Final = {
    ListName.PROPOSALS: UploadEntry.proposal_id,
    ListName.COMMENTS: UploadEntry.comment_id,
    ListName.SUMMARIES: UploadEntry.summary_id,
}
"""By list, the column in which an entry says which item it is about."""


class ListFile(Base):
    """A long list to edit that a worker has made, for whoever asked for it and for a day. `token` is its address."""

    __tablename__ = "list_files"

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(unique=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"))
    list_name: Mapped[ListName] = mapped_column(one_of(ListName, "list_name"))
    participant_id: Mapped[int] = mapped_column(ForeignKey("participants.id"), index=True)
    of_secretariat: Mapped[bool]
    content: Mapped[bytes]
    made_at: Mapped[datetime]


class KnownTable(Base):
    """How the columns of a table with these headings were matched the last time, as JSON objects by our fields.

    It is `kept_for` the secretariat ("") or for one participant, by their number.
    """

    __tablename__ = "known_tables"

    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"), primary_key=True)
    kept_for: Mapped[str] = mapped_column(primary_key=True)
    headings: Mapped[str] = mapped_column(primary_key=True)  # their SHA-256
    mapping: Mapped[str]
    settings: Mapped[str]
    saved_at: Mapped[datetime]

    @property
    def matching(self) -> tuple[dict[str, str], dict[str, str]]:
        """The headings, and what is the same in every row, by our fields."""
        return json.loads(self.mapping), json.loads(self.settings)
