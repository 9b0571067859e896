"""Fixture: a server in production."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.machines.production import Gunicorn, gunicorn, prepare


@pytest.fixture(scope="package")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gunicorn]:
    instance = tmp_path_factory.mktemp("served")
    prepare(instance)
    with gunicorn(instance) as running:
        yield running
