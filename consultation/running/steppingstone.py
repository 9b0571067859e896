"""`steppingstone`: every command of the site, with the settings of the environment."""

from __future__ import annotations

import gc

if gc.isenabled():
    gc.disable()  # until everything is imported: see `wsgi`

import click
from flask import Flask
from flask.cli import FlaskGroup
from werkzeug.utils import import_string

from consultation.config import version
from consultation.running.settings_command import settings


def main() -> None:
    """Run a command; what needs no app, as `settings` and `--version`, is answered before one is imported."""
    group = FlaskGroup(
        name="steppingstone",
        create_app=loaded_app,
        help="Run, and look after, a site of consultations.",
        add_default_commands=False,
        load_dotenv=False,
        set_debug_flag=False,
    )
    group.params = [click.version_option(version())(click.Command("steppingstone")).params[0]]  # and none of Flask's
    group.add_command(settings)  # it also answers where the settings are too wrong to make an app
    group.main()


def loaded_app() -> Flask:
    """Import everything and make the app, which needs garbage collected from then on."""
    create_app = import_string("wsgi:create_app")
    gc.enable()
    app: Flask = create_app()
    return app
