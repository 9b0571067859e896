"""A list of proposals that the secretariat takes away, edits and brings back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.proposals.content import Provenance
from consultation.proposals.models import Proposal, Revision
from consultation.proposals.operations.importing import ImportedChange, Said, bring_in, change_brought_in
from consultation.proposals.operations.lifecycle import withdraw_proposal
from consultation.proposals.queries import get_current_revision, get_proposal
from consultation.uploads.models import Upload, UploadEntry, UploadPiece
from consultation.web.identity import new_token
from indicators.codes import Code
from tests.clock import START
from tests.databases import ON_BOTH, SQLITE
from tests.exports.fill_in.test_importing import CANDIDATE_MAP, RECOMMENDATION_MAP
from tests.exports.round_trip.edited import Sheet
from tests.factories import a_comment, a_proposal, bring_in_open, indicators, what
from tests.reference import CANDIDATES, RECOMMENDATIONS

DATABASES = SQLITE
PRIMARY = "Primary objective"
TITLE = "Title of the indicator *"
REAL = {
    "indicators": (
        *(CANDIDATES, "--consultation", "indicators", "--kind", "indicator"),
        *(word for pair in CANDIDATE_MAP for word in ("--map", pair)),
    ),
    "missing-migrants": (
        *(RECOMMENDATIONS, "--consultation", "missing-migrants", "--kind", "recommendation"),
        *(word for pair in RECOMMENDATION_MAP for word in ("--map", pair)),
    ),
}
Take = Callable[..., Sheet]
BringBack = Command = Callable[..., Result]


def brought_in(session: Session, number: int = 1, **said: object) -> Proposal:
    """Something the secretariat has brought in, and so may change."""
    consultation = indicators(session)
    content = what(consultation, **({"title": f"Indicator {number}"} | said))  # type: ignore[arg-type]
    provenance = Provenance(f"CI-{number:03d}", "A report", "A body", "A note")
    return bring_in(session, consultation, content=content, provenance=provenance, token=new_token(), now=START)


@pytest.fixture
def edited(take: Take, bring_back: BringBack, session: Session) -> Callable[[str, str], Result]:
    """Change one cell of the only row."""

    def change(heading: str, text: str) -> Result:
        brought_in(session)
        sheet = take()
        sheet.write("IND-0001", heading, text)
        return bring_back(sheet)

    return change


def title_of(session: Session, reference: str) -> str:
    found = select(Revision.title).join(Proposal, Proposal.current_revision_id == Revision.id)
    return session.scalars(found.where(Proposal.reference == reference)).one()


def state_of(session: Session) -> list[tuple[object, ...]]:
    """What everybody sees of every proposal, apart from when it changed."""
    found = select(Proposal.reference, Proposal.status, Proposal.source, Revision.number, Revision.title)
    joined = found.join(Revision, Proposal.current_revision_id == Revision.id).order_by(Proposal.id)
    return [tuple(row) for row in session.execute(joined)]


@pytest.mark.reference
@pytest.mark.parametrize("slug", REAL)
def test_an_untouched_list_changes_nothing(
    run: Command, take: Take, bring_back: BringBack, session: Session, slug: str
) -> None:
    assert run("import", *REAL[slug]).exit_code == 0
    before = state_of(session)
    outcome = bring_back(take(slug=slug))
    assert outcome.exit_code == 0, outcome.output
    assert f"0 new, 0 ignored, {len(before)} untouched" in outcome.output
    assert state_of(session) == before
    assert session.scalars(select(Upload.id)).all() == [1]  # the one that brought the rows in


def test_a_hostile_row_comes_back_as_it_was(take: Take, bring_back: BringBack, session: Session) -> None:
    brought_in(session, title='=HYPERLINK("https://example.org")', rationale="line\none\n\n  _x000D_ \u202eand more  ")
    brought_in(session, 2, title="x" * 500, definition="y" * 40_000, codes=[Code("objective", "all")])
    outcome = bring_back(take())
    assert "2 untouched" in outcome.output


def test_a_changed_cell_becomes_a_revision_and_everything_else_stays(
    take: Take, bring_back: BringBack, session: Session
) -> None:
    proposal, other = brought_in(session), brought_in(session, 2)
    sheet = take()
    sheet.write("IND-0001", TITLE, "A better title")
    sheet.write("IND-0001", "Objectives of the Compact *", "8, 10 and 8(c)")
    outcome = bring_back(sheet)
    assert "1 changed" in outcome.output
    assert "1 untouched" in outcome.output
    assert (title_of(session, "IND-0001"), title_of(session, "IND-0002")) == ("A better title", "Indicator 2")
    assert (proposal.version, other.version) == (2, 1)
    assert (proposal.external_id, proposal.source) == ("CI-001", "A report")


def test_a_list_says_where_the_primary_objective_is_not_stated_and_lets_it_be_stated(
    take: Take, bring_back: BringBack, session: Session
) -> None:
    first, second = bring_in_open(session, "8", "10"), bring_in_open(session, "8", "9", title="Another")
    sheet = take()
    assert sheet.read(first.reference or "", PRIMARY) == "not stated"
    sheet.write(first.reference or "", PRIMARY, "8")
    assert "1 changed" in bring_back(sheet).output
    assert [primary_of(session, one) for one in (first, second)] == ["8", None]
    again = take()
    assert again.read(first.reference or "", PRIMARY) == "8"
    assert "0 changed" in bring_back(again).output
    again.write(first.reference or "", PRIMARY, "")
    assert "1 changed" in bring_back(again).output
    assert primary_of(session, first) is None


def primary_of(session: Session, proposal: Proposal) -> str | None:
    return get_current_revision(session, proposal).content.primary


def test_rows_are_told_apart_by_their_marks_wherever_they_stand(
    take: Take, bring_back: BringBack, session: Session
) -> None:
    for number in (1, 2, 3):
        brought_in(session, number)
    sheet = take()
    values = [[cell.value for cell in row] for row in sheet.rows.iter_rows(min_row=2)]
    for number, row in enumerate(reversed(values), start=2):
        for place, value in enumerate(row, start=1):
            sheet.rows.cell(number, place, value)
    sheet.write("IND-0003", TITLE, "The third")
    assert "1 changed, 0 withdrawn, 0 new, 0 ignored, 2 untouched" in bring_back(sheet).output
    assert title_of(session, "IND-0003") == "The third"


def test_a_new_row_is_added_once_and_gets_the_next_number(take: Take, bring_back: BringBack, session: Session) -> None:
    brought_in(session)
    sheet = take()
    sheet.add(Title_of_the_indicator="A new one", Objectives_of_the_Compact="8", Id_in_the_source="N-1")
    assert "1 new" in bring_back(sheet).output
    assert "0 new, 0 ignored, 2 untouched" in bring_back(sheet).output
    assert title_of(session, "IND-0002") == "A new one"


@ON_BOTH
def test_a_dry_run_says_what_would_happen_and_changes_nothing(
    take: Take, bring_back: BringBack, session: Session
) -> None:
    brought_in(session)
    before = state_of(session)
    sheet = take()
    sheet.write("IND-0001", TITLE, "Another title")
    sheet.add(Title_of_the_indicator="A new one")
    outcome = bring_back(sheet, "--dry-run")
    assert "0 faulty, 0 conflicting, 1 changed, 0 withdrawn, 1 new, 0 ignored, 0 untouched" in outcome.output
    assert state_of(session) == before
    assert session.scalars(select(Upload.id)).all() == []


def test_a_row_of_which_a_cell_is_wrong_changes_nothing_and_the_place_is_named(
    take: Take, bring_back: BringBack, session: Session, tmp_path: Path
) -> None:
    brought_in(session), brought_in(session, 2)
    sheet = take()
    sheet.write("IND-0001", TITLE, "A better title")
    sheet.write("IND-0002", "Objectives of the Compact *", "99")
    outcome = bring_back(sheet)
    assert outcome.exit_code == 1
    assert "row 3, column “Objectives of the Compact *”: There is no objective 99" in outcome.output
    assert "1 faulty, 0 conflicting, 1 changed" in outcome.output
    assert title_of(session, "IND-0001") == "Indicator 1"


def test_the_marked_list_is_corrected_and_taken(
    run: Command, take: Take, bring_back: BringBack, session: Session, tmp_path: Path
) -> None:
    brought_in(session), brought_in(session, 2)
    sheet, marked = take(), tmp_path / "marked.xlsx"
    sheet.write("IND-0001", TITLE, "A better title")
    sheet.write("IND-0002", "Objectives of the Compact *", "99")
    assert bring_back(sheet, "--marked", str(marked)).exit_code == 1
    again = Sheet.opened(marked)
    faulty = again.rows.cell(again.row("IND-0002"), again.column("Objectives of the Compact *"))
    assert faulty.comment is not None
    assert "99" in faulty.comment.text
    again.write("IND-0002", "Objectives of the Compact *", "9")
    assert "2 changed" in bring_back(again).output
    assert title_of(session, "IND-0001") == "A better title"


@pytest.mark.parametrize(("said", "left"), [((), "Theirs"), (("--keep-good",), "Theirs"), (("--overwrite",), "Mine")])
def test_what_somebody_else_changed_meanwhile_is_a_conflict_and_only_overwritten_when_told_so(
    take: Take, bring_back: BringBack, session: Session, said: tuple[str, ...], left: str
) -> None:
    proposal = brought_in(session)
    brought_in(session, 2)
    sheet = take()
    theirs = Said(what(indicators(session), title="Theirs"), Provenance("CI-001", "A report", "A body", "A note"))
    change_brought_in(session, [ImportedChange(proposal.id, 1, theirs)], now=START)
    sheet.write("IND-0001", TITLE, "Mine")
    sheet.write("IND-0002", TITLE, "Better")
    outcome = bring_back(sheet, *said)
    assert f"row 2, IND-0001: somebody else has changed “{TITLE}” meanwhile" in outcome.output
    assert title_of(session, "IND-0001") == left
    assert title_of(session, "IND-0002") == ("Better" if said else "Indicator 2")


def test_what_others_changed_in_rows_that_one_left_alone_is_no_conflict(
    take: Take, bring_back: BringBack, session: Session
) -> None:
    proposal = brought_in(session)
    sheet = take()
    said = Said(what(indicators(session), title="Theirs"), Provenance("CI-001", "A report", "A body", "A note"))
    change_brought_in(session, [ImportedChange(proposal.id, 1, said)], now=START)
    assert "1 untouched" in bring_back(sheet).output
    assert title_of(session, "IND-0001") == "Theirs"


def test_the_words_of_an_author_are_ignored_whatever_the_secretariat_writes_in_their_row(
    take: Take, bring_back: BringBack, session: Session
) -> None:
    a_proposal(session, title="Their own words")
    sheet = take()
    assert sheet.read("IND-0001", "Yours to change") == "no"
    sheet.write("IND-0001", TITLE, "Other words")
    outcome = bring_back(sheet)
    assert "row 2, IND-0001: ignored. It is somebody else's" in outcome.output
    assert title_of(session, "IND-0001") == "Their own words"


def test_a_row_is_withdrawn_by_its_word_and_not_by_being_deleted(
    take: Take, bring_back: BringBack, session: Session
) -> None:
    brought_in(session), brought_in(session, 2)
    sheet = take()
    sheet.write("IND-0001", "Take back", "take back")
    sheet.rows.delete_rows(sheet.row("IND-0002"))
    assert "Not taken back, since --take-back was not said: IND-0001." in bring_back(sheet).output
    assert [status for _reference, status, *_rest in state_of(session)] == ["published", "published"]
    assert "1 withdrawn" in bring_back(sheet, "--take-back").output
    assert [status for _reference, status, *_rest in state_of(session)] == ["withdrawn", "published"]


@pytest.mark.parametrize(
    ("heading", "text", "told"),
    [
        ("Take back", "yes", "Write “take back” or leave the cell empty"),
        ("Status", "hidden", "This is only to be read here"),
        ("Reference", "IND-0002", "its hidden mark is that of IND-0001"),
        (TITLE, "", "Give the indicator a title"),
    ],
)
def test_what_cannot_be_meant_is_said_at_its_cell(
    edited: Callable[[str, str], Result], heading: str, text: str, told: str
) -> None:
    outcome = edited(heading, text)
    assert outcome.exit_code == 1
    assert f"row 2, column “{heading}”" in outcome.output
    assert told in outcome.output


def test_a_row_that_stands_there_twice_is_taken_from_neither(
    take: Take, bring_back: BringBack, session: Session
) -> None:
    brought_in(session)
    sheet = take()
    for place, cell in enumerate(list(sheet.rows[2]), start=1):
        sheet.rows.cell(3, place, cell.value)
    sheet.rows.cell(3, sheet.column(TITLE), "Another")
    assert "IND-0001 stands in more than one row" in bring_back(sheet).output
    assert title_of(session, "IND-0001") == "Indicator 1"


def test_a_list_that_lost_a_column_or_got_one_is_refused(take: Take, bring_back: BringBack, session: Session) -> None:
    brought_in(session)
    sheet = take()
    sheet.rows.delete_cols(sheet.column("Unit of measure"))
    assert "has lost these columns: “Unit of measure”" in bring_back(sheet).output
    sheet = take()
    sheet.rows.cell(1, sheet.rows.max_column + 1, "Remarks")
    sheet.rows.cell(2, sheet.rows.max_column, "What about this?")
    assert "does not have these columns: “Remarks”" in bring_back(sheet).output


@ON_BOTH
def test_an_upload_is_one_entry_and_is_undone_as_a_whole(
    run: Command, take: Take, bring_back: BringBack, session: Session
) -> None:
    brought_in(session), brought_in(session, 2)
    before = state_of(session)
    sheet = take()
    sheet.write("IND-0001", TITLE, "A better title")
    sheet.write("IND-0002", "Source", "Another report")
    sheet.add(Title_of_the_indicator="A new one")
    bring_back(sheet)
    assert "1 added, 2 changed, 0 withdrawn" in run("uploads").output
    assert len(state_of(session)) == 3
    assert "Undone" in run("uploads", "undo", "1").output
    assert state_of(session) == before
    assert "undone already" in run("uploads", "undo", "1").output
    assert session.scalars(select(UploadEntry)).all() == []
    assert session.scalars(select(UploadPiece)).all() == []


def test_one_upload_after_the_other_is_undone(
    run: Command, take: Take, bring_back: BringBack, session: Session
) -> None:
    brought_in(session)
    for title in ("First", "Second"):
        sheet = take()
        sheet.write("IND-0001", TITLE, title)
        bring_back(sheet)
    assert "A later upload has changed some of this" in run("uploads", "undo", "1").output
    assert "Undone" in run("uploads", "undo", "2").output
    assert title_of(session, "IND-0001") == "First"
    assert "Undone" in run("uploads", "undo", "1").output
    assert title_of(session, "IND-0001") == "Indicator 1"


@pytest.mark.parametrize("built", ["a comment", "a withdrawal"])
def test_what_was_built_on_cannot_be_undone(
    run: Command, take: Take, bring_back: BringBack, session: Session, built: str
) -> None:
    brought_in(session)
    sheet = take()
    sheet.write("IND-0001", TITLE, "A better title")
    bring_back(sheet)
    proposal = get_proposal(session, "IND-0001", None)
    if built == "a comment":
        a_comment(session, proposal)
    else:
        withdraw_proposal(session, proposal, now=START)
    outcome = run("uploads", "undo", "1")
    assert outcome.exit_code == 1
    assert "cannot be undone any more: IND-0001" in outcome.output


@ON_BOTH
def test_nothing_is_left_of_what_an_upload_knew_of_a_row_that_is_withdrawn(
    take: Take, bring_back: BringBack, session: Session
) -> None:
    brought_in(session)
    sheet = take()
    sheet.write("IND-0001", TITLE, "A better title")
    bring_back(sheet)
    assert session.scalars(select(UploadEntry.before)).one() != ""
    withdraw_proposal(session, session.scalars(select(Proposal)).one(), now=START)
    assert session.scalars(select(UploadEntry.before)).one() == ""


def test_a_list_is_known_as_one(run: Command, take: Take, session: Session, tmp_path: Path) -> None:
    brought_in(session)
    sheet = take()
    told = run("import", sheet.file, "--consultation", "indicators", "--kind", "indicator")
    assert "say --edited" in told.output
    file = tmp_path / "other.csv"
    file.write_text("title\nA title\n", encoding="utf-8")
    assert "leave out --edited" in run("import", file, "--edited").output


def test_an_id_that_another_has_is_told_at_its_cell(take: Take, bring_back: BringBack, session: Session) -> None:
    brought_in(session), brought_in(session, 2)
    sheet = take()
    sheet.write("IND-0002", "Id in the source", "CI-001")
    outcome = bring_back(sheet)
    assert "row 3, column “Id in the source”: Another proposal has this id in the source." in outcome.output
    assert session.scalars(select(Proposal.external_id).order_by(Proposal.id)).all() == ["CI-001", "CI-002"]


def test_an_id_by_which_something_is_known_again_cannot_be_emptied(
    edited: Callable[[str, str], Result], session: Session
) -> None:
    assert "row 2, column “Id in the source”: By this id it is known" in edited("Id in the source", "").output


@ON_BOTH
def test_what_cannot_be_put_back_is_said(run: Command, take: Take, bring_back: BringBack, session: Session) -> None:
    brought_in(session)
    sheet = take()
    sheet.write("IND-0001", "Id in the source", "Other")
    bring_back(sheet)
    brought_in(session)  # whose id is free now
    outcome = run("uploads", "undo", "1")
    assert outcome.exit_code == 1
    assert "Something else has taken the place" in outcome.output
    assert session.scalars(select(Proposal.external_id).order_by(Proposal.id)).all() == ["Other", "CI-001"]
