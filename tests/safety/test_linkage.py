"""Nobody who shows less in one contribution than in another is found by what others get at the end of each day.

Whatever is in a file, a list or a page is looked at: a column or a value that comes later is looked at too. Two
contributions of one author are linked by a value, or by a change from one day to the next, that fewer than five authors
have. What people say themselves links them, and is free.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from itertools import combinations
from random import Random
from typing import Final

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.utils import import_string

from consultation.config import DEVELOPMENT, Config
from consultation.database import CHANCE, make_engine, make_sessions
from consultation.discussion.models import Comment
from consultation.people.models import Participant, Status
from consultation.proposals.models import Proposal
from exports.report.sheets.convergence import CONVERGENCE, detailed_columns
from exports.report.wording.words import Labels
from indicators.fields import SCHEMAS, Kind
from tests.client import StrictClient
from tests.clock import Clock
from tests.counts import require_true_counts
from tests.databases import Databases, migrated
from tests.exports.report.rows import FRAMEWORK
from tests.factories import a_participant, sign_in
from tests.machines import NOTHING_MAY_BE_SKIPPED
from tests.safety.linkage.people import Doors, visitor
from tests.safety.linkage.reading import Row, files, orders, pages
from tests.safety.linkage.world import Days, sent_in_order

FEW: Final = 5  # authors
NUMBER_OF_DAYS: Final = 6
MANY_COMMENTS: Final = 1  # the day on which more are sent than a page of a discussion shows
ENOUGH_TO_CORRELATE: Final = 30  # contributions of a day: by chance alone these never come near their order
IN_ORDER: Final = 0.8
SEED: Final = 2027
"""Where a run decides about somebody's change it looks at the same days each time: which few of many stand on a page is
drawn, and by chance fewer than five of its authors may have what nearly all have."""

SAID: Final[Mapping[str, str]] = {
    **{one.label: "what a proposal says" for one in SCHEMAS[Kind.INDICATOR].descriptors},
    **dict.fromkeys(("Title", "Before", "After", "Field"), "what a proposal says or said"),
    **dict.fromkeys(("Text", "Suggested wording"), "what a comment says"),
    **dict.fromkeys(("Proposal", "Title of the proposal", "Reply to", "About"), "what it speaks of"),
    "Language": "the language it is written in",
}
"""The columns that are free whatever stands there, and why."""

SHOWN: Final = frozenset(
    {"Stakeholder group", "Region", "Organisation", "Name", "Speaks as", "Standing", "Who", "text"}
)
"""The columns that say what rows show of their authors: free as far as both rows show it."""

Shown = frozenset[str]
Values = Mapping[tuple[str, str, int], Row]


@dataclass
class Seen:
    """What others have at the end of a day, and what is true of it: who shows what."""

    rows: dict[tuple[str, str, int], Row]
    shown: dict[str, Shown]
    orders: dict[str, list[str]]
    sent: list[str]


@dataclass
class Story:
    """Everything that others got, day by day, and whose it is."""

    authors: dict[str, int] = field(default_factory=dict)
    days: list[Seen] = field(default_factory=list)


@pytest.fixture(scope="module")
def story(
    sqlite_databases: Databases,
    tmp_path_factory: pytest.TempPathFactory,
    compiled_templates: FileSystemBytecodeCache,
) -> Iterator[Story]:
    """Let the days pass."""
    url, clock, folder = migrated(sqlite_databases), Clock(), tmp_path_factory.mktemp("linkage")
    secrets = {"secret_key": "a secret of the tests", "key_secret": "another secret of the tests"}
    chance = Random(SEED) if NOTHING_MAY_BE_SKIPPED else CHANCE
    asked = {"environment": DEVELOPMENT, "database_url": url, "base_url": "http://localhost", "instance": folder}
    app: Flask = import_string("wsgi:create_app")(Config(**asked, **secrets, clock=clock, chance=chance, testing=True))
    app.test_client_class = StrictClient
    app.jinja_env.bytecode_cache = compiled_templates
    engine = make_engine(url)
    with make_sessions(engine, chance)() as session:
        yield told(Days(Doors(app, session, clock, folder)), app, session)
    require_true_counts(engine)
    engine.dispose()
    app.extensions["engine"].dispose()
    sqlite_databases.discard(url)


def told(days: Days, app: Flask, session: Session) -> Story:
    """Let everybody contribute, and read everything at the end of each day."""
    days.begin()
    found = Story()
    reader, officer, other = (visitor(app) for _one in range(3))
    somebody = a_participant(session).id
    for number in range(NUMBER_OF_DAYS):
        days.day(number)
        assert days.officer is not None
        for client, person in ((officer, days.officer.id), (other, somebody)):
            sign_in(client, session, session.get_one(Participant, person), now=days.doors.clock.time)
        session.commit()
        found.days.append(seen(days, (reader, officer, other), number))
        session.expire_all()
        for table in (Proposal, Comment):
            whose = session.execute(select(table.reference, table.author_id).where(table.author_id.is_not(None)))
            found.authors |= {str(reference): days.people[author] for reference, author in whose}
        session.rollback()
    return found


def seen(days: Days, browsers: tuple[FlaskClient, FlaskClient, FlaskClient], number: int) -> Seen:
    """Take everything that others have at the end of a day."""
    reader, officer, other = browsers
    sheets = files(reader, officer, other, "indicators")
    looked_at = [*sheets.values(), *pages(reader, all_of_them=number == NUMBER_OF_DAYS - 1).values()]
    session = days.session
    return Seen(
        {row.key: row for rows in looked_at for row in rows},
        shown_by(session),
        orders(reader, "indicators", days.busy[0], sheets, with_addresses=number == MANY_COMMENTS),
        sent_in_order(session, days.people),
    )


def shown_by(session: Session) -> dict[str, Shown]:
    """Return what each contribution that is published shows of its author, as it stands on pages and in files."""
    labels, found = Labels(FRAMEWORK), {}
    for table in (Proposal, Comment):
        for one in session.scalars(select(table).where(table.status == Status.PUBLISHED)):
            group, region = labels.groups.get(one.stakeholder_group, ""), labels.regions.get(one.region, "")
            found[str(one.reference)] = frozenset(filter(None, (group, region, one.organisation, one.name)))
    return found


# ---- what links ----


def values(rows: Iterable[Row]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield what rows say, each with the reference of the one that says it."""
    for row in rows:
        yield from (((row.place, column, value), row.reference) for column, value in row.values)


