"""The sheet Synthesis, and the summaries on the sheets to print."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from consultation.partners.models import Share
from consultation.partners.operations import share_with
from consultation.people.models import Participant
from consultation.proposals.models import Proposal
from consultation.synthesis.operations import write_summary
from consultation.synthesis.queries import SummarySubject
from exports.files.writer.formats import CSV_FILES
from exports.report.scope.audiences import Audience
from indicators.codes import Code
from tests.clock import START
from tests.databases import SQLITE
from tests.exports.opened import Taken, read_me_of, rows_of
from tests.factories import a_proposal, an_officer

DATABASES = SQLITE

Make = Callable[..., Taken]


def sum_up(
    session: Session,
    officer: Participant,
    about: SummarySubject,
    *texts: str,
    is_public: bool = True,
    language: str = "en",
) -> None:
    for version, text in enumerate(texts):
        said = {"text": text, "is_public": is_public, "language": language}
        write_summary(session, about, officer=officer, version=version, now=START, **said)


def of_objective(proposal: Proposal, code: str) -> SummarySubject:
    return SummarySubject(proposal.consultation_id, scheme="objective", code=code)


def of_proposal(proposal: Proposal) -> SummarySubject:
    return SummarySubject(proposal.consultation_id, proposal_id=proposal.id)


def summed_up(taken: Taken) -> list[tuple[object, ...]]:
    names = ("Of what", "Id", "Wording", "Summary")
    return [tuple(row[name] for name in names) for row in rows_of(taken.content, "Synthesis")]


def test_everybody_gets_what_counts_and_is_for_everybody_the_secretariat_every_wording(
    session: Session, make: Make
) -> None:
    proposal, officer = a_proposal(session), an_officer(session)
    sum_up(session, officer, of_proposal(proposal), "First.", "Second.")
    sum_up(session, officer, of_objective(proposal, "10"), "Of ten.")
    sum_up(session, officer, of_objective(proposal, "8"), "Not yet.", is_public=False)
    assert summed_up(make()) == [
        ("objective", "10", 1, "Of ten."),
        ("proposal", proposal.reference, 2, "Second."),
    ]
    taken = make(Audience.SECRETARIAT)
    assert summed_up(taken) == [
        ("objective", "8", 1, "Not yet."),
        ("objective", "10", 1, "Of ten."),
        ("proposal", proposal.reference, 1, "First."),
        ("proposal", proposal.reference, 2, "Second."),
    ]
    assert [row["Who reads it"] for row in rows_of(taken.content, "Synthesis")][:2] == ["the secretariat", "everybody"]


def readers_told(taken: Taken) -> dict[object, object]:
    return {row["Summary"]: row["Who reads it"] for row in rows_of(taken.content, "Synthesis")}


def test_it_says_who_reads_a_summary_as_it_is_for_each_audience(session: Session, make: Make) -> None:
    proposal, officer = a_proposal(session), an_officer(session)
    sum_up(session, officer, of_proposal(proposal), "First.", "Second.", is_public=False)
    sum_up(session, officer, of_objective(proposal, "10"), "Of ten.")
    alone = {"First.": "the secretariat", "Second.": "the secretariat", "Of ten.": "everybody"}
    assert readers_told(make(Audience.SECRETARIAT)) == alone
    make(Audience.PARTNERS)  # with whom nothing is shared
    assert readers_told(make(Audience.SECRETARIAT)) == alone
    shared = share_with(session, proposal.consultation_id, "Another network", [Share.SUMMARIES], now=START)
    with_partners = {"Second.": "the secretariat and partners", "Of ten.": "everybody"}
    assert readers_told(make(Audience.SECRETARIAT)) == alone | with_partners
    assert readers_told(make(Audience.PARTNERS, partner=shared.name)) == with_partners
    assert readers_told(make(Audience.PARTNERS, partner="A network")) == {"Of ten.": "everybody"}
    assert "Who reads it" not in rows_of(make().content, "Synthesis")[0]


def test_a_filter_leaves_out_the_summaries_of_what_it_does_not_ask_for(session: Session, make: Make) -> None:
    one, other = a_proposal(session), a_proposal(session, codes=[Code("objective", "10")])
    officer = an_officer(session)
    for proposal in (one, other):
        sum_up(session, officer, of_proposal(proposal), f"Of {proposal.reference}.")
    for code in ("8", "10"):
        sum_up(session, officer, of_objective(one, code), f"Of {code}.")
    assert [text for *_, text in summed_up(make(objective="10"))] == ["Of 10.", f"Of {other.reference}."]


def test_a_summary_is_part_of_the_last_change_in_the_data(session: Session, make: Make) -> None:
    proposal, officer = a_proposal(session), an_officer(session)
    later = START.replace(hour=18)
    said = {"text": "Summed up.", "language": "en", "is_public": True}
    write_summary(session, of_objective(proposal, "8"), officer=officer, version=0, now=later, **said)
    assert read_me_of(make().content)["Last change in the data"] == ["2027-01-15"]


def test_the_sheets_to_print_begin_with_the_summary_and_have_that_of_each_proposal(
    session: Session, make: Make
) -> None:
    proposal, officer = a_proposal(session, rationale="Because."), an_officer(session)
    sum_up(session, officer, of_objective(proposal, "8"), "Of eight.")
    sum_up(session, officer, of_proposal(proposal), "Old.", "Of this one.")
    printed = [(row["What it is"], row["Text"]) for row in rows_of(make().content, "Objective 8")]
    assert printed == [
        ("summary by the secretariat", "Of eight."),
        ("proposal", "Because."),
        ("summary by the secretariat", "Of this one."),
    ]


def test_the_csv_files_have_the_sheet_too(session: Session, make: Make) -> None:
    proposal, officer = a_proposal(session), an_officer(session)
    sum_up(session, officer, of_proposal(proposal), "=1+1", language="ar")
    assert make(file_format=CSV_FILES).rows["Synthesis"] == 1
