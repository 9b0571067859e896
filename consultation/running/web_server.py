"""`web`: gunicorn as production runs it; `serve` starts the same beside what else the site needs."""

from __future__ import annotations

from typing import Any

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from gunicorn.app.base import Application

from consultation.places import PROJECT


@click.command("web")
@click.option("--bind", metavar="HOST:PORT", help="Where to listen; 127.0.0.1:8000 without it.")
@with_appcontext
def web(bind: str | None) -> None:
    """Answer requests until stopped, for a proxy that speaks https to the world."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    app.extensions["engine"].dispose()  # no connection is shared with the processes that answer
    WebServer(app, **({"bind": bind} if bind else {})).run()


class WebServer(Application):  # type: ignore[misc]
    """gunicorn with the settings of `gunicorn.conf.py`, and over them those that are given by their names there."""

    def __init__(self, app: Flask, **settings: Any) -> None:
        self.app = app
        self.settings = settings
        super().__init__()

    def load_config(self) -> None:
        """Read our file, and no word of the command line, which gunicorn would take for its own."""
        self.load_config_from_file(str(PROJECT / "gunicorn.conf.py"))
        for name, value in self.settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Serve the app that was made already."""
        return self.app
