"""The settings, read once from the environment."""

from __future__ import annotations

import secrets
import tomllib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parseaddr
from functools import cache
from importlib import metadata
from pathlib import Path
from random import Random, SystemRandom
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from consultation.places import IS_INSTALLED, PROJECT

DEVELOPMENT = "development"
PRODUCTION = "production"
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
    `clock` is an argument like the others so that a deadline can be tested to the second, and `chance`, from which
    references and places in lists are drawn, so that they can be known.
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
        """Read the settings; raise SettingsProblem with every problem where production lacks something."""
        _require_mode(environ)
        environment = environ.get("APP_ENV") or DEVELOPMENT
        if environment == PRODUCTION:
            return _production(environ)
        if environment == DEVELOPMENT:
            return _development(environ)
        raise SettingsProblem([f"APP_ENV is “{environment}”; it can be “{DEVELOPMENT}” or “{PRODUCTION}”."])


def _require_mode(environ: Mapping[str, str]) -> None:
    """Refuse to take for development what half of the settings of production are there for."""
    given = [name for name in _NEEDED_IN_PRODUCTION if environ.get(name, "").strip()]
    if not environ.get("APP_ENV") and len(given) * 2 >= len(_NEEDED_IN_PRODUCTION):
        raise SettingsProblem(
            [f"APP_ENV is not set, but these are: {' '.join(given)}. Set it to “{PRODUCTION}” or “{DEVELOPMENT}”."]
        )


def _development(environ: Mapping[str, str]) -> Config:
    instance = _instance(environ)
    return Config(
        environment=DEVELOPMENT,
        secret_key=environ.get("SECRET_KEY") or _kept_secret(instance, "secret_key"),
        key_secret=environ.get("KEY_SECRET") or _kept_secret(instance, "key_secret"),
        database_url=_database(environ) or f"sqlite:///{instance / 'steppingstone.db'}",
        secret_key_earlier=_earlier(environ, "SECRET_KEY_EARLIER"),
        key_secret_earlier=_earlier(environ, "KEY_SECRET_EARLIER"),
        base_url=environ.get("BASE_URL", "http://127.0.0.1:8000"),
        instance=instance,
        smtp_url=environ.get("SMTP_URL", ""),
        mail_from=environ.get("MAIL_FROM", Config.mail_from),
        operator=environ.get("OPERATOR", Config.operator),
        contact_email=environ.get("CONTACT_EMAIL", Config.contact_email),
        trusted_proxies=_count(environ, "TRUSTED_PROXIES", "0"),
        withdrawn_log=_withdrawn_log(environ),
    )


def _production(environ: Mapping[str, str]) -> Config:
    problems = [
        f"{name} is not set: {why}." for name, why in _NEEDED_IN_PRODUCTION.items() if not environ.get(name, "").strip()
    ]
    problems += [
        f"{name} is too short: use at least 32 random characters."
        for name in ("SECRET_KEY", "KEY_SECRET")
        if 0 < len(environ.get(name, "")) < 32
    ]
    problems += [
        f"{name} holds no secret: each has at least 32 characters, with spaces between them."
        for name in ("SECRET_KEY_EARLIER", "KEY_SECRET_EARLIER")
        if environ.get(name, "").strip() and not _earlier(environ, name)
    ]
    if environ.get("BASE_URL") and not environ["BASE_URL"].startswith("https://"):
        problems.append("BASE_URL must begin with https:// in production.")
    if environ.get("SMTP_URL", "").strip() and not _is_mail_server(environ["SMTP_URL"].strip()):
        problems.append("SMTP_URL must look like smtp://user:password@mail.example.org:587 or smtps://…")
    if environ.get("MAIL_FROM", "").strip() and not _is_address(parseaddr(environ["MAIL_FROM"])[1]):
        problems.append(f"MAIL_FROM is “{environ['MAIL_FROM']}”, in which no e-mail address stands.")
    if environ.get("CONTACT_EMAIL", "").strip() and not _is_address(environ["CONTACT_EMAIL"].strip()):
        problems.append(f"CONTACT_EMAIL is “{environ['CONTACT_EMAIL']}”, which is no e-mail address.")
    if problems:
        raise SettingsProblem(problems)
    return Config(
        environment=PRODUCTION,
        secret_key=environ["SECRET_KEY"],
        key_secret=environ["KEY_SECRET"],
        database_url=_database(environ),
        secret_key_earlier=_earlier(environ, "SECRET_KEY_EARLIER"),
        key_secret_earlier=_earlier(environ, "KEY_SECRET_EARLIER"),
        base_url=environ["BASE_URL"].rstrip("/"),
        instance=_instance(environ),
        smtp_url=environ["SMTP_URL"].strip(),
        mail_from=environ["MAIL_FROM"].strip(),
        operator=environ["OPERATOR"].strip(),
        contact_email=environ["CONTACT_EMAIL"].strip(),
        trusted_proxies=_count(environ, "TRUSTED_PROXIES", "1"),
        withdrawn_log=_withdrawn_log(environ),
    )


