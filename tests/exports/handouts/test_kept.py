"""Kept files of handouts: how long, for whom, and what is erased from them."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from zipfile import BadZipFile, ZipFile

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from consultation.database import snapshot
from consultation.discussion.models import Comment, Stance
from consultation.discussion.operations.changing import show_less_of_comment
from consultation.discussion.operations.commenting import WORDS, edit_comment, hide_comment, withdraw_comment
from consultation.keeping.models import KeptFile, KeptPiece, KeptRows, Reason
from consultation.keeping.operations import MOST_KEPT, expire_files, keep_file
from consultation.keeping.queries import find_piece, piece_numbers, rows_of
from consultation.lists import ListName
from consultation.people.models import Attribution
from consultation.people.speaker import Speaker
from consultation.proposals.models import Proposal
from consultation.proposals.operations.lifecycle import edit_proposal, hide_proposal, withdraw_proposal
from consultation.proposals.queries import get_current_revision
from consultation.proposals.search.filters import Filters
from consultation.running.mail_sender import tidy
from exports.handouts.making import Handout, make_file
from exports.handouts.models import ExportRecord
from exports.handouts.operations import KEPT_FOR, Door, record_handout
from exports.handouts.order import Order
from exports.report.scope.audiences import Audience
from exports.report.scope.selection import EVERYTHING, Selection
from tests.client import StrictClient
from tests.clock import START
from tests.exports.report.rows import FRAMEWORK
from tests.factories import a_comment, a_participant, a_proposal, an_officer, indicators, sign_in

NAMED = Speaker(Attribution.NAMED, "migrants", "africa", "canary-organisation", "canary-name")
SAID = Selection(sheets=("Indicators", "Comments"))
Keep = Callable[..., ExportRecord]


def made(engine: Engine, audience: Audience, selection: Selection = SAID, **filters: str) -> Handout:
    """Make a file of what people said, and of no table, which would be most of the work."""
    order = Order("indicators", audience, Filters(**filters), selection=selection)
    with snapshot(engine) as reading:
        return make_file(reading, order, FRAMEWORK, now=START)


@pytest.fixture
def keep(session: Session, engine: Engine) -> Keep:
    """Make the workbook of what the test has arranged, and record it."""

    def kept(audience: Audience = Audience.PUBLIC, selection: Selection = SAID, **filters: str) -> ExportRecord:
        session.commit()
        handout = made(engine, audience, selection, **filters)
        with handout.file:
            record = record_handout(session, handout, officer_id=None, door=Door.SITE)
        session.commit()
        return record

    return kept


@pytest.fixture
def said(session: Session) -> tuple[Proposal, Comment]:
    """A proposal and a comment, by people who show their names."""
    proposal = a_proposal(session, title="canary-title", rationale="canary-rationale", speaker=NAMED)
    return proposal, a_comment(session, proposal, stance=Stance.SUPPORT, text="canary-comment", speaker=NAMED)


def everything_kept(session: Session) -> str:
    """Return all that is kept, unpacked."""
    rows = [zlib.decompress(content).decode() for content in session.scalars(select(KeptRows.content))]
    return "\n".join([*rows, *(_text_of(_content(session, kept)) for kept in session.scalars(select(KeptFile.id)))])


def _content(session: Session, file_id: int) -> bytes:
    pieces = select(KeptPiece.content).where(KeptPiece.file_id == file_id).order_by(KeptPiece.number)
    return b"".join(session.scalars(pieces))


def _text_of(content: bytes) -> str:
    try:
        with ZipFile(BytesIO(content)) as package:
            return "\n".join(package.read(name).decode() for name in package.namelist())
    except BadZipFile:
        return ""


def states(session: Session) -> list[Reason | None]:
    session.commit()  # so that it sees what others wrote
    return list(session.scalars(select(KeptFile.gone_because).order_by(KeptFile.id)))


def keep_bytes(session: Session, content: bytes, *, most: int = MOST_KEPT) -> KeptFile:
    """Keep a file of no rows."""
    consultation = indicators(session)
    kept = keep_file(
        session,
        consultation.id,
        file=BytesIO(content),
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        is_public=True,
        of_secretariat=False,
        blocks=(),
        removals=consultation.removals,
        until=START + KEPT_FOR,
        now=START,
        most=most,
    )
    assert kept is not None
    return kept


def test_what_was_handed_out_is_kept_byte_for_byte(session: Session, said: object, keep: Keep) -> None:
    record = keep(selection=EVERYTHING)
    assert record.kept_file_id is not None
    assert hashlib.sha256(_content(session, record.kept_file_id)).hexdigest() == record.sha256
    assert session.get_one(KeptFile, record.kept_file_id).kept_until == START + KEPT_FOR


def test_a_large_file_is_kept_in_pieces_that_are_the_whole_again(session: Session) -> None:
    content = bytes(range(256)) * 10_000
    kept = keep_bytes(session, content)
    numbers = piece_numbers(session, kept.id)
    assert len(numbers) == 3
    assert b"".join(find_piece(session, kept.id, number) or b"" for number in numbers) == content


def test_who_takes_a_kept_file_slowly_keeps_no_connection_to_the_database(
    session: Session, app: Flask, client: StrictClient, keep: Keep
) -> None:
    record = keep()
    session.add(KeptPiece(file_id=record.kept_file_id, number=1, content=b"and more"))
    session.commit()
    answer = client.get(f"/files/{record.sha256}", buffered=False)
    pieces = answer.iter_encoded()
    first = next(pieces)
    assert app.extensions["engine"].pool.checkedout() == 0
    assert first + b"".join(pieces) == _content(session, record.kept_file_id or 0)


def test_the_same_file_is_kept_once_however_often_it_is_asked_for(session: Session, said: object, keep: Keep) -> None:
    assert keep().kept_file_id == keep().kept_file_id
    assert len(session.scalars(select(KeptFile)).all()) == 1


def test_the_rows_are_kept_as_the_audience_was_shown_them(
    session: Session, said: tuple[Proposal, Comment], keep: Keep
) -> None:
    proposal, _comment = said
    public, secretariat = keep(), keep(Audience.SECRETARIAT)
    assert public.kept_file_id is not None
    assert secretariat.kept_file_id is not None
    (row,) = rows_of(session, public.kept_file_id, ListName.PROPOSALS)
    assert (row["reference"], row["title"], row["name"]) == (proposal.reference, "canary-title", "canary-name")
    assert "status" not in row
    assert next(rows_of(session, secretariat.kept_file_id, ListName.PROPOSALS))["status"] == "published"
    (comment,) = rows_of(session, public.kept_file_id, ListName.COMMENTS)
    assert comment["text"] == "canary-comment"
    assert "proposal_title" not in comment, "what others said goes when they take it back"


def test_what_is_withdrawn_goes_from_every_kept_file_and_the_record_says_so(
    session: Session, said: tuple[Proposal, Comment], keep: Keep
) -> None:
    keep(selection=EVERYTHING)
    keep(Audience.SECRETARIAT, EVERYTHING)
    assert "canary-comment" in everything_kept(session)
    withdraw_comment(session, said[1], now=START)
    session.commit()
    left = everything_kept(session)
    assert "canary-comment" not in left
    assert "canary-title" in left, "of the rows, only that one"
    assert states(session) == [Reason.WITHDRAWN] * 2
    withdraw_proposal(session, said[0], now=START)
    session.commit()
    assert "canary" not in everything_kept(session)


def test_what_an_author_changes_in_a_comment_goes_from_every_kept_file_and_the_record_says_so(
    client: StrictClient, session: Session, said: tuple[Proposal, Comment], keep: Keep
) -> None:
    record = keep()
    keep(Audience.SECRETARIAT)
    words = {"stance": "support", "section": "", "text": "Something else", "suggested_wording": "", "language": "en"}
    edit_comment(session, said[1], said=words, is_held=False, now=START)
    session.commit()
    left = everything_kept(session)
    assert "canary-comment" not in left
    assert "canary-title" in left
    assert states(session) == [Reason.CHANGED] * 2
    gone = client.get(f"/files/{record.sha256}")
    assert (gone.status_code, "something in it was changed, taken back or hidden" in gone.text) == (404, True)
    sign_in(client, session, an_officer(session))
    assert "the author of a comment in it has changed what it says" in client.get("/secretariat/exports").text


def test_a_comment_that_is_saved_as_it_was_lets_no_file_go(
    session: Session, said: tuple[Proposal, Comment], keep: Keep
) -> None:
    keep()
    edit_comment(session, said[1], said={name: getattr(said[1], name) for name in WORDS}, is_held=False, now=START)
    assert states(session) == [None]


def test_a_file_without_what_was_withdrawn_stays(session: Session, said: tuple[Proposal, Comment], keep: Keep) -> None:
    a_proposal(session, title="Remittances")
    keep(q="remittances")
    withdraw_proposal(session, said[0], now=START)
    session.commit()
    assert states(session) == [None]


def test_what_is_hidden_goes_from_what_everybody_could_have_and_stays_with_the_secretariat(
    session: Session, said: tuple[Proposal, Comment], keep: Keep
) -> None:
    keep()
    keep(Audience.SECRETARIAT)
    hide_comment(session, said[1], officer=an_officer(session), reason="It names a person.", now=START)
    session.commit()
    assert states(session) == [Reason.HIDDEN, None]
    hide_proposal(session, said[0], officer=an_officer(session), reason="It names a person.", now=START)
    session.commit()
    assert states(session) == [Reason.HIDDEN, None]


def test_who_shows_less_of_themselves_afterwards_is_no_longer_shown_in_kept_files(
    session: Session, said: tuple[Proposal, Comment], keep: Keep
) -> None:
    proposal, _comment = said
    keep()
    content = get_current_revision(session, proposal).content
    author = a_participant(session)
    asked = {"author": author, "content": content, "version": proposal.version, "now": START}
    edit_proposal(session, proposal, speaker=Speaker(Attribution.NOTHING), **asked)
    session.commit()
    assert states(session) == [Reason.LESS_SHOWN]
    rows = [zlib.decompress(rows).decode() for rows in session.scalars(select(KeptRows.content)) if rows]
    assert not [row for row in rows if "canary-title" in row]


def test_what_somebody_takes_off_a_comment_is_no_longer_in_kept_files(session: Session, keep: Keep) -> None:
    named = Speaker(Attribution.NAMED, name="canary-name")
    comment = a_comment(session, a_proposal(session), speaker=named, text="canary-text")
    keep()
    show_less_of_comment(session, comment, attribution=Attribution.NOTHING, now=START)
    session.commit()
    assert states(session) == [Reason.LESS_SHOWN]
    assert "canary" not in everything_kept(session)


def test_what_was_withdrawn_while_the_file_was_made_keeps_it_from_being_kept(
    session: Session, said: tuple[Proposal, Comment], engine: Engine
) -> None:
    session.commit()
    handout = made(engine, Audience.PUBLIC)
    withdraw_comment(session, said[1], now=START)
    session.commit()
    with handout.file:
        record = record_handout(session, handout, officer_id=None, door=Door.SITE)
    session.commit()
    assert record.kept_file_id is None
    assert "canary-comment" not in everything_kept(session)


def test_when_its_time_is_over_a_file_and_its_rows_go(
    session: Session, said: object, keep: Keep, engine: Engine
) -> None:
    keep()
    tidy(engine, now=START + KEPT_FOR - timedelta(seconds=1))
    assert states(session) == [None]
    tidy(engine, now=START + KEPT_FOR)
    assert states(session) == [Reason.EXPIRED]
    assert session.scalars(select(KeptRows)).all() == session.scalars(select(KeptPiece)).all() == []


def test_the_oldest_files_make_room_for_the_newest(session: Session) -> None:
    for content in (b"first", b"second", b"third"):
        keep_bytes(session, content, most=12)
    assert states(session) == [Reason.ROOM, None, None]


def test_a_file_that_expired_is_kept_again_when_it_is_made_again(session: Session, said: object, keep: Keep) -> None:
    first = keep()
    expire_files(session, now=START + KEPT_FOR)
    session.commit()
    assert keep().kept_file_id == first.kept_file_id
    assert states(session) == [None]
    assert first.kept_file_id is not None
    assert len(list(rows_of(session, first.kept_file_id, ListName.PROPOSALS))) == 1


# ---- downloading it again ----


def test_it_is_downloaded_again_as_it_was(
    session: Session, said: tuple[Proposal, Comment], client: StrictClient, new_client: Callable[[], StrictClient]
) -> None:
    officer = new_client()
    sign_in(officer, session, an_officer(session))
    page = "/consultations/indicators/workbook"
    public = client.submit(page, button="Download").data
    whole = officer.submit(page, {"audience": "secretariat"}, button="Download").data
    paths = [f"/files/{hashlib.sha256(content).hexdigest()}" for content in (public, whole)]
    assert (client.get(paths[0]).data, client.get(paths[1]).status_code) == (public, 404)
    again = officer.get(paths[1])
    assert again.data == whole
    assert again.headers["Content-Disposition"] == "attachment; filename=indicators-secretariat-2027-01-15.xlsx"
    assert again.headers["Cache-Control"] == "no-store"
    record = officer.get("/secretariat/exports").text
    assert record.count("Download it again") == 2
    withdraw_proposal(session, said[0], now=START)
    session.commit()
    assert [officer.get(path).status_code for path in paths] == [404, 404]
    record = officer.get("/secretariat/exports").text
    assert record.count("a contribution in it was withdrawn") == 2
    assert "Download it again" not in record


def test_the_rows_of_a_kept_file_are_of_its_own_consultation(session: Session, said: object, keep: Keep) -> None:
    keep()
    kept = session.scalars(select(KeptFile)).one()
    assert kept.consultation_id == indicators(session).id


def test_the_words_about_kept_files_name_the_time_they_are_kept(client: StrictClient, session: Session) -> None:
    sign_in(client, session, an_officer(session))
    assert f"Each file is kept for {KEPT_FOR.days} days" in client.get("/secretariat/exports").text
    workbook = client.get("/consultations/indicators/workbook").text
    assert f"A copy is kept for the secretariat for {KEPT_FOR.days} days" in workbook
