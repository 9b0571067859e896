"""What a reader finds under a proposal."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import lxml.html
import pytest
from sqlalchemy.orm import Session

from consultation.discussion.models import Comment, Stance
from consultation.discussion.operations.commenting import hide_comment, refuse_comment, withdraw_comment
from consultation.people.models import Attribution, Participant, Status
from consultation.people.speaker import Speaker
from consultation.proposals.models import Proposal
from consultation.proposals.operations.lifecycle import hide_proposal
from tests.client import StrictClient
from tests.clock import START, Clock
from tests.databases import ON_BOTH, SQLITE
from tests.factories import (
    DIASPORA,
    a_comment,
    a_participant,
    a_proposal,
    a_revision,
    an_officer,
    indicators,
    many_comments,
    sign_in,
)
from tests.statements import Statements

DATABASES = SQLITE

Count = Callable[[], AbstractContextManager[Statements]]
LATER = START + timedelta(days=3)


def address_of(proposal: Proposal) -> str:
    return f"/proposals/{proposal.reference}"


def threads(page: str) -> list[str]:
    """The words of each thread, replies included, as they follow one another."""
    discussion = lxml.html.document_fromstring(page).xpath("//article[not(ancestor::article)]")
    return [" ".join(found.text_content().split()) for found in discussion]


def next_page(page: str) -> str | None:
    found = re.search(r'rel="next" href="([^"#]+)', page)
    return found[1].replace("&amp;", "&") if found else None


@ON_BOTH
def test_the_newest_thread_comes_first_and_its_replies_follow_in_their_order(
    client: StrictClient, session: Session
) -> None:
    proposal = a_proposal(session)
    older = a_comment(session, proposal, text="The older thread.")
    a_comment(session, proposal, text="The newer thread.")
    a_comment(session, proposal, parent=older, text="First reply.")
    a_comment(session, proposal, parent=older, text="Second reply.")
    newer_thread, older_thread = threads(client.get(address_of(proposal)).text)
    assert "The newer thread." in newer_thread
    assert older_thread.index("The older thread.") < older_thread.index("First reply.") < older_thread.index("Second")


def test_a_comment_says_its_position_section_speaker_and_day(client: StrictClient, session: Session) -> None:
    proposal = a_proposal(session)
    a_comment(session, proposal, stance=Stance.SUPPORT_WITH_CHANGES, section="method", speaker=DIASPORA)
    [thread] = threads(client.get(address_of(proposal)).text)
    for said in ("Support with changes", "on “How it is computed”", "Africa", "self-declared", "15 January 2027"):
        assert said in thread


def test_what_was_written_is_shown_as_text_in_its_language(client: StrictClient, session: Session) -> None:
    proposal = a_proposal(session)
    a_comment(session, proposal, text="<script>alert(1)</script>\n\nنص عربي", language="ar")
    page = client.get(address_of(proposal)).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert 'lang="ar" dir="rtl"' in page


def test_a_position_without_words_is_a_line_of_its_own(client: StrictClient, session: Session) -> None:
    proposal = a_proposal(session)
    a_comment(session, proposal, stance=Stance.STRONG_CONCERN, text="", speaker=DIASPORA)
    page = client.get(address_of(proposal)).text
    assert "Strong concern" in threads(page)[0]
    assert "1 strong concern" in page


def test_a_replaced_position_is_a_comment_like_any_other_to_everybody_but_its_author(
    client: StrictClient, session: Session
) -> None:
    proposal, author = a_proposal(session), a_participant(session)
    a_comment(session, proposal, author=author, stance=Stance.SUPPORT, text="At first.")
    a_comment(session, proposal, author=author, stance=Stance.STRONG_CONCERN, text="Then.", now=LATER)
    a_comment(session, proposal, stance=Stance.INFORMATION, text="At first.")
    *alike, newest = sorted(threads(client.get(address_of(proposal)).text), key=lambda one: "Then." in one)
    older, other = (re.sub("C-[0-9]+|1[58] January", "", one) for one in alike)
    assert older == other
    assert "Strong concern" in newest
    sign_in(client, session, author)
    (own,) = [one for one in threads(client.get(address_of(proposal)).text) if "Support" in one]
    assert "At first." in own
    assert "you took another position later" in own


def test_a_replaced_position_without_words_is_nowhere_in_the_discussion_and_replies_to_it_stay(
    client: StrictClient, session: Session
) -> None:
    proposal, author = a_proposal(session), a_participant(session)
    bare = a_comment(session, proposal, author=author, stance=Stance.SUPPORT, text="")
    a_comment(session, proposal, parent=bare, text="Why?")
    a_comment(session, proposal, author=author, stance=Stance.STRONG_CONCERN, text="Then.", now=LATER)
    page = client.get(address_of(proposal)).text
    assert bare.reference not in page
    assert [("Why?" in one) + ("Then." in one) for one in threads(page)] == [1, 1]
    officer = an_officer(session)
    for viewer in (None, officer):
        if viewer is not None:
            sign_in(client, session, viewer)
        assert client.get(f"/comments/{bare.reference}").status_code == 404
    sign_in(client, session, author)
    assert client.get(f"/comments/{bare.reference}/receipt").status_code == 200


@ON_BOTH
def test_withdrawing_a_replaced_position_without_words_leaves_no_trace_of_it(
    client: StrictClient, session: Session
) -> None:
    proposal, author = a_proposal(session), a_participant(session)
    bare = a_comment(session, proposal, author=author, stance=Stance.SUPPORT, text="")
    a_comment(session, proposal, author=author, stance=Stance.STRONG_CONCERN, text="")
    before = client.get(address_of(proposal)).text
    session.refresh(bare, ["proposal"])
    withdraw_comment(session, bare, now=LATER)
    assert client.get(address_of(proposal)).text == before


def test_a_comment_on_an_earlier_revision_says_that_the_text_has_changed_since(
    client: StrictClient, session: Session
) -> None:
    proposal = a_proposal(session)
    a_comment(session, proposal, text="On the first text.")
    a_revision(session, proposal, title="Another text")
    a_comment(session, proposal, text="On the second text.")
    newer, older = threads(client.get(address_of(proposal)).text)
    assert "on revision 1" in older
    assert "text changed since" in older
    assert "text changed since" not in newer
    assert f'href="{address_of(proposal)}/history"' in client.get(address_of(proposal)).text


# ---- what is gone or not there yet ----


def test_a_hidden_comment_leaves_a_dated_trace_with_the_reason_and_keeps_its_replies(
    client: StrictClient, session: Session
) -> None:
    proposal = a_proposal(session)
    hidden = a_comment(session, proposal, text="CANARY", suggested_wording="CANARY", speaker=DIASPORA)
    a_comment(session, proposal, parent=hidden, text="A reply stays.")
    hide_comment(session, hidden, officer=an_officer(session), reason="It names somebody.", now=LATER)
    page = client.get(address_of(proposal)).text
    [thread] = threads(page)
    assert "hidden by the secretariat on 18 January 2027" in thread
    assert "It names somebody." in thread
    assert "A reply stays." in thread
    assert "CANARY" not in page
    assert "Africa" not in thread


def test_a_withdrawn_comment_leaves_a_dated_trace_and_keeps_its_replies(client: StrictClient, session: Session) -> None:
    proposal = a_proposal(session)
    gone = a_comment(session, proposal, text="CANARY", speaker=DIASPORA)
    a_comment(session, proposal, parent=gone, text="A reply stays.")
    withdraw_comment(session, gone, now=LATER)
    page = client.get(address_of(proposal)).text
    assert "withdrawn by its author on 18 January 2027" in threads(page)[0]
    assert "A reply stays." in threads(page)[0]
    assert "CANARY" not in page


@pytest.mark.parametrize("is_refused", [False, True])
@pytest.mark.parametrize("is_withdrawn", [False, True])
@pytest.mark.parametrize("is_reply", [False, True])
@ON_BOTH
def test_what_was_never_public_leaves_nothing(
    client: StrictClient, session: Session, is_refused: bool, is_withdrawn: bool, is_reply: bool
) -> None:
    proposal = a_proposal(session)
    parent = a_comment(session, proposal, text="Public.")
    held = a_comment(session, proposal, parent=parent if is_reply else None, text="CANARY", is_held=True)
    if is_refused:
        refuse_comment(session, held, officer=an_officer(session), reason="CANARY", now=LATER)
    if is_withdrawn:
        withdraw_comment(session, held, now=LATER)
    page = client.get(address_of(proposal)).text
    assert len(threads(page)) == 1
    assert "CANARY" not in page
    assert "withdrawn" not in page
    assert held.reference not in page
    assert client.get(f"/comments/{held.reference}").status_code == 404


def test_the_discussion_of_a_hidden_proposal_stays(client: StrictClient, session: Session) -> None:
    proposal = a_proposal(session, title="CANARY")
    a_comment(session, proposal, text="This stays.")
    hide_proposal(session, proposal, officer=an_officer(session), reason="It names somebody.", now=LATER)
    page = client.get(address_of(proposal)).text
    assert "This stays." in page
    assert "CANARY" not in page


# ---- who may do what ----


def links(page: str) -> set[str]:
    return {found for found in re.findall(r'href="([^"]+)"', page) if "/comments/" in found or "/comment" in found}


def test_readers_are_offered_to_reply_while_comments_are_open(
    client: StrictClient, session: Session, clock: Clock
) -> None:
    proposal = a_proposal(session)
    comment = a_comment(session, proposal)
    reply, position = f"/comments/{comment.reference}/reply", f"{address_of(proposal)}/comment"
    assert {reply, position} <= links(client.get(address_of(proposal)).text)
    clock.time = indicators(session).phases[0].closes_at
    assert not {reply, position} & links(client.get(address_of(proposal)).text)


def test_only_its_author_is_offered_to_withdraw_a_comment(client: StrictClient, session: Session) -> None:
    proposal, person = a_proposal(session), a_participant(session)
    own, other = a_comment(session, proposal, author=person), a_comment(session, proposal)
    sign_in(client, session, person)
    offered = links(client.get(address_of(proposal)).text)
    assert f"/comments/{own.reference}/withdraw" in offered
    assert f"/comments/{other.reference}/withdraw" not in offered


def test_only_the_secretariat_is_offered_to_moderate(client: StrictClient, session: Session) -> None:
    proposal, officer = a_proposal(session), an_officer(session)
    address = f"/secretariat/comments/{a_comment(session, proposal).reference}/decision"
    assert address not in links(client.get(address_of(proposal)).text)
    sign_in(client, session, officer)
    assert address in links(client.get(address_of(proposal)).text)


def test_nothing_on_the_page_tells_that_two_comments_are_by_one_person_or_by_the_proposer(
    client: StrictClient, session: Session
) -> None:
    author, other = a_participant(session), a_participant(session)

    def shown(first: Participant, second: Participant) -> str:
        proposal = a_proposal(session, author=author)
        for person in (first, second):
            a_comment(session, proposal, author=person, speaker=DIASPORA, stance=Stance.QUESTION)
        return re.sub(r"(C|IND)-\d+", "", " ".join(threads(client.get(address_of(proposal)).text)))

    assert shown(author, author) == shown(author, other) == shown(other, other)


# ---- long discussions ----


def many(session: Session, proposal: Proposal, so_many: int, parent: Comment | None = None) -> None:
    for number in range(so_many):
        a_comment(session, proposal, parent=parent, text=f"Number {number:03d}.")


@ON_BOTH
def test_a_long_discussion_is_paged_and_nothing_is_met_twice(client: StrictClient, session: Session) -> None:
    proposal = a_proposal(session)
    many(session, proposal, 60)
    found: list[str] = []
    address: str | None = address_of(proposal)
    while address:
        page = client.get(address).text
        found += re.findall(r"Number \d{3}\.", page)
        address = next_page(page)
    assert found == [f"Number {number:03d}." for number in reversed(range(60))]


@ON_BOTH
def test_many_replies_are_folded_and_can_be_read_on(client: StrictClient, session: Session) -> None:
    proposal = a_proposal(session)
    opening = a_comment(session, proposal, text="The opening.")
    many(session, proposal, 60, opening)
    first = client.get(address_of(proposal)).text
    assert re.findall(r"Number \d{3}\.", first) == [f"Number {number:03d}." for number in range(3)]
    assert "57 more replies" in first
    [rest] = re.findall(r'href="([^"#]+)[^"]*">57 more replies', first)
    second = client.get(rest).text
    third = client.get(next_page(second) or "").text
    assert "The opening." in second
    read_on = re.findall(r"Number \d{3}\.", second) + re.findall(r"Number \d{3}\.", third)
    assert read_on == [f"Number {number:03d}." for number in range(3, 60)]


@pytest.mark.parametrize("which", [0, 24, 25, 59])
def test_the_address_of_a_comment_leads_to_its_place(client: StrictClient, session: Session, which: int) -> None:
    proposal = a_proposal(session)
    many(session, proposal, 60)
    reference = f"C-{60 - which:06d}"
    where, _, anchor = client.get(f"/comments/{reference}").location.partition("#")
    assert anchor == reference
    assert f'id="{reference}"' in client.get(where).text


@pytest.mark.parametrize("which", [0, 2, 3, 59])
def test_the_address_of_a_reply_leads_to_its_place(client: StrictClient, session: Session, which: int) -> None:
    proposal = a_proposal(session)
    opening = a_comment(session, proposal)
    many(session, proposal, 60, opening)
    many(session, proposal, 30)
    reference = f"C-{2 + which:06d}"
    where, _, anchor = client.get(f"/comments/{reference}").location.partition("#")
    assert anchor == reference
    assert f'id="{reference}"' in client.get(where).text


@pytest.mark.parametrize("odd", ["x", "0", "1-2-3", "99999999999", "2147483647-1", "1-2147483647", "%00"])
def test_an_odd_place_in_the_discussion_is_answered(client: StrictClient, session: Session, odd: str) -> None:
    proposal = a_proposal(session)
    a_comment(session, proposal)
    assert client.get(f"{address_of(proposal)}?comments={odd}").status_code < 500


def test_a_place_in_the_discussion_of_another_proposal_shows_nothing_of_it(
    client: StrictClient, session: Session
) -> None:
    proposal, other = a_proposal(session), a_proposal(session)
    opening = a_comment(session, other, text="CANARY")
    a_comment(session, other, parent=opening, text="CANARY")
    assert "CANARY" not in client.get(f"{address_of(proposal)}?comments={opening.id}-0").text


@ON_BOTH
def test_the_number_of_statements_does_not_grow(client: StrictClient, session: Session, statements: Count) -> None:
    heard = []
    for so_many, more in ((1, 0), (5, 0), (25, 0), (25, 35)):
        proposal = a_proposal(session)
        for _ in range(so_many):
            opening = a_comment(session, proposal, stance=Stance.SUPPORT)
            a_comment(session, proposal, parent=opening)
        if more:
            many_comments(session, proposal, more)
        session.commit()
        with statements() as asked:
            client.get(address_of(proposal))
        heard.append(len(asked))
    assert len(set(heard)) == 1


def test_a_name_is_shown_where_its_author_wants_it(client: StrictClient, session: Session) -> None:
    proposal = a_proposal(session)
    named = Speaker(Attribution.NAMED, "academia", "global", "Sample institute", "A. Sample")
    a_comment(session, proposal, speaker=named)
    [thread] = threads(client.get(address_of(proposal)).text)
    assert "A. Sample" in thread
    assert "Sample institute" in thread


@pytest.mark.parametrize("status", [Status.HELD, Status.REFUSED])
def test_a_proposal_that_is_not_public_shows_no_way_to_comment(
    client: StrictClient, session: Session, status: Status
) -> None:
    person = a_participant(session)
    proposal = a_proposal(session, author=person, status=status)
    sign_in(client, session, person)
    assert f"{address_of(proposal)}/comment" not in links(client.get(address_of(proposal)).text)
