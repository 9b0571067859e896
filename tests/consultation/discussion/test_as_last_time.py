"""Who contributes again in one session may speak as the last time; nobody is shown or hidden by oversight."""

from __future__ import annotations

import lxml.html
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.discussion.models import Comment
from consultation.people.models import Attribution, Participant
from consultation.people.speaker import Speaker
from consultation.proposals.models import Proposal
from tests.client import StrictClient
from tests.clock import Clock
from tests.factories import a_participant, a_proposal, missing_migrants, sign_in
from tests.sending import send

PROPOSE = "/consultations/indicators/propose"
PROPOSAL = {"title": "A title", "rationale": "A reason", "objectives": "8"}
AMINA = {"stakeholder_group": "diaspora", "region": "africa", "name": "Amina", "organisation": "Union"}
ASKED = "Choose who speaks: as last time, or as you say below"


def offered(page: str) -> list[tuple[str, str, bool]]:
    """The ways to speak that a page offers: label, value and whether it is preselected."""
    tree = lxml.html.document_fromstring(page)
    return [
        (
            tree.xpath("string(//label[@for=$id])", id=radio.get("id")),
            radio.get("value"),
            radio.get("checked") is not None,
        )
        for radio in tree.xpath("//input[@name='speaks']")
    ]


def last_comment(session: Session) -> Comment:
    return session.scalars(select(Comment).order_by(Comment.id.desc()).limit(1)).one()


def shown(comment: Comment) -> tuple[str, ...]:
    return comment.name, comment.organisation, comment.stakeholder_group, comment.region


@pytest.fixture
def form(client: StrictClient, session: Session) -> str:
    """The form to comment on one's own proposal, in which one has shown one's group, region and organisation."""
    send(client, PROPOSE, PROPOSAL | AMINA | {"attribution": "organisation"})
    return f"/proposals/{session.scalars(select(Proposal.reference)).one()}/comment"


def test_what_the_last_contribution_showed_is_offered_and_nothing_is_preselected(
    client: StrictClient, form: str
) -> None:
    (last, _mark, chosen), (anew, _anew, other) = offered(client.get(form).text)
    assert last.replace("\u2068", "").replace("\u2069", "") == (
        "As last time: Union, Migrant and diaspora organizations, Africa"
    )
    assert "not stated" in anew
    assert (chosen, other) == (False, False)


def test_as_last_time_shows_just_what_was_shown_then(client: StrictClient, session: Session, form: str) -> None:
    page = client.get(form)
    [(_label, mark, _chosen), _anew] = offered(page.text)
    preview = client.submit(page, {"stance": "question", "text": "How?", "speaks": mark}, button="Preview")
    assert "Union" in preview.text
    client.submit(preview, button="Send")
    assert shown(last_comment(session)) == ("", "Union", "diaspora", "africa")
    assert last_comment(session).attribution is Attribution.ORGANISATION


def test_where_nothing_is_chosen_and_nothing_said_it_is_asked_and_nothing_lost(
    client: StrictClient, session: Session, form: str
) -> None:
    answer = client.submit(form, {"stance": "question", "text": "How is it counted?"}, button="Preview")
    assert answer.status_code == 422
    assert ASKED in answer.text
    assert 'href="#speaks-0"' in answer.text
    assert "How is it counted?" in answer.text
    send(client, answer, {"speaks": "anew"})
    assert shown(last_comment(session)) == ("", "", "", "")


def test_who_says_below_who_they_are_has_chosen(client: StrictClient, session: Session, form: str) -> None:
    send(client, form, {"stance": "question", "text": "How?", "stakeholder_group": "academia"})
    assert shown(last_comment(session)) == ("", "", "academia", "")


def test_a_second_proposal_and_a_reply_offer_it_too(client: StrictClient, session: Session, form: str) -> None:
    send(client, form, {"stance": "question", "text": "How?", "stakeholder_group": "academia"})
    for place in (PROPOSE, f"/comments/{last_comment(session).reference}/reply"):
        assert offered(client.get(place).text)[0][0] == "As last time: Academia"


def test_what_changed_in_another_window_is_asked_about_again(client: StrictClient, session: Session, form: str) -> None:
    page = client.get(form)
    [(_label, mark, _chosen), _anew] = offered(page.text)
    send(client, form, {"stance": "question", "text": "Other window", "stakeholder_group": "academia"})
    answer = client.submit(page, {"stance": "question", "text": "How?", "speaks": mark}, button="Preview")
    assert answer.status_code == 422
    assert offered(answer.text)[0][0] == "As last time: Academia"


def test_a_draft_can_be_kept_without_having_chosen(client: StrictClient, session: Session, form: str) -> None:
    assert client.submit(PROPOSE, {"title": "Half"}, button="Save as a draft").status_code == 302


def test_it_ends_with_the_session(client: StrictClient, session: Session, form: str, clock: Clock) -> None:
    author = session.get_one(Participant, session.scalars(select(Proposal.author_id)).one())
    clock.advance(minutes=1)
    sign_in(client, session, author, now=clock.time)
    assert offered(client.get(form).text) == []


def test_it_reaches_into_no_other_consultation(client: StrictClient, session: Session) -> None:
    elsewhere = "/consultations/missing-migrants/propose"
    send(client, PROPOSE, PROPOSAL | {"stakeholder_group": "diaspora"})
    assert offered(client.get(PROPOSE).text)[0][0] == "As last time: Migrant and diaspora organizations"
    assert offered(client.get(elsewhere).text) == []
    place = f"/proposals/{session.scalars(select(Proposal.reference)).one()}/comment"
    send(client, place, {"stance": "question", "text": "How?", "stakeholder_group": "academia"})
    assert offered(client.get(elsewhere).text) == []


def test_what_was_withdrawn_or_showed_nothing_is_not_offered(client: StrictClient, session: Session, form: str) -> None:
    client.submit(form.replace("/comment", "/withdraw"), button="Withdraw it")
    assert offered(client.get(PROPOSE).text) == []
    send(client, PROPOSE, PROPOSAL | AMINA | {"attribution": "nothing"})
    assert offered(client.get(PROPOSE).text) == []


@pytest.mark.parametrize(
    ("speaker", "is_offered"),
    [
        (Speaker(Attribution.GROUP, "diaspora", "africa"), True),
        (Speaker(Attribution.ORGANISATION, "diaspora", organisation="Union"), False),
        (Speaker(Attribution.NAMED, name="Amina"), False),
    ],
)
def test_in_a_protected_consultation_no_name_is_repeated(
    client: StrictClient, session: Session, speaker: Speaker, is_offered: bool
) -> None:
    author = a_participant(session)
    sign_in(client, session, author)
    a_proposal(session, missing_migrants(session), author=author, speaker=speaker)
    page = client.get("/consultations/missing-migrants/propose").text
    assert bool(offered(page)) is is_offered
    assert "Amina" not in page
    assert "Union" not in page
