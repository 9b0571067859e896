"""Taking a name off what one sent, or more of who one is: at any time and at once, without withdrawing it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from consultation.discussion.models import Comment, Stance
from consultation.discussion.operations.changing import show_less_of_comment
from consultation.people.models import Attribution, Participant
from consultation.people.operations import confirm
from consultation.people.speaker import Speaker, speaker_of
from consultation.proposals.models import Proposal
from consultation.proposals.operations.lifecycle import show_less_of_proposal
from tests.client import StrictClient
from tests.clock import START, Clock
from tests.factories import NOT_STATED, a_comment, a_participant, a_proposal, an_officer, sign_in
from tests.screen import fill_in

FULL = Speaker(Attribution.NAMED, "academia", "africa", "Institute Canary", "Nadia Canary")
BY_GROUP = Speaker(Attribution.GROUP, "academia", "africa")


@dataclass
class Sent:
    """What somebody sent with their name, at the browser they sent it from."""

    author: Participant
    one: Proposal | Comment
    client: StrictClient
    session: Session

    @property
    def page(self) -> str:
        kind = "proposals" if isinstance(self.one, Proposal) else "comments"
        return f"/{kind}/{self.one.reference}/show-less"

    def show(self, attribution: str) -> str:
        return self.client.submit(self.page, {"attribution": attribution}, follow_redirects=True).text


@pytest.fixture(params=["proposal", "comment", "reply"])
def sent(request: pytest.FixtureRequest, client: StrictClient, session: Session) -> Sent:
    author = a_participant(session)
    sign_in(client, session, author)
    if request.param == "proposal":
        return Sent(author, a_proposal(session, author=author, speaker=FULL), client, session)
    proposal = a_proposal(session)
    parent = a_comment(session, proposal, stance=Stance.QUESTION, text="Who?") if request.param == "reply" else None
    stance = Stance.INFORMATION if parent else Stance.SUPPORT
    comment = a_comment(session, proposal, author=author, speaker=FULL, stance=stance, text="Because.", parent=parent)
    return Sent(author, comment, client, session)


def test_what_is_taken_off_is_gone_at_once_and_the_text_stays(
    sent: Sent, new_client: Callable[[], StrictClient]
) -> None:
    address = f"/proposals/{sent.one.reference if isinstance(sent.one, Proposal) else sent.one.proposal.reference}"
    assert "Nadia Canary" in new_client().get(address).text
    assert "shows less of you from now on" in sent.show("group")
    page = new_client().get(address).text
    assert "Canary" not in page
    assert "Academia" in page
    assert speaker_of(sent.one) == BY_GROUP


def test_more_than_before_is_neither_offered_nor_taken(sent: Sent) -> None:
    sent.show("group")
    form = fill_in(sent.client.get(sent.page).text, {})
    assert 'value="named"' not in sent.client.get(sent.page).text
    forged = [*form.pairs, ("attribution", "named")]
    assert sent.client.post(sent.page, data=MultiDict(forged)).status_code == 422
    assert speaker_of(sent.one) == BY_GROUP
    sent.show("nothing")
    assert speaker_of(sent.one) == NOT_STATED
    assert "It shows nothing of you." in sent.client.get(sent.page).text


def test_it_is_possible_once_everything_has_closed(sent: Sent, clock: Clock) -> None:
    clock.time += timedelta(days=5_000)
    sign_in(sent.client, sent.session, sent.author, now=clock.time)
    sent.show("nothing")
    assert speaker_of(sent.one) == NOT_STATED


def test_what_was_confirmed_of_it_is_not_said_of_what_shows_no_organisation(sent: Sent) -> None:
    confirm(sent.session, sent.one, officer=an_officer(sent.session), now=START)
    sent.show("nothing")
    assert sent.one.confirmed_at is None


def test_what_is_confirmed_meanwhile_is_not_said_of_it_either(sent: Sent, engine: Engine) -> None:
    sent.session.commit()
    with Session(engine) as other:
        confirm(other, other.get_one(type(sent.one), sent.one.id), officer=an_officer(other), now=START)
        other.commit()
    take_off = show_less_of_proposal if isinstance(sent.one, Proposal) else show_less_of_comment
    take_off(sent.session, sent.one, attribution=Attribution.GROUP, now=START)
    sent.session.commit()
    sent.session.refresh(sent.one)
    assert sent.one.confirmed_at is None


def test_sent_twice_it_is_done_once(sent: Sent) -> None:
    form = MultiDict(fill_in(sent.client.get(sent.page).text, {"attribution": "nothing"}).pairs)
    assert sent.client.post(sent.page, data=form).status_code == 302
    version = sent.one.version
    assert "It shows nothing of you." in sent.client.post(sent.page, data=form).text
    assert sent.one.version == version


def test_nobody_else_can_do_it(sent: Sent, new_client: Callable[[], StrictClient]) -> None:
    other = new_client()
    assert other.get(sent.page).status_code == 401
    sign_in(other, sent.session, an_officer(sent.session))
    assert other.get(sent.page).status_code == 404
    assert speaker_of(sent.one) == FULL


def test_it_is_offered_where_something_is_shown_and_not_where_nothing_is(sent: Sent) -> None:
    assert "Show less of me" in sent.client.get("/me/contributions").text
    sent.show("nothing")
    assert "Show less of me" not in sent.client.get("/me/contributions").text
