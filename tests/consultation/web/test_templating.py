"""Templates as our environment compiles them, beside what Jinja's own makes of the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import flask.templating
import pytest
from babel.messages import Catalog
from babel.messages.mofile import write_mo
from flask import Flask, render_template_string
from flask_babel import Babel, force_locale
from jinja2 import DictLoader, FileSystemBytecodeCache, pass_context
from markupsafe import Markup, escape

from consultation.web.templating import PageEnvironment, written
from indicators.localized import Localized

FRENCH: Final = {"Sign in": "Se connecter", "100%% of <b>": "100 %% de <b>", "%(name)s spoke": "%(name)s a parlé"}
TEMPLATES: Final = {
    "base.html": """
<h1>{% block title %}{{ _("Sign in") }}{% endblock %}</h1>
{% block content required %}{% endblock %}""",
    "parts.html": """
{% macro item(name, style="plain") %}
<li class="{{ style }}">{{ name }}{{ caller() if caller else "" }}</li>
{% endmacro %}
{% macro said(name) %}{{ _("%(name)s spoke", name=name) }}{% endmacro %}""",
    "page.html": """
{% extends "base.html" %}
{% from "parts.html" import item, said %}
{% block title %}{{ super() }} · {{ _("100%% of <b>") }}{% endblock %}
{% block content %}
{{ self.title() }}
{% for name in names %}
{{ item(name) }}{% call item(name, style="<x>") %} {{ loop.index }}{% endcall %}
{{ said(name) }} {{ of_context() }} {{ names.index(name) }} {{ name|upper }}
{% endfor %}
{{ ngettext("%(num)d page", "%(num)d pages", 2) }}
{% set kept %}{{ _("Sign in") }}{% endset %}{{ kept }}{{ gettext("Sign in")|length }}
{% endblock %}""",
    "letter.txt": '{{ _("100%% of <b>") }} {{ _("%(name)s spoke", name="<Ann>") }} {{ names[0] }}',
}
NAMES: Final = ["Ann", "<Bob>", Markup("<b>Cem</b>"), Localized("Цем", "ru", is_fallback=True)]


@pass_context
def of_context(context: Any) -> str:
    return f"{len(context['names'])} of them"


def small_app(folder: Path, environment: Any) -> Flask:
    catalog = Catalog(locale="fr")
    for sentence, said in FRENCH.items():
        catalog.add(sentence, said)
    place = folder / "fr" / "LC_MESSAGES"
    place.mkdir(parents=True, exist_ok=True)
    with (place / "messages.mo").open("wb") as file:
        write_mo(file, catalog)
    app = Flask("small")
    app.jinja_environment = environment
    app.jinja_loader = DictLoader(TEMPLATES)  # type: ignore[misc, assignment]
    app.jinja_env.globals["of_context"] = of_context
    Babel(app, default_translation_directories=str(folder))
    if environment is not PageEnvironment:
        app.jinja_env.newstyle_gettext = True  # type: ignore[attr-defined]
    return app


def shown(app: Flask, name: str, language: str) -> str:
    with app.test_request_context(), force_locale(language):
        names = [str(one) if isinstance(one, Localized) and name.endswith("txt") else one for one in NAMES]
        return app.jinja_env.get_template(name).render(names=names)


@pytest.mark.parametrize("name", ["page.html", "letter.txt"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_template_says_what_jinja_makes_of_it(tmp_path: Path, name: str, language: str) -> None:
    ours, own = (small_app(tmp_path, kind) for kind in (PageEnvironment, flask.templating.Environment))
    assert shown(ours, name, language) == shown(own, name, language)


def test_one_app_answers_in_one_language_after_the_other(tmp_path: Path) -> None:
    app = small_app(tmp_path, PageEnvironment)
    assert [shown(app, "letter.txt", language).partition(" <b>")[0] for language in ("en", "fr", "en")] == [
        "100% of",
        "100 % de",
        "100% of",
    ]


def test_compiled_templates_are_kept_for_one_language_alone(tmp_path: Path) -> None:
    cache = FileSystemBytecodeCache(str(tmp_path))
    for language, said in (("en", "100% of"), ("fr", "100 % de"), ("en", "100% of")):
        app = small_app(tmp_path, PageEnvironment)
        app.jinja_env.bytecode_cache = cache
        assert shown(app, "letter.txt", language).startswith(said)


def test_what_is_rendered_from_a_string_is_translated_when_it_is_shown(tmp_path: Path) -> None:
    app = small_app(tmp_path, PageEnvironment)
    with app.test_request_context(), force_locale("fr"):
        assert render_template_string('{{ _("Sign in") }}') == "Se connecter"


@pytest.mark.parametrize("value", ["<a & b>", Markup("<b>"), 3, None, 1.5, NAMES[3]])
def test_a_value_is_written_as_it_is_escaped(value: object) -> None:
    assert written(value) == escape(value)


def test_what_a_macro_is_not_asked_for_is_refused(tmp_path: Path) -> None:
    app = small_app(tmp_path, PageEnvironment)
    app.jinja_loader.mapping["wrong.html"] = '{% from "parts.html" import said %}{{ said(other=1) }}'  # type: ignore[union-attr]
    with pytest.raises(TypeError, match="takes no keyword argument 'other'"):
        shown(app, "wrong.html", "en")
