"""The settings, read once from the environment."""

from __future__ import annotations

import secrets
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import metadata
from pathlib import Path
from random import Random, SystemRandom
from urllib.parse import urlsplit

from sqlalchemy import make_url

from consultation.places import IS_INSTALLED, PROJECT
from consultation.setting_checks import (
    NEEDED_IN_PRODUCTION,
    earlier_secrets,
    is_readable,
    missing,
    problems_of_database,
    problems_of_form,
    problems_of_places,
    whole_number,
)

DEVELOPMENT = "development"
PRODUCTION = "production"
HOST = "127.0.0.1"  # where development is served: it has no https and no secrets of its own
PROCESSES = 2  # that answer, where nothing else is set
THREADS = 4  # that answer, of each process; gunicorn.conf.py begins as many
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


class SettingsProblem(Exception):
    """The environment asks for something that cannot be served; every reason at once."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def utc_now() -> datetime:
    """Return the time, with its zone."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Config:
    """Typed settings; the README's table says the same in words.

    `…_earlier` are secrets that were in use before and are accepted still, the newest first.
    `clock` is an argument like the others so that a deadline can be tested to the second, `chance`, from which
    references and places in lists are drawn, so that they can be known, and `metrics_step`, from one to the next of
    which numbers of requests do not move, so that nobody has to wait for it.
    """

    environment: str
    secret_key: str = field(repr=False)
    key_secret: str = field(repr=False)
    database_url: str = field(repr=False)
    base_url: str
    instance: Path
    secret_key_earlier: tuple[str, ...] = field(default=(), repr=False)
    key_secret_earlier: tuple[str, ...] = field(default=(), repr=False)
    smtp_url: str = field(default="", repr=False)
    mail_from: str = "Steppingstone <no-reply@localhost>"
    operator: str = "Steppingstone, on trial"
    contact_email: str = "contact@localhost"
    trusted_proxies: int = 0
    web_concurrency: int = PROCESSES
    metrics_address: str = ""
    metrics_step: timedelta = timedelta(minutes=5)
    withdrawn_log: Path | None = None
    clock: Callable[[], datetime] = utc_now
    chance: Random = field(default_factory=SystemRandom)
    testing: bool = False

    @property
    def is_production(self) -> bool:
        return self.environment == PRODUCTION

    @property
    def is_secure(self) -> bool:
        """Whether people reach the site by https, so that cookies may insist on it."""
        return self.base_url.startswith("https://")

    @property
    def log_of_withdrawn(self) -> Path:
        """The file to which tombstones are appended; in the instance folder unless it has a place of its own."""
        return self.withdrawn_log or self.instance / "withdrawn.log"

    @property
    def origin(self) -> str:
        """The site's address without a path: where commands and jobs act as if they were asked."""
        scheme, host, *_path = urlsplit(self.base_url)
        return f"{scheme}://{host}"

    @property
    def trusted_hosts(self) -> list[str]:
        """The host names a request may carry."""
        host = urlsplit(self.base_url).hostname or "localhost"
        return [host] if self.is_production else [host, *LOOPBACK]

    @property
    def whereabouts(self) -> str:
        """Which site this is, for whoever types a command: the mode and the database, without its password."""
        return f"Mode: {self.environment}. Database: {without_password(self.database_url)}"

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Config:
        """Read the settings; raise SettingsProblem with everything that is wrong with them."""
        problems = [*_problems(environ)]
        if problems:
            raise SettingsProblem(problems)
        return _production(environ) if _given(environ, "APP_ENV") == PRODUCTION else _development(environ)


def _problems(environ: Mapping[str, str]) -> Iterator[str]:
    mode = _given(environ, "APP_ENV")
    if mode not in {"", DEVELOPMENT, PRODUCTION}:
        yield f"APP_ENV is “{mode}”; it can be “{DEVELOPMENT}” or “{PRODUCTION}”."
    if not mode:
        yield from _what_lacks_a_mode(environ)
    if mode == PRODUCTION:
        yield from missing(environ)
    yield from problems_of_form(environ, is_production=mode == PRODUCTION)
    yield from problems_of_places(_instance(environ), _withdrawn_log(environ))


def _what_lacks_a_mode(environ: Mapping[str, str]) -> Iterator[str]:
    """Refuse to take for development what half of the settings of production are there for."""
    given = [name for name in NEEDED_IN_PRODUCTION if _given(environ, name)]
    if len(given) * 2 >= len(NEEDED_IN_PRODUCTION):
        yield f"APP_ENV is not set, but these are: {' '.join(given)}. Set it to “{PRODUCTION}” or “{DEVELOPMENT}”."


