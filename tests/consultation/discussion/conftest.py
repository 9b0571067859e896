"""Fixtures: somebody with a public comment, and somebody else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from consultation.discussion.models import Comment, Stance
from consultation.people.models import Participant
from consultation.proposals.models import Proposal
from tests.client import StrictClient
from tests.consultation.discussion.changed import BEFORE
from tests.factories import a_comment, a_participant, a_proposal, sign_in


@pytest.fixture
def author(session: Session) -> Participant:
    return a_participant(session)


@pytest.fixture
def mine(client: StrictClient, session: Session, author: Participant) -> StrictClient:
    """The author's browser."""
    sign_in(client, session, author)
    return client


@pytest.fixture
def visitor(new_client: Callable[[], StrictClient]) -> StrictClient:
    """Somebody else's browser."""
    return new_client()


@pytest.fixture
def proposal(session: Session) -> Proposal:
    return a_proposal(session)


@pytest.fixture
def comment(session: Session, proposal: Proposal, author: Participant) -> Comment:
    return a_comment(session, proposal, author=author, stance=Stance.STRONG_CONCERN, text=BEFORE)
