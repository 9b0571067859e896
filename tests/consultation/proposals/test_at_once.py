"""Two requests in the same moment."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from consultation.database import begin_writing, make_sessions
from consultation.errors import AlreadyDone, EditedMeanwhile
from consultation.people.models import Participant, Status
from consultation.process.models import Consultation
from consultation.proposals.content import Provenance
from consultation.proposals.models import Proposal, Revision
from consultation.proposals.operations.importing import AlreadyBroughtIn, bring_in
from consultation.proposals.operations.lifecycle import edit_proposal, publish_proposal
from consultation.proposals.queries import get_proposal
from consultation.web.identity import Identity, new_token
from consultation.web.write_turns import Turns
from tests.chance import IN_ORDER
from tests.client import StrictClient
from tests.clock import START
from tests.factories import NOT_STATED, a_participant, a_proposal, an_officer, indicators, sign_in, what
from tests.screen import fill_in, key_on

pytestmark = pytest.mark.usefixtures("true_counts")

PROPOSE = "/consultations/indicators/propose"
INDICATOR = {"title": "A title", "rationale": "A reason", "objectives": "8"}
TIMES = 4


def at_once(act: Callable[[], Any]) -> list[Any]:
    """Do it in several threads that start together; a refusal is an outcome like others."""
    gate = Barrier(TIMES)

    def one(_number: int) -> Any:
        gate.wait()
        try:
            return act()
        except AlreadyDone as refusal:
            return type(refusal)
        except EditedMeanwhile as refusal:
            return type(refusal)

    with ThreadPoolExecutor(TIMES) as threads:
        return list(threads.map(one, range(TIMES)))


@pytest.mark.parametrize("is_signed_in", [True, False])
def test_an_impatient_finger_makes_one_proposal_and_gets_one_receipt(
    app: Flask, client: StrictClient, session: Session, is_signed_in: bool
) -> None:
    app.extensions["turns"] = Turns(TIMES)  # else some of them would be asked to come back
    if is_signed_in:
        sign_in(client, session, a_participant(session))
    form = fill_in(client.submit(PROPOSE, INDICATOR, button="Preview").text, {}, button="Send")
    cookie = client.get_cookie("steppingstone")
    assert cookie

    def press() -> str:
        browser = Flask.test_client(app)
        browser.set_cookie("steppingstone", cookie.value)
        answer = browser.post(PROPOSE, data=_pairs(form.pairs))
        assert answer.status_code == 302
        return str(answer.location) if is_signed_in else key_on(browser.get(answer.location).text)

    assert len(set(at_once(press))) == 1
    session.expire_all()
    assert len(session.scalars(select(Proposal)).all()) == 1
    assert len(session.scalars(select(Participant)).all()) == 1


def test_of_several_edits_at_once_one_is_kept_and_the_others_are_told(engine: Engine, session: Session) -> None:
    author = a_participant(session)
    proposal = a_proposal(session, author=author)
    session.commit()
    titles = iter("abcd")

    def act(mine: Session) -> str:
        found = get_proposal(mine, proposal.reference, Identity(author.id, False, False))
        said = what(found.consultation, title=next(titles))
        writer = mine.get_one(Participant, author.id)
        edit_proposal(mine, found, author=writer, speaker=NOT_STATED, content=said, version=1, now=START)
        return "kept"

    outcomes = at_once(in_its_own_transaction(engine, act))
    assert sorted(map(str, outcomes)) == sorted(["kept"] + [str(EditedMeanwhile)] * (TIMES - 1))
    revisions = session.scalars(select(Revision.number).where(Revision.proposal_id == proposal.id)).all()
    assert sorted(revisions) == [1, 2]


def test_of_several_officers_one_decides_and_the_others_are_told(engine: Engine, session: Session) -> None:
    officer = an_officer(session)
    proposal = a_proposal(session, status=Status.HELD)
    session.commit()

    def act(mine: Session) -> str:
        found = get_proposal(mine, proposal.reference, Identity(officer.id, True, True))
        publish_proposal(mine, found, officer=mine.get_one(Participant, officer.id), version=1, now=START)
        return "published"

    outcomes = at_once(in_its_own_transaction(engine, act))
    assert sorted(map(str, outcomes)) == sorted(["published"] + [str(AlreadyDone)] * (TIMES - 1))


def test_what_is_brought_in_by_several_at_once_is_brought_in_once(engine: Engine, session: Session) -> None:
    consultation_id = indicators(session).id
    session.rollback()

    def act(mine: Session) -> str:
        consultation = mine.get_one(Consultation, consultation_id)
        source = Provenance("CI-001")
        bring_in(mine, consultation, content=what(consultation), provenance=source, token=new_token(), now=START)
        return "brought in"

    outcomes = at_once(in_its_own_transaction(engine, act))
    assert sorted(map(str, outcomes)) == sorted(["brought in"] + [str(AlreadyBroughtIn)] * (TIMES - 1))
    assert len(session.scalars(select(Proposal)).all()) == 1


def test_proposals_sent_at_once_get_a_reference_each_and_none_is_left_out(engine: Engine, session: Session) -> None:
    author = a_participant(session)
    session.commit()

    def act(mine: Session) -> str:
        return str(a_proposal(mine, author=mine.get_one(Participant, author.id)).reference)

    references = at_once(in_its_own_transaction(engine, act))
    assert sorted(references) == ["IND-0001", "IND-0002", "IND-0003", "IND-0004"]
    assert len(set(session.scalars(select(Proposal.published_number)))) == 4


def in_its_own_transaction(engine: Engine, act: Callable[[Session], Any]) -> Callable[[], Any]:
    def whole() -> Any:
        with make_sessions(engine, IN_ORDER)() as mine:
            begin_writing(mine)
            outcome = act(mine)
            mine.commit()
            return outcome

    return whole


def _pairs(pairs: list[tuple[str, str]]) -> dict[str, list[str]]:
    return {name: [text for other, text in pairs if other == name] for name, _text in pairs}
