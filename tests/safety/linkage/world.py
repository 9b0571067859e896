"""Some days of a consultation: who sends what by which door, and what is read at the end of each day.

On every day at least five people do the same in the same way, apart from a merge and a confirmation that are one
person's alone: nobody is told of these.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

import lxml.html
from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.discussion.models import Comment
from consultation.partners.models import Share
from consultation.partners.operations import share_with
from consultation.proposals.models import Proposal
from exports.fill_in.template import FIRST_ROW
from tests.clock import START
from tests.consultation.people.sign_in.mails import link_to
from tests.exports.round_trip.edited import Sheet
from tests.exports.round_trip.test_edited_lists import brought_in
from tests.factories import an_officer, indicators
from tests.safety.linkage.people import HERE, Author, Doors, of_all
from tests.safety.world import PARTNER

LESS = "Show less of me"
FIRST, SECOND, THIRD, LAST = (range(start, start + 5) for start in (0, 5, 10, 15))


@dataclass
class Days:
    """Who takes part, and what there is to speak about: two proposals that nobody of them has made."""

    doors: Doors
    authors: list[Author] = field(default_factory=list)
    busy: tuple[str, ...] = ()
    officer: Author | None = None
    uploads: list[str] = field(default_factory=list)

    @property
    def session(self) -> Session:
        return self.doors.session

    def begin(self) -> None:
        """Let everybody arrive."""
        consultation = indicators(self.session)
        share_with(self.session, consultation.id, PARTNER, [Share.SUMMARIES], now=START)
        self.busy = tuple(str(brought_in(self.session, number).reference) for number in (1, 2))
        self.authors = [self.doors.arrive(number, f"ann{number}@example.org") for number in range(20)]
        self.officer = self.doors.arrive(99)
        self.officer.id = an_officer(self.session).id
        self.session.commit()

    def day(self, number: int) -> None:
        """Let a day pass."""
        self.doors.clock.time = START + timedelta(days=number + 1, hours=-6)
        (self.first, self.second, self.third, self.fourth, self.fifth, self.sixth)[number]()
        self.doors.clock.time = START + timedelta(days=number + 1, hours=10, minutes=30)

    # ---- the days ----

    def first(self) -> None:
        """Everybody proposes twice on the site."""
        for author in self.authors:
            for how in ("less", "more"):
                self._propose(author, how)

    def second(self) -> None:
        """Everybody comments twice; some take positions, send lists and the template back, or come as somebody new."""
        for author in self.authors:
            self._comment(author, "less", self.busy[0], "information")
            self._comment(author, "more", self.busy[0], "question")
        for author in of_all(self.authors, FIRST):
            self._comment(author, "less", self.busy[1], "strong_concern", text="")
            author.second = self.doors.arrive(author.number)
            self._comment(author.second, "less", self.busy[1], "question")
        for author in of_all(self.authors, SECOND):
            self.doors.send_back(author, "comments", lambda sheet, author=author: self._add_comments(sheet, author))
        for author in of_all(self.authors, THIRD):
            self.doors.send_back(author, "template", lambda sheet, author=author: _fill_in(sheet, author))
        for author in of_all(self.authors, LAST):
            author.second = self.doors.arrive(author.number)
            for who in (author, author.second):
                self._comment(who, "less", self.busy[0], "support")
                self._comment(who, "more", self.busy[1], "support")

    def third(self) -> None:
        """Positions are changed, comments and proposals are edited by list and on the site, others are answered."""
        for author in of_all(self.authors, FIRST):
            self._comment(author, "more", self.busy[1], "support", text="")
        for author in of_all(self.authors, SECOND):
            changed = self.doors.send_back(
                author, "comments", lambda sheet, author=author: _change_comments(sheet, author)
            )
            self.uploads.append(changed)
        for author in of_all(self.authors, THIRD):
            for how in ("less", "more"):
                self._edit(author, how)
        for author, other in zip(of_all(self.authors, LAST), of_all(self.authors, FIRST), strict=True):
            said = {"text": f"Reply of {author.number} to {other.more[1]}"} | author.speaking("less")
            self.doors.send(author, f"/comments/{other.more[1]}/reply", said)

    def fourth(self) -> None:
        """Five turn out to be somebody known, five withdraw a comment, five a proposal, five go on commenting."""
        for author in of_all(self.authors, LAST):
            self._merge(author)
        for author in of_all(self.authors, FIRST):
            self.doors.press(author, f"/comments/{author.less[1]}/withdraw", "Withdraw it")
        for author in of_all(self.authors, SECOND):
            self.doors.press(author, f"/proposals/{author.more[0]}/withdraw", "Withdraw it")
        for author in of_all(self.authors, THIRD):
            for how in ("less", "more"):
                self._comment(author, how, self.busy[1], "question")

    def fifth(self) -> None:
        """One turns out to be somebody known, the organisation of one is confirmed; ten others go on."""
        self._merge(self.authors[0])
        confirmed = self.authors[12]  # who shows an organisation in everything
        self._act(f"/secretariat/comments/{confirmed.more[-1]}/confirmation", "Confirm")
        for author in of_all(self.authors, range(5, 10)) + of_all(self.authors, LAST):
            self._comment(author, "less", self.busy[1], "information")

    def sixth(self) -> None:
        """Five take a position back, five undo an upload, of five a comment is hidden and shown again, of five a change
        is asked for and sent again; who speaks in what came the day before is confirmed together; one takes a name off.
        """
        for author in of_all(self.authors, FIRST):
            self.doors.press(author, f"/comments/{author.more[2]}/receipt", "Take my position back")
        for author, upload in zip(of_all(self.authors, SECOND), self.uploads, strict=True):
            self.doors.press(author, upload, "Undo it as a whole")
        for author in of_all(self.authors, THIRD):
            for how, reason in (("hide", "By mistake"), ("show_again", "")):
                self._decide(author.more[1], how, reason)
        for author in of_all(self.authors, LAST):
            self._decide(author.more[1], "ask_change", "Leave the place out.")
            said = {"text": f"Words of {author.number} without the place"}
            self.doors.send(author, f"/comments/{author.more[1]}/edit", said)
        self._confirm_together()
        self.doors.press(
            self.authors[12], f"/comments/{self.authors[12].more[-1]}/show-less", LESS, {"attribution": "nothing"}
        )

    # ---- what people do ----

    def _act(self, where: str, button: str, values: Mapping[str, object] | None = None) -> None:
        assert self.officer is not None
        self.doors.press(self.officer, where, button, values)

    def _decide(self, reference: str, decision: str, reason: str) -> None:
        self._act(f"/secretariat/comments/{reference}/decision", "Decide", {"decision": decision, "reason": reason})

    def _confirm_together(self) -> None:
        assert self.officer is not None
        where = "/secretariat/?list=to-confirm"
        desk = lxml.html.document_fromstring(self.doors.begin(self.officer).get(where).text)
        newest = {author.less[-1] for author in of_all(self.authors, range(5, 10)) + of_all(self.authors, LAST)}
        offered = desk.xpath("//input[@name='ticked']/@value")
        ticked = [value for value in offered if any(value.startswith(reference) for reference in newest)]
        assert len(ticked) >= 5
        self._act(where, "Confirm what is ticked", {"ticked": ticked})

    def _propose(self, author: Author, how: str) -> None:
        said = {"title": f"Proposal {author.number} {how}", "rationale": f"Because of {author.number} {how}"}
        self.doors.send(author, f"{HERE}/propose", said | {"objectives": "8"} | author.speaking(how))
        self._keep(author, how, Proposal)

    def _comment(self, author: Author, how: str, on: str, stance: str, text: str | None = None) -> None:
        number = len(author.less) + len(author.more)
        said = f"Words of {author.number} {author.id} {how} {number}" if text is None else text
        self.doors.send(author, f"/proposals/{on}/comment", {"stance": stance, "text": said} | author.speaking(how))
        self._keep(author, how, Comment)

    def _keep(self, author: Author, how: str, table: type[Proposal] | type[Comment]) -> None:
        newest = select(table.reference).order_by(table.id.desc()).limit(1)
        getattr(author, how).append(str(self.session.scalars(newest).one()))

    def _edit(self, author: Author, how: str) -> None:
        reference = getattr(author, how)[0]
        said = {"title": f"Proposal {author.number} {how}, again"} | author.speaking(how)
        self.doors.send(author, f"/proposals/{reference}/edit", said)

    def _add_comments(self, sheet: Sheet, author: Author) -> None:
        for number in (1, 2):
            text = f"Words of {author.number} by list {number}"
            sheet.add(**{"Proposal_*": self.busy[0], "Stance": "question", "Text": text})

    def _merge(self, author: Author) -> None:
        assert author.second is not None
        client = self.doors.begin(author.second)
        client.submit("/me/address", {"email": str(author.email)}, button="Send a link to this address")
        answer = client.submit(link_to(self.session, str(author.email)), button="Use this address")
        assert answer.status_code in {302, 303}

    # ---- what is true ----

    @property
    def people(self) -> dict[int, int]:
        """The numbers of the authors by the ids of the participants they are."""
        records = [(who.id, author.number) for author in self.authors for who in (author, author.second) if who]
        return dict(records)


def _fill_in(sheet: Sheet, author: Author) -> None:
    for number in (1, 2):
        cells = {"Title": f"Template {author.number} {number}", "Why": "Because", "Objectives": "8"}
        for begins, text in cells.items():
            heading = next(one for one in sheet.headings if one.startswith(begins))
            sheet.rows.cell(FIRST_ROW + number - 1, sheet.column(heading), text)


def _change_comments(sheet: Sheet, author: Author) -> None:
    for reference in (author.less[1], author.more[1]):
        sheet.write(reference, "Text", f"Other words in {reference}")


def sent_in_order(session: Session, people: Iterable[int]) -> list[str]:
    """Return the references of everything that these people sent, in the order in which it was sent."""
    found: list[tuple[object, int, str]] = []
    for table in (Proposal, Comment):
        rows = select(table.created_at, table.id, table.reference).where(table.author_id.in_(list(people)))
        found += [(moment, number, str(reference)) for moment, number, reference in session.execute(rows)]
    return [reference for *_place, reference in sorted(found)]
