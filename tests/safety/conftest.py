"""Fixtures: a world with everything in every state, for one test alone or shared by a module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from sqlalchemy.orm import Session
from werkzeug.utils import import_string

from consultation.config import DEVELOPMENT, Config
from consultation.database import make_engine, make_sessions
from tests.chance import IN_ORDER
from tests.clock import Clock
from tests.databases import Databases, migrated
from tests.safety.full_world import copy_of_full_world, full_world_in
from tests.safety.site import Site
from tests.safety.world import World


@pytest.fixture
def database_url(request: pytest.FixtureRequest, databases: Databases) -> Iterator[str]:
    """A migrated database of the test's own, with a whole world in it where the test asks for one."""
    url = copy_of_full_world(databases) if "full_world" in request.fixturenames else migrated(databases)
    yield url
    databases.discard(url)


@pytest.fixture
def full_world(databases: Databases, session: Session, true_counts: None) -> World:
    """A world with everything in it, for a test that may leave it in any state."""
    return full_world_in(databases, session)


@pytest.fixture(scope="module")
def site_clock() -> Clock:
    """The clock of the site."""
    return Clock()


@pytest.fixture(scope="module")
def site(
    sqlite_databases: Databases,
    site_clock: Clock,
    tmp_path_factory: pytest.TempPathFactory,
    compiled_templates: FileSystemBytecodeCache,
) -> Iterator[Site]:
    """The site, with everything there can be in one consultation."""
    url = migrated(sqlite_databases)
    config = Config(
        environment=DEVELOPMENT,
        secret_key="a secret of the tests",
        key_secret="another secret of the tests",
        database_url=url,
        base_url="http://localhost",
        instance=tmp_path_factory.mktemp("instance"),
        clock=site_clock,
        chance=IN_ORDER,
        testing=True,
    )
    app: Flask = import_string("wsgi:create_app")(config)
    app.test_client_class = FlaskClient
    app.jinja_env.bytecode_cache = compiled_templates
    engine = make_engine(url)
    with make_sessions(engine, IN_ORDER)() as session:
        made = Site(app, session, "missing-migrants")
    yield made
    made.close()
    engine.dispose()
    app.extensions["engine"].dispose()
    sqlite_databases.discard(url)
