"""A PostgreSQL server of the tests' own, reachable by a socket only, gone when they end."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from tests.machines import Unavailable, fast_folder

# Whatever is in it may be lost at any moment, so it never waits for a disk.
SETTINGS = {
    "listen_addresses": "''",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "60",
}
HAS_FILE_COPY = 150000  # from this version on, copying a database can be told to copy its files


@dataclass(frozen=True)
class PostgresServer:
    """A running server, and a connection that makes and removes databases: to connect takes as long as to copy one."""

    folder: Path
    connection: psycopg.Connection[Any]

    def url(self, database: str) -> str:
        """Return the address of a database, for SQLAlchemy."""
        return f"postgresql+psycopg://tests@/{database}?host={self.folder}"

    def create(self, database: str, template: str = "template0") -> str:
        """Make a database, as a copy of another if it is named, and return its address."""
        by_file = " STRATEGY file_copy" if self.connection.info.server_version >= HAS_FILE_COPY else ""
        self.connection.execute(f'CREATE DATABASE "{database}" TEMPLATE "{template}"{by_file}'.encode())
        return self.url(database)

    def keep(self, data: Path) -> None:
        """Copy everything that is in the server into a folder, while nobody writes."""
        self.connection.execute("CHECKPOINT")
        shutil.copytree(self.folder / "data", data, ignore=shutil.ignore_patterns("postmaster.*"))

    def drop(self, database: str) -> None:
        """Remove a database, whoever is still connected to it."""
        self.connection.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)'.encode())


@contextmanager
def postgres_server(data: Path | None = None) -> Iterator[PostgresServer]:
    """Start a server of the machine's PostgreSQL, or of the wheel's; raise Unavailable where neither works.

    It begins empty, or with what `keep` has written into a folder.
    """
    with fast_folder("postgres") as folder:
        account = _unprivileged_account()
        if account:
            shutil.chown(folder, account.pw_uid, account.pw_gid)
        programs = _readable_programs(folder, account)
        if data is None:
            _run(account, folder, programs / "initdb", "--pgdata=data", "--username=tests", "--auth=trust",
                 "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")  # fmt: skip
        else:
            _copy(data, folder / "data", account)
        settings = {**SETTINGS, "unix_socket_directories": f"'{folder}'"}
        options = " ".join(f"-c {name}={value}" for name, value in settings.items())
        _run(account, folder, programs / "pg_ctl", "start", "--pgdata=data", "--wait", "--log=log", "-o", options)
        try:
            with psycopg.connect(host=str(folder), user="tests", dbname="postgres", autocommit=True) as connection:
                yield PostgresServer(folder, connection)
        finally:
            _run(account, folder, programs / "pg_ctl", "stop", "--pgdata=data", "--mode=immediate")


def _copy(data: Path, folder: Path, account: pwd.struct_passwd | None) -> None:
    shutil.copytree(data, folder)
    if account:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, account.pw_uid, account.pw_gid)


def _unprivileged_account() -> pwd.struct_passwd | None:
    # PostgreSQL refuses to be run by root.
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def _readable_programs(folder: Path, account: pwd.struct_passwd | None) -> Path:
    installed = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if installed:
        return max(installed, key=lambda path: float(path.parent.name))
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    wheel = importlib.util.find_spec("pgserver")
    if wheel is None or wheel.origin is None:
        raise Unavailable("PostgreSQL: there is no initdb, and no pgserver for this Python")
    packages = Path(wheel.origin).parents[1]
    if account:  # root's folders are closed to others
        for part in packages.glob("pgserver*"):
            shutil.copytree(part, folder / "wheel" / part.name)
        packages = folder / "wheel"
    return packages / "pgserver" / "pginstall" / "bin"


def _run(account: pwd.struct_passwd | None, folder: Path, *command: str | Path) -> None:
    # With a pipe the call would wait for the server, which inherits it.
    said = folder / "said"
    identity: dict[str, Any] = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}
    with said.open("w") as output:
        done = subprocess.run(command, cwd=folder, stdout=output, stderr=subprocess.STDOUT, check=False, **identity)
    if done.returncode:
        raise Unavailable(f"PostgreSQL: {Path(command[0]).name} failed: {said.read_text(errors='replace').strip()}")
