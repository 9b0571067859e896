"""A proposal's page with its discussion."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sqlalchemy.orm import Session

from bench import benchmark
from consultation.config import Config
from consultation.database import begin_writing, make_engine, make_sessions
from consultation.discussion.models import POSITIONS
from consultation.people.models import Attribution
from consultation.people.speaker import Speaker
from consultation.proposals.models import Proposal
from consultation.running.preparing import prepare_database
from indicators.loading import load_framework
from tests.chance import IN_ORDER
from tests.factories import a_comment, a_participant, a_proposal
from wsgi import create_app

FRAMEWORK = load_framework()
WORDS = "The denominator depends on censuses that few States hold, and may punish those that count. " * 6


def two_proposals(folder: Path) -> None:
    """Two proposals, one with 100 and one with 500 comments: as much as can be on the first page of a discussion."""
    engine = make_engine(f"sqlite:///{folder / 'steppingstone.db'}")
    prepare_database(engine)
    with make_sessions(engine, IN_ORDER)() as session:
        begin_writing(session)
        discuss(session, a_proposal(session, rationale=WORDS, method=WORDS), threads=25, replies=75)
        discuss(session, a_proposal(session, rationale=WORDS, method=WORDS), threads=300, replies=200)
        session.commit()


def discuss(session: Session, proposal: Proposal, *, threads: int, replies: int) -> None:
    """Open threads, and reply to the newest 25 in turn."""
    openings = []
    for number in range(threads):
        values = {"author": a_participant(session), "stance": POSITIONS[number % 3], "section": "method"}
        openings.append(a_comment(session, proposal, speaker=somebody(number), text=WORDS, **values))
    for number in range(replies):
        parent = openings[-1 - number % 25]
        a_comment(session, proposal, parent=parent, speaker=somebody(number), text=WORDS)


def somebody(number: int) -> Speaker:
    """Return one of a hundred and eight speakers, who show their group and region."""
    groups, regions = FRAMEWORK.groups, FRAMEWORK.regions
    return Speaker(
        Attribution.GROUP, groups[number % len(groups)].code, regions[number // len(groups) % len(regions)].code
    )


@benchmark("proposal page with 100 comments", prepare=two_proposals)
def hundred(folder: Path) -> Callable[[], object]:
    """What a page of a middling discussion costs."""
    return page_of(folder, "IND-0001")


@benchmark(
    "proposal page with 500 comments",
    prepare=two_proposals,
    most_seconds=0.040,
    statements_as="proposal page with 100 comments",
)
def five_hundred(folder: Path) -> Callable[[], object]:
    """The page must not grow with the discussion."""
    return page_of(folder, "IND-0002")


def page_of(folder: Path, reference: str) -> Callable[[], object]:
    """Return a call that asks for the page as a visitor does."""
    client = create_app(Config.from_environment({"INSTANCE_DIR": str(folder)})).test_client()

    def ask() -> object:
        answer = client.get(f"/proposals/{reference}")
        assert answer.status_code == 200, answer.status  # noqa: S101 - a page that fails is quick
        return answer

    return ask
