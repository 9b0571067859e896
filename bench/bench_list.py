"""The list of a consultation with a hundred thousand proposals: whole pages, as a visitor asks for them."""

from __future__ import annotations

import atexit
import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, insert, select, text, update
from sqlalchemy.orm import Session

from bench import benchmark
from consultation.config import Config
from consultation.counters.models import Counter
from consultation.database import begin_writing, make_engine, make_sessions
from consultation.people.models import Attribution, Status
from consultation.process.models import Consultation
from consultation.proposals.models import Alignment, IndicatorRevision, Origin, Proposal
from consultation.proposals.search.full_text import add_entries, entry_of
from consultation.running.preparing import prepare_database
from indicators.fields import Kind
from indicators.loading import load_framework
from tests.chance import IN_ORDER
from tests.clock import START
from tests.factories import a_participant
from tests.machines.postgres import postgres_server
from wsgi import create_app

AT_ONCE = 5_000
SENTENCES = (
    "share of migrants at the border who were heard by an authority before they were returned",
    "number of deaths and disappearances on a route that an independent body has investigated",
    "proportion of working children among families without regular status, by sex and age",
    "cost of recruitment borne by the worker as a part of the yearly income earned abroad",
    "нехватка данных о погибших и пропавших без вести мигрантах на маршрутах",
    "在边境死亡和失踪的移民人数以及得到独立机构调查的比例",
    "نسبة المهاجرين الذين يحصلون على الخدمات الأساسية دون خوف من الإبلاغ عنهم",
)
FRAMEWORK = load_framework()


def a_thousand(folder: Path) -> None:
    """A thousand proposals."""
    fill(folder, 1_000)


def a_hundred_thousand(folder: Path) -> None:
    """A hundred thousand proposals with some eighty words each; one in a thousand says "coroner"."""
    fill(folder, 100_000)


def fill(folder: Path, count: int) -> None:
    """Make a database in the folder; the same number makes the same texts."""
    fill_database(make_engine(f"sqlite:///{folder / 'steppingstone.db'}"), count)


def fill_database(engine: Engine, count: int) -> None:
    """Fill an empty database."""
    prepare_database(engine)
    with make_sessions(engine, IN_ORDER)() as session:
        begin_writing(session)
        write(session, made(session, random.Random(count), count))
        session.commit()


def made(session: Session, chance: random.Random, count: int) -> Iterator[tuple[Proposal, IndicatorRevision]]:
    """Yield published proposals, each with its revision, that are in no session yet."""
    consultation = session.scalars(select(Consultation).where(Consultation.slug == "indicators")).one()
    author = a_participant(session)
    words = vocabulary(chance)
    for number in range(1, count + 1):
        proposal = Proposal(
            id=number,
            token=f"{number:022}",
            reference=f"IND-{number:06}",
            published_number=number,
            published_on=START.date(),
            consultation_id=consultation.id,
            author_id=author.id,
            kind=Kind.INDICATOR,
            origin=Origin.PARTICIPANT,
            attribution=Attribution.GROUP,
            stakeholder_group=chance.choice(FRAMEWORK.groups).code,
            region=chance.choice(FRAMEWORK.regions).code,
            status=Status.PUBLISHED,
            comment_count=int(chance.expovariate(0.2)),
            support_count=chance.randrange(40),
            changes_count=0,
            concern_count=0,
            **dict.fromkeys(("created_at", "submitted_at", "published_at", "changed_at"), START),
        )
        yield proposal, revision_of(number, chance, words)


def vocabulary(chance: random.Random) -> list[str]:
    """Return the words of the sentences, and some thousand others so that the index has as many as a real one."""
    common = " ".join(SENTENCES).split()
    rare = ["".join(chance.choices("aeioulnrstdmkp", k=chance.randint(4, 11))) for _word in range(8_000)]
    return common * 60 + rare


def revision_of(number: int, chance: random.Random, words: list[str]) -> IndicatorRevision:
    """Return what the proposal of this number says."""
    objectives = chance.sample(range(1, 24), chance.randint(1, 3))
    extra = ["coroner"] if number % 1_000 == 0 else []
    return IndicatorRevision(
        id=number,
        proposal_id=number,
        number=1,
        kind=Kind.INDICATOR,
        status=Status.PUBLISHED,
        created_at=START,
        language=chance.choice(["en", "fr", "ar"]),
        action="add",
        title=" ".join(chance.choices(words, k=12)),
        definition=" ".join(chance.choices(words, k=25) + extra),
        rationale=" ".join(chance.choices(words, k=45)),
        alignments=[
            Alignment(scheme="objective", code=str(code), position=place, is_primary=place == 1)
            for place, code in enumerate(objectives, start=1)
        ],
    )


