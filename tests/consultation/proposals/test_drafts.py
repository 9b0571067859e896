"""Drafts: kept without anything required, seen by their author alone."""

from __future__ import annotations

from collections.abc import Callable

import lxml.html
from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.people.models import Status
from consultation.proposals.models import Proposal, Revision
from consultation.proposals.queries import get_current_revision
from tests.client import StrictClient
from tests.clock import Clock
from tests.factories import a_participant, a_proposal, an_officer, indicators, sign_in
from tests.sending import send

NewClient = Callable[[], StrictClient]
PROPOSE = "/consultations/indicators/propose"
COMPLETE = {"title": "A title", "rationale": "A reason", "objectives": "8"}


def only_draft(session: Session) -> Proposal:
    return session.scalars(select(Proposal)).one()


def address(draft: Proposal) -> str:
    return f"/drafts/{draft.token}"


def test_a_visitor_keeps_an_empty_draft_and_is_given_a_key(client: StrictClient, session: Session) -> None:
    answer = client.submit(PROPOSE, {}, button="Save as a draft")
    assert "participation key" in client.get(answer.location).text
    draft = only_draft(session)
    assert (draft.status, draft.reference, draft.published_number) == (Status.DRAFT, None, None)
    assert client.get(address(draft)).status_code == 200


def test_a_draft_is_saved_again_in_its_place_and_sent_from_there(client: StrictClient, session: Session) -> None:
    sign_in(client, session, a_participant(session))
    client.submit(PROPOSE, {"title": "Half a thought"}, button="Save as a draft")
    draft = only_draft(session)
    client.submit(address(draft), {"rationale": "A reason", "objectives": "9, 8"}, button="Save as a draft")
    client.submit(address(draft), {"primary_objective": "8"}, button="Save as a draft")
    client.submit(address(draft), {"objectives": "8, 9"}, button="Save as a draft")
    answer = send(client, address(draft), {})
    assert answer.location == "/proposals/IND-0001/receipt"
    [revision] = session.scalars(select(Revision)).all()
    assert (revision.title, revision.rationale, revision.status) == ("Half a thought", "A reason", Status.PUBLISHED)
    assert get_current_revision(session, draft).content.primary == "8"
    assert client.get(address(draft)).location == "/proposals/IND-0001/receipt"


def test_what_is_wrong_in_a_draft_is_said_and_what_is_missing_is_not(client: StrictClient, session: Session) -> None:
    answer = client.submit(PROPOSE, {"objectives": "99"}, button="Save as a draft")
    assert answer.status_code == 422
    assert "There is no objective 99" in answer.text
    assert "Give the indicator a title" not in answer.text


def test_a_draft_that_lacks_something_cannot_be_sent_and_stays_as_it_was_saved(
    client: StrictClient, session: Session
) -> None:
    author = a_participant(session)
    draft = a_proposal(session, author=author, status=Status.DRAFT, title="")
    sign_in(client, session, author)
    assert send(client, address(draft), {"rationale": "Typed meanwhile"}).status_code == 422
    session.refresh(draft)
    assert draft.status is Status.DRAFT
    assert get_current_revision(session, draft).rationale == "A reason"


def test_a_draft_can_be_previewed_and_changed_from_the_preview(client: StrictClient, session: Session) -> None:
    author = a_participant(session)
    draft = a_proposal(session, author=author, status=Status.DRAFT)
    sign_in(client, session, author)
    preview = client.submit(address(draft), {"title": "Seen in the preview"}, button="Preview")
    assert "Seen in the preview" in preview.text
    form = client.submit(preview, button="Change")
    assert "Seen in the preview" in form.text
    client.submit(preview, button="Save as a draft")
    assert get_current_revision(session, draft).title == "Seen in the preview"


def test_a_draft_saved_in_two_windows_shows_both_texts_and_keeps_the_first_until_asked(
    client: StrictClient, session: Session
) -> None:
    author = a_participant(session)
    draft = a_proposal(session, author=author, status=Status.DRAFT)
    sign_in(client, session, author)
    one, other = client.get(address(draft)), client.get(address(draft))
    client.submit(one, {"title": "Saved first"}, button="Save as a draft")
    both = client.submit(other, {"title": "Typed second", "rationale": "Kept"}, button="Save as a draft")
    assert both.status_code == 409
    assert "Your draft was changed meanwhile" in both.text
    assert "Saved first" in both.text
    assert "Typed second" in both.text
    assert get_current_revision(session, draft).title == "Saved first"
    client.submit(both, button="Save mine as the newest")
    now_said = get_current_revision(session, draft)
    assert (now_said.title, now_said.rationale, draft.status) == ("Typed second", "Kept", Status.DRAFT)


