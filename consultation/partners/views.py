"""The page on which the secretariat names partners."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consultation.partners.forms import SHARES, EndForm, PartnerForm
from consultation.partners.operations import end_partnership, share_with
from consultation.partners.queries import get_partner, partners_of
from consultation.process.queries import get_consultation
from consultation.web.clock import now
from consultation.web.pages import page
from consultation.web.returned_input import asks
from consultation.web.transactions import db, writes
from indicators.text import apart

partners = Blueprint("partners", __name__, url_prefix="/secretariat/consultations")


@partners.route("/<slug:slug>/partners", methods=["GET", "POST"])
@writes
@asks(lambda: [PartnerForm()])
def shared(slug: str) -> ResponseReturnValue:
    """Show with whom a consultation shares what, and change it."""
    consultation = get_consultation(db(), slug)
    form = PartnerForm()
    if form.validate_on_submit():
        share_with(db(), consultation.id, form.name.data, form.shares.data or [], now=now())
        flash(_("Saved what is shared with “%(name)s”.", name=apart(form.name.data)))
        return redirect(url_for("partners.shared", slug=slug))
    return page(
        "partners/shared.html",
        form=form,
        consultation=consultation,
        partners=partners_of(db(), consultation.id),
        labels={choice.value: choice.label for choice in SHARES},
    )


@partners.route("/<slug:slug>/partners/end", methods=["POST"])
@writes
def end(slug: str) -> ResponseReturnValue:
    """Share nothing with a partner any more."""
    consultation = get_consultation(db(), slug)
    form = EndForm()
    if form.validate_on_submit():
        end_partnership(db(), consultation.id, get_partner(db(), consultation.id, form.name.data).name)
        flash(_("Nothing is shared with “%(name)s” any more.", name=apart(form.name.data)))
    return redirect(url_for("partners.shared", slug=slug))
