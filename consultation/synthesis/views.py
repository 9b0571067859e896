"""Writing the secretariat's summaries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consultation.errors import EditedMeanwhile, NotAllowed, NotFound
from consultation.people.models import Status
from consultation.process.models import Consultation
from consultation.process.queries import get_consultation
from consultation.proposals.content import Content
from consultation.proposals.models import Proposal
from consultation.proposals.pages.presentation import RevisionChange, framework
from consultation.proposals.pages.submitting import current_participant
from consultation.proposals.queries import get_proposal
from consultation.synthesis.forms import SummaryForm
from consultation.synthesis.models import Summary
from consultation.synthesis.operations import write_summary
from consultation.synthesis.queries import (
    SummarySubject,
    number_of_proposals_with_summary,
    summaries_of_subjects,
    wordings_of,
)
from consultation.web.clock import now
from consultation.web.identity import identity
from consultation.web.pages import page
from consultation.web.returned_input import asks
from consultation.web.texts.language import page_language
from consultation.web.texts.sentences import filled
from consultation.web.transactions import db, writes
from indicators.fields import Kind
from indicators.localized import Localized
from indicators.schemes import OBJECTIVE, THEME

synthesis = Blueprint("synthesis", __name__, url_prefix="/secretariat")

SUBJECTS = {Kind.INDICATOR: OBJECTIVE, Kind.RECOMMENDATION: THEME}


@dataclass(frozen=True)
class SummarisedSubject:
    """What is summarised: its name, where it is read and what follows the writing; of a proposal, its text."""

    about: SummarySubject
    consultation: Consultation
    label: str | Localized
    url: str
    proposal: Proposal | None = None
    content: Content | None = None


@synthesis.route("/consultations/<slug:slug>/synthesis")
def overview(slug: str) -> ResponseReturnValue:
    """List the objectives or themes of a consultation with the state of their summaries."""
    consultation = get_consultation(db(), slug)
    scheme = SUBJECTS[consultation.kind]
    return page(
        "synthesis/overview.html",
        consultation=consultation,
        scheme=scheme,
        entries=framework().entries(scheme),
        summaries=summaries_of_subjects(db(), consultation.id, scheme),
        with_summary=number_of_proposals_with_summary(db(), consultation.id),
    )


@synthesis.route("/consultations/<slug:slug>/synthesis/objectives/<ordinal:number>", methods=["GET", "POST"])
@writes
@asks(lambda: [SummaryForm()])
def objective(slug: str, number: str) -> ResponseReturnValue:
    """Write the summary of an objective in a consultation."""
    return _written(_subject(slug, OBJECTIVE, number))


@synthesis.route("/consultations/<slug:slug>/synthesis/themes/<slug:code>", methods=["GET", "POST"])
@writes
@asks(lambda: [SummaryForm()])
def theme(slug: str, code: str) -> ResponseReturnValue:
    """Write the summary of a theme in a consultation."""
    return _written(_subject(slug, THEME, code))


@synthesis.route("/proposals/<reference:reference>/synthesis", methods=["GET", "POST"])
@writes
@asks(lambda: [SummaryForm()])
def proposal(reference: str) -> ResponseReturnValue:
    """Write the summary of a proposal."""
    found = get_proposal(db(), reference, identity())
    if found.status is Status.WITHDRAWN or found.current_revision is None:
        raise NotAllowed(_("Its author has taken this proposal back, so there is nothing to summarise."))
    return _written(
        SummarisedSubject(
            SummarySubject(found.consultation_id, proposal_id=found.id),
            found.consultation,
            str(found.reference),
            url_for("proposals.show", reference=reference),
            found,
            found.current_revision.content,
        )
    )


def _subject(slug: str, scheme: str, code: str) -> SummarisedSubject:
    consultation = get_consultation(db(), slug)
    if SUBJECTS[consultation.kind] != scheme or code not in framework().entries(scheme).by_code:
        raise NotFound(_("There is no such part of the framework in this consultation. Start from the desk."))
    label = framework().label_of(scheme, code, page_language())
    back = url_for("synthesis.overview", slug=slug)
    return SummarisedSubject(
        SummarySubject(consultation.id, scheme=scheme, code=code), consultation, label.after(f"{code} ·"), back
    )


def _written(subject: SummarisedSubject) -> ResponseReturnValue:
    wordings = wordings_of(db(), subject.about)
    form = SummaryForm(data=_as_it_is(wordings[0] if wordings else None))
    if not form.validate_on_submit():
        return _form_page(form, subject, wordings=wordings)
    try:
        write_summary(
            db(),
            subject.about,
            text=form.text.data,
            language=form.language.data,
            is_public=form.is_public.data,
            officer=current_participant(),
            version=form.version.number,
            now=now(),
        )
    except EditedMeanwhile:
        return _both_texts(form, subject)
    flash(filled(_("The summary of %(what)s is saved."), what=subject.label))
    return redirect(subject.url)


def _as_it_is(summary: Summary | None) -> dict[str, Any]:
    if summary is None:
        return {"language": page_language(), "version": "0"}
    return {
        "text": summary.text,
        "language": summary.language,
        "is_public": summary.is_public,
        "version": str(summary.number),
    }


def _both_texts(form: SummaryForm, subject: SummarisedSubject) -> ResponseReturnValue:
    db().rollback()
    wordings = wordings_of(db(), subject.about)
    form.version.data = str(wordings[0].number)
    changes = [RevisionChange(form.text.label.text, wordings[0].text, form.text.data, form.language.data)]
    return _form_page(form, subject, wordings=wordings, changes=changes, status=409)


def _form_page(form: SummaryForm, subject: SummarisedSubject, **context: Any) -> ResponseReturnValue:
    given: dict[str, Any] = {"changes": None} | context
    return page("synthesis/write.html", form=form, subject=subject, viewer=identity(), **given)
