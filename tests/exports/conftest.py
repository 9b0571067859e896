"""Fixtures: a consultation with something of everything, and its workbook."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from consultation.database import snapshot
from consultation.discussion.models import Stance
from consultation.partners.operations import share_with
from consultation.people.models import Attribution
from consultation.people.speaker import Speaker
from consultation.process.queries import get_consultation
from consultation.proposals.content import Provenance
from consultation.proposals.models import Proposal
from consultation.proposals.operations.importing import bring_in
from consultation.proposals.queries import get_proposal
from consultation.proposals.search.filters import Filters
from consultation.synthesis.operations import write_summary
from consultation.synthesis.queries import SummarySubject
from consultation.web.identity import new_token
from exports.files.writer.formats import WORKBOOK, Format
from exports.handouts.making import make_file
from exports.handouts.order import Order
from exports.report.scope.audiences import Audience
from indicators.codes import Code
from indicators.fields import INDICATOR, Shape
from tests.clock import START
from tests.databases import Databases, begun_with, migrated
from tests.exports.opened import Taken, taken
from tests.exports.report.rows import FRAMEWORK
from tests.factories import (
    DIASPORA,
    a_comment,
    a_participant,
    a_proposal,
    a_revision,
    an_officer,
    indicators,
    what,
)

HOSTILE = (
    '=HYPERLINK("https://example.org","here")',
    "+49 or -49 or @home\tand a tab",
    "'quoted' _x000D_ literally, &lt;f&gt; <f>1</f>",
    "line\none\n\n   and three spaces at the end   ",
    "\u202eright to left\u202c e\u0301 \U0001f6b6\u200d\u2640\ufe0f",
)
UNION = Speaker(Attribution.ORGANISATION, "trade_unions", "asia_pacific", "A seafarers' union")
CODES = (
    Code("objective", "8"),
    Code("action", "8(c)"),
    Code("objective", "10"),
    Code("principle", "f"),
    Code("paragraph", "70"),
)


@pytest.fixture
def make(session: Session, engine: Engine) -> Callable[..., Taken]:
    """Commit what the test has arranged and make a workbook of it."""

    def made(
        audience: Audience = Audience.PUBLIC,
        slug: str = "indicators",
        file_format: Format = WORKBOOK,
        partner: str = "",
        **filters: str,
    ) -> Taken:
        if audience is Audience.PARTNERS and not partner:
            partner = share_with(session, get_consultation(session, slug).id, "A network", [], now=START).name
        session.commit()
        order = Order(slug, audience, Filters(**filters), partner, file_format.code)
        with snapshot(engine) as reading:
            return taken(make_file(reading, order, FRAMEWORK, now=START, formats={file_format.code: file_format}))

    return made


@pytest.fixture
def database_url(request: pytest.FixtureRequest, databases: Databases) -> Iterator[str]:
    """A migrated database of the test's own, with something of everything in it where the test asks for that."""
    is_full = "full" in request.fixturenames
    url = begun_with(databases, "something of everything", fill) if is_full else migrated(databases)
    yield url
    databases.discard(url)


@pytest.fixture
def full(session: Session) -> Proposal:
    """A consultation with something of everything; the proposal returned has answers to every descriptor."""
    return get_proposal(session, "IND-0001", None)


def fill(session: Session) -> None:
    """Let people send something of everything."""
    texts = iter(HOSTILE * 10)
    answers = {column.name: next(texts) for column in INDICATOR.columns if column.shape in {Shape.LINE, Shape.TEXT}}
    answers |= {"action": "revise", "indicator_kind": "outcome", "readiness": "II", "title": HOSTILE[0], "unit": "%"}
    full = a_proposal(session, speaker=UNION, codes=CODES, **answers)
    a_revision(session, full, codes=CODES, language="ar", **answers)
    supporter = a_participant(session)
    a_comment(session, full, author=supporter, stance=Stance.SUPPORT, text="At first.", speaker=DIASPORA)
    a_comment(session, full, author=supporter, stance=Stance.STRONG_CONCERN, text=HOSTILE[3], section="rationale")
    question = a_comment(session, full, stance=Stance.QUESTION, text=HOSTILE[1], suggested_wording=HOSTILE[2])
    a_comment(session, full, parent=question, text="x" * 40_000 + "\U0001f6b6", speaker=UNION)
    _bring_in(session)
    _sum_up(session, SummarySubject(full.consultation_id, proposal_id=full.id), HOSTILE[0], HOSTILE[3])
    _sum_up(session, SummarySubject(full.consultation_id, scheme="objective", code="8"), HOSTILE[4])


def _sum_up(session: Session, about: SummarySubject, *texts: str) -> None:
    officer = an_officer(session)
    for version, text in enumerate(texts):
        said = {"text": text, "language": "fr", "is_public": True}
        write_summary(session, about, officer=officer, version=version, now=START, **said)


def _bring_in(session: Session) -> None:
    consultation = indicators(session)
    said = what(consultation, title="Recruitment cost", rationale="", codes=(Code("objective", "all"),))
    provenance = Provenance("CI-001", "A/HRC/50/31", "A rapporteur", "our mapping, not in the source")
    bring_in(session, consultation, content=said, provenance=provenance, token=new_token(), now=START)
