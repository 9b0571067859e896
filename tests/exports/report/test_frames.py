"""The rows of the sheets, from rows as they are read: no database, no app."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
import pytest

from consultation.discussion.models import Stance
from consultation.people.models import Status
from consultation.proposals.models import Origin
from exports.report.sheets.comments import comments_frame
from exports.report.sheets.convergence import Convergence
from exports.report.sheets.paragraphs import paragraph_frames
from exports.report.sheets.proposals import proposals_frame
from exports.report.sheets.summary import SummaryCounts
from exports.report.wording.words import (
    BROUGHT_IN,
    CONFIRMED,
    CURRENT,
    INDIVIDUAL,
    NOT_COUNTED,
    NOT_STATED,
    ORGANISATION,
    ORPHAN,
    REPLY,
    SELF_DECLARED,
)
from indicators.fields import INDICATOR, RECOMMENDATION, Kind
from tests.exports.report.rows import (
    FRAMEWORK,
    LABELS,
    SENT,
    alignment_rows,
    comment_row,
    comment_rows,
    proposal_row,
    proposal_rows,
)

NOTHING_NAMED = alignment_rows()


def proposals_of(*rows: dict, named: pd.DataFrame = NOTHING_NAMED) -> pd.DataFrame:
    return proposals_frame(proposal_rows(*rows), named, INDICATOR, LABELS)


def comments_of(*rows: dict) -> pd.DataFrame:
    return comments_frame(comment_rows(*rows), INDICATOR, LABELS)


def in_pieces(frame: pd.DataFrame) -> list[pd.DataFrame]:
    """The rows as they come when there are many: some, then the others."""
    return [frame.iloc[:1], frame.iloc[1:]]


def summary_of(proposals: pd.DataFrame, comments: pd.DataFrame, *statuses: Status) -> pd.DataFrame:
    summary = SummaryCounts(INDICATOR, LABELS, statuses)
    for piece in in_pieces(proposals):
        summary.add_proposals(piece)
    for piece in in_pieces(comments):
        summary.add_comments(piece)
    return summary.frame()


def convergence_of(proposals: pd.DataFrame, comments: pd.DataFrame) -> Convergence:
    convergence = Convergence(LABELS)
    for piece in in_pieces(proposals):
        convergence.add_proposals(piece)
    for piece in in_pieces(comments):
        convergence.add_comments(piece)
    return convergence


def by_reference(frames: Iterable[pd.DataFrame]) -> pd.DataFrame:
    return pd.concat([pd.DataFrame(), *frames]).set_index("reference")


def only(frame: pd.DataFrame) -> pd.Series:
    assert len(frame) == 1
    return frame.iloc[0]


# ---- who speaks ----


@pytest.mark.parametrize(
    ("shown", "speaks_as", "standing"),
    [
        ({}, NOT_STATED, NOT_STATED),
        ({"stakeholder_group": "migrants"}, NOT_STATED, SELF_DECLARED),
        ({"stakeholder_group": "migrants", "confirmed_at": SENT}, NOT_STATED, CONFIRMED),
        ({"name": "A. Person"}, INDIVIDUAL, NOT_STATED),
        ({"name": "A. Person", "stakeholder_group": "migrants"}, INDIVIDUAL, SELF_DECLARED),
        ({"name": "A. Person", "organisation": "A union"}, ORGANISATION, SELF_DECLARED),
        ({"organisation": "A union", "confirmed_at": SENT}, ORGANISATION, CONFIRMED),
    ],
)
def test_organisations_and_individuals_and_what_is_confirmed_are_told_apart(
    shown: dict, speaks_as: str, standing: str
) -> None:
    for row in (only(proposals_of(proposal_row(**shown))), only(comments_of(comment_row(**shown)))):
        assert (row["speaks_as"], row["standing"]) == (speaks_as, standing)


def test_a_group_is_called_by_its_name_and_what_is_hidden_is_not_stated() -> None:
    rows = proposals_of(
        proposal_row("IND-0001", stakeholder_group="trade_unions", region="africa"), proposal_row("IND-0002")
    )
    assert rows["stakeholder_group"].tolist() == ["Trade unions", NOT_STATED]
    assert rows["region"].tolist() == ["Africa", NOT_STATED]


def test_a_group_that_is_no_longer_in_the_list_keeps_its_code() -> None:
    assert only(proposals_of(proposal_row(stakeholder_group="former")))["stakeholder_group"] == "former"


def test_what_was_brought_in_belongs_to_no_group() -> None:
    row = only(proposals_of(proposal_row(origin=Origin.BROUGHT_IN, proposer="A rapporteur")))
    assert {row[name] for name in ("stakeholder_group", "region", "speaks_as", "standing", "origin")} == {BROUGHT_IN}
    assert row["proposer"] == "A rapporteur"


# ---- proposals ----


def test_codes_stand_in_one_cell_in_the_order_named_with_the_primary_objective_apart() -> None:
    named = alignment_rows(
        ("IND-0001", "objective", "10", True),
        ("IND-0001", "objective", "8", False),
        ("IND-0001", "action", "8(c)", False),
        ("IND-0002", "objective", "all", False),
        ("IND-0002", "principle", "a", False),
        ("IND-0002", "paragraph", "70", False),
        ("IND-0003", "objective", "10", False),
        ("IND-0003", "objective", "8", False),
    )
    rows = proposals_of(*map(proposal_row, ("IND-0001", "IND-0002", "IND-0003")), named=named)
    assert rows["objectives"].tolist() == ["10; 8", "all", "10; 8"]
    assert rows["primary_objective"].tolist() == ["10", "", "not stated"]
    assert rows["actions"].tolist() == ["8(c)", "", ""]
    assert rows[["principles", "paragraphs"]].to_numpy().tolist() == [["", ""], ["a", "70"], ["", ""]]


def test_answers_from_a_list_are_in_words_and_other_texts_as_they_were_written() -> None:
    text = " =1+1\n\tétude  "
    row = only(proposals_of(proposal_row(action="add", readiness="", definition=text)))
    assert (row["action"], row["readiness"], row["definition"]) == ("Add an indicator", "", text)


def test_addressees_and_themes_stand_one_a_line_and_one_outside_the_list_as_written() -> None:
    raw = proposal_rows(proposal_row("REC-0001", kind=Kind.RECOMMENDATION, addressees=["states", "Coast guards"]))
    named = alignment_rows(("REC-0001", "theme", "justice", False), ("REC-0001", "theme", "data", False))
    row = only(proposals_frame(raw, named, RECOMMENDATION, LABELS))
    assert row["addressees"] == "States\nCoast guards"
    assert row["themes"] == "4 Justice, accountability and redress\n5 Collecting and using data"


def test_of_what_is_withdrawn_nothing_but_the_trace_is_left() -> None:
    canary = {"title": "CANARY", "organisation": "CANARY", "stakeholder_group": "migrants", "reason": "CANARY"}
    rows = proposals_of(proposal_row("IND-0001", status=Status.WITHDRAWN, **canary), proposal_row("IND-0002"))
    trace = rows.iloc[0].dropna()
    assert set(trace.index) == {"reference", "origin", "status", "submitted_at", "changed_at"}
    assert rows.iloc[1]["title"] == "A title"


def test_no_proposal_at_all_gives_no_row() -> None:
    assert proposals_of().empty


# ---- comments ----


def test_a_comment_says_which_proposal_and_section_it_is_about() -> None:
    rows = comments_of(comment_row("C-000001"), comment_row("C-000002", section="rationale"))
    assert rows["proposal_title"].tolist() == ["A title", "A title"]
    assert rows["section"].tolist() == ["the whole proposal", "Why"]


def test_a_reply_to_what_is_not_shown_is_a_reply_all_the_same() -> None:
    rows = comments_of(
        comment_row("C-000001"),
        comment_row("C-000002", is_reply=True, parent_reference="C-000001"),
        comment_row("C-000003", is_reply=True),
    )
    assert rows["level"].tolist() == ["comment", REPLY, ORPHAN]


def test_only_a_published_position_on_a_published_proposal_counts() -> None:
    rows = comments_of(
        comment_row("C-000001"),
        comment_row("C-000003", stance=Stance.QUESTION),
        comment_row("C-000004", status=Status.HELD),
        comment_row("C-000005", proposal_status=Status.HIDDEN),
    )
    assert rows["position"].tolist() == [CURRENT, "", NOT_COUNTED, NOT_COUNTED]


def test_a_withdrawn_comment_leaves_its_place_and_no_words() -> None:
    row = only(comments_of(comment_row(status=Status.WITHDRAWN, text="CANARY", name="CANARY", is_reply=True)))
    assert "CANARY" not in row.dropna().astype(str).tolist()
    assert (row["proposal_reference"], row["level"]) == ("IND-0001", ORPHAN)


# ---- what is counted ----


def test_the_summary_counts_each_value_also_one_that_does_not_occur() -> None:
    proposals = proposals_of(
        proposal_row("IND-0001", stakeholder_group="migrants", language="ar"),
        proposal_row("IND-0002", origin=Origin.BROUGHT_IN),
        proposal_row("IND-0003", status=Status.HELD, stakeholder_group="migrants"),
    )
    comments = comments_of(comment_row(stakeholder_group="migrants"))
    summary = summary_of(proposals, comments, Status.PUBLISHED, Status.HELD)
    found = summary.set_index(["dimension", "value"])
    assert found.loc[("Status", "held")].tolist() == [1, 0, 0, 0]
    assert found.loc[("Stakeholder group", "Migrants")].tolist() == [1, 0, 1, 1]
    assert found.loc[("Stakeholder group", BROUGHT_IN)].tolist() == [0, 1, 0, 0]
    assert found.loc[("Stakeholder group", "Media")].tolist() == [0, 0, 0, 0]
    assert found.loc[("Language", "العربية")].tolist() == [1, 0, 0, 0]


def test_every_dimension_of_the_summary_adds_up_even_with_a_value_nobody_foresaw() -> None:
    proposals = proposals_of(proposal_row("IND-0001", language="de", action="", stakeholder_group="former"))
    summary = summary_of(proposals, comments_of(), Status.PUBLISHED)
    assert summary.groupby("dimension")["participants"].sum().drop("Kind of comment").eq(1).all()


def test_convergence_says_how_many_groups_and_regions_take_each_position() -> None:
    proposals = proposals_of(proposal_row("IND-0001"), proposal_row("IND-0002"), proposal_row("IND-0003"))
    migrants, academia = ({"stakeholder_group": group} for group in ("migrants", "academia"))
    concern = {"stance": Stance.STRONG_CONCERN}
    comments = comments_of(
        comment_row("C-000001", **migrants, region="africa", text="Because."),
        comment_row("C-000002", **migrants, region="asia_pacific"),
        comment_row("C-000003", **academia),
        comment_row("C-000004"),
        comment_row("C-000005", **migrants, **concern),
        comment_row("C-000006", stance=Stance.QUESTION, text="Why?", **academia, region="africa"),
        comment_row("C-000007", text="Not yet seen.", status=Status.HELD),
        comment_row("C-000008", **concern, proposal="IND-0002"),
    )
    rows = by_reference(convergence_of(proposals, comments).frames())
    overall = ["total", "support_count", "changes_count", "concern_count", "comment_count"]
    assert rows[overall].values.tolist() == [[5, 4, 0, 1, 2], [1, 0, 0, 1, 0], [0, 0, 0, 0, 0]]
    groups, regions = (
        [f"{of}.{stance}" for stance in ("support", "support_with_changes", "strong_concern")]
        for of in ("groups", "regions")
    )
    assert rows[groups].values.tolist() == [[2, 0, 1], [0, 0, 0], [0, 0, 0]]
    assert rows[regions].values.tolist() == [[2, 0, 0], [0, 0, 0], [0, 0, 0]]


def test_convergence_in_detail_keeps_every_part_apart_and_leaves_empty_what_is_none() -> None:
    proposals = proposals_of(proposal_row("IND-0001"), proposal_row("IND-0002"))
    comments = comments_of(
        comment_row("C-000001", stakeholder_group="migrants", region="africa", name="A. Person"),
        comment_row("C-000002", stakeholder_group="academia", organisation="A school", confirmed_at=SENT),
        comment_row("C-000003", stance=Stance.STRONG_CONCERN),
    )
    rows = by_reference(convergence_of(proposals, comments).detailed_frames())
    first = rows.loc["IND-0001"].dropna().to_dict()
    assert first.pop("title") == "A title"
    assert first == {
        "total": 3,
        "speaks_as.individual.support": 1,
        "speaks_as.organisation.support": 1,
        "speaks_as.not_stated.strong_concern": 1,
        "standing.self_declared.support": 1,
        "standing.confirmed.support": 1,
        "standing.not_stated.strong_concern": 1,
        "region.africa.support": 1,
        "region.not_stated.support": 1,
        "region.not_stated.strong_concern": 1,
        "stakeholder_group.migrants.support": 1,
        "stakeholder_group.academia.support": 1,
        "stakeholder_group.not_stated.strong_concern": 1,
    }
    assert rows.loc["IND-0002", "total"] == 0


def test_convergence_of_nothing_has_no_rows() -> None:
    convergence = convergence_of(proposals_of(), comments_of())
    assert all(frame.empty for frame in (*convergence.frames(), *convergence.detailed_frames()))
    assert len(convergence) == 0


# ---- paragraphs ----


def paragraph_rows(*named: tuple[str, str]) -> pd.DataFrame:
    return pd.DataFrame(
        [(code, reference, Status.PUBLISHED) for code, reference in named],
        columns=["code", "reference", "status"],
        dtype=object,
    )


@pytest.mark.parametrize("parted_at", range(4))
def test_a_paragraph_has_as_many_rows_as_proposals_name_it_wherever_the_pieces_part(parted_at: int) -> None:
    named = paragraph_rows(("2", "IND-0001"), ("70", "IND-0001"), ("70", "IND-0002"))
    pieces = [named[:parted_at], named[parted_at:]]
    rows = pd.concat(paragraph_frames(pieces, FRAMEWORK))
    assert rows["paragraph"].tolist() == [*range(1, 71), *range(70, 78)]
    assert rows.dropna(subset="reference")[["paragraph", "reference"]].values.tolist() == [
        [2, "IND-0001"],
        [70, "IND-0001"],
        [70, "IND-0002"],
    ]
    assert (rows["gap"] == "nothing proposed").tolist() == rows["reference"].isna().tolist()


def test_where_nothing_is_named_every_paragraph_says_so() -> None:
    rows = pd.concat(paragraph_frames([paragraph_rows()], FRAMEWORK))
    assert rows["gap"].tolist() == ["nothing proposed"] * len(FRAMEWORK.paragraphs)
