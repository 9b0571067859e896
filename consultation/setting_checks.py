"""Checks of the settings: whatever is wrong with them, each as a sentence that names the setting and what to do."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from email.utils import parseaddr
from ipaddress import ip_address
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

NEEDED_IN_PRODUCTION: Final = {
    "SECRET_KEY": "it signs cookies and forms; use at least 32 random characters",
    "KEY_SECRET": "participation keys and links are stored hashed with it; use at least 32 random characters",
    "DATABASE_URL": "for example postgresql+psycopg://user:password@host/name",
    "BASE_URL": "the public address, for example https://consultation.example.org",
    "SMTP_URL": "the mail server, for example smtp://user:password@mail.example.org:587",
    "MAIL_FROM": "the sender of all mail",
    "OPERATOR": "who runs the site, by the name that people know; every page says it",
    "CONTACT_EMAIL": "the address at which people can write to them",
}
COUNTED: Final = {"TRUSTED_PROXIES": range(100), "WEB_CONCURRENCY": range(1, 100)}
SHORTEST_SECRET: Final = 32  # characters


def problems_of_form(environ: Mapping[str, str], *, is_production: bool) -> Iterator[str]:
    """Yield what is wrong with the settings that are there, whoever else may lack."""
    given = {name: value.strip() for name, value in environ.items() if value.strip()}
    if is_production:
        yield from _problems_of_secrets(given)
    yield from problems_of_database(given.get("DATABASE_URL", ""))
    yield from _problems_of_site(given.get("BASE_URL", ""), is_production=is_production)
    if "SMTP_URL" in given and not is_mail_server(given["SMTP_URL"]):
        yield "SMTP_URL must look like smtp://user:password@mail.example.org:587 or smtps://…"
    if is_production:
        yield from _problems_of_people(given)
    for name, possible in COUNTED.items():
        if name in given and whole_number(given[name]) not in possible:
            yield f"{name} is “{given[name]}”; it must be a whole number from {possible[0]} to {possible[-1]}."
    if "METRICS_ADDRESS" in given:
        yield from _problems_of_metrics(given["METRICS_ADDRESS"])


def missing(environ: Mapping[str, str]) -> Iterator[str]:
    """Yield which of the settings that production needs are not there."""
    return (f"{name} is not set: {why}." for name, why in NEEDED_IN_PRODUCTION.items() if not _has(environ, name))


def problems_of_places(instance: Path, log_of_withdrawn: Path | None) -> Iterator[str]:
    """Yield what keeps the folder of the instance from being made, and the log of withdrawals from being written.

    Nobody makes the folder of the log: where another machine's is not mounted, nothing is to lie in its place.
    """
    there = next(place for place in (instance, *instance.parents) if _is(place.exists))
    if not (_is(there.is_dir) and os.access(there, os.W_OK | os.X_OK)):
        yield f"The folder {instance} cannot be written to: set INSTANCE_DIR to one of the user who runs the site."
    if log_of_withdrawn is None:
        return
    folder = log_of_withdrawn.parent
    if not _is(folder.is_dir):
        yield f"WITHDRAWN_LOG lies in the folder {folder}, which is not there: mount it, or make it."
    elif _is(log_of_withdrawn.is_dir):
        yield f"WITHDRAWN_LOG is the folder {log_of_withdrawn}: name a file in it."
    elif not os.access(log_of_withdrawn if _is(log_of_withdrawn.exists) else folder, os.W_OK):
        yield f"WITHDRAWN_LOG cannot be written by the user who runs this: {log_of_withdrawn}."


def problems_of_database(address: str) -> Iterator[str]:
    """Yield what keeps the address of a database from being one; what stands in it is not repeated."""
    if address and not address.startswith(("sqlite://", "postgresql://", "postgresql+psycopg://")):
        yield "DATABASE_URL must begin with sqlite:// or postgresql://."
    elif address and not is_readable(address):
        yield "DATABASE_URL cannot be read: in a name or a password, write @ as %40, : as %3A and / as %2F."


def problem_of_place(text: str, *, example: str = "127.0.0.1:8000") -> str:
    """Return what keeps a text from being a host and a port to listen at; "" where nothing does."""
    with suppress(ValueError):
        parts = urlsplit(f"//{text}")
        if parts.hostname and parts.port and parts.netloc == text and not parts.username:
            return ""
    return f"“{text}” is no HOST:PORT such as {example}, with a port from 1 to 65535."


def is_mail_server(address: str) -> bool:
    """Return whether an address can be one of a mail server."""
    with suppress(ValueError):
        parts = urlsplit(address)
        return (
            is_readable(address)
            and parts.scheme in {"smtp", "smtps"}
            and bool(parts.hostname)
            and (parts.port is None or parts.port > 0)
        )
    return False


def is_readable(address: str) -> bool:
    """Return whether it can be told for sure what of an address is its password."""
    with suppress(ArgumentError, ValueError):
        make_url(address)
        return address.count("@") < 2
    return False


def earlier_secrets(environ: Mapping[str, str], name: str) -> tuple[str, ...]:
    """Return the secrets that are named with spaces between them, and the whole: one of before may hold a space."""
    whole = environ.get(name, "")
    found = (secret for secret in (*whole.split(), whole) if len(secret) >= SHORTEST_SECRET)
    return tuple(dict.fromkeys(found))


def whole_number(text: str) -> int | None:
    """Return the number that a text of at most two digits writes."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 3 else None


