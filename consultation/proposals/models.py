"""Proposals, their revisions and their alignment with the framework."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import JSON, CheckConstraint, ColumnElement, ForeignKey, Index, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consultation.database import Base, LargeInteger, Lines, one_of
from consultation.people.models import Attributed, Moderated, Status, appearing, awaited
from consultation.process.models import Consultation
from consultation.proposals.content import Content
from indicators.codes import Code
from indicators.fields import SCHEMAS, Kind


class Origin(StrEnum):
    """Where a proposal comes from."""

    PARTICIPANT = "participant"
    BROUGHT_IN = "brought_in"


class Positions(NamedTuple):
    """How many take which position."""

    support: int
    changes: int
    concern: int


class Proposal(Attributed, Moderated, Base):
    """A proposal's identity; what it says stands in its revisions.

    `token` addresses it while it has no reference; `submission` is the hash of the one-time key of the form that
    sent it, and `fingerprint` tells whether a form says what was sent, see people.keys; `published_number` is the day
    of publication (`published_on`, in the consultation's zone), then a number drawn at random: the order of lists;
    `version` counts changes, so that the second of two people editing at once is told. The counts speak of what is
    public. Who is to speak from `speaks_next_at` on stands in `speaks_next`, by the names of a Speaker: its author
    alone knows until then. `speaks_as_stated` where the row of a sheet it came in stated who speaks: that
    need not be its author.
    """

    __tablename__ = "proposals"
    __table_args__ = (
        CheckConstraint("(origin = 'brought_in') = (author_id IS NULL)", name="brought_in_has_no_author"),
        CheckConstraint(
            "status NOT IN ('held', 'published', 'hidden') OR reference IS NOT NULL", name="sent_has_reference"
        ),
        CheckConstraint("status != 'published' OR published_number IS NOT NULL", name="published_is_numbered"),
        UniqueConstraint("consultation_id", "external_id"),
        UniqueConstraint("consultation_id", "content_hash"),
        Index("ix_proposals_newest", "consultation_id", "status", "published_number"),
        Index("ix_proposals_most_discussed", "consultation_id", "status", "comment_count", "published_number"),
        Index("ix_proposals_sent", "sent_number"),
        appearing("proposals"),
        awaited("ix_proposals_speaking", "speaks_next_at"),
        Index("ix_proposals_most_supported", "consultation_id", "status", "support_count", "published_number"),
        Index("ix_proposals_most_contested", "consultation_id", "status", "contested_count", "published_number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(unique=True)
    reference: Mapped[str | None] = mapped_column(unique=True)
    submission: Mapped[str | None] = mapped_column(unique=True)
    fingerprint: Mapped[str] = mapped_column(default="", server_default="")
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"))
    kind: Mapped[Kind] = mapped_column(one_of(Kind, "kind"))
    origin: Mapped[Origin] = mapped_column(one_of(Origin, "origin"), default=Origin.PARTICIPANT)
    version: Mapped[int] = mapped_column(default=1)
    published_number: Mapped[int | None] = mapped_column(LargeInteger, unique=True)
    current_revision_id: Mapped[int | None] = mapped_column(
        ForeignKey("revisions.id", use_alter=True, name="fk_proposals_current_revision_id_revisions"), index=True
    )

    created_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    published_on: Mapped[date | None]
    changed_at: Mapped[datetime]  # the last change of anything a workbook says of it

    comment_count: Mapped[int] = mapped_column(default=0)
    support_count: Mapped[int] = mapped_column(default=0)
    changes_count: Mapped[int] = mapped_column(default=0)
    concern_count: Mapped[int] = mapped_column(default=0)
    contested_count: Mapped[int] = mapped_column(default=0, server_default="0")  # the smaller of support and concern

    external_id: Mapped[str | None]
    source: Mapped[str] = mapped_column(default="")
    proposer: Mapped[str] = mapped_column(default="")
    source_note: Mapped[str] = mapped_column(default="")
    content_hash: Mapped[str | None]

    speaks_next: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True))
    speaks_next_at: Mapped[datetime | None]
    speaks_as_stated: Mapped[bool] = mapped_column(default=False, server_default=false())

    consultation: Mapped[Consultation] = relationship(lazy="raise")
    current_revision: Mapped[Revision | None] = relationship(
        lazy="raise", foreign_keys=[current_revision_id], post_update=True
    )
    revisions: Mapped[list[Revision]] = relationship(
        lazy="raise", foreign_keys="Revision.proposal_id", order_by="Revision.number", back_populates="proposal"
    )

    @property
    def is_draft(self) -> bool:
        return self.status is Status.DRAFT

    @property
    def is_brought_in(self) -> bool:
        return self.origin is Origin.BROUGHT_IN

    @property
    def is_of_its_author(self) -> bool:
        return super().is_of_its_author and not self.speaks_as_stated

    @classmethod
    def author_speaks(cls) -> ColumnElement[bool]:
        return cls.speaks_as_stated.is_(False)

    @property
    def positions(self) -> Positions:
        return Positions(self.support_count, self.changes_count, self.concern_count)


class Revision(Moderated, Base):
    """What a proposal says at a moment; nothing is overwritten once it was sent.

    Every text is "" where nothing was said. A held revision of a published proposal waits beside the current one; one
    that its author replaced before it was looked at is a draft again, which nobody else ever sees.
    """

    __tablename__ = "revisions"
    __table_args__ = (
        UniqueConstraint("proposal_id", "number"),
        Index("ix_revisions_waiting", "status", "sent_number"),
        appearing("revisions"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposals.id"))
    number: Mapped[int]
    kind: Mapped[Kind] = mapped_column(one_of(Kind, "kind"))
    created_at: Mapped[datetime]
    language: Mapped[str]

    title: Mapped[str] = mapped_column(default="")
    rationale: Mapped[str] = mapped_column(default="")
    references: Mapped[str] = mapped_column("reference_list", default="")

    proposal: Mapped[Proposal] = relationship(lazy="raise", foreign_keys=[proposal_id], back_populates="revisions")
    alignments: Mapped[list[Alignment]] = relationship(
        lazy="raise",
        order_by="Alignment.scheme, Alignment.position",
        cascade="all, delete-orphan",
        passive_deletes=True,
    )

    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_abstract": True}

    @property
    def content(self) -> Content:
        """What it says; its alignments must have come with it."""
        return Content(
            language=self.language,
            answers={column.name: getattr(self, column.name) for column in SCHEMAS[self.kind].columns},
            codes=tuple(Code(named.scheme, named.code) for named in self.alignments),
            primary=next((named.code for named in self.alignments if named.is_primary), None),
        )


def _answer() -> Any:
    # Nullable, because the rows of the other kind have no such answer; "" is "nothing said".
    return mapped_column(Text, default="", nullable=True)


class IndicatorRevision(Revision):
    """A candidate indicator, by the descriptors of `indicators.fields.INDICATOR`."""

    __mapper_args__ = {"polymorphic_identity": Kind.INDICATOR, "polymorphic_load": "inline"}

    action: Mapped[str] = _answer()
    existing_indicator: Mapped[str] = _answer()
    related_sdg: Mapped[str] = _answer()
    definition: Mapped[str] = _answer()
    unit: Mapped[str] = _answer()
    indicator_kind: Mapped[str] = _answer()
    method: Mapped[str] = _answer()
    numerator: Mapped[str] = _answer()
    denominator: Mapped[str] = _answer()
    data_source: Mapped[str] = _answer()
    data_collector: Mapped[str] = _answer()
    custodian: Mapped[str] = _answer()
    frequency: Mapped[str] = _answer()
    disaggregation: Mapped[str] = _answer()
    availability: Mapped[str] = _answer()
    readiness: Mapped[str] = _answer()
    limitations: Mapped[str] = _answer()


class RecommendationRevision(Revision):
    """A recommendation, by the descriptors of `indicators.fields.RECOMMENDATION`."""

    __mapper_args__ = {"polymorphic_identity": Kind.RECOMMENDATION, "polymorphic_load": "inline"}

    addressees: Mapped[list[str]] = mapped_column(Lines, default=list, nullable=True)
    scope: Mapped[str] = _answer()
    route_or_region: Mapped[str] = _answer()
    timeframe: Mapped[str] = _answer()
    existing_practice: Mapped[str] = _answer()
    risk_of_harm: Mapped[str] = _answer()


REVISION_OF: dict[Kind, type[Revision]] = {
    Kind.INDICATOR: IndicatorRevision,
    Kind.RECOMMENDATION: RecommendationRevision,
}


class Alignment(Base):
    """That a revision names an objective ("all" for all 23), action, principle, paragraph or theme."""

    __tablename__ = "alignments"
    __table_args__ = (
        Index("ix_alignments_by_code", "scheme", "code", "revision_id"),
        Index(
            "uq_alignments_one_primary",
            "revision_id",
            unique=True,
            sqlite_where=text("is_primary"),
            postgresql_where=text("is_primary"),
        ),
        CheckConstraint("NOT is_primary OR (scheme = 'objective' AND code != 'all')", name="primary_is_an_objective"),
    )

    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id", ondelete="CASCADE"), primary_key=True)
    scheme: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    is_primary: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int]  # the order in which they were named


class PublicCount(Base):
    """How many published proposals name a code, by how they name it, where they come from and the group they show.

    A number is the sum of the rows that are alike in everything else: see `search.public_counts`, also for what a
    consultation has in all. `named` is one of `search.filters.Named`; "" is a group that is not stated.
    """

    __tablename__ = "public_counts"
    __table_args__ = (Index("ix_public_counts_of", "scheme", "consultation_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"))
    scheme: Mapped[str]
    code: Mapped[str]
    named: Mapped[str]
    origin: Mapped[str]
    stakeholder_group: Mapped[str]
    number: Mapped[int]
