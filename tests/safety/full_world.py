"""A whole world that is made once for each kind of database and copied: to make one takes as long as fifty pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from consultation.discussion.models import Comment
from consultation.people.models import Participant
from consultation.process.queries import get_consultation
from consultation.proposals.models import Proposal
from tests.databases import Databases, begun_with
from tests.safety.canaries import Canaries
from tests.safety.world import World, a_world, fill_in_the_rest

Ids = dict[str, int]


@dataclass(frozen=True)
class Inventory:
    """What is in a world, by the ids that are the same in every copy of its database."""

    slug: str
    people: Ids
    proposals: Ids
    comments: Ids
    words: dict[str, str]
    now: datetime

    @classmethod
    def of(cls, world: World) -> Inventory:
        """Write down what is in a world."""
        people, proposals, comments = (
            {name: one.id for name, one in those.items()} for those in (world.people, world.proposals, world.comments)
        )
        return cls(world.consultation.slug, people, proposals, comments, world.canaries.places, world.now)

    def found_in(self, session: Session) -> World:
        """Return the world as it stands in a copy of its database."""
        canaries = Canaries()
        canaries.places = dict(self.words)
        return World(
            session,
            get_consultation(session, self.slug),
            {name: session.get_one(Participant, number) for name, number in self.people.items()},
            {name: session.get_one(Proposal, number) for name, number in self.proposals.items()},
            {name: session.get_one(Comment, number) for name, number in self.comments.items()},
            canaries,
            self.now,
        )


_inventories: Final[dict[Databases, Inventory]] = {}


def copy_of_full_world(databases: Databases) -> str:
    """Return the address of a database with everything in it."""

    def fill(session: Session) -> None:
        world = a_world(session)
        fill_in_the_rest(world)
        _inventories[databases] = Inventory.of(world)

    return begun_with(databases, "full world", fill)


def full_world_in(databases: Databases, session: Session) -> World:
    """Return what is in a copy."""
    return _inventories[databases].found_in(session)
