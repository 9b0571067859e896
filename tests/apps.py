"""The whole app, and people at browsers in front of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from sqlalchemy.orm import Session
from werkzeug.utils import import_string

from consultation.config import DEVELOPMENT, Config
from tests.chance import IN_ORDER
from tests.client import StrictClient
from tests.clock import Clock


@pytest.fixture
def config(database_url: str, clock: Clock, tmp_path: Path) -> Config:
    """Settings of a development server on the test's own database and clock."""
    return Config(
        environment=DEVELOPMENT,
        secret_key="a secret of the tests",
        key_secret="another secret of the tests",
        database_url=database_url,
        base_url="http://localhost",
        instance=tmp_path,
        clock=clock,
        chance=IN_ORDER,
        testing=True,
    )


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    # Each test has an app of its own; without this each would compile every template again.
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def app(config: Config, compiled_templates: FileSystemBytecodeCache) -> Iterator[Flask]:
    """The whole app on the test's own database."""
    # Named as `flask --app wsgi` names it, so that tests without an app do not load one.
    app: Flask = import_string("wsgi:create_app")(config)
    app.test_client_class = StrictClient
    app.jinja_env.bytecode_cache = compiled_templates
    yield app
    app.extensions["readiness"].stop()
    app.extensions["engine"].dispose()


@pytest.fixture
def new_client(app: Flask, session: Session) -> Callable[[], StrictClient]:
    """Another person at a browser of their own, each time it is called."""

    def arrive() -> StrictClient:
        client = app.test_client()
        assert isinstance(client, StrictClient)
        client.session = session
        return client

    return arrive


@pytest.fixture
def client(new_client: Callable[[], StrictClient]) -> StrictClient:
    """A person at a browser."""
    return new_client()
