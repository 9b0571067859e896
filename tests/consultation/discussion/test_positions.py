"""Which position counts, and that the counts always say what is there."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import lxml.html
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from consultation.database import begin_writing, make_sessions
from consultation.discussion.models import POSITIONS, Comment, Stance
from consultation.discussion.operations.commenting import (
    hide_comment,
    publish_comment,
    refuse_comment,
    show_comment_again,
    withdraw_comment,
)
from consultation.discussion.queries import get_comment
from consultation.people.models import Participant, Status
from consultation.proposals.models import Proposal
from consultation.web.identity import Identity
from tests.client import StrictClient
from tests.clock import START
from tests.factories import DIASPORA, a_comment, a_participant, a_proposal, an_officer

pytestmark = pytest.mark.usefixtures("true_counts")

LATER = START + timedelta(minutes=5)


def counts(proposal: Proposal) -> tuple[int, int, int, int]:
    return proposal.comment_count, proposal.support_count, proposal.changes_count, proposal.concern_count


def test_a_position_without_words_counts_as_a_position_and_not_as_a_comment(session: Session) -> None:
    proposal = a_proposal(session)
    a_comment(session, proposal, stance=Stance.SUPPORT, text="")
    assert counts(proposal) == (0, 1, 0, 0)


def test_a_later_position_takes_the_place_of_the_earlier_one_and_both_stay_to_be_read(session: Session) -> None:
    proposal, author = a_proposal(session), a_participant(session)
    first = a_comment(session, proposal, author=author, stance=Stance.SUPPORT)
    second = a_comment(session, proposal, author=author, stance=Stance.STRONG_CONCERN, now=LATER)
    assert (first.superseded_by_id, first.status) == (second.id, Status.PUBLISHED)
    assert second.superseded_by_id is None
    assert counts(proposal) == (2, 0, 0, 1)


def test_a_question_never_replaces_a_position(session: Session) -> None:
    proposal, author = a_proposal(session), a_participant(session)
    position = a_comment(session, proposal, author=author, stance=Stance.SUPPORT)
    a_comment(session, proposal, author=author, stance=Stance.QUESTION)
    a_comment(session, proposal, author=author, stance=Stance.INFORMATION)
    assert position.superseded_by_id is None
    assert counts(proposal) == (3, 1, 0, 0)


def test_positions_of_others_and_on_other_proposals_are_left_alone(session: Session) -> None:
    one, other, author = a_proposal(session), a_proposal(session), a_participant(session)
    a_comment(session, one, author=author, stance=Stance.SUPPORT)
    a_comment(session, other, author=author, stance=Stance.STRONG_CONCERN)
    a_comment(session, one, stance=Stance.SUPPORT_WITH_CHANGES)
    assert counts(one) == (2, 1, 1, 0)
    assert counts(other) == (1, 0, 0, 1)


def test_withdrawing_the_current_position_leaves_none_and_revives_no_older_one(session: Session) -> None:
    proposal, author = a_proposal(session), a_participant(session)
    a_comment(session, proposal, author=author, stance=Stance.SUPPORT)
    second = a_comment(session, proposal, author=author, stance=Stance.STRONG_CONCERN)
    withdraw_comment(session, second, now=LATER)
    assert counts(proposal) == (1, 0, 0, 0)


def test_a_held_position_counts_from_its_publication_on(session: Session) -> None:
    proposal, officer = a_proposal(session), an_officer(session)
    held = a_comment(session, proposal, stance=Stance.SUPPORT, is_held=True)
    assert counts(proposal) == (0, 0, 0, 0)
    publish_comment(session, held, officer=officer, now=LATER)
    assert counts(proposal) == (1, 1, 0, 0)


def test_a_position_published_after_a_later_one_is_superseded_from_the_start(session: Session) -> None:
    proposal, author, officer = a_proposal(session), a_participant(session), an_officer(session)
    held = a_comment(session, proposal, author=author, stance=Stance.SUPPORT, is_held=True)
    later = a_comment(session, proposal, author=author, stance=Stance.STRONG_CONCERN)
    publish_comment(session, held, officer=officer, now=LATER)
    assert held.superseded_by_id == later.id
    assert later.superseded_by_id is None
    assert counts(proposal) == (2, 0, 0, 1)


def test_a_hidden_position_comes_back_unless_a_newer_one_is_current(session: Session) -> None:
    proposal, author, officer = a_proposal(session), a_participant(session), an_officer(session)
    first = a_comment(session, proposal, author=author, stance=Stance.SUPPORT)
    hide_comment(session, first, officer=officer, reason="It names somebody.", now=LATER)
    assert counts(proposal) == (0, 0, 0, 0)
    show_comment_again(session, first, officer=officer, now=LATER)
    assert counts(proposal) == (1, 1, 0, 0)
    hide_comment(session, first, officer=officer, reason="It names somebody.", now=LATER)
    a_comment(session, proposal, author=author, stance=Stance.STRONG_CONCERN)
    show_comment_again(session, first, officer=officer, now=LATER)
    assert counts(proposal) == (2, 0, 0, 1)


# ---- whatever happens, in whatever order ----

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["comment", "hold", "publish", "refuse", "hide", "show again", "withdraw"]),
        st.sampled_from(list(Stance)),
        st.integers(0, 9),
    ),
    max_size=12,
)
FITTING = {
    "publish": {Status.HELD, Status.REFUSED},
    "refuse": {Status.HELD},
    "hide": {Status.PUBLISHED},
    "show again": {Status.HIDDEN},
    "withdraw": set(Status),
}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_the_counts_equal_a_recount_after_any_sequence_of_actions(
    engine: Engine, steps: list[tuple[str, Stance, int]]
) -> None:
    with make_sessions(engine)() as session:
        room = Room(session)
        for action, stance, which in steps:
            room.act(action, stance, which)
            check_counts(session, room.proposal)
            check_positions(session, room.proposal)


class Room:
    """A proposal, two people who comment on it and an officer."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.proposal, self.officer = a_proposal(session), an_officer(session)
        self.authors = [a_participant(session), a_participant(session)]
        self.comments: list[Comment] = []
        self.now = START

    def act(self, action: str, stance: Stance, which: int) -> None:
        """Do something; a decision is taken of one of the comments it can be taken of, if there is any."""
        self.now += timedelta(minutes=1)
        if action in {"comment", "hold"}:
            self._comment(stance, which, is_held=action == "hold")
            return
        fitting = [comment for comment in self.comments if comment.status in FITTING[action]]
        if fitting:
            self._decide(action, fitting[which % len(fitting)])

    def _comment(self, stance: Stance, which: int, *, is_held: bool) -> None:
        text = "Words" if which % 3 or stance not in POSITIONS else ""
        author = self.authors[which % 2]
        self.comments.append(
            a_comment(
                self.session, self.proposal, author=author, stance=stance, text=text, is_held=is_held, now=self.now
            )
        )

    def _decide(self, action: str, comment: Comment) -> None:
        by_officer: dict[str, Any] = {"officer": self.officer, "now": self.now}
        if action == "publish":
            publish_comment(self.session, comment, **by_officer)
        elif action == "refuse":
            refuse_comment(self.session, comment, reason="Off the subject", **by_officer)
        elif action == "hide":
            hide_comment(self.session, comment, reason="It names somebody", **by_officer)
        elif action == "show again":
            show_comment_again(self.session, comment, **by_officer)
        else:
            withdraw_comment(self.session, comment, now=self.now)


