"""Editing: every change a new revision, and nobody's text lost."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from consultation.people.models import Attribution, Participant, Status
from consultation.people.operations import attribute
from consultation.people.speaker import Speaker
from consultation.proposals.models import Proposal
from consultation.proposals.operations.lifecycle import refuse_revision
from consultation.proposals.queries import get_current_revision, revisions_of
from indicators.codes import Code
from tests.client import StrictClient
from tests.clock import START, Clock
from tests.factories import (
    a_participant,
    a_proposal,
    an_officer,
    indicators,
    missing_migrants,
    publish_edit_now,
    sign_in,
)
from tests.sending import send

NewClient = Callable[[], StrictClient]
JUSTICE = (Code("objective", "8"), Code("theme", "justice"))


@pytest.fixture
def author(session: Session) -> Participant:
    return a_participant(session)


@pytest.fixture
def proposal(session: Session, author: Participant) -> Proposal:
    return a_proposal(session, author=author, title="The first title")


@pytest.fixture
def protected(session: Session, author: Participant) -> Proposal:
    """A public recommendation of somebody without a proven address."""
    speaker = Speaker(Attribution.ORGANISATION, "civil_society", "africa", "Looked At")
    said = {"title": "Establish a register", "codes": JUSTICE}
    return a_proposal(session, missing_migrants(session), author=author, speaker=speaker, **said)


def edit(proposal: Proposal) -> str:
    return f"/proposals/{proposal.reference}/edit"


def titles(session: Session, proposal: Proposal) -> list[tuple[str, Status]]:
    return [(revision.title, revision.status) for revision in revisions_of(session, proposal)]


def test_an_edit_is_a_new_revision_and_the_earlier_one_stays(
    client: StrictClient, session: Session, author: Participant, proposal: Proposal
) -> None:
    sign_in(client, session, author)
    answer = send(client, edit(proposal), {"title": "The second title", "objectives": "9"}, button="Save the change")
    assert answer.location == f"/proposals/{proposal.reference}"
    assert titles(session, proposal) == [
        ("The first title", Status.PUBLISHED),
        ("The second title", Status.PUBLISHED),
    ]
    assert get_current_revision(session, proposal).content.primary == "9"
    assert "The second title" in client.get(f"/proposals/{proposal.reference}").text


def test_saving_without_a_change_makes_no_revision(
    client: StrictClient, session: Session, author: Participant, proposal: Proposal
) -> None:
    sign_in(client, session, author)
    send(client, edit(proposal), {}, button="Save the change")
    assert titles(session, proposal) == [("The first title", Status.PUBLISHED)]


def test_changing_who_speaks_makes_no_revision_and_is_shown(
    client: StrictClient, session: Session, author: Participant, proposal: Proposal
) -> None:
    sign_in(client, session, author)
    send(client, edit(proposal), {"stakeholder_group": "academia", "attribution": "group"}, button="Save the change")
    assert len(titles(session, proposal)) == 1
    assert "Academia" in client.get(f"/proposals/{proposal.reference}").text
    assert "The first title" in client.get("/consultations/indicators?group=academia").text


@pytest.fixture(params=["proposal", "protected"])
def shown_by_group(
    request: pytest.FixtureRequest, client: StrictClient, session: Session, author: Participant
) -> Proposal:
    """A public proposal that shows the group of its author, who is signed in."""
    found: Proposal = request.getfixturevalue(request.param)
    attribute(session, found, author=author, speaker=Speaker(Attribution.GROUP, "academia"), now=START)
    sign_in(client, session, author)
    return found


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"title": "Establish two"}, "Your change is saved as a new revision."),
        (
            {"attribution": "nothing"},
            "The text is the same, so there is no new revision. How you are shown has changed at once.",
        ),
        (
            {"title": "Establish two", "attribution": "nothing"},
            "Your change is saved as a new revision. How you are shown has changed at once.",
        ),
    ],
)
def test_after_a_change_it_is_said_what_has_changed_of_text_and_speaker(
    client: StrictClient, shown_by_group: Proposal, change: dict[str, str], said: str
) -> None:
    after = client.get(str(send(client, edit(shown_by_group), change, button="Save the change").location))
    assert [line.strip() for line in re.findall(r'role="status">\s*<p>(.*?)</p>', after.text, re.DOTALL)] == [said]


def test_after_more_is_shown_in_a_protected_consultation_it_is_said_that_it_waits(
    client: StrictClient, session: Session, author: Participant, protected: Proposal
) -> None:
    attribute(session, protected, author=author, speaker=Speaker(Attribution.GROUP, "academia"), now=START)
    sign_in(client, session, author)
    saved = send(client, edit(protected), {"region": "africa"}, button="Save the change")
    after = client.get(str(saved.location)).text
    assert "The text is the same, so there is no new revision. What shows more of you appears with all others" in after
    assert "has changed at once" not in after


def test_a_preview_of_another_speaker_alone_does_not_say_that_it_is_held(
    client: StrictClient, session: Session, author: Participant, protected: Proposal
) -> None:
    sign_in(client, session, author)
    preview = client.submit(edit(protected), {"attribution": "nothing"}, button="Preview").text
    assert "The text is the same as it is now. What shows less of you is gone as soon as you save it" in preview
    assert "is held until" not in preview
    both = client.submit(edit(protected), {"attribution": "nothing", "title": "Establish two"}, button="Preview").text
    for page in (both, client.get(edit(protected)).text):
        assert "what you change in the text is held until the secretariat has read it" in page
        assert "What shows less of you is gone as soon as you save it" in page


def test_an_edit_can_be_previewed_first(
    client: StrictClient, session: Session, author: Participant, proposal: Proposal
) -> None:
    sign_in(client, session, author)
    preview = client.submit(edit(proposal), {"title": "Seen first"}, button="Preview")
    assert "Seen first" in preview.text
    assert len(titles(session, proposal)) == 1
    client.submit(preview, button="Save the change")
    assert titles(session, proposal)[1] == ("Seen first", Status.PUBLISHED)


def test_the_second_of_two_edits_at_once_is_shown_both_texts_and_can_be_sent_again(
    client: StrictClient, session: Session, author: Participant, proposal: Proposal
) -> None:
    sign_in(client, session, author)
    first, second = client.get(edit(proposal)), client.get(edit(proposal))
    send(client, first, {"title": "Saved first"}, button="Save the change")
    answer = send(client, second, {"title": "Typed second", "rationale": "Kept"}, button="Save the change")
    assert answer.status_code == 409
    assert "Saved first" in answer.text
    assert "Typed second" in answer.text
    assert len(titles(session, proposal)) == 2
    client.submit(answer, button="Save mine as the newest")
    assert [title for title, _status in titles(session, proposal)] == ["The first title", "Saved first", "Typed second"]


def test_the_same_edit_sent_twice_is_made_once(
    client: StrictClient, session: Session, author: Participant, proposal: Proposal
) -> None:
    sign_in(client, session, author)
    form = client.get(edit(proposal))
    for _attempt in range(2):
        assert send(client, form, {"title": "Once"}, button="Save the change").status_code == 302
    assert len(titles(session, proposal)) == 2


def test_an_edit_form_without_a_version_is_taken_for_a_stale_one(
    client: StrictClient, session: Session, author: Participant, proposal: Proposal
) -> None:
    sign_in(client, session, author)
    form = client.get(edit(proposal))
    for version in ("", "٣", "9" * 30, "-1"):
        answer = send(client, form, {"version": version, "title": f"Version {version}"}, button="Save the change")
        assert answer.status_code == 409
    assert len(titles(session, proposal)) == 1


def test_only_the_author_edits(
    client: StrictClient, new_client: NewClient, session: Session, proposal: Proposal
) -> None:
    assert client.get(edit(proposal)).status_code == 401
    for stranger in (a_participant(session), an_officer(session)):
        browser = new_client()
        sign_in(browser, session, stranger)
        assert browser.get(edit(proposal)).status_code == 404


def test_after_the_deadline_an_edit_is_refused_and_its_text_kept(
    client: StrictClient, session: Session, author: Participant, proposal: Proposal, clock: Clock
) -> None:
    sign_in(client, session, author)
    form = client.get(edit(proposal))
    indicators(session).phases[0].closes_at = clock.advance(hours=1)
    answer = send(client, form, {"rationale": "Typed too late"}, button="Save the change")
    assert answer.status_code == 403
    assert "Typed too late" in answer.text
    assert len(titles(session, proposal)) == 1


def test_what_is_withdrawn_cannot_be_edited(client: StrictClient, session: Session, author: Participant) -> None:
    proposal = a_proposal(session, author=author, status=Status.WITHDRAWN)
    sign_in(client, session, author)
    assert client.get(edit(proposal)).status_code == 403


def test_a_held_edit_waits_beside_what_is_public(
    client: StrictClient, new_client: NewClient, session: Session, author: Participant, protected: Proposal
) -> None:
    sign_in(client, session, author)
    answer = send(client, edit(protected), {"title": "Canary edit"}, button="Save the change")
    assert answer.location == f"/proposals/{protected.reference}/receipt"
    assert "Your change is received, and not public yet" in client.get(answer.location).text
    visitor = new_client()
    for address in ("", "/history"):
        assert "Canary edit" not in visitor.get(f"/proposals/{protected.reference}{address}").text
    assert "Canary edit" not in visitor.get("/consultations/missing-migrants?q=canary").text
    assert "Canary edit" in client.get(f"/proposals/{protected.reference}/history").text
    publish_edit_now(session, protected)
    assert "Canary edit" in visitor.get(f"/proposals/{protected.reference}").text
    assert "Canary edit" in visitor.get("/consultations/missing-migrants?q=canary").text


def test_a_refused_edit_leaves_what_is_public_and_tells_its_author_why(
    client: StrictClient, new_client: NewClient, session: Session, author: Participant, protected: Proposal
) -> None:
    sign_in(client, session, author)
    send(client, edit(protected), {"title": "Canary edit"}, button="Save the change")
    refuse_revision(
        session,
        protected,
        officer=an_officer(session),
        reason="It names a person.",
        version=protected.version,
        now=START,
    )
    assert "It names a person." in client.get(f"/proposals/{protected.reference}/history").text
    history = new_client().get(f"/proposals/{protected.reference}/history").text
    assert "Canary edit" not in history
    assert "It names a person." not in history
    assert get_current_revision(session, protected).title == "Establish a register"


def test_a_held_edit_that_is_edited_again_is_replaced_and_seen_by_its_author_alone(
    client: StrictClient, new_client: NewClient, session: Session, author: Participant, protected: Proposal
) -> None:
    sign_in(client, session, author)
    send(client, edit(protected), {"title": "Replaced"}, button="Save the change")
    send(client, edit(protected), {"title": "Newest"}, button="Save the change")
    assert titles(session, protected) == [
        ("Establish a register", Status.PUBLISHED),
        ("Replaced", Status.DRAFT),
        ("Newest", Status.HELD),
    ]
    assert "Replaced" in client.get(f"/proposals/{protected.reference}/history").text
    officer = new_client()
    sign_in(officer, session, an_officer(session))
    history = officer.get(f"/proposals/{protected.reference}/history").text
    assert "Newest" in history
    assert "Replaced" not in history


def test_a_held_edit_cannot_make_a_new_name_public_but_may_hide_the_one_that_is(
    client: StrictClient, session: Session, author: Participant, protected: Proposal
) -> None:
    sign_in(client, session, author)
    answer = send(client, edit(protected), {"organisation": "Never Looked At"}, button="Save the change")
    assert answer.status_code == 422
    assert "others would be public without a look first" in answer.text
    session.refresh(protected)
    assert protected.organisation == "Looked At"
    send(client, edit(protected), {"attribution": "nothing"}, button="Save the change")
    session.refresh(protected)
    assert (protected.attribution, protected.organisation) == (Attribution.NOTHING, "")


def test_what_waits_can_be_edited_and_waits_on(client: StrictClient, session: Session, author: Participant) -> None:
    held = a_proposal(
        session, missing_migrants(session), author=author, status=Status.HELD, title="First", codes=JUSTICE
    )
    sign_in(client, session, author)
    send(client, edit(held), {"title": "Second"}, button="Save the change")
    assert titles(session, held) == [("First", Status.DRAFT), ("Second", Status.HELD)]
    assert get_current_revision(session, held).title == "Second"


def test_the_history_says_field_by_field_what_changed(
    client: StrictClient, new_client: NewClient, session: Session, author: Participant, proposal: Proposal
) -> None:
    sign_in(client, session, author)
    send(client, edit(proposal), {"title": "The second title", "objectives": "8, 9"}, button="Save the change")
    history = new_client().get(f"/proposals/{proposal.reference}/history").text
    assert history.index("Revision 2") < history.index("Revision 1")
    for words in ("The first title", "The second title", "9 Counter smuggling", "Objectives of the Compact"):
        assert words in history
    assert "A reason" not in history


def test_a_long_history_is_read_page_by_page(
    client: StrictClient, session: Session, proposal: Proposal, clock: Clock
) -> None:
    sign_in(client, session, session.get_one(Participant, proposal.author_id))
    for number in range(21):
        clock.advance(minutes=4)  # more at once would be held
        send(client, edit(proposal), {"title": f"Title {number}"}, button="Save the change")
    address = f"/proposals/{proposal.reference}/history"
    first = client.get(address).text
    assert "Older revisions" in first
    assert 'id="revision-3"' in first
    assert 'id="revision-2"' not in first
    assert 'id="revision-1"' in client.get(f"{address}?older=3").text
