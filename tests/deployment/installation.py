"""A server, played by a folder: what stands under `/srv` and `/etc` in the README and in `deploy/` stands in it."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.deployment.readme import INSTALL
from tests.machines import PROJECT, Guard

UNITS: Final = tuple(sorted((PROJECT / "deploy").glob("*.service")))
PATIENCE: Final = 60  # seconds
_ANYWHERE: Final = {name: os.environ[name] for name in ("HOME", "LANG", "PATH") if name in os.environ}
_OF_PIP: Final = {"PIP_COMPILE": "0"} | {
    name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_"))
}


@dataclass(frozen=True)
class Installation:
    """The folder of the server."""

    root: Path

    @property
    def settings(self) -> Path:
        """The file of the settings."""
        return self.root / "etc/steppingstone/settings"

    def here(self, text: str) -> str:
        """Return what a file or a page of ours says, with the paths of this server."""
        for place in ("/srv/steppingstone", "/etc/steppingstone"):
            text = text.replace(place, f"{self.root}{place}")
        return text

    def shell(self, commands: str, folder: Path) -> subprocess.CompletedProcess[str]:
        """Do what somebody types, with nothing but the usual in the environment; stop at what fails."""
        return subprocess.run(
            ["/bin/sh", "-eu", "-c", self.here(commands)],
            cwd=folder,
            env={**_ANYWHERE, **_OF_PIP},
            capture_output=True,
            text=True,
            check=False,
        )

    def write_settings(self, changed: Mapping[str, str]) -> None:
        """Fill the example of the settings in, as somebody with an editor does."""
        lines = self.here((PROJECT / "deploy/settings.example").read_text(encoding="utf-8"))
        for name, value in changed.items():
            lines, many = re.subn(rf"^{name}=.*$", lambda _line: f"{name}={value}", lines, flags=re.MULTILINE)  # noqa: B023
            assert many == 1, name
        self.settings.write_text(lines, encoding="utf-8")

    def settings_of_systemd(self) -> dict[str, str]:
        """Return the settings as `EnvironmentFile=` reads them: lines, comments, and values that may be quoted."""
        lines = self.settings.read_text(encoding="utf-8").splitlines()
        pairs = (line.partition("=") for line in lines if line and not line.startswith(("#", ";")))
        return {name: "".join(shlex.split(value)) for name, _equals, value in pairs}

    @contextmanager
    def service(self, unit: Path, *more: str, **settings: str) -> Iterator[subprocess.Popen[bytes]]:
        """Run what a unit starts, as it starts it, and end it as systemd does."""
        said = dict(re.findall(r"^(\w+)=(.*)$", self.here(unit.read_text(encoding="utf-8")), re.MULTILINE))
        with (self.root / f"{unit.stem}.log").open("ab") as log:
            process = subprocess.Popen(
                [*shlex.split(said["ExecStart"]), *more],
                cwd=said["WorkingDirectory"],
                env={**_ANYWHERE, **self.settings_of_systemd(), **settings},
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        guard = Guard("kill", "-KILL", "--", f"-{process.pid}")
        try:
            yield process
            process.terminate()
            assert process.wait(PATIENCE) == 0, (self.root / f"{unit.stem}.log").read_text()
        finally:
            process.kill()
            process.wait()
            guard.dismiss()


def installed(root: Path) -> Installation:
    """Return a server on which the package is installed by the README's commands."""
    server, brought = Installation(root), root / "brought"
    subprocess.run(["make", "wheel"], cwd=PROJECT, check=True, capture_output=True)
    shutil.copytree(PROJECT / "deploy", brought / "deploy")
    shutil.copytree(PROJECT / "dist", brought / "dist")
    shutil.copy(PROJECT / "requirements.lock", brought)
    done = server.shell(INSTALL, brought)
    assert done.returncode == 0, done.stderr
    (root / "srv/steppingstone/instance").mkdir(mode=0o700)
    return server
