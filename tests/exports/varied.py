"""A sample consultation with everything that a table has to count, or must not count."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import product

from sqlalchemy.orm import Session

from consultation.contributions.operations.merging import join
from consultation.discussion.models import Comment, Stance
from consultation.discussion.operations.commenting import hide_comment, refuse_comment, withdraw_comment
from consultation.people.models import Attribution, Status
from consultation.people.operations import confirm
from consultation.people.speaker import Speaker
from consultation.process.models import Consultation
from consultation.proposals.content import Provenance
from consultation.proposals.models import Proposal
from consultation.proposals.operations.importing import bring_in
from consultation.proposals.operations.lifecycle import hide_proposal, withdraw_proposal
from consultation.web.identity import new_token
from indicators.codes import Code
from indicators.fields import Kind
from tests.clock import START
from tests.factories import NOT_STATED, a_comment, a_participant, a_proposal, an_officer, what

LATER = START + timedelta(days=2)
SPEAKERS = (
    NOT_STATED,
    Speaker(Attribution.GROUP, "migrants", "africa"),
    Speaker(Attribution.GROUP, "migrants", "asia_pacific"),
    Speaker(Attribution.GROUP, "academia", ""),
    Speaker(Attribution.ORGANISATION, "trade_unions", "africa", "A seafarers' union"),
    Speaker(Attribution.NAMED, "diaspora", "arab_states", "", "A. Person"),
)
STANCES = (Stance.SUPPORT, Stance.SUPPORT_WITH_CHANGES, Stance.STRONG_CONCERN, Stance.QUESTION)
DISCUSSED = (Status.PUBLISHED, Status.PUBLISHED, Status.PUBLISHED, Status.HIDDEN, Status.WITHDRAWN)
NAMED = {
    Kind.INDICATOR: (("objective", "8"), ("objective", "10"), ("objective", "all"), ("paragraph", "70")),
    Kind.RECOMMENDATION: (("theme", "data"), ("theme", "justice"), ("paragraph", "76"), ("paragraph", "3")),
}


def varied(session: Session, consultation: Consultation) -> set[str]:
    """Fill a consultation; return the references of the positions that were replaced."""
    codes = [Code(*named) for named in NAMED[consultation.kind]]
    proposals = _proposals(session, consultation, codes)
    for number, proposal in enumerate(proposals):
        _discuss(session, proposal, number)
    _take_from_view(session, proposals[1])
    officer = an_officer(session)
    for proposal, status in zip(proposals, DISCUSSED, strict=True):
        _end(session, proposal, status)
    seen = a_comment(session, proposals[2], speaker=SPEAKERS[4], stance=Stance.SUPPORT)
    confirm(session, seen, officer=officer, now=LATER)
    return _replace_positions(session, proposals[0])


def _proposals(session: Session, consultation: Consultation, codes: Sequence[Code]) -> list[Proposal]:
    """Return those that are discussed; besides them some are brought in, some wait and some were refused."""
    named = (codes[:2], codes[1:2], (), codes[2:], codes[:1])
    speakers = SPEAKERS[: len(named)]
    found = [
        a_proposal(session, consultation, codes=those, speaker=speaker)
        for those, speaker in zip(named, speakers, strict=True)
    ]
    for number, status in enumerate((Status.HELD, Status.REFUSED)):
        a_proposal(session, consultation, codes=codes[:1], speaker=SPEAKERS[number], status=status)
    said = what(consultation, codes=codes[2:], title="Brought in")
    provenance = Provenance("CI-001", "A/HRC/50/31", "A rapporteur", "")
    bring_in(session, consultation, content=said, provenance=provenance, token=new_token(), now=START)
    for number, speaker in enumerate(SPEAKERS):
        offline = {"content": said, "provenance": Provenance(f"P-{number}"), "speaker": speaker}
        bring_in(session, consultation, **offline, token=new_token(), now=START)
    return found


def _discuss(session: Session, proposal: Proposal, number: int) -> None:
    """Let everybody say something: more are in support of the first proposals than of the last."""
    for place, (speaker, stance) in enumerate(product(SPEAKERS, STANCES)):
        if place % (number + 2) == 0:
            is_question = stance is Stance.QUESTION
            words = "Because." if is_question or place % 3 else ""
            said = a_comment(session, proposal, stance=stance, text=words, speaker=speaker)
            if is_question:
                a_comment(session, proposal, parent=said, text="An answer.", language="fr", speaker=speaker)


def _replace_positions(session: Session, proposal: Proposal) -> set[str]:
    """Let somebody change their mind twice, and two participants with a position each become one."""
    author, one, other = (a_participant(session) for _one in range(3))
    speaker = SPEAKERS[1]
    first = a_comment(session, proposal, author=author, stance=Stance.SUPPORT, text="", speaker=speaker)
    second = a_comment(session, proposal, author=author, stance=Stance.STRONG_CONCERN, text="No.", speaker=speaker)
    a_comment(session, proposal, author=author, stance=Stance.SUPPORT_WITH_CHANGES, text="", now=LATER)
    third = a_comment(session, proposal, author=one, stance=Stance.SUPPORT, text="Yes.", speaker=SPEAKERS[4])
    a_comment(session, proposal, author=other, stance=Stance.SUPPORT, text="", now=LATER)
    join(session, one, other, LATER)
    return {str(comment.reference) for comment in (first, second, third)}


def _take_from_view(session: Session, proposal: Proposal) -> None:
    """Let positions wait, be refused, hidden and withdrawn."""
    speaker, decided = SPEAKERS[5], {"officer": an_officer(session), "reason": "It names a person.", "now": LATER}

    def position(*, is_held: bool = False) -> Comment:
        return a_comment(session, proposal, stance=Stance.SUPPORT, text="Yes.", speaker=speaker, is_held=is_held)

    position(is_held=True)
    refuse_comment(session, position(is_held=True), **decided)
    hide_comment(session, position(), **decided)
    withdraw_comment(session, position(), now=LATER)


def _end(session: Session, proposal: Proposal, status: Status) -> None:
    if status is Status.HIDDEN:
        hide_proposal(session, proposal, officer=an_officer(session), reason="It names a person.", now=LATER)
    if status is Status.WITHDRAWN:
        withdraw_proposal(session, proposal, now=LATER)
