"""What a change of a comment says, and answers, where it waits before others see it."""

from __future__ import annotations

import lxml.html
import pytest
from sqlalchemy.orm import Session

from consultation.discussion.models import Comment, Stance
from consultation.moderation.decisions import Decision
from consultation.people.models import Participant, Status
from consultation.proposals.models import Proposal
from tests.client import StrictClient
from tests.consultation.discussion.changed import AGAIN, BEFORE, close_comments, decide, edit
from tests.factories import a_comment, a_proposal, missing_migrants
from tests.sending import send


@pytest.fixture
def protected(session: Session, author: Participant) -> Comment:
    """A public position in the consultation that is protected."""
    about = a_proposal(session, missing_migrants(session), codes=())
    comment = a_comment(session, about, author=author, stance=Stance.STRONG_CONCERN, text=BEFORE)
    session.commit()
    return comment


@pytest.mark.parametrize(
    ("email", "told"),
    [
        (None, "The secretariat looks at your change first."),
        ("ann@example.org", "Your change appears at 18:00 (Europe/Zurich)."),
    ],
)
def test_a_change_says_before_it_is_made_that_the_comment_is_out_of_sight_while_it_waits(
    mine: StrictClient, session: Session, protected: Comment, email: str | None, told: str
) -> None:
    session.get_one(Participant, protected.author_id).email = email
    session.commit()
    about = protected.proposal
    preview = mine.submit(edit(protected), {"text": AGAIN}, button="Preview")
    for page in (mine.get(edit(protected)).text, preview.text):
        text = " ".join(lxml.html.fromstring(page).text_content().split())
        assert told in text
        assert "Until it is shown, others read neither the new words nor those that stand there now." in text
        assert "Until then your position is not counted." in text
        assert "appears once a day, at 18:00 (Europe/Zurich)" in text
    mine.submit(preview, {}, button="Save the change")
    session.refresh(protected)
    session.refresh(about)
    assert (protected.status, about.positions) == (Status.HELD, (0, 0, 0))


def test_elsewhere_a_change_says_nothing_of_waiting_until_the_phase_is_over(
    mine: StrictClient, session: Session, comment: Comment
) -> None:
    assert "While your change waits" not in mine.get(edit(comment)).text
    decide(session, comment, Decision.ASK_CHANGE)
    close_comments(session)
    assert "The secretariat looks at your change first." in mine.get(edit(comment)).text
    send(mine, edit(comment), {"text": AGAIN}, button="Save the change")
    session.refresh(comment)
    assert (comment.status, comment.appears_at) == (Status.HELD, None)


def test_the_preview_of_a_new_comment_says_when_it_appears(mine: StrictClient, protected: Comment) -> None:
    form = mine.get(f"/proposals/{protected.proposal.reference}/comment")
    preview = mine.submit(form, {"stance": "question", "text": "How?", "attribution": "nothing"}, button="Preview")
    assert "appears once a day, at 18:00" in preview.text


@pytest.mark.parametrize("email", [None, "ann@example.org"])
def test_the_same_change_sent_twice_has_one_answer_where_it_waits(
    mine: StrictClient, session: Session, author: Participant, protected: Comment, email: str | None
) -> None:
    author.email = email
    session.commit()
    preview = mine.submit(edit(protected), {"text": AGAIN}, button="Preview")
    answers = [mine.submit(preview, button="Save the change").location for _time in range(2)]
    assert answers == [f"/comments/{protected.reference}/receipt"] * 2
    session.refresh(protected)
    assert protected.version == 3  # it was published, and changed once


@pytest.mark.parametrize("decision", [Decision.REFUSE, Decision.HIDE])
def test_what_is_sent_again_twice_has_one_answer_and_another_speaker_is_another_form(
    mine: StrictClient, session: Session, author: Participant, proposal: Proposal, decision: Decision
) -> None:
    comment = a_comment(session, proposal, author=author, text=BEFORE, is_held=decision is Decision.REFUSE)
    decide(session, comment, decision)
    form = mine.get(edit(comment))
    said = {"text": AGAIN, "attribution": "group", "region": "africa"}
    first, other = (mine.submit(form, said | more, button="Preview") for more in ({}, {"attribution": "nothing"}))
    answers = [mine.submit(first, button="Send it again").location for _time in range(2)]
    assert answers == [f"/comments/{comment.reference}/receipt"] * 2
    session.refresh(comment)
    version = comment.version
    other = mine.submit(other, button="Send it again")
    assert other.status_code == {Decision.REFUSE: 403, Decision.HIDE: 409}[decision]
    assert AGAIN in other.text
    session.refresh(comment)
    assert (comment.version, comment.region) == (version, "africa")
