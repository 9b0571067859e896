"""The real thing: `flask serve` with its workers, as `make run` starts it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from werkzeug.utils import import_string

from consultation.config import Config
from tests.machines import PROJECT, Guard, free_port

PATIENCE = 60  # seconds
FLASK = [sys.executable, "-m", "flask", "--app", "wsgi"]


class LiveServer:
    """A server on a free loopback port with an instance folder of its own."""

    def __init__(self, instance: Path, settings: Mapping[str, str] | None = None) -> None:
        self.instance = instance
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.log = instance / "server.log"
        self._environment = {
            **{name: value for name, value in os.environ.items() if name not in _OUR_SETTINGS},
            "INSTANCE_DIR": str(instance),
            "BASE_URL": self.address,
            **(settings or {}),
        }
        self._process: subprocess.Popen[bytes] | None = None
        self._guard: Guard | None = None

    def start(self, *options: str) -> None:
        """Serve, and come back when it answers."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [*FLASK, "serve", "--port", str(self.port), *options],
                cwd=PROJECT,
                env=self._environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        self._guard = Guard("kill", "-KILL", "--", f"-{self._process.pid}")
        deadline = time.monotonic() + PATIENCE
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise RuntimeError(f"The server did not start:\n{self.said()}")
            time.sleep(0.05)

    @property
    def pid(self) -> int:
        """The process that was started; its number is also that of the group of everything it starts."""
        assert self._process is not None, "the server is not running"
        return self._process.pid

    def stop(self) -> None:
        """Ask it to end, as an administrator does, and wait until it has."""
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(PATIENCE)
            self.kill()

    def kill(self) -> None:
        """End it and everything it started at once, as a power cut does."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(PATIENCE)
            self._process = None
        if self._guard is not None:
            self._guard.dismiss()
            self._guard = None

    def flask(self, *command: str) -> str:
        """Run a flask command on the same data and return what it printed; raise when it fails.

        It runs in this process, which has loaded the app already; how the commands start is tested elsewhere.
        """
        app = import_string("wsgi:create_app")(Config.from_environment(self._environment))
        done = app.test_cli_runner().invoke(args=command)
        app.extensions["readiness"].stop()
        app.extensions["engine"].dispose()
        if done.exit_code:
            raise RuntimeError(f"flask {' '.join(command)} failed: {done.output}")
        return str(done.stdout)

    def said(self) -> str:
        """Return everything that it and its workers printed."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/health", timeout=PATIENCE):  # noqa: S310 - our own address
                return True
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False


@contextmanager
def live_server(
    instance: Path, settings: Mapping[str, str] | None = None, options: tuple[str, ...] = ()
) -> Iterator[LiveServer]:
    """Serve while the block runs."""
    server = LiveServer(instance, settings)
    server.start(*options)
    try:
        yield server
    finally:
        server.stop()


_OUR_SETTINGS = {
    "APP_ENV",
    "SECRET_KEY",
    "KEY_SECRET",
    "DATABASE_URL",
    "BASE_URL",
    "SMTP_URL",
    "MAIL_FROM",
    "OPERATOR",
    "CONTACT_EMAIL",
    "INSTANCE_DIR",
    "TRUSTED_PROXIES",
    "METRICS_ADDRESS",
}
