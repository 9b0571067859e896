"""What is approved in a protected consultation appears once a day, all of it together."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Event

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from consultation.config import Config
from consultation.contributions.operations.releasing import release_due
from consultation.discussion.models import Comment, Stance
from consultation.discussion.operations.commenting import (
    comment_on,
    edit_comment,
    hide_comment,
    publish_comment,
    show_comment_again,
    withdraw_comment,
)
from consultation.people.flood_limits import MOST_OF_ONE
from consultation.people.models import Participant, Status
from consultation.people.tokens import hashed
from consultation.process.appearance import next_appearance
from consultation.proposals.models import Proposal
from consultation.proposals.operations.drafting import submit_proposal
from consultation.proposals.operations.lifecycle import (
    edit_proposal,
    hide_proposal,
    publish_proposal,
    publish_revision,
    refuse_proposal,
    show_again,
)
from consultation.proposals.queries import find_held_revision
from consultation.running.mail_sender import keep_sending
from consultation.web.identity import new_token
from exports.round_trip.apply_comments import _mark
from tests.client import StrictClient
from tests.clock import START, Clock
from tests.factories import (
    NOT_STATED,
    a_comment,
    a_participant,
    a_proposal,
    an_officer,
    indicators,
    missing_migrants,
    sign_in,
    what,
)

NOON = START + timedelta(hours=1)
SIX = datetime(2027, 1, 15, 17, tzinfo=UTC)
LIST = "/consultations/missing-migrants"


def test_the_hour_is_that_of_the_consultations_zone_also_when_its_clocks_change() -> None:
    before, at = SIX - timedelta(seconds=1), SIX
    assert next_appearance("Europe/Zurich", before) == SIX
    assert next_appearance("Europe/Zurich", at) == SIX + timedelta(days=1)
    saturday = datetime(2027, 3, 27, 20, tzinfo=UTC)  # in the night to Sunday summer begins
    assert next_appearance("Europe/Zurich", saturday) == datetime(2027, 3, 28, 16, tzinfo=UTC)
    assert next_appearance("Pacific/Auckland", NOON) == datetime(2027, 1, 16, 5, tzinfo=UTC)


def sent(
    session: Session, author: Participant | None = None, *, at: datetime = NOON, title: str = "A title"
) -> Proposal:
    """A recommendation as somebody with a proven address sends it."""
    consultation = missing_migrants(session)
    author = author or a_participant(session, email=f"{new_token()}@example.org")
    said = what(consultation, codes=(), title=title)
    keys = {"submission": hashed(new_token()), "token": new_token()}
    return submit_proposal(session, consultation, author=author, speaker=NOT_STATED, content=said, now=at, **keys)


def position(session: Session, proposal: Proposal, author: Participant, stance: Stance, *, text: str = "") -> Comment:
    """A position as somebody with a proven address takes it."""
    said = {"speaker": NOT_STATED, "language": "en", "submission": None, "is_held": False}
    return comment_on(session, proposal, author=author, stance=stance, text=text, now=NOON, **said)


def test_what_is_sent_with_a_proven_address_appears_at_the_hour_and_is_nowhere_before(
    client: StrictClient, clock: Clock, engine: Engine, session: Session
) -> None:
    proposal = sent(session, title="Search and rescue")
    session.commit()
    assert (proposal.stage, proposal.appears_at, proposal.published_on) == ("approved", SIX, None)
    clock.time = SIX - timedelta(seconds=1)
    release_due(engine, now=clock.time)
    for address in (LIST, f"{LIST}?q=rescue", "/", f"{LIST}/workbook", "/framework"):
        assert "Search and rescue" not in client.get(address).text
    assert client.get(f"/proposals/{proposal.reference}").status_code == 404
    clock.time = SIX
    release_due(engine, now=clock.time)
    session.expire_all()
    assert (proposal.status, proposal.published_at, proposal.published_on) == (Status.PUBLISHED, SIX, SIX.date())
    assert "Search and rescue" in client.get(LIST).text
    assert "Search and rescue" in client.get(f"{LIST}?q=rescue").text


def test_everything_that_is_approved_appears_together_and_not_in_the_order_it_was_sent_in(
    engine: Engine, session: Session
) -> None:
    proposals = [sent(session, at=NOON + timedelta(minutes=number)) for number in range(12)]
    session.commit()
    release_due(engine, now=SIX)
    session.expire_all()
    assert {one.published_at for one in proposals} == {SIX}
    places = [one.published_number or 0 for one in proposals]
    assert places not in (sorted(places), sorted(places, reverse=True))


def test_what_the_secretariat_approves_waits_and_can_still_be_refused_or_withdrawn(
    engine: Engine, session: Session
) -> None:
    officer, visitor = an_officer(session), a_participant(session)
    held = [sent(session, visitor) for _number in range(3)]
    assert {one.stage for one in held} == {"held"}
    for one in held:
        publish_proposal(session, one, officer=officer, version=one.version, now=NOON)
    assert {one.stage for one in held} == {"approved"}
    refuse_proposal(session, held[0], officer=officer, reason="A name.", version=held[0].version, now=NOON)
    session.commit()
    release_due(engine, now=SIX)
    session.expire_all()
    assert [one.status for one in held] == [Status.REFUSED, Status.PUBLISHED, Status.PUBLISHED]


def test_positions_count_from_the_hour_on_and_the_later_of_two_takes_the_place_of_the_earlier(
    engine: Engine, session: Session
) -> None:
    proposal = a_proposal(session, missing_migrants(session), codes=(), now=START)
    author = a_participant(session, email="ann@example.org")
    first = a_comment(session, proposal, author=author, stance=Stance.SUPPORT, text="")
    second = position(session, proposal, author, Stance.STRONG_CONCERN)
    third = position(session, proposal, author, Stance.SUPPORT_WITH_CHANGES)
    withdrawn = position(session, proposal, a_participant(session, email="bo@example.org"), Stance.SUPPORT)
    withdraw_comment(session, withdrawn, now=NOON)
    session.commit()
    assert (proposal.positions, first.superseded_by_id) == ((1, 0, 0), None)
    release_due(engine, now=SIX)
    session.expire_all()
    assert proposal.positions == (0, 1, 0)
    assert (first.superseded_by_id, second.superseded_by_id) == (second.id, third.id)
    assert (withdrawn.published_at, withdrawn.status) == (None, Status.WITHDRAWN)


def test_edits_wait_for_the_hour_too_and_the_text_before_stays_until_then(engine: Engine, session: Session) -> None:
    consultation, author = missing_migrants(session), a_participant(session, email="ann@example.org")
    proposal = a_proposal(session, consultation, author=author, codes=(), title="Before")
    comment = a_comment(session, proposal, author=author, text="Before")
    said = what(consultation, codes=(), title="After")
    who = {"author": author, "speaker": NOT_STATED}
    edit_proposal(session, proposal, content=said, version=proposal.version, now=NOON, **who)
    words = {"stance": "information", "section": "", "text": "After", "suggested_wording": "", "language": "en"}
    edit_comment(session, comment, said=words, is_held=False, now=NOON)
    session.commit()
    edit = find_held_revision(session, proposal)
    assert (proposal.current_revision.title, edit and edit.stage) == ("Before", "approved")
    assert comment.stage == "approved"
    session.commit()
    release_due(engine, now=SIX)
    session.expire_all()
    session.refresh(proposal, ["current_revision"])
    assert (proposal.current_revision.title, comment.status, comment.published_on) == (
        "After",
        Status.PUBLISHED,
        START.date(),
    )


def test_an_approved_edit_of_a_visitor_waits_as_well(engine: Engine, session: Session) -> None:
    consultation, author = missing_migrants(session), a_participant(session)
    proposal = a_proposal(session, consultation, author=author, codes=(), title="Before")
    said = what(consultation, codes=(), title="After")
    asked = {"author": author, "speaker": NOT_STATED, "content": said, "version": proposal.version}
    edit_proposal(session, proposal, now=NOON, **asked)
    publish_revision(session, proposal, officer=an_officer(session), version=proposal.version, now=NOON)
    session.commit()
    release_due(engine, now=SIX - timedelta(seconds=1))
    session.refresh(proposal, ["current_revision"])
    assert proposal.current_revision.title == "Before"
    session.commit()
    release_due(engine, now=SIX)
    session.expire_all()
    session.refresh(proposal, ["current_revision"])
    assert proposal.current_revision.title == "After"


def test_an_approved_edit_does_not_show_again_what_was_hidden_before_its_hour(engine: Engine, session: Session) -> None:
    consultation, author = missing_migrants(session), a_participant(session, email="ann@example.org")
    proposal = a_proposal(session, consultation, author=author, codes=(), title="Before")
    said = what(consultation, codes=(), title="After")
    asked = {"author": author, "speaker": NOT_STATED, "content": said, "version": proposal.version}
    edit_proposal(session, proposal, now=NOON, **asked)
    hide_proposal(session, proposal, officer=an_officer(session), reason="It names somebody.", now=NOON)
    session.commit()
    release_due(engine, now=SIX)
    session.expire_all()
    assert proposal.status is Status.HIDDEN


def test_what_waits_in_a_flood_is_not_approved_by_changing_it(engine: Engine, session: Session) -> None:
    consultation, author = missing_migrants(session), a_participant(session, email="ann@example.org")
    sent_by_one = [sent(session, author) for _number in range(MOST_OF_ONE + 1)]
    held = sent_by_one[-1]
    assert (sent_by_one[0].stage, held.stage) == ("approved", "held")
    said = what(consultation, codes=(), title="Another title")
    who = {"author": author, "speaker": NOT_STATED}
    edit_proposal(session, held, content=said, version=held.version, now=NOON, **who)
    assert held.stage == "held"


def test_elsewhere_everything_appears_at_once(session: Session) -> None:
    proposal = a_proposal(session, indicators(session), author=a_participant(session, email="ann@example.org"))
    assert proposal.is_public
    assert a_comment(session, proposal).is_public


def test_a_request_that_writes_shows_what_is_due_where_no_sender_runs(
    client: StrictClient, clock: Clock, session: Session
) -> None:
    proposal = sent(session)
    visitor = a_participant(session)
    session.commit()
    sign_in(client, session, visitor)
    clock.time = SIX + timedelta(hours=3)
    client.submit(client.get("/"), {}, button="Sign out")
    session.expire_all()
    assert (proposal.status, proposal.published_at) == (Status.PUBLISHED, SIX)


def test_the_mail_sender_shows_what_is_due(config: Config, clock: Clock, engine: Engine, session: Session) -> None:
    proposal = sent(session)
    session.commit()
    clock.time = SIX
    turns = iter([True, True, False])  # also before it begins
    keep_sending(config, engine, stop=Event(), is_needed=lambda: next(turns))
    session.expire_all()
    assert proposal.status is Status.PUBLISHED


@pytest.mark.parametrize("address", [LIST, "/secretariat/", "{proposal}/comment"])
def test_the_hour_is_said_where_somebody_waits_for_it(client: StrictClient, session: Session, address: str) -> None:
    proposal = a_proposal(session, missing_migrants(session), codes=())
    if address == "/secretariat/":
        sign_in(client, session, an_officer(session))
    page = client.get(address.format(proposal=f"/proposals/{proposal.reference}")).text
    assert "once a day, at 18:00 (Europe/Zurich)" in page


def test_the_author_and_the_secretariat_see_that_it_is_approved(client: StrictClient, session: Session) -> None:
    author = a_participant(session, email="ann@example.org")
    proposal = sent(session, author)
    session.commit()
    sign_in(client, session, author)
    for address in (f"/proposals/{proposal.reference}/receipt", "/me/contributions"):
        assert "approved, not shown yet" in client.get(address).text
        assert "15 January 2027, 18:00 Zurich time" in client.get(address).text
    sign_in(client, session, an_officer(session))
    desk = client.get("/secretariat/").text
    assert "Approved: to appear at the hour: 1" in desk
    decision = client.get(f"/secretariat/proposals/{proposal.reference}/decision").text
    assert "Do not publish" in decision


def test_that_its_hour_has_come_is_no_change_to_an_upload(engine: Engine, session: Session) -> None:
    proposal = a_proposal(session, missing_migrants(session), codes=())
    comment = position(session, proposal, a_participant(session, email="ann@example.org"), Stance.SUPPORT)
    session.commit()
    before = _mark(comment)
    release_due(engine, now=SIX)
    session.expire_all()
    assert (_mark(comment), comment.status) == (before, Status.PUBLISHED)


def test_publishing_a_comment_approves_it_until_the_hour(engine: Engine, session: Session) -> None:
    proposal = a_proposal(session, missing_migrants(session), codes=())
    comment = a_comment(session, proposal, stance=Stance.SUPPORT, is_held=True)
    publish_comment(session, comment, officer=an_officer(session), now=NOON)
    session.commit()
    assert (comment.stage, proposal.support_count) == ("approved", 0)
    release_due(engine, now=SIX)
    session.expire_all()
    assert (comment.stage, proposal.support_count) == ("published", 1)
    assert session.scalars(select(Comment.changed_at)).all() == [SIX]


def test_the_desk_shows_an_approved_change_that_waits_for_its_hour(
    client: StrictClient, clock: Clock, engine: Engine, session: Session
) -> None:
    author = a_participant(session, email="somebody@example.org")
    proposal = sent(session, author)
    session.commit()
    release_due(engine, now=SIX)
    clock.time = SIX + timedelta(hours=1)
    session.expire_all()
    session.refresh(proposal, ["consultation"])
    said = what(missing_migrants(session), codes=(), title="Another title")
    edit_proposal(
        session, proposal, author=author, speaker=NOT_STATED, content=said, version=proposal.version, now=clock.time
    )
    sign_in(client, session, an_officer(session))
    for address in ("/secretariat/", "/secretariat/?list=approved"):
        assert "approved" in client.get(address).text


def test_what_was_hidden_is_shown_again_at_the_hour(engine: Engine, client: StrictClient, session: Session) -> None:
    proposal = a_proposal(session, missing_migrants(session), codes=(), title="Search and rescue")
    comment = a_comment(session, proposal, stance=Stance.SUPPORT, text="Good")
    officer = an_officer(session)
    hide_comment(session, comment, officer=officer, reason="It names a person.", now=NOON)
    show_comment_again(session, comment, officer=officer, now=NOON)
    assert (comment.stage, comment.appears_at, proposal.positions) == ("approved", SIX, (0, 0, 0))
    hide_proposal(session, proposal, officer=officer, reason="It names a person.", now=NOON)
    show_again(session, proposal, officer=officer, now=NOON)
    session.commit()
    assert (proposal.stage, proposal.appears_at) == ("approved", SIX)
    assert "Search and rescue" not in client.get(f"{LIST}?q=rescue").text
    release_due(engine, now=SIX)
    session.expire_all()
    assert (proposal.status, comment.status, proposal.positions) == (Status.PUBLISHED, Status.PUBLISHED, (1, 0, 0))
    assert "Search and rescue" in client.get(f"{LIST}?q=rescue").text
