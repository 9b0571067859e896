"""A site, and other places to restore it to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import Engine

from consultation.backups.tables import INDEX, LEFT_OUT, has_tables
from consultation.config import Config
from consultation.database import snapshot
from consultation.proposals.operations.publishing import INDEX as VERSION_OF_INDEX
from consultation.proposals.search.full_text import SearchQuery, found_numbers
from exports.handouts.making import make_file
from exports.handouts.order import Order
from exports.report.scope.audiences import Audience
from tests.clock import START
from tests.databases import Databases
from tests.safety.storage import Rows, rows_of


class Place:
    """A site on a database, by its commands and by what it would hand out."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    @property
    def engine(self) -> Engine:
        engine: Engine = self.app.extensions["engine"]
        return engine

    @property
    def address(self) -> str:
        config: Config = self.app.extensions["config"]
        return config.database_url

    def flask(self, *words: str | Path) -> Result:
        return self.app.test_cli_runner().invoke(args=list(map(str, words)))

    def done(self, *words: str | Path) -> str:
        """Run a command that has to end well, and return what it said."""
        result = self.flask(*words)
        assert result.exit_code == 0, f"{result.output} {result.exception!r}"
        return result.output

    def refused(self, *words: str | Path) -> str:
        """Run a command that has to end with one sentence, and return it."""
        result = self.flask(*words)
        assert (result.exit_code, result.output.count("\n")) == (1, 1), result.output
        return result.output

    def rows(self) -> dict[str, Rows]:
        """What a backup holds of it, but for which version of the search index there is: that is made anew."""
        held = rows_of(self.engine)
        held["counters"] = [row for row in held["counters"] if row[0] != VERSION_OF_INDEX]
        return {name: rows for name, rows in held.items() if name not in LEFT_OUT and not name.startswith(INDEX)}

    def is_untouched(self) -> bool:
        """Whether there is no table, and nothing left beside."""
        with self.engine.connect() as connection:
            is_empty = not has_tables(connection)
        file = Path(str(self.engine.url.database))
        return is_empty and not list(file.parent.glob(f"{file.name}.part*"))

    def workbook(self, slug: str) -> bytes:
        with snapshot(self.engine) as reading:
            order = Order(slug, audience=Audience.SECRETARIAT)
            handout = make_file(reading, order, self.app.extensions["framework"], now=START)
        with handout.file:
            return handout.file.read()

    def found(self, words: str) -> list[int]:
        with snapshot(self.engine) as reading:
            return found_numbers(reading, SearchQuery(words), before=None, most=100)


@pytest.fixture
def here(app: Flask) -> Place:
    return Place(app)


@pytest.fixture
def another(
    config: Config, make_app: Callable[[Config], Flask], databases: Databases
) -> Iterator[Callable[..., Place]]:
    """Return a site on a new database without any table, of this kind or of the one that is named."""
    made: list[tuple[Place, Databases]] = []

    def make(kind: Databases | None = None, **settings: Any) -> Place:
        of = kind or databases
        place = Place(make_app(replace(config, database_url=of.empty(), **settings)))
        made.append((place, of))
        return place

    yield make
    for place, of in made:
        place.engine.dispose()
        of.discard(place.address)


def all_that_is_in(file: Path) -> str:
    """Everything a backup says, unpacked."""
    with ZipFile(BytesIO(file.read_bytes())) as archive:
        return "\n".join(archive.read(name).decode() for name in archive.namelist())
