"""The whole app with strict clients, signed in or not."""

from __future__ import annotations

import shutil
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


@pytest.fixture(scope="session")
def instance_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("instance")


@pytest.fixture
def config(database_url: str, clock: Clock, instance_folder: Path) -> Iterator[Config]:
    """Settings of a development server on the test's own database and clock."""
    yield Config(
        environment=DEVELOPMENT,
        secret_key="a secret of the tests",
        key_secret="another secret of the tests",
        database_url=database_url,
        base_url="http://localhost",
        instance=instance_folder,
        clock=clock,
        chance=IN_ORDER,
        testing=True,
    )
    shutil.rmtree(instance_folder)
    instance_folder.mkdir()


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    # Each app has templates of its own; without this each would compile every one of them again.
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture(scope="session")
def make_app(compiled_templates: FileSystemBytecodeCache) -> Callable[[Config], Flask]:
    """Return a new app for some settings."""

    def make(config: Config) -> Flask:
        # Named as `flask --app wsgi` names it, so that tests without an app do not load one.
        app: Flask = import_string("wsgi:create_app")(config)
        app.test_client_class = StrictClient
        app.jinja_env.bytecode_cache = compiled_templates
        return app

    return make


@pytest.fixture(scope="session")
def standing_apps() -> dict[Config, tuple[Flask, list[object]]]:
    """The apps that tests have used, each with what it was made of."""
    return {}


@pytest.fixture
def app(
    config: Config, make_app: Callable[[Config], Flask], standing_apps: dict[Config, tuple[Flask, list[object]]]
) -> Iterator[Flask]:
    """The whole app on the test's own database; used again for the same settings, unless a test has changed it."""
    app, made_of = standing_apps.pop(config, None) or _with_its_parts(make_app(config))
    yield app
    app.extensions["readiness"].stop()
    app.extensions["engine"].dispose()
    if _parts(app) == made_of:
        standing_apps[config] = app, made_of


@pytest.fixture
def new_app(config: Config, make_app: Callable[[Config], Flask]) -> Iterator[Flask]:
    """The same as an app that nobody has asked anything yet, so that a test can put more into it."""
    app = make_app(config)
    yield app
    app.extensions["readiness"].stop()
    app.extensions["engine"].dispose()


def _with_its_parts(app: Flask) -> tuple[Flask, list[object]]:
    return app, _parts(app)


def _parts(app: Flask) -> list[object]:
    """Return what a test could change of an app."""
    environment = app.jinja_env
    return [
        *(dict(part) for part in (app.config, app.extensions, app.view_functions)),
        *(dict(part) for part in (environment.globals, environment.filters, vars(app.extensions["babel"]))),
        app.wsgi_app,
        app.test_client_class,
    ]


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
