"""`web`: the server as production runs it."""

from __future__ import annotations

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from consultation.running.server_choice import chosen_server
from consultation.setting_checks import problem_of_place


@click.command("web")
@click.option("--bind", metavar="HOST:PORT", help="Where to listen; 127.0.0.1:8000 without it.")
@with_appcontext
def web(bind: str | None) -> None:
    """Answer requests until stopped, for a proxy that speaks https to the world."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    if bind and not bind.startswith(("unix:", "fd://")) and (problem := problem_of_place(bind)):
        raise click.BadParameter(problem, param_hint="--bind")
    chosen_server().answer(app, **({"bind": bind} if bind else {}))
