"""Summaries by the secretariat, wording by wording."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from consultation.database import Base

_OF_PROPOSAL: Final = text("proposal_id IS NOT NULL")
_OF_SUBJECT: Final = text("proposal_id IS NULL")


class Summary(Base):
    """One wording of the secretariat's summary of a proposal, or of an objective or theme in a consultation.

    It is of a proposal, or else of the `code` of a `scheme`. Wordings are numbered from 1; nothing has replaced the one
    that counts. An empty text says that there is no summary any more; nobody wrote what came by the command line.
    """

    __tablename__ = "summaries"
    __table_args__ = (
        CheckConstraint("(proposal_id IS NULL) = (code != '')", name="of_one_thing"),
        CheckConstraint("(scheme = '') = (code = '')", name="code_of_scheme"),
        Index(
            "uq_summaries_proposal",
            "proposal_id",
            "number",
            unique=True,
            sqlite_where=_OF_PROPOSAL,
            postgresql_where=_OF_PROPOSAL,
        ),
        Index(
            "uq_summaries_subject",
            "consultation_id",
            "scheme",
            "code",
            "number",
            unique=True,
            sqlite_where=_OF_SUBJECT,
            postgresql_where=_OF_SUBJECT,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"))
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposals.id"))
    scheme: Mapped[str] = mapped_column(default="")
    code: Mapped[str] = mapped_column(default="")
    number: Mapped[int]
    text: Mapped[str]
    language: Mapped[str]
    is_public: Mapped[bool]
    written_at: Mapped[datetime]
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("participants.id"))
    replaced_at: Mapped[datetime | None]
