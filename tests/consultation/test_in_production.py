"""The commands of whoever runs the site, with the settings of production."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from werkzeug.utils import import_string

from consultation.config import Config
from tests.machines.production import SITE, in_production_run, production
from tests.screen import fill_in

OFFICER = "officer@example.org"


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that was made by the first command, which made the database in it ready."""
    folder = tmp_path_factory.mktemp("production") / "made" / "instance"
    in_production_run(folder, "db", "upgrade")
    return folder


def test_the_instance_folder_is_made_for_its_owner_alone(instance: Path) -> None:
    assert stat.S_IMODE(instance.stat().st_mode) == 0o700


@pytest.fixture
def served(instance: Path) -> Iterator[Flask]:
    app: Flask = import_string("wsgi:create_app")(Config.from_environment(production(instance)))
    yield app
    app.extensions["engine"].dispose()


def signed_in_by(link: str, app: Flask) -> bool:
    """Open a link as a browser does, by https and under the name of the site, and press its button."""
    client = app.test_client()
    path = urlsplit(link).path
    form = fill_in(client.get(path, base_url=SITE).text, {}, button="Sign in")
    assert client.post(path, base_url=SITE, data=dict(form.pairs)).status_code == 302
    return client.get("/secretariat/", base_url=SITE).status_code == 200


def test_the_first_officer_is_invited_and_signs_in_by_the_links_that_are_printed(instance: Path, served: Flask) -> None:
    for command in (("invite", OFFICER), ("link", OFFICER)):
        [link] = re.findall(rf"{SITE}/sign-in/links/\S+", in_production_run(instance, "secretariat", *command))
        assert signed_in_by(link, served)
