"""Participants, keys, links and sessions; and the columns of who speaks and of moderation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, ForeignKey, Index, false, text, true
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from consultation.database import Base, LargeInteger, one_of


class Attribution(StrEnum):
    """How much of its author a contribution shows."""

    NAMED = "named"
    ORGANISATION = "organisation"
    GROUP = "group"
    NOTHING = "nothing"


class Participant(Base):
    """Somebody who contributes. An address stands here only once it was proven by a link sent to it."""

    __tablename__ = "participants"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str | None] = mapped_column(unique=True)
    is_officer: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]

    @property
    def is_reachable(self) -> bool:
        """Whether there is a proven address; what others send to a protected consultation is looked at first."""
        return self.email is not None


class ParticipationKey(Base):
    """The keyed hash of a key; the key itself is known to its holder alone.

    Until `shown_until` sending the same form again shows the same key again, for an answer that got lost on its way.
    """

    __tablename__ = "participation_keys"

    id: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participants.id"), index=True)
    key_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    shown_until: Mapped[datetime]


class SignInLink(Base):
    """A link sent to an address: 15 minutes, one use. `participant_id` is who claims the address, if anybody."""

    __tablename__ = "sign_in_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    email: Mapped[str]
    participant_id: Mapped[int | None] = mapped_column(ForeignKey("participants.id"), index=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SignIn(Base):
    """A session: it ends here, whatever a copied cookie says.

    `used_at` is the last use that was noted; whether it matters is for `contributions.queries.find_identity` to say.
    `stays` tells that somebody asked to stay signed in on this device.
    """

    __tablename__ = "sign_ins"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participants.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime]
    stays: Mapped[bool] = mapped_column(default=False)


class Attributed:
    """Who speaks in a contribution, as far as its author lets it be shown.

    What the author hides is not kept: these columns are empty then, so that no page, list, table, export or order
    can show it. An empty text means "not stated".
    """

    @declared_attr
    def author_id(cls) -> Mapped[int | None]:  # noqa: N805
        return mapped_column(ForeignKey("participants.id"), index=True)

    @declared_attr
    def confirmed_by_id(cls) -> Mapped[int | None]:  # noqa: N805
        return mapped_column(ForeignKey("participants.id"))

    attribution: Mapped[Attribution] = mapped_column(one_of(Attribution, "attribution"), default=Attribution.NOTHING)
    stakeholder_group: Mapped[str] = mapped_column(default="")
    region: Mapped[str] = mapped_column(default="")
    organisation: Mapped[str] = mapped_column(default="")
    name: Mapped[str] = mapped_column(default="")
    confirmed_at: Mapped[datetime | None]
    changed_at: Mapped[datetime]  # the last change of anything a workbook says of it

    @property
    def is_of_its_author(self) -> bool:
        """Whether its author speaks in it, so that what they show elsewhere says something of it."""
        return self.author_id is not None

    @classmethod
    def author_speaks(cls) -> ColumnElement[bool]:
        """Return what is true of those with an author in which nobody else speaks; see `is_of_its_author`."""
        return true()

    @property
    def shows_somebody(self) -> bool:
        return any((self.stakeholder_group, self.region, self.organisation, self.name))


class Status(StrEnum):
    """Where a contribution stands. Only what is published is seen by everybody."""

    DRAFT = "draft"
    HELD = "held"
    PUBLISHED = "published"
    REFUSED = "refused"
    HIDDEN = "hidden"
    WITHDRAWN = "withdrawn"


APPROVED: Final = "approved"
"""What is held is called so once it waits only for its hour."""


class Moderated:
    """What became of a contribution, when, by whom and why.

    What is held and has `appears_at` is approved: everybody sees it from that moment on, and nobody before.
    `sent_number` is the day it was sent, then a number drawn at random (see `consultation.counters.list_places`): the
    order in which the secretariat looks at it.

    What `is_flood` waits for being one of much that came at once (see `people.flooding`): nobody has decided that.

    The reason for hiding something is for everybody to read. `told` is for its author alone: what is to be changed
    where the secretariat `asks_change`, or why it stays as it is. It comes from `told_at` and changes nothing that
    others see.
    """

    @declared_attr
    def decided_by_id(cls) -> Mapped[int | None]:  # noqa: N805
        return mapped_column(ForeignKey("participants.id"))

    status: Mapped[Status] = mapped_column(one_of(Status, "status"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(default="")
    is_flood: Mapped[bool] = mapped_column(default=False, server_default=false())
    appears_at: Mapped[datetime | None]
    sent_number: Mapped[int | None] = mapped_column(LargeInteger)
    asks_change: Mapped[bool] = mapped_column(default=False, server_default=false())
    told: Mapped[str] = mapped_column(default="", server_default="")
    told_at: Mapped[datetime | None]

    @property
    def is_public(self) -> bool:
        return self.status is Status.PUBLISHED

    @property
    def is_approved(self) -> bool:
        """Whether it waits only for the moment at which it appears."""
        return self.status is Status.HELD and self.appears_at is not None

    @property
    def stage(self) -> str:
        """Where it stands, to its author and to the secretariat."""
        return APPROVED if self.is_approved else self.status.value

    @property
    def is_to_answer(self) -> bool:
        """Whether its author may change it and send it again: it was refused or hidden, or a change is asked for."""
        return self.asks_change or self.status in (Status.REFUSED, Status.HIDDEN)

    @property
    def to_answer_since(self) -> datetime | None:
        """When its author was last told something that they may answer."""
        moments = (self.decided_at if self.status in (Status.REFUSED, Status.HIDDEN) else None, self.told_at)
        return max((moment for moment in moments if moment is not None), default=None) if self.is_to_answer else None

    @property
    def said_to_author(self) -> str:
        """Return what its author is told of it, "" for nothing."""
        return self.told or self.reason

    def tell(self, text: str, *, asks_change: bool, now: datetime) -> None:
        """Tell its author something, and nobody else."""
        self.told, self.told_at, self.asks_change = text, now, asks_change

    def tell_nothing(self) -> None:
        """Clear what its author was told, because they have answered it or it is settled."""
        self.told, self.told_at, self.asks_change = "", None, False

    def as_told(self) -> dict[str, Any]:
        """Return in plain values what its author was told."""
        at = self.told_at.isoformat() if self.told_at is not None else ""
        return {"told": self.told, "told_at": at, "asks_change": self.asks_change}

    def tell_again(self, told: Mapping[str, Any]) -> None:
        """Let it be told again what `as_told` has returned, to the moment at which it was told."""
        at = told.get("told_at")
        self.told, self.asks_change = told.get("told", ""), told.get("asks_change", False)
        self.told_at = datetime.fromisoformat(at) if at else None


def appearing(table: str) -> Index:
    """Return the index of what waits for the moment at which it appears."""
    return awaited(f"ix_{table}_appearing", "appears_at")


def awaited(name: str, moment: str) -> Index:
    """Return the index of what waits for a moment."""
    waits = text(f"{moment} IS NOT NULL")
    return Index(name, moment, sqlite_where=waits, postgresql_where=waits)
