"""Charts: drawn by the spreadsheet program from cells that are there, and from nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries
from sqlalchemy.orm import Session

from consultation.discussion.models import Stance
from exports.report.scope.audiences import Audience
from indicators.codes import Code
from tests.databases import SQLITE
from tests.exports.opened import Taken, cells_of, rows_of
from tests.factories import DIASPORA, a_comment, a_proposal, missing_migrants
from tests.machines.office import Office

DATABASES = SQLITE

Make = Callable[..., Taken]
A_RANGE = re.compile(r"^'?([^'!]+)'?!\$([A-Z]+)\$(\d+)(?::\$([A-Z]+)\$(\d+))?$")


@pytest.fixture
def discussed(session: Session) -> None:
    """A proposal on objective 8, supported by somebody of the diaspora."""
    proposal = a_proposal(session, codes=(Code("objective", "8"),), speaker=DIASPORA)
    a_comment(session, proposal, stance=Stance.SUPPORT, speaker=DIASPORA)


def references_in(content: bytes) -> list[str]:
    with ZipFile(BytesIO(content)) as package:
        charts = [package.read(name).decode() for name in package.namelist() if name.startswith("xl/charts/")]
    return [unescape(reference) for chart in charts for reference in re.findall(r"<(?:\w+:)?f>([^<]*)</", chart)]


def cells_at(content: bytes, reference: str) -> list[object]:
    """Return the values of a range such as 'By objective'!$D$2:$D$26."""
    found = A_RANGE.match(reference)
    assert found, f"{reference} is more than a range of our own cells"
    name, first_column, first, last_column, last = found.groups()
    area = f"{first_column}{first}:{last_column or first_column}{last or first}"
    left, top, right, bottom = range_boundaries(area)
    rows = cells_of(content)[name]
    assert bottom <= len(rows), f"{reference} is beyond its sheet"
    assert right <= len(rows[0]), f"{reference} is beyond its sheet"
    return [value for row in rows[top - 1 : bottom] for value in row[left - 1 : right]]


def test_every_chart_is_drawn_from_cells_that_are_filled(discussed: None, make: Make) -> None:
    content = make().content
    charts = load_workbook(BytesIO(content))["Charts"]._charts
    assert len(charts) == 3
    references = references_in(content)
    assert len(references) >= 3 * 2 + 7
    assert all(value is not None for reference in references for value in cells_at(content, reference))


def test_the_bars_are_those_of_each_group_and_each_objective(discussed: None, make: Make) -> None:
    content = make().content
    references = references_in(content)
    groups = next(cells_at(content, reference) for reference in references if reference.startswith("'Summary'!$B"))
    summary = rows_of(content, "Summary")
    assert groups == [row["Value"] for row in summary if row["Counted by"] == "Stakeholder group"]
    codes = next(cells_at(content, reference) for reference in references if reference.startswith("'By objective'!$B"))
    assert codes == [*(str(number) for number in range(1, 24)), "all", "none"]
    headings = [value for reference in references if reference.endswith("$1") for value in cells_at(content, reference)]
    assert {"Comments", "Proposals", "Also named by", "Support", "Strong concern"} <= set(headings)


def test_the_sheet_says_in_words_what_they_show_and_from_where(discussed: None, make: Make) -> None:
    rows = rows_of(make().content, "Charts")
    assert [(row["Chart"], row["Drawn from"]) for row in rows] == [
        ("Participation", "Summary"),
        ("Coverage", "By objective"),
        ("Convergence", "By objective"),
    ]


def test_those_of_recommendations_are_drawn_from_the_themes(session: Session, make: Make) -> None:
    a_proposal(session, missing_migrants(session), codes=(Code("theme", "data"),))
    references = references_in(make(slug="missing-migrants").content)
    assert any(reference.startswith("'By theme'!") for reference in references)
    assert not any("objective" in reference for reference in references)


def test_a_consultation_without_anything_has_charts_of_nothing(make: Make) -> None:
    content = make(Audience.SECRETARIAT).content
    assert all(value is not None for reference in references_in(content) for value in cells_at(content, reference))


@pytest.mark.office
def test_libreoffice_keeps_the_charts_and_the_cells_they_are_drawn_from(
    discussed: None, make: Make, office: Office, tmp_path: Path
) -> None:
    content = make().content
    file = tmp_path / "workbook.xlsx"
    file.write_bytes(content)
    saved = office.convert(file).read_bytes()
    assert len(load_workbook(BytesIO(saved))["Charts"]._charts) == 3
    ours, theirs = (sorted(one.replace("'", "") for one in references_in(some)) for some in (content, saved))
    assert ours == theirs
