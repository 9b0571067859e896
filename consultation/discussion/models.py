"""Comments and the positions they take."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consultation.database import Base, one_of
from consultation.people.models import Attributed, Moderated
from consultation.proposals.models import Proposal, Revision


class Stance(StrEnum):
    """What a comment is: one of three positions, or a question or a piece of information without one."""

    SUPPORT = "support"
    SUPPORT_WITH_CHANGES = "support_with_changes"
    STRONG_CONCERN = "strong_concern"
    QUESTION = "question"
    INFORMATION = "information"

    @property
    def short(self) -> str:
        """The one word by which the screens know it."""
        return {"support_with_changes": "changes", "strong_concern": "concern"}.get(self.value, self.value)


POSITIONS = (Stance.SUPPORT, Stance.SUPPORT_WITH_CHANGES, Stance.STRONG_CONCERN)
_IS_CURRENT_POSITION = text(
    "status = 'published' AND superseded_at IS NULL AND stance IN ('support', 'support_with_changes', 'strong_concern')"
)


class Comment(Attributed, Moderated, Base):
    """A comment on a revision of a proposal, or a reply to one; a position may stand without words.

    A participant's current position on a proposal is the published comment with a position that no later one has
    superseded; the database allows one.
    """

    __tablename__ = "comments"
    __table_args__ = (
        CheckConstraint(
            "text != '' OR status = 'withdrawn' OR stance IN ('support', 'support_with_changes', 'strong_concern')",
            name="only_a_position_needs_no_words",
        ),
        CheckConstraint(
            "superseded_at IS NULL OR stance NOT IN ('question', 'information')", name="position_superseded"
        ),
        Index("ix_comments_discussion", "proposal_id", "parent_id", "id"),
        Index("ix_comments_parent", "parent_id", "id"),
        Index("ix_comments_waiting", "status", "id"),
        Index(
            "uq_comments_one_current_position",
            "proposal_id",
            "author_id",
            unique=True,
            sqlite_where=_IS_CURRENT_POSITION,
            postgresql_where=_IS_CURRENT_POSITION,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True)
    submission: Mapped[str | None] = mapped_column(unique=True)
    fingerprint: Mapped[str] = mapped_column(default="", server_default="")
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposals.id"))
    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"))
    section: Mapped[str] = mapped_column(default="")  # "" speaks of the whole
    stance: Mapped[Stance] = mapped_column(one_of(Stance, "stance"))
    text: Mapped[str] = mapped_column(default="")
    suggested_wording: Mapped[str] = mapped_column(default="")
    language: Mapped[str]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    published_at: Mapped[datetime | None]  # a trace is public only of what was public once
    superseded_at: Mapped[datetime | None]
    edited_at: Mapped[datetime | None]  # when its author last changed what it says

    proposal: Mapped[Proposal] = relationship(lazy="raise")
    revision: Mapped[Revision] = relationship(lazy="raise")
    parent: Mapped[Comment | None] = relationship(lazy="raise", remote_side="Comment.id")

    @property
    def takes_position(self) -> bool:
        return self.stance in POSITIONS

    @property
    def has_words(self) -> bool:
        return bool(self.text or self.suggested_wording)
