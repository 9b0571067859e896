"""Reading consultations."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

from consultation.errors import NotFound
from consultation.process.models import Consultation
from consultation.web.texts.sentences import list_in_words
from indicators.text import apart


def get_consultation(session: Session, slug: str) -> Consultation:
    """Return a consultation with its phases; NotFound when there is none of this name."""
    found = session.scalars(_with_phases().where(Consultation.slug == slug)).one_or_none()
    if found is None:
        names = list_in_words(session.scalars(select(Consultation.slug).order_by(Consultation.id)))
        raise NotFound(_("There is no consultation “%(slug)s”. There are: %(names)s.", slug=apart(slug), names=names))
    return found


def get_consultation_of_id(session: Session, consultation_id: int) -> Consultation:
    """Return a consultation that is known to exist, with its phases."""
    return session.scalars(_with_phases().where(Consultation.id == consultation_id)).one()


def consultations(session: Session) -> list[Consultation]:
    """Return all consultations with their phases, in the order in which they were set up."""
    return list(session.scalars(_with_phases().order_by(Consultation.id)))


def _with_phases() -> Select[Consultation]:
    return select(Consultation).options(selectinload(Consultation.phases))
