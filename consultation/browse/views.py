"""The framework's pages, and what was said by organisation."""

from __future__ import annotations

from flask import Blueprint, current_app, request
from flask.typing import ResponseReturnValue

from consultation.browse.coverage import Coverage
from consultation.browse.pages.coverage_table import (
    CoverageTable,
    Missing,
    coverage_table,
    entry_url,
    missing_in,
    shades_of,
)
from consultation.browse.pages.subject_page import groups_of, subject_of
from consultation.browse.queries import (
    comments_of_organisation,
    newest_naming,
    numbers_naming,
    organisations_of,
    proposals_naming,
    proposals_of_organisation,
    public_coverage,
)
from consultation.process.models import Action, Consultation
from consultation.process.queries import consultations, get_consultation
from consultation.synthesis.queries import public_summaries
from consultation.web.clock import now
from consultation.web.pages import page
from consultation.web.paging import read_cursor
from consultation.web.texts.language import page_language
from consultation.web.transactions import db
from indicators.fields import Kind
from indicators.framework import Framework
from indicators.schemes import OBJECTIVE, PARAGRAPH, PRINCIPLE, THEME

framework = Blueprint("framework", __name__, url_prefix="/framework")
organisations = Blueprint("organisations", __name__)

MOST_IN_A_GROUP = 10
MOST_ON_A_PAGE = 25
COVERED_BY = {Kind.INDICATOR: OBJECTIVE, Kind.RECOMMENDATION: THEME}


@framework.route("/")
def overview() -> ResponseReturnValue:
    """Show who has proposed something for which objective or theme, and where nothing is."""
    covered = [(one, COVERED_BY[one.kind], *_covered(one)) for one in consultations(db())]
    return page(
        "browse/overview.html",
        covered=covered,
        shades=shades_of(table for _one, _scheme, table, _missing in covered),
        lists={scheme: _entries().entries(scheme) for scheme in (PRINCIPLE, PARAGRAPH)},
        numbers=numbers_naming(db(), (PRINCIPLE, PARAGRAPH)),
        entry_url=entry_url,
        language=page_language(),
    )


@framework.route("/objectives/<ordinal:number>")
def objective(number: str) -> ResponseReturnValue:
    """Show an objective and what names it: as the primary one, also, or together with all others."""
    return _in_groups(OBJECTIVE, number)


@framework.route("/principles/<slug:letter>")
def principle(letter: str) -> ResponseReturnValue:
    """Show a guiding principle and what names it."""
    return _page_by_page(PRINCIPLE, letter)


@framework.route("/paragraphs/<ordinal:number>")
def paragraph(number: str) -> ResponseReturnValue:
    """Show a paragraph of the Progress Declaration and what names it."""
    return _page_by_page(PARAGRAPH, number)


@framework.route("/themes/<slug:code>")
def theme(code: str) -> ResponseReturnValue:
    """Show a theme and what belongs to it."""
    return _in_groups(THEME, code)


@organisations.route("/consultations/<slug:slug>/organisations")
def index(slug: str) -> ResponseReturnValue:
    """List the organisations that contributions show, or show what one of them has said."""
    consultation, name = get_consultation(db(), slug), request.args.get("name", "")
    if name:
        return _said_by(consultation, name)
    after = request.args.get("after", "")
    found, further = organisations_of(db(), consultation, after=after)
    return page(
        "browse/organisations.html", consultation=consultation, found=found, further=further, is_first=not after
    )


def _said_by(consultation: Consultation, name: str) -> ResponseReturnValue:
    """The cursor has the number of the last proposal and that of the last comment before; 0 is that of no further."""
    cursor = read_cursor(request.args.get("before"))
    of_proposals, of_comments = cursor if cursor and len(cursor) == 2 else (None, None)
    proposals = proposals_of_organisation(db(), consultation, name, before=of_proposals)
    comments = comments_of_organisation(db(), consultation, name, before=of_comments)
    older = f"{proposals.older or 0}-{comments.older or 0}" if proposals.older or comments.older else None
    return page(
        "browse/organisation.html",
        consultation=consultation,
        name=name,
        proposals=proposals.items,
        comments=comments.items,
        older=older,
        is_first=proposals.is_first,
    )


def _in_groups(scheme: str, code: str) -> ResponseReturnValue:
    """The newest of each group; the list of proposals, filtered, has them all."""
    subject = subject_of(_entries(), scheme, code, page_language())
    asked = [one for one in consultations(db()) if scheme == OBJECTIVE or COVERED_BY[one.kind] == scheme]
    naming = newest_naming(db(), scheme, code, most=MOST_IN_A_GROUP)
    return page(
        "browse/groups.html",
        subject=subject,
        groups=list(groups_of(naming, asked, scheme, code)),
        summaries=public_summaries(db(), scheme, code, asked),
        takes_proposals={one.id for one in asked if one.permits(Action.PROPOSE, now())},
    )


def _page_by_page(scheme: str, code: str) -> ResponseReturnValue:
    """All of them: no list of proposals can be filtered by these schemes."""
    subject = subject_of(_entries(), scheme, code, page_language())
    cursor = read_cursor(request.args.get("before"))
    asked = consultations(db())
    return page(
        "browse/pages.html",
        subject=subject,
        found=proposals_naming(db(), scheme, code, before=cursor[0] if cursor else None, most=MOST_ON_A_PAGE),
        url=entry_url(scheme, code),
        by_id={one.id: one for one in asked},
        is_open=any(one.permits(Action.PROPOSE, now()) for one in asked),
    )


def _covered(consultation: Consultation) -> tuple[CoverageTable, list[Missing]]:
    scheme = COVERED_BY[consultation.kind]
    counted = Coverage(public_coverage(db(), consultation.id, scheme))
    about = (scheme, counted, _entries(), page_language())
    return coverage_table(consultation.slug, *about), missing_in(*about)


def _entries() -> Framework:
    entries: Framework = current_app.extensions["framework"]
    return entries
