"""Reading partners."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.errors import NotFound
from consultation.partners.models import Partner
from consultation.web.texts.sentences import list_in_words
from indicators.text import apart


def partners_of(session: Session, consultation_id: int) -> Sequence[Partner]:
    """Return the partners of a consultation by their names."""
    return session.scalars(
        select(Partner).where(Partner.consultation_id == consultation_id).order_by(Partner.name, Partner.id)
    ).all()


def find_partner(session: Session, consultation_id: int, name: str) -> Partner | None:
    """Return the partner of this name."""
    named = (Partner.consultation_id == consultation_id, Partner.name == name)
    return session.scalars(select(Partner).where(*named)).one_or_none()


def get_partner(session: Session, consultation_id: int, name: str) -> Partner:
    """Return the partner of this name; NotFound, naming those there are."""
    partner = find_partner(session, consultation_id, name)
    if partner is None:
        names = list_in_words(f"“{apart(one.name)}”" for one in partners_of(session, consultation_id)) or _("none yet")
        raise NotFound(_("There is no partner “%(name)s”. There are: %(names)s.", name=apart(name), names=names))
    return partner
