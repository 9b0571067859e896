"""Small numbers of people are left out, and cannot be computed from what is left."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product

import numpy as np
import pytest
from sqlalchemy.orm import Session

from consultation.discussion.models import Stance
from consultation.people.models import Attribution
from consultation.people.speaker import Speaker
from exports.formats import CSV_FILES
from exports.frames.suppression import FEWEST, left_out
from exports.models import Audience
from tests.exports.opened import Taken, files_of, read_me_of, rows_of
from tests.factories import a_comment, a_proposal

PARTS = 4
MOST = 14


def of(counts: Sequence[int]) -> list[bool]:
    hidden: list[bool] = left_out(np.array([counts], dtype=np.int32))[0].tolist()
    return hidden


@pytest.mark.parametrize(
    ("counts", "meant"),
    [
        ((0, 0, 0), "..."),
        ((5, 9, 0), "..."),
        ((2, 3, 9), "**."),
        ((2, 9, 7), "**."),
        ((0, 9, 2), ".**"),
        ((1, 1, 9), "***"),
        ((4, 4, 9), "***"),
        ((3, 0, 0), "***"),
        ((1, 6, 0, 8), "**.."),
    ],
)
def test_what_is_small_is_left_out_with_as_many_others_as_it_takes(counts: tuple[int, ...], meant: str) -> None:
    assert "".join(".*"[hidden] for hidden in of(counts)) == meant


def test_whoever_knows_the_total_and_how_it_is_done_cannot_tell_a_small_number() -> None:
    """Of every breakdown up to a total: each number left out could be another, in one that would be shown the same."""
    every = [counts for counts in product(range(MOST + 1), repeat=PARTS) if sum(counts) <= MOST]
    masks = left_out(np.array(every, dtype=np.int32))
    shown_alike: dict[object, list[tuple[int, ...]]] = {}
    for counts, mask in zip(every, masks.tolist(), strict=True):
        shown = tuple(None if hidden else count for count, hidden in zip(counts, mask, strict=True))
        shown_alike.setdefault((sum(counts), shown), []).append(counts)
    for (total, shown), alike in shown_alike.items():
        for place, possible in enumerate(zip(*alike, strict=True)):
            if shown[place] is None:
                assert len(set(possible)) > 1, (total, shown)
            else:
                assert not 0 < possible[0] < FEWEST


def opinions(session: Session) -> None:
    """Nine who support a proposal: six from Africa, three from Europe and North America."""
    proposal = a_proposal(session)
    for region, number in (("africa", 6), ("europe_north_america", 3)):
        for _person in range(number):
            speaker = Speaker(Attribution.GROUP, "migrants", region)
            a_comment(session, proposal, stance=Stance.SUPPORT, text="", speaker=speaker)


@pytest.mark.parametrize(
    ("audience", "numbers"),
    [
        (Audience.PUBLIC, ("*", "*", 9)),
        (Audience.PARTNERS, ("*", "*", 9)),
        (Audience.SECRETARIAT, (6, 3, 9)),
    ],
)
def test_the_tables_about_people_have_no_small_number_but_for_the_secretariat(
    session: Session, make: Callable[..., Taken], audience: Audience, numbers: tuple[object, ...]
) -> None:
    opinions(session)
    content = make(audience).content
    (row,) = rows_of(content, "Convergence")
    names = ("Africa · support", "Europe and North America · support", "all · support")
    assert tuple(row[name] for name in names) == numbers
    positions = {row["Value"]: row["Positions"] for row in rows_of(content, "Summary") if row["Counted by"] == "Region"}
    assert (positions["Africa"], positions["Europe and North America"]) == numbers[:2]
    is_said = any("leave out numbers of people" in notice for notice in read_me_of(content)["Notice"])
    assert is_said == (audience is not Audience.SECRETARIAT)


def test_the_csv_files_leave_out_the_same(session: Session, make: Callable[..., Taken]) -> None:
    opinions(session)
    heading, row = files_of(make(file_format=CSV_FILES).content)["Convergence.csv"]
    assert dict(zip(heading, row, strict=True))["Africa · support"] == "*"
