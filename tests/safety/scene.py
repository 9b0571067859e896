"""A protected consultation in which people act between two hours of appearing, and all that a reader gets of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import lxml.html
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from consultation.database import begin_writing
from consultation.discussion.models import Comment, Stance
from consultation.discussion.operations import commenting as discussing
from consultation.people.models import Attribution, Participant
from consultation.people.operations import confirm
from consultation.people.speaker import Speaker
from consultation.proposals.models import Proposal
from consultation.proposals.operations import lifecycle as proposing
from indicators.codes import Code
from tests.client import StrictClient
from tests.clock import START
from tests.factories import (
    NOT_STATED,
    a_comment,
    a_participant,
    a_proposal,
    a_revision,
    an_officer,
    missing_migrants,
    what,
)
from tests.safety.walk import workbook

NOON = START + timedelta(hours=1)
SIX = datetime(2027, 1, 15, 17, tzinfo=UTC)
LIST = "/consultations/missing-migrants"
GROUP = Speaker(Attribution.GROUP, "migrants", "africa")
NAMED = Speaker(Attribution.NAMED, "migrants", "africa", "Union of Sailors", "Ann")
Picture = dict[str, str]
Act = Callable[["Scene"], object]


@dataclass
class Scene:
    """A consultation in which Ann, who has a proven address, and a visitor have said something before."""

    session: Session
    ann: Participant
    visitor: Participant
    officer: Participant
    proposal: Proposal
    unnamed: Comment
    replaced: Comment
    position: Comment
    hidden: Comment
    own: Proposal
    hidden_proposal: Proposal
    confirmed: Proposal
    edited: Proposal

    def lets(self, act: Act) -> None:
        """Let somebody do something, with everything at hand, in a transaction begun for writing as a request's is."""
        self.session.commit()
        begin_writing(self.session)
        for item in (self.proposal, self.own, self.hidden_proposal, self.confirmed, self.edited):
            self.session.refresh(item, ["consultation"])
        for said in (self.unnamed, self.replaced, self.position, self.hidden):
            self.session.refresh(said, ["proposal"])
        missing_migrants(self.session)  # with its phases
        act(self)
        self.session.commit()

    def says(self, author: Participant, stance: Stance, *, text: str = "", is_held: bool = False) -> Comment:
        """Let somebody say something at noon."""
        said: dict[str, Any] = {"speaker": NOT_STATED, "language": "en", "submission": None, "is_held": is_held}
        said |= {"author": author, "stance": stance, "text": text, "now": NOON}
        return discussing.comment_on(self.session, self.proposal, **said)

    def edits(self, proposal: Proposal, *, speaker: Speaker | None = None, title: str = "A title") -> None:
        """Let Ann change a proposal at noon."""
        content = what(missing_migrants(self.session), codes=(), title=title)
        asked: dict[str, Any] = {"author": self.ann, "speaker": speaker or GROUP, "content": content, "now": NOON}
        proposing.edit_proposal(self.session, proposal, version=proposal.version, **asked)


def a_scene(session: Session) -> Scene:
    """Somebody's proposal, on which Ann has changed her mind and a visitor has a position, and two of Ann's."""
    consultation = missing_migrants(session)
    ann, visitor, officer = a_participant(session, email="ann@example.org"), a_participant(session), an_officer(session)
    proposal = a_proposal(session, consultation, codes=(Code("theme", "justice"),), title="Search and rescue")
    own, hidden_proposal = (
        a_proposal(session, consultation, author=ann, speaker=GROUP, codes=(), title="A title") for _number in range(2)
    )
    unnamed, hidden = (a_comment(session, proposal, author=ann) for _number in range(2))
    replaced = a_comment(session, proposal, author=ann, stance=Stance.STRONG_CONCERN, text="It names places.")
    position = a_comment(session, proposal, author=ann, speaker=NAMED, stance=Stance.SUPPORT, text="")
    a_comment(session, proposal, author=visitor, stance=Stance.SUPPORT_WITH_CHANGES, text="Change this.")
    decided = {"officer": officer, "reason": "A name.", "now": START}
    discussing.hide_comment(session, hidden, **decided)
    proposing.hide_proposal(session, hidden_proposal, **decided)
    confirmed, edited = (
        a_proposal(session, consultation, author=ann, speaker=GROUP, codes=(), title=title)
        for title in ("Of somebody known", "Before")
    )
    confirm(session, confirmed, officer=officer, now=START)
    a_revision(session, edited, title="After", now=START)
    said = (proposal, unnamed, replaced, position, hidden, own, hidden_proposal, confirmed, edited)
    return Scene(session, ann, visitor, officer, *said)


def picture(client: StrictClient, session: Session) -> Picture:
    """Return everything that a reader gets, by where it stands."""
    found = pages(client, session)
    with ZipFile(BytesIO(workbook(client, "missing-migrants", "public", "csv").data)) as files:
        return found | {name: files.read(name).decode() for name in files.namelist()}


def pages(client: StrictClient, session: Session) -> Picture:
    """Return all pages that a reader sees."""
    session.commit()
    proposals = session.scalars(select(Proposal.reference).order_by(Proposal.id)).all()
    comments = session.scalars(select(Comment.reference).order_by(Comment.id)).all()
    addresses = ["/", LIST, f"{LIST}?sort=supported", f"{LIST}?q=search", "/framework/", "/framework/themes/justice"]
    addresses += [f"/proposals/{reference}" for reference in proposals]
    addresses += [f"/comments/{reference}" for reference in comments]
    return {address: seen(client.get(address)) for address in addresses}


def seen(answer: TestResponse) -> str:
    """Return what a page says, and where it leads to."""
    if answer.status_code == 404:
        return ""
    if answer.location:
        return f"leads to {answer.location}"
    main = lxml.html.document_fromstring(answer.text).xpath("//main")[0]
    return "\n".join([" ".join(main.text_content().split()), *main.xpath(".//a/@href")])


def changed(before: Picture, after: Picture) -> list[str]:
    """Return where something is seen that was not, or is not seen any more."""
    return [where for where in {**before, **after} if before.get(where, "") != after.get(where, "")]
