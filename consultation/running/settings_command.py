"""`settings`: what is in force, what it is for, and what is wrong with it. Secrets are counted, never printed."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import click

from consultation.config import Config, SettingsProblem, without_password


@dataclass(frozen=True)
class Setting:
    """A variable of the environment: what is in force where the settings can be read, and how it is printed."""

    name: str
    in_force: Callable[[Config], str]
    shown: Callable[[str], str] = str


@click.command("settings")
def settings() -> None:
    """Print the settings that are in force, secrets masked, and what is wrong with them."""
    config, problems = _read(os.environ)
    for setting in SETTINGS:
        click.echo(_line(setting, config, os.environ))
    if problems:
        click.echo("\n".join(["", *problems]), err=True)
        sys.exit(1)


def _read(environ: Mapping[str, str]) -> tuple[Config | None, list[str]]:
    try:
        return Config.from_environment(environ), []
    except SettingsProblem as problem:
        return None, problem.problems


def _line(setting: Setting, config: Config | None, environ: Mapping[str, str]) -> str:
    given = environ.get(setting.name, "").strip()
    value = given if config is None else setting.in_force(config)
    if not value:
        return f"{setting.name:18} not set"
    return f"{setting.name:18} {setting.shown(value)}{'' if given else '   (by default)'}"


def _counted(secret: str) -> str:
    return f"{len(secret)} characters"


def _each_counted(secrets: str) -> str:
    return " + ".join(map(_counted, secrets.split("\n")))


SETTINGS: Final = (
    Setting("APP_ENV", lambda config: config.environment),
    Setting("SECRET_KEY", lambda config: config.secret_key, _counted),
    Setting("KEY_SECRET", lambda config: config.key_secret, _counted),
    Setting("SECRET_KEY_EARLIER", lambda config: "\n".join(config.secret_key_earlier), _each_counted),
    Setting("KEY_SECRET_EARLIER", lambda config: "\n".join(config.key_secret_earlier), _each_counted),
    Setting("DATABASE_URL", lambda config: config.database_url, without_password),
    Setting("BASE_URL", lambda config: config.base_url),
    Setting("SMTP_URL", lambda config: config.smtp_url, without_password),
    Setting("MAIL_FROM", lambda config: config.mail_from),
    Setting("OPERATOR", lambda config: config.operator),
    Setting("CONTACT_EMAIL", lambda config: config.contact_email),
    Setting("TRUSTED_PROXIES", lambda config: str(config.trusted_proxies)),
    Setting("WEB_CONCURRENCY", lambda config: str(config.web_concurrency)),
    Setting("METRICS_ADDRESS", lambda config: config.metrics_address),
    Setting("INSTANCE_DIR", lambda config: str(config.instance)),
    Setting("WITHDRAWN_LOG", lambda config: str(config.log_of_withdrawn)),
)
"""Every setting of the README's table, in its order."""
