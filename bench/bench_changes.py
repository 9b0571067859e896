"""What changed between two files of a hundred thousand rows, from the kept rows to the last byte of the workbook."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from bench import benchmark
from bench.bench_workbook import WORDS, text
from consultation.database import begin_writing, make_engine, make_sessions, snapshot
from consultation.keeping.blocks import Block
from consultation.keeping.operations import keep_file
from consultation.lists import ListName
from consultation.process.models import Consultation
from consultation.process.queries import get_consultation
from consultation.running.preparing import prepare_database
from exports.files.writer.formats import FileFormat
from exports.handouts.comparing import Comparison, changes_workbook, comparable
from exports.handouts.models import ExportRecord
from exports.handouts.operations import KEPT_FOR, Door
from exports.report.scope.audiences import Audience
from indicators.fields import INDICATOR
from indicators.loading import load_framework
from tests.chance import IN_ORDER
from tests.clock import START

ROWS = 100_000
A_BLOCK = 1_000
ONE_CHANGED_IN = 20


def two_files(folder: Path) -> None:
    """Two kept files of 100,000 proposals; in the later one every twentieth has another rationale."""
    engine = make_engine(f"sqlite:///{folder / 'steppingstone.db'}")
    prepare_database(engine)
    with make_sessions(engine, IN_ORDER)() as session:
        begin_writing(session)
        consultation = get_consultation(session, "indicators")
        for name in ("earlier", "later"):
            keep(session, consultation, name)
        session.commit()


def keep(session: Session, consultation: Consultation, name: str) -> None:
    kept = keep_file(
        session,
        consultation.id,
        file=BytesIO(),
        size=0,
        sha256=name,
        is_public=True,
        of_secretariat=False,
        blocks=blocks(name),
        removals=consultation.removals,
        until=START + KEPT_FOR,
        now=START,
    )
    assert kept is not None  # noqa: S101
    record = ExportRecord(consultation_id=consultation.id, audience=Audience.PUBLIC, format=FileFormat.WORKBOOK)
    record.made_at, record.made_from, record.filter, record.rows, record.hashes = START, Door.SITE, "", "{}", "{}"
    record.sha256, record.kept_file_id = name, kept.id
    session.add(record)
    session.flush()


def blocks(name: str) -> Iterator[Block]:
    chance = random.Random(ROWS)
    for start in range(1, ROWS + 1, A_BLOCK):
        rows = [row(number, name, chance) for number in range(start, start + A_BLOCK)]
        yield Block.packed(ListName.PROPOSALS, {field: [one[field] for one in rows] for field in rows[0]})


def row(number: int, name: str, chance: random.Random) -> dict[str, Any]:
    language = chance.choice(list(WORDS))
    answers = {column.name: text(chance, language, 12) for column in INDICATOR.columns}
    changed = {"rationale": name} if number % ONE_CHANGED_IN == 0 else {}
    return {"reference": f"IND-{number:04}", **answers, **changed}


@benchmark(
    "what changed between two files of 100,000 rows",
    prepare=two_files,
    repeat=3,
    most_seconds=10,
    most_megabytes=300,
)
def changes(folder: Path) -> Callable[[], object]:
    """Every row is compared, field by field, and each difference written."""
    engine = make_engine(f"sqlite:///{folder / 'steppingstone.db'}")
    framework = load_framework()

    def compare() -> None:
        with snapshot(engine) as session:
            later, earlier = comparable(session, "later")
            handout = changes_workbook(Comparison(session, earlier, later, framework), now=START)
            with handout.file:
                assert handout.report.size  # noqa: S101

    return compare