def test_the_same_draft_saved_in_two_windows_is_saved(client: StrictClient, session: Session) -> None:
    author = a_participant(session)
    draft = a_proposal(session, author=author, status=Status.DRAFT)
    sign_in(client, session, author)
    windows = [client.get(address(draft)) for _window in range(2)]
    answers = [client.submit(window, {"title": "The same"}, button="Save as a draft") for window in windows]
    assert [answer.location for answer in answers] == [address(draft)] * 2


def test_nobody_else_sees_a_draft_not_even_the_secretariat(
    client: StrictClient, new_client: NewClient, session: Session
) -> None:
    draft = a_proposal(session, author=a_participant(session), status=Status.DRAFT, title="Canary of a draft")
    assert client.get(address(draft)).status_code == 401
    for stranger in (a_participant(session), an_officer(session)):
        browser = new_client()
        sign_in(browser, session, stranger)
        assert browser.get(address(draft)).status_code == 404
        assert browser.post(f"{address(draft)}/discard").status_code in {400, 404}
        assert "Canary" not in browser.get("/consultations/indicators").text
        assert "Canary" not in browser.get("/consultations/indicators?q=canary").text


def test_a_discarded_draft_leaves_nothing(client: StrictClient, session: Session) -> None:
    author = a_participant(session)
    draft = a_proposal(session, author=author, status=Status.DRAFT, title="Written for long")
    sign_in(client, session, author)
    place = address(draft)
    asked = client.get(f"{place}/discard")
    assert "Written for long" in asked.text
    assert client.get(place).status_code == 200
    assert client.submit(asked, button="Discard the draft").location == "/me/contributions"
    assert session.scalars(select(Proposal)).all() == []
    assert session.scalars(select(Revision)).all() == []
    assert client.get(place).status_code == 404


def test_a_draft_is_not_discarded_before_its_author_has_been_asked(client: StrictClient, session: Session) -> None:
    author = a_participant(session)
    draft = a_proposal(session, author=author, status=Status.DRAFT)
    sign_in(client, session, author)
    page = lxml.html.document_fromstring(client.get(address(draft)).text)
    [link] = page.xpath("//a[normalize-space()='Discard the draft']/@href")
    assert link == f"{address(draft)}/discard"
    assert not page.xpath("//form[contains(@action, 'discard')]")


def test_after_the_deadline_a_draft_is_kept_but_not_sent(client: StrictClient, session: Session, clock: Clock) -> None:
    author = a_participant(session)
    draft = a_proposal(session, author=author, status=Status.DRAFT)
    sign_in(client, session, author)
    opened_in_time = client.get(address(draft))
    indicators(session).phases[0].closes_at = clock.advance(hours=1)
    answer = send(client, opened_in_time, {"rationale": "Typed too late"})
    assert answer.status_code == 403
    assert "Typed too late" in answer.text
    page = client.get(address(draft))
    assert "Proposals are closed now" in page.text
    client.submit(page, {"rationale": "Kept all the same"}, button="Save as a draft")
    assert get_current_revision(session, draft).rationale == "Kept all the same"


def test_sending_a_draft_twice_gives_one_proposal_and_the_same_receipt(client: StrictClient, session: Session) -> None:
    author = a_participant(session)
    draft = a_proposal(session, author=author, status=Status.DRAFT)
    sign_in(client, session, author)
    page = client.get(address(draft))
    answers = [send(client, page, {}) for _attempt in range(2)]
    assert [answer.location for answer in answers] == ["/proposals/IND-0001/receipt"] * 2
    assert session.scalars(select(Proposal)).one().reference == "IND-0001"


def test_going_back_from_a_saved_draft_and_sending_the_form_sends_that_draft(
    client: StrictClient, session: Session
) -> None:
    sign_in(client, session, a_participant(session))
    form = client.get(PROPOSE)
    client.submit(form, {"title": "First thought"}, button="Save as a draft")
    send(client, form, COMPLETE | {"title": "Second thought"})
    assert get_current_revision(session, only_draft(session)).title == "Second thought"
    assert only_draft(session).reference == "IND-0001"