def check_counts(session: Session, proposal: Proposal) -> None:
    rows = session.execute(
        select(Comment.stance, Comment.text, Comment.superseded_by_id).where(
            Comment.proposal_id == proposal.id, Comment.status == Status.PUBLISHED
        )
    ).all()
    current = Counter(stance for stance, _text, superseded_by in rows if superseded_by is None)
    words = sum(1 for _stance, text, _superseded_by in rows if text)
    assert counts(proposal) == (words, *(current[stance] for stance in POSITIONS))


def check_positions(session: Session, proposal: Proposal) -> None:
    """The current position is the latest of all that are public and were not superseded; there is one at most."""
    rows = session.execute(
        select(Comment.author_id, Comment.id).where(
            Comment.proposal_id == proposal.id,
            Comment.status == Status.PUBLISHED,
            Comment.stance.in_(POSITIONS),
            Comment.superseded_by_id.is_(None),
        )
    ).all()
    assert len({author for author, _id in rows}) == len(rows)


# ---- two at once ----


@pytest.mark.parametrize("at_once", [4])
def test_positions_taken_at_the_same_moment_leave_one_current_and_right_counts(
    engine: Engine, session: Session, at_once: int
) -> None:
    proposal, author = a_proposal(session), a_participant(session)
    session.commit()
    ids = proposal.id, author.id

    def take(stance: Stance) -> None:
        with make_sessions(engine)() as own:
            begin_writing(own)
            theirs = own.get_one(Proposal, ids[0])
            own.refresh(theirs, ["consultation"])
            own.refresh(theirs.consultation, ["phases"])
            a_comment(own, theirs, author=own.get_one(Participant, ids[1]), stance=stance)
            own.commit()

    with ThreadPoolExecutor(at_once) as people:
        list(people.map(take, [POSITIONS[number % 3] for number in range(at_once * 2)]))
    session.expire_all()
    check_counts(session, proposal)
    check_positions(session, proposal)
    assert sum(counts(proposal)[1:]) == 1


def test_decisions_about_several_comments_at_the_same_moment_leave_right_counts(
    engine: Engine, session: Session
) -> None:
    proposal, officer = a_proposal(session), an_officer(session)
    held = [a_comment(session, proposal, stance=POSITIONS[number % 3], is_held=True).reference for number in range(8)]
    session.commit()
    viewer = Identity(officer.id, is_officer=True, is_reachable=True)

    def publish(reference: str) -> None:
        with make_sessions(engine)() as own:
            begin_writing(own)
            theirs = own.get_one(Participant, viewer.participant_id)
            publish_comment(own, get_comment(own, reference, viewer=viewer), officer=theirs, now=LATER)
            own.commit()

    with ThreadPoolExecutor(4) as officers:
        list(officers.map(publish, held))
    session.expire_all()
    check_counts(session, proposal)
    assert counts(proposal) == (8, 3, 3, 2)


def test_a_proposals_page_says_where_each_stakeholder_group_stands(client: StrictClient, session: Session) -> None:
    proposal, quiet = a_proposal(session), a_proposal(session)
    for stance in (Stance.SUPPORT, Stance.SUPPORT, Stance.STRONG_CONCERN):
        a_comment(session, proposal, stance=stance, speaker=DIASPORA)
    a_comment(session, proposal, stance=Stance.SUPPORT_WITH_CHANGES)
    a_comment(session, proposal, stance=Stance.SUPPORT, speaker=DIASPORA, is_held=True)
    page = lxml.html.document_fromstring(client.get(f"/proposals/{proposal.reference}").text)
    rows = [[cell.text_content().strip() for cell in row] for row in page.xpath("//table[@class='groups']/tbody/tr")]
    assert rows == [["Migrant and diaspora organizations", "2", "0", "1"], ["Not stated", "0", "1", "0"]]
    assert "By stakeholder group" not in client.get(f"/proposals/{quiet.reference}").text
