"""Sample uploads, one in each state in which somebody could look at it; all but one are the author's."""

from __future__ import annotations

from io import BytesIO

from sqlalchemy.orm import Session

from consultation.lists import ListName
from consultation.people.models import Participant
from consultation.process.models import Consultation
from consultation.proposals.content import Provenance
from consultation.proposals.operations.importing import RowContent
from consultation.uploads.operations import accept_upload, keep_preview, keep_table, mark_undone, receive_upload
from exports.files.reader.table import TableRow
from exports.fill_in.sent_table import SentTable
from exports.round_trip.cells import as_json
from exports.round_trip.rows import CellChange, Fate, Preview, ReturnedRow, RowEffect
from indicators.codes import Code
from indicators.text import apart
from tests.clock import START
from tests.factories import what

STATES = ("waiting", "read", "ready", "accepted", "undone", "officers")
UPLOADS = {state: f"up-{state:_<19}" for state in (*STATES, "unknown")}
"""The addresses they have; the one of an officer waits to be accepted."""
HEADINGS = {"title": "Titel", "rationale": "Warum", "themes": "Thema"}
NONE = {"added": 0, "changed": 0, "withdrawn": 0}


def put_uploads(
    session: Session, consultation: Consultation, people: dict[str, Participant], of_author: str, of_officer: str
) -> None:
    """Let there be an upload in every state, with a word of the author's or of the officer's in it."""
    for state in STATES:
        who, word = ("officer", of_officer) if state == "officers" else ("author", of_author)
        upload = receive_upload(
            session,
            consultation_id=consultation.id,
            list_name=ListName.PROPOSALS,
            participant_id=people[who].id,
            of_secretariat=who == "officer",
            file_name=f"{word}.csv",
            sha256="0" * 64,
            token=UPLOADS[state],
            now=START,
        )
        if state in {"read", "ready", "officers"}:
            keep_table(session, upload, table_of(word).as_json())
        if state in {"ready", "officers"}:
            found = preview_of(consultation, word)
            keep_preview(session, upload, found.as_json(), found.counts)
        if state in {"accepted", "undone"}:
            accept_upload(session, upload, [], NONE, now=START)
        if state == "undone":
            mark_undone(session, upload, officer_id=None, now=START)


def table_of(word: str) -> SentTable:
    """A table with one row that can be added, and one that cannot."""
    good = {"Titel": f"Establish {word}", "Warum": word, "Thema": "1"}
    return SentTable(tuple(HEADINGS.values()), (TableRow(2, good), TableRow(3, good | {"Thema": f"99 {word}"})))


def preview_of(consultation: Consultation, word: str) -> Preview:
    """What the table would change."""
    title = f"Establish {word}"
    codes = (Code("theme", "justice"), Code("objective", "8"))
    said = as_json(RowContent(what(consultation, title=title, rationale=word, codes=codes), Provenance()))
    good = RowEffect(ReturnedRow(2, {"title": title}), Fate.NEW, title, [CellChange("title", "", title)], said=said)
    bad = RowEffect(
        ReturnedRow(3, {"themes": f"99 {word}"}),
        Fate.FAULTY,
        title,
        problems=[("themes", f"There is no {apart(word)}.")],
    )
    return Preview(HEADINGS, [good, bad])


def a_file() -> tuple[BytesIO, str]:
    """A table, as a browser sends it."""
    return BytesIO(b"Titel,Warum,Thema\nEstablish a register,Families ask for one,1\n"), "table.csv"
