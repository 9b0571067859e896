"""Comments and the positions they take."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, and_, case, false, literal, or_, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consultation.database import Base, LargeInteger, one_of
from consultation.people.models import Attributed, Moderated, Status, appearing, awaited
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
    "status = 'published' AND superseded_by_id IS NULL AND settles_at IS NULL"
    " AND stance IN ('support', 'support_with_changes', 'strong_concern')"
)


class Comment(Attributed, Moderated, Base):
    """A comment on a revision of a proposal, or a reply to one; a position may stand without words.

    A participant's current position on a proposal is the published comment with a position that no later one has
    superseded; the database allows one. Where something else than a new position moves that, in a protected
    consultation it stays as everybody sees it until `settles_at`, and is found anew then. `published_number` is the day
    of publication, then a number drawn at random: the order of discussions. `version` counts changes.
    """

    __tablename__ = "comments"
    __table_args__ = (
        CheckConstraint(
            "text != '' OR status = 'withdrawn' OR stance IN ('support', 'support_with_changes', 'strong_concern')",
            name="only_a_position_needs_no_words",
        ),
        CheckConstraint(
            "superseded_by_id IS NULL OR stance NOT IN ('question', 'information')", name="position_superseded"
        ),
        Index("ix_comments_discussion", "proposal_id", "published_number"),
        Index("ix_comments_parent", "parent_id", "id"),
        Index("ix_comments_waiting", "status", "sent_number"),
        Index("ix_comments_sent", "sent_number"),
        Index("ix_comments_organisation", "organisation", "status", "published_number"),
        appearing("comments"),
        awaited("ix_comments_settling", "settles_at"),
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
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]  # when its words, or what it shows, were changed by its author or by a decision on it
    published_at: Mapped[datetime | None]  # a trace is public only of what was public once
    published_on: Mapped[date | None]
    published_number: Mapped[int | None] = mapped_column(LargeInteger, unique=True)
    superseded_by_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"), index=True)
    settles_at: Mapped[datetime | None]
    edited_at: Mapped[datetime | None]  # when its author last changed what it says
    # Hidden, changed by its author, and to be looked at again.
    sent_again: Mapped[bool] = mapped_column(default=False, server_default=false())

    proposal: Mapped[Proposal] = relationship(lazy="raise")
    revision: Mapped[Revision] = relationship(lazy="raise")
    parent: Mapped[Comment | None] = relationship(lazy="raise", remote_side="Comment.id", foreign_keys=[parent_id])

    @property
    def takes_position(self) -> bool:
        return self.stance in POSITIONS

    @property
    def has_words(self) -> bool:
        return bool(self.text or self.suggested_wording)

    @property
    def is_replaced(self) -> bool:
        """Whether its author has taken a later position; its words stay, as a comment without one."""
        return self.superseded_by_id is not None

    @property
    def stance_shown(self) -> Stance:
        """What it is to everybody but its author."""
        return Stance.INFORMATION if self.is_replaced else self.stance

    @property
    def is_shown(self) -> bool:
        """Whether anybody but its author may know of it: of a replaced position without words nobody does."""
        is_trace = self.status is Status.WITHDRAWN and self.published_at is not None
        return not self.is_replaced or self.has_words or is_trace


def stance_shown(comment: Any = Comment) -> ColumnElement[Stance]:
    """Return `Comment.stance_shown` for a statement; also of an alias."""
    information = literal(Stance.INFORMATION, Comment.__table__.c.stance.type)
    return case((comment.superseded_by_id.is_not(None), information), else_=comment.stance)


def is_shown(comment: Any = Comment) -> ColumnElement[bool]:
    """Return `Comment.is_shown` for a statement; also of an alias."""
    is_trace = and_(comment.status == Status.WITHDRAWN, comment.published_at.is_not(None))
    return or_(comment.superseded_by_id.is_(None), comment.text != "", comment.suggested_wording != "", is_trace)


def reference_of_comment(number: int) -> str:
    """Return C-000042."""
    return f"C-{number:06d}"