def write(session: Session, pairs: Iterator[tuple[Proposal, IndicatorRevision]]) -> None:
    """Insert them table by table, some thousand at once."""
    while some := list(islice(pairs, AT_ONCE)):
        session.execute(insert(Proposal), [values_of(proposal) for proposal, _revision in some])
        session.execute(insert(IndicatorRevision), [values_of(revision) for _proposal, revision in some])
        named = [
            values_of(alignment) | {"revision_id": revision.id}
            for _proposal, revision in some
            for alignment in revision.alignments
        ]
        session.execute(insert(Alignment), named)
        add_entries(session, [entry_of(proposal, revision.content) for proposal, revision in some])
    session.execute(update(Proposal).values(current_revision_id=Proposal.id))
    session.execute(insert(Counter).values(name="publication", value=1_000_000))


def values_of(row: Any) -> dict[str, Any]:
    """Return the columns that were set on a new row."""
    return {name: value for name, value in vars(row).items() if name not in ("_sa_instance_state", "alignments")}


def page_of(folder: Path, query: str, **settings: str) -> Callable[[], object]:
    """Return a call that asks for the list as a visitor does."""
    client = create_app(Config.from_environment({"INSTANCE_DIR": str(folder), **settings})).test_client()

    def ask() -> object:
        answer = client.get(f"/consultations/indicators?{query}")
        assert answer.status_code == 200, answer.status  # noqa: S101 - a page that fails is quick
        assert "IND-" in answer.text  # noqa: S101 - and so is an empty one
        return answer

    return ask


FILTERED_AND_SEARCHED = "objective=8&q=migrants+border"


@benchmark("list of 1,000, filtered and searched", prepare=a_thousand)
def thousand(folder: Path) -> Callable[[], object]:
    """What the page costs where there is little to look through."""
    return page_of(folder, FILTERED_AND_SEARCHED)


@benchmark(
    "list of 100,000, filtered and searched",
    prepare=a_hundred_thousand,
    floor="list of 1,000, filtered and searched",
    most_seconds=0.025,
    statements_as="list of 1,000, filtered and searched",
)
def hundred_thousand(folder: Path) -> Callable[[], object]:
    """The page must not grow with the list."""
    return page_of(folder, FILTERED_AND_SEARCHED)


@benchmark("list of 100,000, nothing asked for", prepare=a_hundred_thousand, most_seconds=0.025)
def unfiltered(folder: Path) -> Callable[[], object]:
    """The first page."""
    return page_of(folder, "")


@benchmark("list of 100,000, a common word", prepare=a_hundred_thousand, most_seconds=0.025)
def common_word(folder: Path) -> Callable[[], object]:
    """A word in most of the texts."""
    return page_of(folder, "q=migrants")


@benchmark("list of 100,000, a rare word and filters", prepare=a_hundred_thousand, most_seconds=0.025)
def rare_word(folder: Path) -> Callable[[], object]:
    """A hundred texts have the word, some of them a speaker of the region and language."""
    return page_of(folder, "q=coroner&region=africa&language=en")


@benchmark("list of 100,000, five filters", prepare=a_hundred_thousand, most_seconds=0.025)
def five_filters(folder: Path) -> Callable[[], object]:
    """Few fit, and none of the filters is rare by itself."""
    return page_of(folder, "objective=8&named=primary&group=academia&region=africa&language=en")


@benchmark("list of 100,000, a deep page", prepare=a_hundred_thousand, most_seconds=0.025)
def deep_page(folder: Path) -> Callable[[], object]:
    """Near the end of a filtered and searched list."""
    return page_of(folder, f"{FILTERED_AND_SEARCHED}&older=3000")


@benchmark("list of 100,000, most discussed of a search", prepare=a_hundred_thousand)
def most_discussed(folder: Path) -> Callable[[], object]:
    """In an order that the index does not have: whatever is found must be looked at."""
    return page_of(folder, f"{FILTERED_AND_SEARCHED}&sort=discussed")


@benchmark("list of 100,000, best fit to a common word", prepare=a_hundred_thousand, most_seconds=0.06)
def best_fit(folder: Path) -> Callable[[], object]:
    """The newest 2,000 of what is found are ranked."""
    return page_of(folder, "q=migrants&sort=fit")


@benchmark("list of 100,000 on PostgreSQL, best fit to a common word", most_seconds=0.06)
def best_fit_on_postgresql(folder: Path) -> Callable[[], object]:
    """The same on a server that ends with this process; filling it is not measured."""
    running = ExitStack()
    atexit.register(running.close)
    address = running.enter_context(postgres_server()).create("bench")
    engine = make_engine(address)
    fill_database(engine, 100_000)
    with engine.begin() as connection:
        connection.execute(text("ANALYZE"))  # as the server does by itself after a while
    engine.dispose()
    return page_of(folder, "q=migrants&sort=fit", DATABASE_URL=address)


@benchmark("list of 100,000, most contested", prepare=a_hundred_thousand, most_seconds=0.025)
def most_contested(folder: Path) -> Callable[[], object]:
    """An order that an index of its own has."""
    return page_of(folder, "sort=contested")


@benchmark("list of 100,000, Chinese", prepare=a_hundred_thousand, most_seconds=0.025)
def chinese(folder: Path) -> Callable[[], object]:
    """Two characters in a row."""
    return page_of(folder, "q=移民&objective=8")
