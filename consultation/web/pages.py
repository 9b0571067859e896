"""Answering with a page, and what every template can use."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, render_template, request, url_for
from flask_babel import gettext as _
from jinja2 import StrictUndefined
from wtforms import Form

from consultation.web.clock import now
from consultation.web.forms import sent_to_here
from consultation.web.identity import identity, mark_here, seconds_left
from consultation.web.texts.language import page_direction, page_language
from indicators.framework import Framework
from indicators.localized import Localized


@dataclass(frozen=True)
class NavEntry:
    """A link of the main navigation."""

    url: str
    label: str
    is_current: bool


def page(template: str, *, form: Form | None = None, status: int = 200, **context: Any) -> tuple[str, int]:
    """Render a page; it answers 422 when its form has errors."""
    code = 422 if form is not None and form.errors else status
    return render_template(template, form=form, **context), code


def init_app(app: Flask) -> None:
    """Make templates strict and give them what every page needs."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["static_url"] = _static_urls(app)
    app.jinja_env.globals["operator"] = app.extensions["config"].operator
    app.jinja_env.globals["contact_email"] = app.extensions["config"].contact_email
    app.jinja_env.globals["sent_to_here"] = sent_to_here
    app.jinja_env.globals["label_of"] = _labels(app.extensions["framework"])
    app.context_processor(_everywhere)


def _everywhere() -> dict[str, Any]:
    who = identity()
    return {
        "page_language": page_language(),
        "page_direction": page_direction(),
        "nav": _navigation(signed_in=who is not None, is_secretariat=bool(who and who.is_officer)),
        "signed_in": who is not None,
        "seconds_left": seconds_left(),
        "session_mark": mark_here(),
        "is_secretariat": bool(who and who.is_officer),
        "now": now(),
        "form": None,
    }


def _navigation(*, signed_in: bool, is_secretariat: bool) -> list[NavEntry]:
    entries = [
        (url_for("proposals.index", slug="indicators"), _("Indicators")),
        (url_for("proposals.index", slug="missing-migrants"), _("Missing migrants")),
        (url_for("framework.overview"), _("Framework")),
    ]
    if signed_in:
        entries.append((url_for("contributions.mine"), _("My contributions")))
    if is_secretariat:
        entries.append((url_for("secretariat.desk"), _("Secretariat")))
    return [NavEntry(url, label, request.path == url) for url, label in entries]


def _labels(framework: Framework) -> Any:
    known = cache(framework.label_of)  # there are a few hundred names in all

    def label_of(scheme: str, code: str) -> Localized:
        """Return the name of an objective, principle, paragraph, theme, group or region in the page's language."""
        return known(scheme, code, page_language())

    return label_of


def _static_urls(app: Flask) -> Any:
    folder = Path(app.static_folder or "")
    hashes = app.extensions["static hashes"] = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()[:12]
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }

    def static_url(name: str) -> str:
        """Return an address that changes with the file, so that browsers may keep it for a year."""
        return url_for("static", filename=name, v=hashes[name])

    return static_url
