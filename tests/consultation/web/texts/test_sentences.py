"""Lists in the language of the page, and other people's words inside ours."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask, render_template_string
from flask_babel import force_locale
from markupsafe import Markup
from sqlalchemy.orm import Session

from consultation.proposals.operations.lifecycle import hide_proposal
from consultation.web.texts.sentences import isolated, list_in_words
from exports.files.reader.reader import FORBIDDEN
from exports.files.reader.table import Table, TableProblem
from exports.fill_in.import_plan import ImportRefused, make_plan, told
from exports.report.wording.language import Tongue
from indicators.fields import SCHEMAS, Kind
from indicators.text import apart
from tests.client import StrictClient
from tests.clock import START
from tests.databases import SQLITE
from tests.factories import a_proposal, an_officer, sign_in
from tests.machines import PROJECT

DATABASES = SQLITE

TEMPLATES = PROJECT / "templates"
SOURCES = [path for room in ("consultation", "exports") for path in sorted((PROJECT / room).rglob("*.py"))]
READ_BY_PROGRAMS = {"consultation/web/fields/codes.py"}  # what stands in a field, to be read again
COMMAS = re.compile(r"""["'](?:, | and | or )["']\.join""")
ARABIC = "لأن المكان مذكور: (1) طنجة"


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "A, B and C"),
        ("fr", "A, B et C"),
        ("es", "A, B y C"),
        ("ru", "A, B и C"),
        ("ar", "A وB وC"),
        ("zh", "A、B和C"),
    ],
)
def test_a_list_is_written_as_the_language_of_the_page_writes_it(app: Flask, language: str, written: str) -> None:
    with app.test_request_context(), force_locale(language):
        assert list_in_words(["A", "B", "C"]) == written
        assert render_template_string("{{ names|list_in_words }}", names=["A", "B", "C"]) == written
        assert list_in_words([]) == ""
        assert list_in_words(["A"]) == "A"


def test_a_list_of_other_people_s_words_keeps_each_apart_and_stays_text(app: Flask) -> None:
    with app.test_request_context():
        names = ["<b>", ARABIC, "{0} & %s"]
        shown = render_template_string("{{ names|map('isolated')|list_in_words }}", names=names)
        assert shown == (
            f'<bdi dir="auto">&lt;b&gt;</bdi>, <bdi dir="auto">{ARABIC}</bdi> and <bdi dir="auto">{{0}} &amp; %s</bdi>'
        )
        assert render_template_string("{{ names|list_in_words }}", names=["<b>", "x"]) == "&lt;b&gt; and x"
        assert list_in_words([Markup("<i>x</i>"), "<b>"]) == "<i>x</i> and &lt;b&gt;"


@pytest.mark.parametrize(("language", "words"), [("en", ARABIC), ("ar", "Because the place is named: (1) Tangier")])
def test_words_inside_ours_have_a_direction_of_their_own(app: Flask, language: str, words: str) -> None:
    with app.test_request_context(), force_locale(language):
        shown = render_template_string('{{ _("Reason: %(reason)s", reason=reason|isolated) }}', reason=words)
        assert shown.endswith(f'<bdi dir="auto">{words}</bdi>')


def test_in_plain_text_they_stand_between_signs_that_they_cannot_break_out_of() -> None:
    assert apart(ARABIC) == f"\u2068{ARABIC}\u2069"
    assert apart("a\u2069\u202eb\u2066") == "\u2068ab\u2069"
    assert isolated("</bdi>") == '<bdi dir="auto">&lt;/bdi&gt;</bdi>'


def test_the_reason_of_an_officer_is_apart_in_the_trace_and_on_the_desk(client: StrictClient, session: Session) -> None:
    proposal, officer = a_proposal(session), an_officer(session)
    hide_proposal(session, proposal, officer=officer, reason=ARABIC, now=START)
    said = f'Reason: <bdi dir="auto">{ARABIC}</bdi>'
    assert said in client.get(f"/proposals/{proposal.reference}").text
    sign_in(client, session, officer)
    assert said in client.get(f"/secretariat/proposals/{proposal.reference}/decision").text


@pytest.mark.parametrize("template", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.name)
def test_no_template_writes_lists_with_commas_of_its_own(template: Path) -> None:
    assert not re.search(r"""join\(["'][,;]|["'][,;] ["'] if""", template.read_text(encoding="utf-8"))


@pytest.mark.parametrize(("language", "written"), [("en", "{}, {} and {}"), ("zh", "{}、{}和{}")])
def test_what_is_wrong_with_a_file_has_its_lists_in_the_language_of_the_page_or_of_the_sheet(
    app: Flask, language: str, written: str
) -> None:
    names = ("A", "B", "C")
    assert Tongue(language).list_in_words(names) == written.format(*names)
    with app.test_request_context(), force_locale(language):
        assert written.format(*names) in told(TableProblem(2, "Title", FORBIDDEN, {"codes": [*names]}))
        with pytest.raises(ImportRefused, match=written.format(*map(apart, names))):
            make_plan(SCHEMAS[Kind.INDICATOR], Table(names, ()), maps={"title": "x"}, sets={})


def test_no_sentence_made_in_python_writes_lists_with_commas_of_its_own() -> None:
    found = [f"{path.relative_to(PROJECT)}" for path in SOURCES if COMMAS.search(path.read_text(encoding="utf-8"))]
    assert set(found) == READ_BY_PROGRAMS