_NEEDED_IN_PRODUCTION = {
    "SECRET_KEY": "it signs cookies and forms; use at least 32 random characters",
    "KEY_SECRET": "participation keys and links are stored hashed with it; use at least 32 random characters",
    "DATABASE_URL": "for example postgresql+psycopg://user:password@host/name",
    "BASE_URL": "the public address, for example https://consultation.example.org",
    "SMTP_URL": "the mail server, for example smtp://user:password@mail.example.org:587",
    "MAIL_FROM": "the sender of all mail",
    "OPERATOR": "who runs the site, by the name that people know; every page says it",
    "CONTACT_EMAIL": "the address at which people can write to them",
}


def _is_address(text: str) -> bool:
    try:
        validate_email(text, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True


def _earlier(environ: Mapping[str, str], name: str) -> tuple[str, ...]:
    """Return the secrets that are named with spaces between them, and the whole: one of before may hold a space."""
    whole = environ.get(name, "")
    return tuple(dict.fromkeys(secret for secret in (*whole.split(), whole) if len(secret) >= 32))


def _is_mail_server(address: str) -> bool:
    with suppress(ValueError):
        parts = urlsplit(address)
        return (
            _is_readable(address)
            and parts.scheme in {"smtp", "smtps"}
            and bool(parts.hostname)
            and (parts.port is None or parts.port > 0)
        )
    return False


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


def _withdrawn_log(environ: Mapping[str, str]) -> Path | None:
    named = environ.get("WITHDRAWN_LOG", "").strip()
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


def _database(environ: Mapping[str, str]) -> str:
    return database_address(environ.get("DATABASE_URL", ""))


def database_address(address: str) -> str:
    """Return the address of a database, "" for none; raise SettingsProblem, without it, where it cannot be one."""
    if address and not address.startswith(("sqlite://", "postgresql://", "postgresql+psycopg://")):
        # What else stands in it is not repeated: it may hold a password.
        raise SettingsProblem(["DATABASE_URL must begin with sqlite:// or postgresql://."])
    if address and not _is_readable(address):
        advice = "in a name or a password, write @ as %40, : as %3A and / as %2F"
        raise SettingsProblem([f"DATABASE_URL cannot be read: {advice}."])
    return address


def without_password(address: str) -> str:
    """Return an address as it may be printed: no password and no query, in which one may stand too; where it cannot be
    told for sure what the password is, the length alone."""
    if not _is_readable(address):
        return f"cannot be read: {len(address)} characters"
    return make_url(address).set(query={}).render_as_string(hide_password=True)


def _is_readable(address: str) -> bool:
    with suppress(ArgumentError, ValueError):
        make_url(address)
        return address.count("@") < 2
    return False


def _count(environ: Mapping[str, str], name: str, usual: str) -> int:
    value = environ.get(name, usual)
    if not (value.isascii() and value.isdigit() and len(value) < 3):
        raise SettingsProblem([f"{name} is “{value}”; it must be a whole number from 0 to 99."])
    return int(value)


@cache
def version() -> str:
    """Return the version the project declares of itself."""
    if IS_INSTALLED:
        return metadata.version("steppingstone")
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    return str(project["project"]["version"])
