"""The settings of production, and the commands of whoever runs the site there."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from consultation.database import make_engine
from consultation.running.preparing import prepare_database
from tests.machines import PROJECT, Guard, free_port, wait_for_port
from tests.machines.server import FLASK
from tests.machines.visits import Answer, ask

HOST = "consultation.example.org"
SITE = f"https://{HOST}"
PATIENCE = 60  # seconds
AS_THE_README_SAYS = (sys.executable, "-m", "gunicorn", "wsgi:create_app()")


def production(instance: Path) -> Mapping[str, str]:
    """Return everything that production asks for, with a database in a folder."""
    return {
        "APP_ENV": "production",
        "SECRET_KEY": "s" * 32,
        "KEY_SECRET": "k" * 32,
        "DATABASE_URL": f"sqlite:///{instance / 'production.db'}",
        "BASE_URL": SITE,
        "SMTP_URL": "smtp://127.0.0.1:9",
        "MAIL_FROM": "Steppingstone <no-reply@example.org>",
        "OPERATOR": "Secretariat of the Network",
        "CONTACT_EMAIL": "consultation@example.org",
        "INSTANCE_DIR": str(instance),
    }


def prepare(instance: Path) -> None:
    """Make the database of production ready, in this process, which has loaded what it takes."""
    engine = make_engine(production(instance)["DATABASE_URL"])
    prepare_database(engine)
    engine.dispose()


def in_production_run(instance: Path, *command: str, **settings: str) -> str:
    """Run a flask command, and return what it printed; fail with what it said where it fails."""
    done = subprocess.run(
        [*FLASK, *command],
        cwd=PROJECT,
        env={**os.environ, **production(instance), **settings},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@dataclass(frozen=True)
class Gunicorn:
    """The server as the README says it is started, on a port of its own."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path

    def ask(self, path: str, **headers: str) -> Answer:
        """Ask for one thing under the name of the site."""
        return ask(self.port, path, Host=HOST, **headers)


@contextmanager
def gunicorn(instance: Path, *, program: Sequence[str] = AS_THE_README_SAYS, **settings: str) -> Iterator[Gunicorn]:
    """Serve a database that is ready while the block runs; it has to end well when it is told to."""
    port, log = free_port(), instance / "server.log"
    command = [*program, "--bind", f"127.0.0.1:{port}"]
    environment = {**os.environ, **production(instance), **settings}
    with log.open("wb") as said:
        process = subprocess.Popen(command, cwd=PROJECT, env=environment, stderr=said, start_new_session=True)
    guard = Guard("kill", "-KILL", "--", f"-{process.pid}")
    try:
        wait_for_port(port, log)
        yield Gunicorn(port, process, log)
        process.terminate()
        assert process.wait(PATIENCE) == 0, log.read_text()
    finally:
        process.kill()
        process.wait()
        guard.dismiss()
