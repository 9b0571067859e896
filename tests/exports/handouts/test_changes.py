"""What changed between two files that were handed out: field by field, and nothing of what was taken back."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from consultation.discussion.models import Stance
from consultation.discussion.operations.commenting import hide_comment, withdraw_comment
from consultation.discussion.queries import get_comment
from consultation.keeping.blocks import ERASED
from consultation.lists import ListName
from consultation.people.models import Attribution
from consultation.people.speaker import Speaker
from consultation.proposals.operations.lifecycle import edit_proposal, withdraw_proposal
from consultation.proposals.queries import get_current_revision, get_proposal
from exports.handouts.changes import ChangeKind, Changes, ItemChange
from exports.handouts.comparing import in_words
from exports.handouts.views import CHANGES_SHOWN
from tests.client import StrictClient
from tests.clock import Clock
from tests.databases import SQLITE
from tests.exports.opened import cells_of, rows_of, unpacked
from tests.factories import NOT_STATED, a_comment, a_participant, a_proposal, a_revision, an_officer, sign_in
from tests.screen import compared_on

DATABASES = SQLITE

PAGE = "/consultations/indicators/workbook"
FIELDS = {ListName.PROPOSALS: ["title", "rationale", "changed_at"], ListName.COMMENTS: ["text"]}


def found(
    before: list[dict[str, Any]], after: list[dict[str, Any]], of: ListName = ListName.COMMENTS
) -> list[ItemChange]:
    return list(Changes(FIELDS).between(of, before, after))


def said(number: int, **fields: Any) -> dict[str, Any]:
    return {"reference": f"C-{number:06}", **fields}


# ---- rows ----


def test_rows_are_told_apart_by_their_numbers_and_not_by_their_spelling() -> None:
    before = [said(9, text="a"), said(10, text="b")]
    after = [said(9, text="a"), {"reference": "C-10", "text": "b"}, said(1_000_000, text="c")]
    assert found(before, after) == [ItemChange(ListName.COMMENTS, "C-1000000", ChangeKind.ADDED, after="c")]


def test_a_field_that_changed_is_shown_before_and_after_and_one_that_says_nothing_new_is_not() -> None:
    before = [said(1, title="One", rationale="Why", changed_at="yesterday")]
    after = [said(1, title="Two", changed_at="today")]
    assert found(before, after, ListName.PROPOSALS) == [
        ItemChange(ListName.PROPOSALS, "C-000001", ChangeKind.CHANGED, "Two", "title", "One", "Two"),
        ItemChange(ListName.PROPOSALS, "C-000001", ChangeKind.CHANGED, "Two", "rationale", "Why", ""),
    ]
    assert found([said(1, changed_at="yesterday")], [said(1, changed_at="today")], ListName.PROPOSALS) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([said(1, text="canary")], []),
        ([said(1, text="canary")], [said(1, **{ERASED: True})]),
        ([], [said(1, **{ERASED: True})]),
    ],
)
def test_of_what_is_no_longer_there_or_was_taken_back_since_nothing_is_shown(
    before: list[dict[str, Any]], after: list[dict[str, Any]]
) -> None:
    assert found(before, after) == [ItemChange(ListName.COMMENTS, "C-000001", ChangeKind.REMOVED)]


def test_of_what_was_taken_back_and_is_still_there_the_new_alone_is_said() -> None:
    before, after = [said(1, **{ERASED: True})], [said(1, text="Because", name="canary")]
    assert found(before, after) == [ItemChange(ListName.COMMENTS, "C-000001", ChangeKind.REPLACED, after="Because")]


def test_contributions_are_counted_and_not_their_fields() -> None:
    changes = Changes(FIELDS)
    before = [said(1, title="One", rationale="Why"), said(2, title="Gone"), said(4, **{ERASED: True})]
    after = [said(1, title="Two", rationale="Because"), said(3, title="New"), said(4, title="As before")]
    assert len(list(changes.between(ListName.PROPOSALS, before, after))) == 5
    assert changes.counts == {(ListName.PROPOSALS, kind): 1 for kind in ChangeKind}


# ---- files ----


@pytest.fixture
def officer(session: Session, new_client: Callable[[], StrictClient]) -> StrictClient:
    client = new_client()
    sign_in(client, session, an_officer(session))
    return client


@pytest.fixture
def two_files(session: Session, officer: StrictClient, clock: Clock) -> list[str]:
    """Two public files: a proposal was edited and supported, another and a comment were withdrawn, a third added."""
    edited = a_proposal(session, title="=Deaths at borders")
    gone = a_proposal(session, title="canary-proposal")
    comment = a_comment(session, edited, stance=Stance.QUESTION, text="canary-comment")
    hidden = a_comment(session, edited, stance=Stance.QUESTION, text="canary-hidden")
    first = officer.submit(PAGE, {"audience": "public"}, button="Download").data
    clock.advance(hours=1)
    edited, gone = (get_proposal(session, str(one.reference), None) for one in (edited, gone))
    comment, hidden = (get_comment(session, one.reference, viewer=None) for one in (comment, hidden))
    a_revision(session, edited, title="+Lives at borders", now=clock())
    a_comment(session, edited, stance=Stance.SUPPORT, text="x" * 40_000)
    withdraw_proposal(session, gone, now=clock())
    withdraw_comment(session, comment, now=clock())
    hide_comment(session, hidden, officer=an_officer(session), reason="It names somebody.", now=clock())
    a_proposal(session, title="Remittances")
    second = officer.submit(PAGE, {"audience": "public"}, button="Download").data
    return [hashlib.sha256(content).hexdigest() for content in (first, second)]


def test_the_page_shows_what_was_added_changed_and_is_no_longer_there(
    two_files: list[str], officer: StrictClient
) -> None:
    _first, second = two_files
    assert officer.get("/secretariat/exports").text.count("What changed since the one before") == 1
    page = officer.get(f"/secretariat/exports/{second}/changes").text
    assert "IND-0001 · changed" in page
    assert ("[=Deaths] at borders", "[+Lives] at borders") in compared_on(page)
    assert "IND-0002 · no longer there" in page
    assert "IND-0003 · added" in page
    assert "x" * 40_000 in page  # what was added is read there
    assert "Worded" not in page  # on the same day as before, and no more of it is told
    assert "+00:00" not in page
    assert "canary" not in page


def test_a_proposal_whose_author_takes_the_name_off_is_there_still(
    session: Session, officer: StrictClient, clock: Clock
) -> None:
    author = a_participant(session)
    named = a_proposal(session, author=author, speaker=Speaker(Attribution.NAMED, name="canary-name"))
    officer.submit(PAGE, {"audience": "public"}, button="Download")
    named, content = get_proposal(session, str(named.reference), None), get_current_revision(session, named).content
    asked = {"author": author, "content": content, "version": named.version, "now": clock.advance(hours=1)}
    edit_proposal(session, named, speaker=NOT_STATED, **asked)
    second = hashlib.sha256(officer.submit(PAGE, {"audience": "public"}, button="Download").data).hexdigest()
    page = officer.get(f"/secretariat/exports/{second}/changes").text
    assert f"{named.reference} · changed, and what it said before is not kept" in page
    assert "canary" not in page


def test_the_workbook_has_a_row_for_each_field_and_says_what_was_compared(
    two_files: list[str], officer: StrictClient
) -> None:
    first, second = two_files
    response = officer.get(f"/secretariat/exports/{second}/changes/workbook?since={first}")
    assert response.headers["Content-Disposition"] == "attachment; filename=indicators-changes-2027-01-15.xlsx"
    rows = rows_of(response.data, "What changed")
    assert [(row["Reference"], row["Field"], row["Before"], row["After"]) for row in rows][:2] == [
        ("IND-0001", "Title of the indicator", "=Deaths at borders", "+Lives at borders"),
        ("IND-0001", "Revision", "1", "2"),
    ]
    assert [(row["Reference"], row["Change"]) for row in rows if row["Field"] is None] == [
        ("IND-0002", "no longer there"),
        ("IND-0003", "added"),
        ("C-000001", "no longer there"),
        ("C-000002", "no longer there"),
        ("C-000003", "added"),
    ]
    parts = [row["Text"] for row in rows_of(response.data, "Long texts")]
    assert rows[-1]["After"] + "".join(parts) == "x" * 40_000
    about = {row["About this workbook"]: row for row in rows_of(response.data, "Read me")}
    assert first in about["Earlier file"]["What one should know"]
    assert second in about["Later file"]["What one should know"]
    assert about["What changed"]["Rows"] == len(rows)
    assert "canary" not in unpacked(response.data)
    assert set(cells_of(response.data)) == {"Read me", "What changed", "Long texts", "Data dictionary"}
    assert officer.get(f"/secretariat/exports/{second}/changes/workbook").data == response.data


def test_the_same_data_have_nothing_that_changed_and_are_one_file(session: Session, officer: StrictClient) -> None:
    a_proposal(session)
    content = [officer.submit(PAGE, {"audience": "public"}, button="Download").data for _ in range(2)]
    assert content[0] == content[1]
    response = officer.get(f"/secretariat/exports/{hashlib.sha256(content[0]).hexdigest()}/changes")
    assert response.status_code == 404
    assert "no earlier file for the same readers is kept" in response.text


def test_files_for_other_readers_are_not_compared(session: Session, officer: StrictClient) -> None:
    a_proposal(session)
    officer.submit(PAGE, {"audience": "public"}, button="Download")
    whole = officer.submit(PAGE, {"audience": "secretariat"}, button="Download").data
    assert officer.get(f"/secretariat/exports/{hashlib.sha256(whole).hexdigest()}/changes").status_code == 404


def test_a_file_that_does_not_exist_cannot_be_compared_with(two_files: list[str], officer: StrictClient) -> None:
    assert officer.get(f"/secretariat/exports/{two_files[1]}/changes?since={'e' * 64}").status_code == 404


def test_files_of_different_filters_are_compared_with_a_warning(
    session: Session, officer: StrictClient, two_files: list[str]
) -> None:
    other = officer.submit(f"{PAGE}?objective=8", {"audience": "public"}, button="Download").data
    page = officer.get(f"/secretariat/exports/{hashlib.sha256(other).hexdigest()}/changes")
    assert "different filters" in page.text


def test_a_file_is_compared_with_the_last_one_of_the_same_filter_unless_another_is_asked_for(
    session: Session, officer: StrictClient, two_files: list[str]
) -> None:
    officer.submit(f"{PAGE}?objective=8", {"audience": "public"}, button="Download")
    a_proposal(session, title="One more")
    third = hashlib.sha256(officer.submit(PAGE, {"audience": "public"}, button="Download").data).hexdigest()
    page = officer.get(f"/secretariat/exports/{third}/changes").text
    assert "different filters" not in page
    assert "IND-0004 · added" in page
    assert "IND-0003 · added" not in page
    assert "IND-0003 · added" in officer.get(f"/secretariat/exports/{third}/changes?since={two_files[0]}").text


def test_files_of_one_minute_are_told_apart_where_one_chooses_with_which_to_compare(
    session: Session, officer: StrictClient
) -> None:
    files = []
    for place in (PAGE, f"{PAGE}?objective=8", PAGE, PAGE):
        a_proposal(session)
        files.append(hashlib.sha256(officer.submit(place, {"audience": "public"}, button="Download").data).hexdigest())
    page = officer.get(f"/secretariat/exports/{files[-1]}/changes").text
    listed = page.split("Compare with another file")[1]
    labels = re.findall(r"<li>(.*?)</li>", listed, re.DOTALL)[:3]
    assert [label for label in labels if "Objective: <bdi>8" in label] == [labels[1]]
    assert [re.findall(r"[\d,]+ rows · <code>(\w{12})</code>", label) for label in labels] == [
        [sha256[:12]] for sha256 in reversed(files[:-1])
    ]
    assert f"(<code>{files[-1][:12]}</code>)" in page


def test_nothing_is_compared_for_anybody_else(two_files: list[str], client: StrictClient) -> None:
    assert client.get(f"/secretariat/exports/{two_files[1]}/changes").status_code == 401


def test_of_many_changes_the_page_shows_the_first_and_the_workbook_all(session: Session, officer: StrictClient) -> None:
    a_proposal(session)
    officer.submit(PAGE, {"audience": "public"}, button="Download")
    for number in range(CHANGES_SHOWN + 1):
        a_proposal(session, title=f"Indicator number {number}")
    later = hashlib.sha256(officer.submit(PAGE, {"audience": "public"}, button="Download").data).hexdigest()
    page = officer.get(f"/secretariat/exports/{later}/changes").text
    assert page.count(" · added") == CHANGES_SHOWN
    assert f"Only the first {CHANGES_SHOWN} are shown here" in page
    rows = rows_of(officer.get(f"/secretariat/exports/{later}/changes/workbook").data, "What changed")
    assert [row["Change"] for row in rows].count("added") == CHANGES_SHOWN + 1


def test_a_language_that_changed_is_called_by_its_name_and_not_by_its_code() -> None:
    change = ItemChange(ListName.PROPOSALS, "IND-0001", ChangeKind.CHANGED, "A title", "language", "en", "ar")
    said = in_words(change, {ListName.PROPOSALS: {"language": "Language"}})
    assert (said["field"], said["before"], said["after"]) == ("Language", "English", "العربية")
