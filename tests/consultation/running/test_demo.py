"""The sample content."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consultation.discussion.models import Comment, Stance
from consultation.people.models import Status
from consultation.proposals.models import Proposal, Revision
from consultation.running.demo import fill
from indicators.fields import Kind
from indicators.loading import load_framework
from tests.clock import START

NOW = START + timedelta(days=1)


def test_every_screen_has_something_to_show(session: Session) -> None:
    assert fill(session, load_framework(), now=NOW)
    assert set(session.scalars(select(Proposal.kind))) == set(Kind)
    assert set(session.scalars(select(Proposal.status))) == set(Status) - {Status.REFUSED}
    assert set(session.scalars(select(Comment.stance))) == set(Stance)
    assert {Status.PUBLISHED, Status.HIDDEN, Status.WITHDRAWN} <= set(session.scalars(select(Comment.status)))
    assert {"ar", "zh", "en", "fr", "ru", "es"} <= set(session.scalars(select(Revision.language)))
    assert len(set(session.scalars(select(Proposal.stakeholder_group)))) > 6
    assert len(set(session.scalars(select(Proposal.region)))) > 4
    assert session.scalar(select(func.count()).select_from(Comment).where(Comment.parent_id.is_not(None)))
    assert session.scalar(select(func.max(Revision.number))) == 2


def test_nothing_in_it_lies_in_the_future(session: Session) -> None:
    fill(session, load_framework(), now=NOW)
    assert (session.scalar(select(func.max(Proposal.changed_at))) or NOW) < NOW
    assert (session.scalar(select(func.max(Comment.changed_at))) or NOW) < NOW


def test_a_database_with_proposals_is_left_as_it_is(session: Session) -> None:
    fill(session, load_framework(), now=NOW)
    before = session.scalar(select(func.count()).select_from(Proposal))
    assert not fill(session, load_framework(), now=NOW)
    assert session.scalar(select(func.count()).select_from(Proposal)) == before
