"""Every table of a file is recounted from the rows of the same file, for each audience and kind of consultation."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import pytest

from consultation.database import make_engine, make_sessions, snapshot
from consultation.partners.operations import share_with
from consultation.process.queries import get_consultation
from exports.handouts.making import make_file
from exports.handouts.order import Order
from exports.report.scope.audiences import Audience
from indicators.fields import SCHEMAS, Kind
from tests.chance import IN_ORDER
from tests.clock import START
from tests.databases import ON_SQLITE, Databases, migrated
from tests.exports.files.writer.test_charts import cells_at
from tests.exports.opened import Cells, book_of, cells_of, taken
from tests.exports.report.recounting import Contents, Row, recounted
from tests.exports.report.rows import FRAMEWORK
from tests.exports.varied import varied

KINDS = {"indicators": Kind.INDICATOR, "missing-migrants": Kind.RECOMMENDATION}
PARTNER = "A network"
DRAWN = {
    "Participation": ["Proposals by participants", "Comments"],
    "Coverage": ["Proposals", "Also named by"],
    "Convergence": ["Support", "Support with changes", "Strong concern"],
}
OF_WHAT_IS_PUBLISHED = ("Coverage", "Convergence", "Convergence in detail")


@dataclass(frozen=True)
class Sample:
    """The files of a sample consultation, and the references of positions that were replaced."""

    replaced: frozenset[str]
    contents: Mapping[Audience, bytes]

    def cells(self, audience: Audience) -> Cells:
        """Return the cells of the file for an audience."""
        return cells_of(self.contents[audience])


def sample(databases: Databases, slug: str) -> Sample:
    """Make the file of a sample consultation for each audience."""
    url = migrated(databases)
    engine = make_engine(url)
    with make_sessions(engine, IN_ORDER)() as session:
        consultation = get_consultation(session, slug)
        replaced = varied(session, consultation)
        share_with(session, consultation.id, PARTNER, [], now=START)
        session.commit()
    orders = {one: Order(slug, one, partner=PARTNER if one is Audience.PARTNERS else "") for one in Audience}
    with snapshot(engine) as reading:
        files = {one: taken(make_file(reading, order, FRAMEWORK, now=START)) for one, order in orders.items()}
    engine.dispose()
    databases.discard(url)
    return Sample(frozenset(replaced), {audience: file.content for audience, file in files.items()})


Samples = Callable[[Databases, str], Sample]


@pytest.fixture(scope="module")
def samples() -> Iterator[Samples]:
    """The samples of this module, made once for each kind of database and consultation."""
    made = cache(sample)
    yield made
    made.cache_clear()


def rows_in(cells: Cells, sheet: str) -> list[Row]:
    heading, *rows = cells[sheet]
    return [dict(zip(map(str, heading), row, strict=True)) for row in rows]


def contents_of(cells: Cells, slug: str) -> Contents:
    """Return the rows of a file that tables are recounted from."""
    schema = SCHEMAS[KINDS[slug]]
    proposals = next(sheet for sheet in ("Indicators", "Recommendations") if sheet in cells)
    return Contents(schema, rows_in(cells, proposals), rows_in(cells, "Comments"))


def differences(found: Sequence[Row], meant: Sequence[Row]) -> list[str]:
    """Return where rows say something else than is meant; of each row its first column is told."""
    if len(found) != len(meant):
        return [f"{len(found)} rows, not {len(meant)}"]
    return [
        f"{next(iter(row.values()))}, {heading}: {row[heading]}, not {value}"
        for row, other in zip(found, meant, strict=True)
        for heading, value in other.items()
        if row[heading] != value
    ]


@pytest.mark.parametrize("slug", KINDS)
@pytest.mark.parametrize(
    ("databases", "audience"),
    [*(("sqlite", audience) for audience in Audience), ("postgresql", Audience.SECRETARIAT)],
    indirect=["databases"],
)
def test_every_table_says_what_the_rows_of_its_file_say(
    databases: Databases, samples: Samples, audience: Audience, slug: str
) -> None:
    made = samples(databases, slug)
    content, cells = made.contents[audience], made.cells(audience)
    tables = recounted(contents_of(cells, slug), {name: rows_in(cells, name) for name in cells})
    wrong = {name: differences(rows_in(cells, name), meant) for name, meant in tables.items()}
    assert {name: those for name, those in wrong.items() if those} == {}
    assert drawn(content, tables) == DRAWN


def drawn(content: bytes, tables: Mapping[str, Sequence[Row]]) -> dict[str, list[object]]:
    """Return what each chart draws; every one of its bars is as long as the table that was recounted says."""
    found: dict[str, list[object]] = {}
    for chart in book_of(content)["Charts"]._charts:
        title = "".join(run.t for part in chart.title.tx.rich.p for run in part.r)
        for series in chart.series:
            [heading], values = cells_at(content, series.tx.strRef.f), cells_at(content, series.val.numRef.f)
            sheet = series.val.numRef.f.partition("!")[0].strip("'")
            meant = [row[str(heading)] for row in tables[sheet] if row.get("Counted by") in {None, "Stakeholder group"}]
            assert (title, heading, values) == (title, heading, meant)
            assert all(isinstance(value, int) for value in values)
            found.setdefault(title, []).append(heading)
    return found


@ON_SQLITE
@pytest.mark.parametrize("slug", KINDS)
def test_what_counts_what_is_published_is_the_same_for_everybody(
    databases: Databases, samples: Samples, slug: str
) -> None:
    public, partners, secretariat = (samples(databases, slug).cells(audience) for audience in Audience)
    for sheet in OF_WHAT_IS_PUBLISHED:
        assert public[sheet] == partners[sheet] == secretariat[sheet]
    by_everything_but_status = [
        [row for row in cells["Summary"] if row[0] != "Status"] for cells in (public, partners, secretariat)
    ]
    assert by_everything_but_status[0] == by_everything_but_status[1] == by_everything_but_status[2]


@pytest.mark.parametrize("audience", list(Audience))
def test_no_position_that_was_replaced_counts_for_anybody(
    databases: Databases, samples: Samples, audience: Audience
) -> None:
    made = samples(databases, "indicators")
    rows, replaced = rows_in(made.cells(audience), "Comments"), made.replaced
    assert replaced
    assert not [row for row in rows if row["Comment"] in replaced and row["Position"] is not None]
