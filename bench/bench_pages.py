"""Every page that everybody reads, where there are 200 of them and where there are 20,000, on both databases."""

from __future__ import annotations

import atexit
import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from bench import Make, benchmark
from bench.bench_list import made, write
from consultation.config import Config
from consultation.database import begin_writing, make_engine, make_sessions
from consultation.people.models import Attribution
from consultation.proposals.models import Alignment, IndicatorRevision, Proposal
from consultation.running.preparing import prepare_database
from tests.chance import IN_ORDER
from tests.machines.postgres import postgres_server
from wsgi import create_app

FEW, MANY = 200, 20_000
TIMES: Final = 1.5
PAGES: Final = {
    "first page": "/",
    "framework": "/framework/",
    "objective": "/framework/objectives/8",
    "theme": "/framework/themes/families",
    "principle": "/framework/principles/f",
    "paragraph": "/framework/paragraphs/70",
    "list": "/consultations/indicators",
    "list, most discussed": "/consultations/indicators?sort=discussed",
    "list, filtered": "/consultations/indicators?objective=8&named=primary&group=academia",
    "list, a common word": "/consultations/indicators?q=migrants",
    "list, best fit": "/consultations/indicators?q=migrants&sort=fit",
    "list, a rare word": "/consultations/indicators?q=coroner",
    "list, a rare word and filters": "/consultations/indicators?q=coroner&language=en",
    "proposal": "/proposals/IND-000100",
    "history": "/proposals/IND-000100/history",
    "organisations": "/consultations/indicators/organisations",
    "organisation": "/consultations/indicators/organisations?name=Organisation+0",
    "template": "/consultations/indicators/template",
    "protection": "/protection",
}
"""Each with its address; what does not depend on how many there are says how much a machine's moods are worth."""


def few(folder: Path) -> None:
    """200 proposals in a file."""
    fill(make_engine(f"sqlite:///{folder / 'steppingstone.db'}"), FEW)


def many(folder: Path) -> None:
    """20,000 proposals in a file; twenty say "coroner", as they do among few."""
    fill(make_engine(f"sqlite:///{folder / 'steppingstone.db'}"), MANY)


def few_on_postgresql(folder: Path) -> None:
    """200 proposals in a server."""
    fill_server(folder, FEW)


def many_on_postgresql(folder: Path) -> None:
    """20,000 proposals in a server."""
    fill_server(folder, MANY)


def fill_server(folder: Path, count: int) -> None:
    with postgres_server() as server:
        engine = make_engine(server.create("bench"))
        fill(engine, count)
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))  # as the server does by itself after a while
        engine.dispose()
        server.keep(folder / "data")


def fill(engine: Engine, count: int) -> None:
    """Fill an empty database with proposals that name objectives, a principle and a paragraph."""
    prepare_database(engine)
    with make_sessions(engine, IN_ORDER)() as session:
        begin_writing(session)
        write(session, named_more(session, count))
        session.commit()


def named_more(session: Session, count: int) -> Iterator[tuple[Proposal, IndicatorRevision]]:
    for number, (proposal, revision) in enumerate(made(session, random.Random(count), count)):
        if count == FEW and number % 10 == 0:
            revision.definition += " coroner"  # as many as there are among many, so that the pages are as long
        if number % 10 == 0:
            proposal.attribution, proposal.organisation = Attribution.ORGANISATION, f"Organisation {number % 1_000}"
        for place, (scheme, code) in enumerate((("principle", "f"), ("paragraph", "70")), start=10):
            revision.alignments.append(Alignment(scheme=scheme, code=code, position=place, is_primary=False))
        yield proposal, revision


def visit(address: str, **settings: str) -> Callable[[], object]:
    """Return a call that asks for a page as a visitor does."""
    client = create_app(Config.from_environment(settings)).test_client()

    def ask() -> object:
        answer = client.get(address)
        assert answer.status_code == 200, answer.status  # noqa: S101 - a page that fails is quick
        return answer

    return ask


def on_sqlite(address: str, folder: Path) -> Callable[[], object]:
    """The page on a file."""
    return visit(address, INSTANCE_DIR=str(folder))


def on_postgresql(address: str, folder: Path) -> Callable[[], object]:
    """The page on a server that ends with this process."""
    running = ExitStack()
    atexit.register(running.close)
    server = running.enter_context(postgres_server(folder / "data"))
    return visit(address, INSTANCE_DIR=str(folder), DATABASE_URL=server.url("bench"))


def measured() -> Iterator[Make]:
    """Yield the benchmarks: each page with few and with many, which may cost half as much again."""
    for served, place, small, large in (
        (on_sqlite, "", few, many),
        (on_postgresql, " on PostgreSQL", few_on_postgresql, many_on_postgresql),
    ):
        for page, address in PAGES.items():
            floor = f"page of 200{place}: {page}"
            yield benchmark(floor, prepare=small)(named(served, address))
            grown = benchmark(
                f"page of 20,000{place}: {page}", prepare=large, floor=floor, most_times=TIMES, statements_as=floor
            )
            yield grown(named(served, address))


def named(served: Callable[[str, Path], Callable[[], object]], address: str) -> Make:
    def make(folder: Path) -> Callable[[], object]:
        return served(address, folder)

    return make


MADE: Final = list(measured())