def changes(before: Values, after: Values) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield what changed from one day's end to the next: what rows say no more, what they say now, and new rows."""
    for key in before.keys() | after.keys():
        old = before[key].values if key in before else frozenset()
        new = after[key].values if key in after else frozenset()
        place, reference, _number = key
        if key not in before or key not in after:
            yield (place, "", "new row" if key in after else "row that is gone"), reference
        yield from (((place, column, f"no more: {value}"), reference) for column, value in old - new)
        yield from (((place, column, f"now: {value}"), reference) for column, value in new - old)


def links(
    said: Iterable[tuple[tuple[str, ...], str]], authors: Mapping[str, int], shown: Mapping[str, Shown]
) -> list[str]:
    """Return, in words, the pairs of contributions that what is said links to one author who hides it."""
    groups: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
    for what, reference in said:
        if reference in authors:
            groups[what].add(reference)
    return [
        f"{', '.join(what)}: {one} and {other}, by {number}"
        for what, references in sorted(groups.items())
        if len({authors[reference] for reference in references}) < FEW
        for number, one, other in pairs(references, authors, shown)
        if not is_free(what[1], what[2], shown[one] & shown[other])
    ]


def pairs(
    references: Iterable[str], authors: Mapping[str, int], shown: Mapping[str, Shown]
) -> Iterator[tuple[int, str, str]]:
    """Yield contributions of one author of which the first shows less than the second."""
    by_author: defaultdict[int, list[str]] = defaultdict(list)
    for reference in sorted(references):
        by_author[authors[reference]].append(reference)
    for number, own in by_author.items():
        for one, other in combinations(own, 2):
            if shown[one] != shown[other]:
                less, more = sorted((one, other), key=lambda reference: len(shown[reference]))
                if shown[less] < shown[more]:
                    yield number, less, more


def is_free(column: str, value: str, both_show: Shown) -> bool:
    """Return whether it is what people say, or what both contributions show of their author."""
    if column.removesuffix(" *") in SAID:
        return True
    said = value.removeprefix("now: ").removeprefix("no more: ")
    beside = reduce(lambda rest, one: rest.replace(one, ""), sorted(both_show, key=len, reverse=True), said)
    return column in SHOWN and said != beside and not re.search(r"\w", beside)


