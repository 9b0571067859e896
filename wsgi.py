"""The app, put together: the only file that knows every package."""

from __future__ import annotations

import gc

if WAS_COLLECTING := gc.isenabled():
    gc.disable()  # what is imported stays: to look for garbage in it again and again took a third of every start

import os
import sys
from collections.abc import Iterator
from functools import cache, partial

import click
from flask import Blueprint, Flask
from flask_wtf import CSRFProtect
from sqlalchemy import Engine
from werkzeug.middleware.proxy_fix import ProxyFix

import consultation
import exports
from consultation.backups import gate
from consultation.commands import on_its_own_site
from consultation.config import Config, SettingsProblem, make_instance
from consultation.contributions.operations.releasing import release_before_writing
from consultation.contributions.sessions import find_identity
from consultation.erasure.stores import stores
from consultation.erasure.tombstones import let_log
from consultation.features import modules_called
from consultation.jobs.progress import Site, Work
from consultation.jobs.queries import oldest_waiting
from consultation.log_lines import hold_back, numbered
from consultation.mail.queries import oldest_mail
from consultation.metrics import counting
from consultation.pages.queries import find_any_consultation
from consultation.people.sign_in.credentials import SIGNED_IN_FOR, note_use
from consultation.places import PROJECT
from consultation.readiness import Look, Questions, ReadinessWatch, look_at
from consultation.running import cli
from consultation.web import error_pages, identity, pages, transactions
from consultation.web.security import access, headers, probes, rate_limits, request_checks
from consultation.web.templating import PageEnvironment
from consultation.web.texts import diff_html, formatting, language, sentences
from exports import cli as exports_cli
from indicators.framework import Framework
from indicators.loading import load_framework

MOST_BYTES = 4 * 1024 * 1024  # of one form


def create_app(config: Config | None = None) -> Flask:
    """Return the app for `config`, read from the environment when none is given."""
    hold_back()
    config = config or _config_of_environment()
    if click.get_current_context(silent=True) is not None:
        _say_where(config.whereabouts)
    app = Flask("steppingstone", root_path=str(PROJECT))
    app.jinja_environment = PageEnvironment  # type: ignore[assignment]
    app.config.update(_flask_settings(config))
    app.extensions["config"] = config
    app.extensions["framework"] = framework = load_framework()
    app.extensions["works"] = _works(app, config, framework)
    app.wsgi_app = probes.under_any_name(app.wsgi_app, config.base_url)  # type: ignore[assignment, method-assign]
    if config.trusted_proxies:
        count = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    app.wsgi_app = numbered(app.wsgi_app)  # type: ignore[assignment, method-assign]
    _set_up_requests(app, config)
    app.extensions["readiness"] = ReadinessWatch(_look(app, config))
    for blueprint in _blueprints():
        app.register_blueprint(blueprint)
    stores()  # what cannot be imported is found now, and not at the first withdrawal
    cli.init_app(app)
    exports_cli.init_app(app)
    return app


def _look(app: Flask, config: Config) -> Look:
    questions = Questions(find_any_consultation, oldest_mail, oldest_waiting)
    return partial(look_at, app.extensions["engine"], config, questions)


def _blueprints() -> Iterator[Blueprint]:
    """Yield what each feature serves: the blueprint in its `views`."""
    for views in modules_called("views", consultation, exports):
        yield from (one for one in vars(views).values() if isinstance(one, Blueprint))


def _works(app: Flask, config: Config, framework: Framework) -> dict[str, Work]:
    """Return what does the jobs of each kind: the `WORKS` in each feature's `jobs`."""
    site = Site(framework, config.clock, partial(on_its_own_site, app), config.base_url)
    works = (module.WORKS for module in modules_called("jobs", consultation, exports))
    return {kind: partial(work, site=site) for known in works for kind, work in known.items()}


def _config_of_environment() -> Config:
    try:
        config = Config.from_environment(os.environ)
        make_instance(config)
    except SettingsProblem as problem:
        sys.exit(str(problem))  # whoever starts it reads sentences, not a traceback
    return config


@cache  # once, however many apps a command makes
def _say_where(whereabouts: str) -> None:
    click.echo(whereabouts, err=True)


def _set_up_requests(app: Flask, config: Config) -> None:
    # In the order in which a request passes them: who may come in, who it is, what they may do, how often.
    release = partial(_release, config)
    counting.init_app(app)
    transactions.init_app(app, config.database_url, config.chance, release, secret=config.key_secret)
    let_log(app.extensions["engine"], config.log_of_withdrawn)
    headers.init_app(app, is_secure=config.is_secure)
    language.init_app(app)
    request_checks.init_app(app)
    identity.init_app(app, find_identity, note_use)
    access.init_app(app)
    gate.init_app(app)
    rate_limits.init_app(app)
    CSRFProtect(app)
    pages.init_app(app)
    formatting.init_app(app)
    sentences.init_app(app)
    diff_html.init_app(app)
    error_pages.init_app(app)


def _release(config: Config, engine: Engine) -> None:
    release_before_writing(engine, now=config.clock(), chance=config.chance)


def _flask_settings(config: Config) -> dict[str, object]:
    prefix = "__Host-" if config.is_secure else ""
    return {
        "SECRET_KEY": config.secret_key,
        "SECRET_KEY_FALLBACKS": [*config.secret_key_earlier],
        "WTF_CSRF_SECRET_KEY": [*reversed(config.secret_key_earlier), config.secret_key],  # the last one signs
        "TESTING": config.testing,
        "PROPAGATE_EXCEPTIONS": False,
        "MAX_CONTENT_LENGTH": MOST_BYTES,
        "MAX_FORM_MEMORY_SIZE": MOST_BYTES,
        "SESSION_COOKIE_NAME": f"{prefix}steppingstone",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": config.is_secure,
        "SESSION_COOKIE_PATH": "/",
        "SESSION_REFRESH_EACH_REQUEST": False,  # a cookie that stays is sent when it changes
        "PERMANENT_SESSION_LIFETIME": SIGNED_IN_FOR,
        "TRUSTED_HOSTS": config.trusted_hosts,
        "WTF_CSRF_TIME_LIMIT": None,  # a form may be filled in over days; the token lives as long as the cookie
        "WTF_CSRF_SSL_STRICT": False,  # it asks for the Referer that our own policy keeps browsers from sending
    }


gc.freeze()  # nor is it looked at from here on
if WAS_COLLECTING:
    gc.enable()
