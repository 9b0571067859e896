"""A form with a field of each kind, and the page it stands on: what tests of forms look at."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Flask, render_template_string
from flask_babel import Babel
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined

from consultation.web.fields import (
    ChoiceField,
    Choices,
    Codes,
    Email,
    Hidden,
    Line,
    LocalDateTime,
    Paragraphs,
    Radios,
    Required,
    SelectChoice,
    Tick,
)
from consultation.web.forms import BaseForm, sent_to_here
from consultation.web.texts import diff_html, formatting
from tests.html_contract import check_page

ROOT = Path(__file__).parents[3]
READINESS = [SelectChoice("1", "I · established"), SelectChoice("2", "II · not regular")]
SHOWN = [SelectChoice("group", "Group only", render_kw={"hint": "“Academia”"}), SelectChoice("nothing", "Nothing")]
GROUPS = [SelectChoice("states", "States"), SelectChoice("un", "UN entities"), SelectChoice("cities", "Cities")]
OBJECTIVES = [SelectChoice(str(number), f"Objective {number}") for number in range(1, 24)]
PAGE = """<!doctype html><html lang="en" dir="ltr"><head><title>Form</title></head><body><main>
{% from "components/fields.html" import field, post_form %}{% from "components/summary.html" import error_summary %}
{% from "components/buttons.html" import button %}
{% if form.errors %}{{ error_summary(form) }}{% endif %}<h1>Form</h1>
{% call post_form(form) %}{% for f in form.asked() %}{{ field(f) }}{% endfor %}{{ button("Send") }}{% endcall %}
</main></body></html>"""


def read_objectives(values: list[str]) -> tuple[list[str], list[str]]:
    """Codes parted by commas; what is no objective is a problem."""
    parts = [part.strip() for value in values for part in value.split(",") if part.strip()]
    known = {choice.value for choice in OBJECTIVES}
    unknown = [part for part in parts if part not in known]
    return [part for part in parts if part in known], [f"There is no objective {part}" for part in unknown]


class ProposalForm(BaseForm):
    """One field of each kind."""

    title = Line("Title", [Required("Write what is to be measured")], limit=10, description="One sentence")
    rationale = Paragraphs("Why?", [Required("Explain why")])
    objectives = Codes("Objectives", [Required("Name an objective")], choices=OBJECTIVES, read=read_objectives)
    readiness = ChoiceField("Readiness", choices=READINESS, blank="Not stated")
    shown = Radios("How is it shown?", choices=SHOWN, default="group")
    addressees = Choices("Addressed to")
    zone = Line("Zone")
    closes = LocalDateTime("Closes", zone_field="zone")
    email = Email("E-mail")
    agreed = Tick("I have read it")
    version = Hidden()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.addressees.choices = GROUPS


def small_app() -> Flask:
    """An app that has what forms need and nothing else."""
    app = Flask(__name__, root_path=str(ROOT))
    app.config.update(SECRET_KEY="of a test", TESTING=True)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.globals["sent_to_here"] = sent_to_here
    Babel(app)
    CSRFProtect(app)
    formatting.init_app(app)
    diff_html.init_app(app)
    return app


SMALL_APP = small_app()


def rendered(form: ProposalForm) -> str:
    """The page with this form, held to the contract of pages."""
    html = render_template_string(PAGE, form=form)
    assert check_page(html.replace("</form>", '<input type="hidden" name="csrf_token" value="t"></form>')) == []
    return html
