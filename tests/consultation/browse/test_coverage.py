"""Coverage, counted by the database."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.browse.coverage import BROUGHT_IN, NOT_STATED, Coverage, Gap
from consultation.browse.queries import (
    CoverageCount,
    coverage,
    newest_naming,
    numbers_naming,
    public_coverage,
)
from consultation.people.models import Attribution, Status
from consultation.proposals.content import Provenance
from consultation.proposals.models import Origin, Proposal, PublicCount
from consultation.proposals.operations.importing import bring_in, delete_proposals
from consultation.proposals.operations.lifecycle import hide_proposal, show_again, show_less_of_proposal
from consultation.proposals.search.filters import Named
from consultation.web.identity import new_token
from indicators.codes import Code
from tests.clock import START
from tests.factories import DIASPORA, a_proposal, a_revision, an_officer, indicators, what


def objectives(*codes: str) -> tuple[Code, ...]:
    return tuple(Code("objective", code) for code in codes)


def brought_in(session: Session, *codes: str, primary: str | None = "the first") -> Proposal:
    said = what(indicators(session), codes=objectives(*codes))
    said = said if primary else replace(said, primary=None)
    provenance = Provenance(external_id="-".join(codes))
    return bring_in(session, indicators(session), content=said, provenance=provenance, token=new_token(), now=START)


def counted(session: Session) -> Coverage:
    return Coverage(counts(session))


def counts(session: Session, scheme: str = "objective") -> list[CoverageCount]:
    """What was counted as it changed, which is what counting all of it finds."""
    published = select(Proposal.id).where(Proposal.status == Status.PUBLISHED)
    found = public_coverage(session, indicators(session).id, scheme)
    assert sorted(found, key=str) == sorted(coverage(session, published, scheme), key=str)
    return found


# ---- coverage ----


def test_primary_also_and_all_are_counted_apart_and_so_is_what_was_brought_in(session: Session) -> None:
    a_proposal(session, codes=objectives("8", "10"), speaker=DIASPORA)
    a_proposal(session, codes=objectives("10"))
    a_proposal(session, codes=objectives("all"), speaker=DIASPORA)
    brought_in(session, "8", "10")
    brought_in(session, "10", "all", primary=None)
    found = counted(session)
    assert found.number("8", Named.PRIMARY, "diaspora") == 1
    assert found.number("10", Named.ALSO, "diaspora") == 1
    assert found.number("10", Named.PRIMARY, NOT_STATED) == 1
    assert found.number("all", Named.ALL, "diaspora") == 1
    assert found.number("8", Named.PRIMARY, BROUGHT_IN) == found.number("10", Named.ALSO, BROUGHT_IN) == 1
    assert found.of_participants("10", Named.ALSO) == 1
    assert found.number("10", Named.NOT_STATED, BROUGHT_IN) == found.number("all", Named.ALL, BROUGHT_IN) == 1
    assert found.total == 8


@pytest.mark.parametrize("status", [Status.DRAFT, Status.HELD, Status.REFUSED, Status.HIDDEN, Status.WITHDRAWN])
def test_only_what_is_published_is_counted(session: Session, status: Status) -> None:
    a_proposal(session, codes=objectives("8"), status=status)
    assert counted(session).total == 0
    assert newest_naming(session, "objective", "8", most=5) == []
    assert numbers_naming(session, ("objective",)) == {}


def test_what_a_proposal_names_now_counts_and_not_what_it_named_before(session: Session) -> None:
    proposal = a_proposal(session, codes=objectives("8"))
    a_revision(session, proposal, codes=objectives("9"))
    assert [(count.code, count.proposals) for count in counts(session)] == [("9", 1)]


def test_what_is_hidden_is_counted_no_more_until_it_is_shown_again(session: Session) -> None:
    a_proposal(session, codes=objectives("8"), speaker=DIASPORA)
    proposal = a_proposal(session, codes=objectives("8", "9"), speaker=DIASPORA)
    officer = an_officer(session)
    hide_proposal(session, proposal, officer=officer, reason="It names a person.", now=START)
    assert counted(session).number("8", Named.PRIMARY, "diaspora") == 1
    show_again(session, proposal, officer=officer, now=START)
    assert counted(session).number("8", Named.PRIMARY, "diaspora") == 2


def test_a_group_that_is_shown_no_more_leaves_no_trace_in_the_counts(session: Session) -> None:
    proposal = a_proposal(session, codes=objectives("8"), speaker=DIASPORA)
    show_less_of_proposal(session, proposal, attribution=Attribution.NOTHING, now=START)
    assert counted(session).number("8", Named.PRIMARY, NOT_STATED) == 1
    assert set(session.scalars(select(PublicCount.stakeholder_group))) == {""}


def test_what_was_brought_in_is_counted_until_that_is_undone(session: Session) -> None:
    proposal = brought_in(session, "8", "9")
    assert counted(session).number("8", Named.PRIMARY, BROUGHT_IN) == 1
    delete_proposals(session, [proposal.id], now=START)
    assert counted(session).total == 0
    assert session.scalars(select(PublicCount.id)).all() == []


def test_principles_paragraphs_and_themes_are_counted_too(session: Session) -> None:
    a_proposal(session, codes=(Code("principle", "f"), Code("paragraph", "70"), Code("theme", "1")), speaker=DIASPORA)
    for scheme in ("principle", "paragraph", "theme"):
        assert [(one.named, one.stakeholder_group) for one in counts(session, scheme)] == [(Named.ALSO, "diaspora")]
    assert numbers_naming(session, ("principle", "paragraph")) == {("principle", "f"): 1, ("paragraph", "70"): 1}


# ---- gaps ----


def a_count(code: str, named: Named, origin: Origin = Origin.PARTICIPANT) -> CoverageCount:
    return CoverageCount(code, named, origin, "", 1)


@pytest.mark.parametrize(
    ("counts", "gap"),
    [
        ([], Gap.NOTHING),
        ([a_count("all", Named.ALL)], Gap.ONLY_BY_ALL),
        ([a_count("8", Named.ALSO)], Gap.NEVER_PRIMARY),
        ([a_count("8", Named.NOT_STATED, Origin.BROUGHT_IN)], Gap.ONLY_BROUGHT_IN),
        ([a_count("8", Named.NOT_STATED, Origin.BROUGHT_IN), a_count("8", Named.ALSO)], None),
        ([a_count("8", Named.PRIMARY, Origin.BROUGHT_IN)], Gap.ONLY_BROUGHT_IN),
        ([a_count("8", Named.PRIMARY, Origin.BROUGHT_IN), a_count("8", Named.ALSO)], None),
        ([a_count("8", Named.PRIMARY)], None),
    ],
)
def test_a_gap_says_what_is_missing(counts: list[CoverageCount], gap: Gap | None) -> None:
    assert Coverage(counts).gap("8", can_be_primary=True) is gap


def test_a_theme_has_no_primary_that_could_be_missing() -> None:
    assert Coverage([a_count("data", Named.ALSO)]).gap("data", can_be_primary=False) is None
    assert Coverage([a_count("all", Named.ALL)]).gap("data", can_be_primary=False) is Gap.NOTHING


# ---- lists ----


def test_a_proposal_that_names_an_objective_twice_is_listed_once_under_the_closer_way(session: Session) -> None:
    a_proposal(session, codes=objectives("8", "all"))
    a_proposal(session, codes=objectives("10", "8"))
    a_proposal(session, codes=objectives("all"))
    brought_in(session, "8", "10", primary=None)
    found = newest_naming(session, "objective", "8", most=5)
    assert [one.named for one in found] == [Named.PRIMARY, Named.NOT_STATED, Named.ALSO, Named.ALL]


def test_the_newest_come_first_and_the_rest_is_counted(session: Session) -> None:
    made = [a_proposal(session, codes=objectives("8")) for _ in range(4)]
    found = newest_naming(session, "objective", "8", most=2)
    assert [one.proposal.reference for one in found] == [made[3].reference, made[2].reference]
    assert {one.total for one in found} == {4}
