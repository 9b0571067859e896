"""A restored backup brings back nothing that people took away since, as far as the log of tombstones tells."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

from consultation.discussion.models import Comment, Stance
from consultation.discussion.operations.changing import change_comment, show_less_of_comment
from consultation.discussion.operations.commenting import delete_comment, hide_comment, withdraw_comment
from consultation.erasure.models import Tombstone
from consultation.lists import ListName
from consultation.people.models import Attribution, Status
from consultation.people.queries import get_participant
from consultation.people.speaker import Speaker, speaker_of
from consultation.process.zones import day_in
from consultation.proposals.models import Proposal
from consultation.proposals.operations.drafting import discard_draft, submit_draft
from consultation.proposals.operations.importing import delete_proposals
from consultation.proposals.operations.lifecycle import edit_proposal, show_less_of_proposal, withdraw_proposal
from consultation.proposals.queries import get_current_revision
from consultation.running.mail_sender import tidy
from consultation.uploads.models import Made, Upload, UploadEntry, UploadState
from consultation.uploads.operations import mark_undone
from tests.client import StrictClient
from tests.clock import START, Clock
from tests.consultation.backups.conftest import Place
from tests.databases import ON_SQLITE
from tests.factories import a_comment, a_participant, a_proposal, an_officer, bring_in_open, indicators
from tests.safety.storage import everything_stored

NAMED = Speaker(Attribution.NAMED, "civil_society", "africa", "Seafarers’ union", "Amina")
LATER = START + timedelta(days=3)


@pytest.fixture
def log(here: Place) -> Path:
    path: Path = here.app.extensions["config"].log_of_withdrawn
    return path


@pytest.fixture
def back(
    here: Place, another: Callable[..., Place], log: Path, tmp_path: Path, clock: Clock
) -> Callable[[Callable[[Session], None]], Place]:
    """Back up, let something be taken away days later, lose the database, restore it with the log."""

    def go(take_away: Callable[[Session], None]) -> Place:
        here.done("backup", tmp_path / "backup.zip")
        clock.time = LATER
        with here.app.extensions["sessions"].begin() as session:
            take_away(session)
        again = another(withdrawn_log=tmp_path / "another.log")
        again.done("restore", tmp_path / "backup.zip", "--withdrawn", log)
        return again

    return go


def test_withdrawn_texts_stay_away_and_the_workbook_is_as_it_was_before_the_loss(
    here: Place, session: Session, back: Callable[..., Place]
) -> None:
    gone, stays = a_proposal(session, title="Withdrawnword", speaker=NAMED), a_proposal(session, title="Stays")
    comment = a_comment(session, stays, text="Withdrawncomment", stance=Stance.SUPPORT)
    bare = a_comment(session, stays, text="", stance=Stance.STRONG_CONCERN)
    earlier = a_comment(session, stays, text="Earlier", stance=Stance.SUPPORT, author=get_author(session, bare))
    session.commit()

    def withdraw(session: Session) -> None:
        withdraw_proposal(session, session.get_one(Proposal, gone.id), now=LATER)
        for one in (comment, earlier):
            withdraw_comment(session, of_id(session, one.id), now=LATER)

    again = back(withdraw)
    assert again.workbook("indicators") == here.workbook("indicators")
    assert again.found("withdrawnword") == here.found("withdrawnword") == []
    stored = everything_stored(again.engine)
    assert [word for word in ("Withdrawnword", "Withdrawncomment", "Amina") if word in stored] == []
    with Session(again.engine) as restored:
        trace = restored.get_one(Proposal, gone.id)
        zone = indicators(restored).zone
        assert (trace.status, day_in(trace.changed_at, zone)) == (Status.WITHDRAWN, LATER.date())
        assert restored.get_one(Comment, comment.id).status is Status.WITHDRAWN


def get_author(session: Session, comment: Comment) -> object:
    return get_participant(session, comment.author_id or 0)


def of_id(session: Session, number: int) -> Comment:
    comment = session.get_one(Comment, number)
    session.refresh(comment, ["proposal", "revision"])
    session.refresh(comment.proposal, ["consultation"])
    session.refresh(comment.proposal.consultation, ["phases"])
    return comment


def test_a_draft_that_was_discarded_or_was_sent_and_withdrawn_stays_away(
    here: Place, session: Session, back: Callable[..., Place]
) -> None:
    author = a_participant(session)
    drafts = [
        a_proposal(session, author=author, status=Status.DRAFT, title=title)
        for title in ("Discardedword", "Sentword", "Keptword")
    ]
    session.commit()

    def take_away(session: Session) -> None:
        discarded, sent, _kept = (session.get_one(Proposal, draft.id) for draft in drafts)
        discard_draft(session, discarded, now=LATER)
        session.refresh(sent, ["consultation"])
        session.refresh(sent.consultation, ["phases"])
        submit_draft(session, sent, author=get_participant(session, sent.author_id or 0), now=LATER)
        withdraw_proposal(session, sent, now=LATER)

    stored = everything_stored(back(take_away).engine)
    assert [word for word in ("Discardedword", "Sentword", "Keptword") if word in stored] == ["Keptword"]


def test_what_an_upload_had_added_and_was_undone_stays_away(session: Session, back: Callable[..., Place]) -> None:
    undone, discussed = (bring_in_open(session, "8", title=title) for title in ("Undoneword", "Discussedword"))
    for one in (undone, discussed):
        session.refresh(one, ["consultation"])
        session.refresh(one.consultation, ["phases"])
    deleted, quoted = (a_comment(session, discussed, text=text) for text in ("Deletedword", "Quotedword"))
    about = {"consultation_id": undone.consultation_id, "of_secretariat": True, "file_name": "list.xlsx"}
    moments = {"uploaded_at": START, "accepted_at": START}
    upload = Upload(token="t", list_name=ListName.PROPOSALS, sha256="", state=UploadState.ACCEPTED, **about, **moments)
    session.add(upload)
    session.flush()
    for row, one in enumerate((undone, discussed)):
        session.add(UploadEntry(upload_id=upload.id, row=row, made=Made.ADDED, proposal_id=one.id, mark=""))
    session.commit()

    def undo(session: Session) -> None:
        delete_comment(session, of_id(session, deleted.id), now=LATER)
        session.execute(delete(Comment).where(Comment.id == quoted.id))  # as if nothing had been built on it
        mark_undone(session, session.get_one(Upload, upload.id), officer_id=None, now=LATER)
        delete_proposals(session, [undone.id, discussed.id], now=LATER)

    again = back(undo)
    stored = everything_stored(again.engine)
    assert [word for word in ("Undoneword", "Discussedword", "Deletedword") if word in stored] == []
    with Session(again.engine) as restored:
        assert restored.get(Proposal, undone.id) is None
        assert restored.get_one(Proposal, discussed.id).status is Status.WITHDRAWN  # a comment hangs on it


def test_who_shows_less_of_themselves_since_is_shown_with_no_more(session: Session, back: Callable[..., Place]) -> None:
    proposal, renamed = a_proposal(session, speaker=NAMED), a_proposal(session, speaker=NAMED)
    comment = a_comment(session, proposal, speaker=NAMED)
    session.commit()

    def show_less(session: Session) -> None:
        now = {"now": LATER}
        show_less_of_proposal(session, session.get_one(Proposal, proposal.id), attribution=Attribution.GROUP, **now)
        show_less_of_comment(session, of_id(session, comment.id), attribution=Attribution.ORGANISATION, **now)
        said = session.get_one(Proposal, renamed.id)
        session.refresh(said, ["consultation"])
        session.refresh(said.consultation, ["phases"])
        edit_proposal(
            session,
            said,
            author=get_participant(session, said.author_id or 0),
            speaker=Speaker(Attribution.NAMED, "civil_society", "africa", "Seafarers’ union", "Another name"),
            content=get_current_revision(session, said).content,
            version=said.version,
            **now,
        )

    again = back(show_less)
    with Session(again.engine) as restored:
        shown = speaker_of(restored.get_one(Proposal, proposal.id))
        assert shown == Speaker(Attribution.GROUP, "civil_society", "africa")
        said = speaker_of(restored.get_one(Comment, comment.id))
        assert said == Speaker(Attribution.ORGANISATION, "civil_society", "africa", "Seafarers’ union")
        assert speaker_of(restored.get_one(Proposal, renamed.id)) == Speaker(Attribution.NOTHING)
    assert "Amina" not in everything_stored(again.engine)


def test_what_was_hidden_or_changed_since_is_held_until_the_secretariat_has_looked(
    session: Session, back: Callable[..., Place]
) -> None:
    proposal = a_proposal(session)
    hidden = a_comment(session, proposal, text="It names a person.")
    author = a_participant(session)
    changed = a_comment(session, proposal, text="Said in anger", author=author, stance=Stance.SUPPORT)
    session.commit()

    def take_away(session: Session) -> None:
        comment = of_id(session, hidden.id)
        hide_comment(session, comment, officer=an_officer(session), reason="It names somebody.", now=LATER)
        comment = of_id(session, changed.id)
        said = {"stance": "support", "section": "", "text": "Said calmly", "suggested_wording": "", "language": "en"}
        about = {"author": get_participant(session, author.id), "version": comment.version, "now": LATER}
        change_comment(session, comment, speaker=None, said=said, **about)

    with Session(back(take_away).engine) as restored:
        assert [restored.get_one(Comment, one.id).status for one in (hidden, changed)] == [Status.HELD] * 2
        counts = restored.get_one(Proposal, proposal.id)
        assert (counts.comment_count, counts.support_count) == (0, 0)


def test_a_reference_that_the_log_knows_is_given_to_nobody_else(
    here: Place, session: Session, back: Callable[..., Place]
) -> None:
    stays = a_proposal(session)
    session.commit()
    gone: list[str | None] = []

    def send_and_withdraw(session: Session) -> None:
        proposals = [a_proposal(session) for _number in range(3)]
        about = session.get_one(Proposal, stays.id)
        session.refresh(about, ["consultation"])
        session.refresh(about.consultation, ["phases"])
        comments = [a_comment(session, about) for _number in range(3)]
        gone.extend(one.reference for one in (*proposals, *comments))
        for one in proposals:
            withdraw_proposal(session, one, now=LATER)
        for comment in comments:
            withdraw_comment(session, comment, now=LATER)

    again = back(send_and_withdraw)
    with again.app.extensions["sessions"]() as restored:
        proposals = [a_proposal(restored) for _number in range(5)]
        comments = [a_comment(restored, proposals[0]) for _number in range(5)]
        given = [one.reference for one in (*proposals, *comments)]
    assert len(gone) == 6
    assert not set(given) & set(gone)


def test_a_second_loss_knows_the_first_and_its_log_goes_on(
    session: Session, back: Callable[..., Place], another: Callable[..., Place], tmp_path: Path
) -> None:
    gone, later = a_proposal(session, title="Firstword"), a_proposal(session, title="Secondword")
    session.commit()
    again = back(lambda session: withdraw_proposal(session, session.get_one(Proposal, gone.id), now=LATER))
    with again.app.extensions["sessions"].begin() as writing:
        withdraw_proposal(writing, writing.get_one(Proposal, later.id), now=LATER)
    tidy(again.engine, now=LATER)
    third = another()
    third.done("restore", tmp_path / "backup.zip", "--withdrawn", tmp_path / "another.log")
    stored = everything_stored(third.engine)
    assert [word for word in ("Firstword", "Secondword") if word in stored] == []
    with Session(third.engine) as looking:
        assert len(looking.scalars(select(Tombstone.token)).all()) == 2


@ON_SQLITE
def test_without_saying_what_was_taken_away_nothing_is_restored(
    here: Place, another: Callable[..., Place], tmp_path: Path, log: Path
) -> None:
    here.done("backup", tmp_path / "backup.zip")
    log.touch()
    again = another()
    for options in ((), ("--withdrawn", log, "--as-it-was")):
        assert "--withdrawn LOG" in again.refused("restore", tmp_path / "backup.zip", *options)
    assert again.is_untouched()


@ON_SQLITE
def test_a_log_that_lacks_what_stood_in_it_when_the_backup_was_made_is_refused(
    here: Place, another: Callable[..., Place], tmp_path: Path, log: Path
) -> None:
    with here.app.extensions["sessions"].begin() as writing:
        for _number in range(2):
            withdraw_proposal(writing, a_proposal(writing), now=START)
    tidy(here.engine, now=START)
    here.done("backup", tmp_path / "backup.zip")
    parts = [tmp_path / "first.log", tmp_path / "second.log"]
    for part, line in zip(parts, log.read_text().splitlines(), strict=True):
        part.write_text(line + "\n")
    again = another()
    said = again.refused("restore", tmp_path / "backup.zip", "--withdrawn", parts[0])
    assert "lacks 1 of the 2 tombstones" in said
    assert again.is_untouched()
    again.done("restore", tmp_path / "backup.zip", "--withdrawn", parts[0], "--withdrawn", parts[1])


def test_lines_that_cannot_be_read_are_told_and_an_officer_has_to_accept_them(
    here: Place, session: Session, another: Callable[..., Place], tmp_path: Path, log: Path
) -> None:
    gone, stays = a_proposal(session, title="Withdrawnword"), a_proposal(session)
    session.commit()
    here.done("backup", tmp_path / "backup.zip")
    with here.app.extensions["sessions"].begin() as writing:
        withdraw_proposal(writing, writing.get_one(Proposal, gone.id), now=START)
    log.write_text("junk of a disk\n" + log.read_text() + '{"token": "half of')
    again = another()
    said = again.done("restore", tmp_path / "backup.zip", "--withdrawn", log)
    assert "2 lines cannot be read (1 3)" in said
    assert "Taken away again: 1 withdrawn." in said
    client = again.app.test_client()
    assert isinstance(client, StrictClient)
    with client.faults_are_meant():
        assert client.get(f"/proposals/{stays.reference}").status_code == 503
    with Session(again.engine) as looking:
        assert looking.scalar(text("SELECT unread_lines FROM restorations")) == 2
        assert looking.get_one(Proposal, gone.id).status is Status.WITHDRAWN


@ON_SQLITE
def test_it_says_what_no_tombstone_holds(here: Place, another: Callable[..., Place], tmp_path: Path, log: Path) -> None:
    with Session(here.engine) as session:
        an_officer(session)
        session.commit()
    here.done("backup", tmp_path / "backup.zip")
    log.touch()
    said = another().done("restore", tmp_path / "backup.zip", "--withdrawn", log)
    for words in ("officer is one again (1 in all", "proven addresses", "two again", "Nobody is signed in"):
        assert words in said