def known(story: Story, number: int) -> dict[str, Shown]:
    """Return what readers know that contributions show: also of what was withdrawn since."""
    return {reference: those for day in story.days[: number + 1] for reference, those in day.shown.items()}


@pytest.mark.parametrize("number", range(NUMBER_OF_DAYS))
def test_no_value_links_what_hides_its_author_to_what_shows_more(story: Story, number: int) -> None:
    day = story.days[number]
    found = links(values(day.rows.values()), story.authors, known(story, number))
    assert not found, "\n".join(found[:50])


@pytest.mark.parametrize("number", range(1, NUMBER_OF_DAYS))
def test_no_change_from_one_day_to_the_next_links_them(story: Story, number: int) -> None:
    said = changes(story.days[number - 1].rows, story.days[number].rows)
    found = links(said, story.authors, known(story, number))
    assert not found, "\n".join(found[:50])


def test_no_order_and_no_number_tells_in_which_order_things_were_sent(story: Story) -> None:
    found, before = [], set[str]()
    for day in story.days:
        of_today = [reference for reference in day.sent if reference not in before]
        before |= set(of_today)
        found += [f"{place}: {what}" for place, order in day.orders.items() for what in told_by(order, of_today)]
    assert not found, "\n".join(found)


def told_by(order: Sequence[str], of_today: Sequence[str]) -> Iterator[str]:
    """Yield what in an order of references follows the order in which those of today were sent."""
    places: dict[str, int] = {}
    for at, reference in enumerate(order):
        places.setdefault(reference, at)
    numbers = {reference: int(reference.rpartition("-")[2]) for reference in places}
    for what, found in {"their order": places, "their references": numbers}.items():
        for kind in ("IND-", "C-"):
            told = [found[reference] for reference in of_today if reference.startswith(kind) and reference in found]
            if len(told) >= ENOUGH_TO_CORRELATE and abs(correlation(told)) > IN_ORDER:
                yield f"{what} tells of {len(told)} of a day ({kind}) in which order they were sent"


def correlation(told: Sequence[float]) -> float:
    """Return how far numbers follow their own order: 1 where they rise all the time, -1 where they fall."""
    ranks = {at: rank for rank, at in enumerate(sorted(told))}
    middle = (len(told) - 1) / 2
    together = sum((number - middle) * (ranks[at] - middle) for number, at in enumerate(told))
    return together / sum((number - middle) ** 2 for number in range(len(told)))


def test_of_no_contribution_a_time_of_day_is_told(story: Story) -> None:
    times = re.compile(r"\b\d\d?:\d\d")
    found = {
        f"{row.place}, {column}: {value}"
        for day in story.days
        for row in day.rows.values()
        for column, value in row.values
        if times.search(value) and row.reference in story.authors
    }
    assert not found, "\n".join(sorted(found)[:20])


def test_the_test_meets_every_place_in_which_contributions_stand(story: Story) -> None:
    places = {row.place for row in story.days[-1].rows.values()}
    for sheet in ("Indicators", "Comments", "Revisions", "Convergence", "Convergence in detail", "Objective 8"):
        assert {f"workbook, {sheet}", f"partner's workbook, {sheet}"} <= places
    assert {"CSV, Comments.csv", "CSV, Convergence.csv", "CSV, Convergence in detail.csv"} <= places
    assert {"partner's workbook, Comments", "list of comments, Comments"} <= places
    assert {"page /proposals/*, main", "page /proposals/*, article", "page /consultations/indicators, li"} <= places
    assert {"page /proposals/*/history, main", "page /framework/objectives/8, li", "/comments/*"} <= places


def test_the_test_meets_every_column_of_convergence(story: Story) -> None:
    met = {(row.place, column) for row in story.days[-1].rows.values() for column, _value in row.values}
    labels = Labels(FRAMEWORK)
    for sheet, columns in {"Convergence": CONVERGENCE, "Convergence in detail": detailed_columns(labels)}.items():
        headings = [column.heading for column in columns if column.name != "reference"]
        for place in (f"workbook, {sheet}", f"partner's workbook, {sheet}", f"CSV, {sheet}.csv"):
            assert not [heading for heading in headings if (place, heading) not in met]