def _development(environ: Mapping[str, str]) -> Config:
    instance = _instance(environ)
    return Config(
        environment=DEVELOPMENT,
        secret_key=environ.get("SECRET_KEY") or _kept_secret(instance, "secret_key"),
        key_secret=environ.get("KEY_SECRET") or _kept_secret(instance, "key_secret"),
        database_url=_given(environ, "DATABASE_URL") or f"sqlite:///{instance / 'steppingstone.db'}",
        secret_key_earlier=earlier_secrets(environ, "SECRET_KEY_EARLIER"),
        key_secret_earlier=earlier_secrets(environ, "KEY_SECRET_EARLIER"),
        base_url=_given(environ, "BASE_URL") or f"http://{HOST}:8000",
        instance=instance,
        smtp_url=_given(environ, "SMTP_URL"),
        mail_from=environ.get("MAIL_FROM", Config.mail_from),
        operator=environ.get("OPERATOR", Config.operator),
        contact_email=environ.get("CONTACT_EMAIL", Config.contact_email),
        trusted_proxies=_count(environ, "TRUSTED_PROXIES", 0),
        web_concurrency=_count(environ, "WEB_CONCURRENCY", PROCESSES),
        metrics_address=_given(environ, "METRICS_ADDRESS"),
        withdrawn_log=_withdrawn_log(environ),
    )


def _production(environ: Mapping[str, str]) -> Config:
    return Config(
        environment=PRODUCTION,
        secret_key=environ["SECRET_KEY"],
        key_secret=environ["KEY_SECRET"],
        database_url=_given(environ, "DATABASE_URL"),
        secret_key_earlier=earlier_secrets(environ, "SECRET_KEY_EARLIER"),
        key_secret_earlier=earlier_secrets(environ, "KEY_SECRET_EARLIER"),
        base_url=_given(environ, "BASE_URL").rstrip("/"),
        instance=_instance(environ),
        smtp_url=_given(environ, "SMTP_URL"),
        mail_from=_given(environ, "MAIL_FROM"),
        operator=_given(environ, "OPERATOR"),
        contact_email=_given(environ, "CONTACT_EMAIL"),
        trusted_proxies=_count(environ, "TRUSTED_PROXIES", 1),
        web_concurrency=_count(environ, "WEB_CONCURRENCY", PROCESSES),
        metrics_address=_given(environ, "METRICS_ADDRESS"),
        withdrawn_log=_withdrawn_log(environ),
    )


def _instance(environ: Mapping[str, str]) -> Path:
    beside = Path() if IS_INSTALLED else PROJECT
    return Path(environ.get("INSTANCE_DIR") or beside / "instance").resolve()


def make_instance(config: Config) -> None:
    """Make the instance folder where there is none, for its owner alone; raise SettingsProblem where that cannot be."""
    try:
        config.instance.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as problem:
        said = f"The folder {config.instance} cannot be made: {problem.strerror}. Set INSTANCE_DIR to another."
        raise SettingsProblem([said]) from problem


def _given(environ: Mapping[str, str], name: str) -> str:
    return environ.get(name, "").strip()


def _count(environ: Mapping[str, str], name: str, usual: int) -> int:
    number = whole_number(_given(environ, name))
    return usual if number is None else number


def _withdrawn_log(environ: Mapping[str, str]) -> Path | None:
    named = _given(environ, "WITHDRAWN_LOG")
    return Path(named).resolve() if named else None


def _kept_secret(instance: Path, name: str) -> str:
    """Return a secret made at the first start, so that people stay signed in over a restart in development."""
    path = instance / name
    try:
        instance.mkdir(parents=True, exist_ok=True, mode=0o700)  # it holds what people wrote in confidence
        if not path.exists():
            _write_once(path, secrets.token_hex(32))
        return path.read_text(encoding="ascii")
    except OSError as problem:
        raise SettingsProblem([f"The folder {instance} cannot be written to: {problem.strerror}."]) from problem


def _write_once(path: Path, text: str) -> None:
    # Written beside and linked into place, so that of two processes that start at once both read the same whole text.
    beside = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    beside.touch(mode=0o600)
    beside.write_text(text, encoding="ascii")
    with suppress(FileExistsError):
        path.hardlink_to(beside)
    beside.unlink()


def database_address(address: str) -> str:
    """Return the address of a database, "" for none; raise SettingsProblem, without it, where it cannot be one."""
    if problems := [*problems_of_database(address)]:
        raise SettingsProblem(problems)
    return address


def without_password(address: str) -> str:
    """Return an address as it may be printed: no password and no query, in which one may stand too; where it cannot be
    told for sure what the password is, the length alone."""
    if not is_readable(address):
        return f"cannot be read: {len(address)} characters"
    return make_url(address).set(query={}).render_as_string(hide_password=True)


@cache
def version() -> str:
    """Return the version the project declares of itself."""
    if IS_INSTALLED:
        return metadata.version("steppingstone")
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    return str(project["project"]["version"])