def _is(so: Callable[[], bool]) -> bool:
    with suppress(OSError):  # somewhere on the way nothing may be looked at
        return so()
    return False


def _has(environ: Mapping[str, str], name: str) -> bool:
    return bool(environ.get(name, "").strip())


def _problems_of_secrets(given: Mapping[str, str]) -> Iterator[str]:
    for name in ("SECRET_KEY", "KEY_SECRET"):
        if name in given and len(given[name]) < SHORTEST_SECRET:
            yield f"{name} is too short: use at least 32 random characters."
    if given.get("SECRET_KEY") and given.get("SECRET_KEY") == given.get("KEY_SECRET"):
        yield (
            "SECRET_KEY and KEY_SECRET are the same, and whoever learns the one would have both: give SECRET_KEY "
            "another value, and put this one into SECRET_KEY_EARLIER."
        )
    for name in ("SECRET_KEY_EARLIER", "KEY_SECRET_EARLIER"):
        if name in given and not earlier_secrets(given, name):
            yield f"{name} holds no secret: each has at least 32 characters, with spaces between them."


def _problems_of_site(address: str, *, is_production: bool) -> Iterator[str]:
    if not address:
        return
    host: str | None = None
    rest: str | None = None
    with suppress(ValueError):
        parts = urlsplit(address)
        host = parts.hostname if parts.port != 0 else None
        rest = urlunsplit(("", "", *parts[2:])).strip("/") or parts.username
    if is_production and not address.startswith("https://"):
        yield "BASE_URL must begin with https:// in production."
    elif not address.startswith(("http://", "https://")):
        yield "BASE_URL must begin with http:// or https://."
    elif not host:
        yield "BASE_URL names no host: write it as in https://consultation.example.org."
    elif rest:
        yield "BASE_URL has more than a host: the site needs one of its own, as in https://consultation.example.org."


def _problems_of_people(given: Mapping[str, str]) -> Iterator[str]:
    if "MAIL_FROM" in given and not _is_address(parseaddr(given["MAIL_FROM"])[1]):
        yield f"MAIL_FROM is “{given['MAIL_FROM']}”, in which no e-mail address stands."
    if "CONTACT_EMAIL" in given and not _is_address(given["CONTACT_EMAIL"]):
        yield f"CONTACT_EMAIL is “{given['CONTACT_EMAIL']}”, which is no e-mail address."


def _problems_of_metrics(place: str) -> Iterator[str]:
    if problem := problem_of_place(place, example="127.0.0.1:9101"):
        yield f"METRICS_ADDRESS cannot be listened at: {problem}"
    elif not is_out_of_public_reach(urlsplit(f"//{place}").hostname or ""):
        yield (
            f"METRICS_ADDRESS is “{place}”, which everybody may reach: name an address of this machine alone, as in "
            "127.0.0.1:9101, or one of a private network, by its number."
        )


def is_out_of_public_reach(host: str) -> bool:
    """Return whether a host is this machine, or a number of a private network; a name may lead anywhere."""
    if host == "localhost":
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    address = getattr(address, "ipv4_mapped", None) or address  # whoever listens at the one listens at the other
    return address.is_private and not address.is_unspecified and not address.is_multicast


def _is_address(text: str) -> bool:
    try:
        validate_email(text, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True
