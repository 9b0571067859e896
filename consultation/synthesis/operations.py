"""Writing summaries."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from consultation.database import lock_name
from consultation.errors import EditedMeanwhile
from consultation.people.models import Participant
from consultation.synthesis.models import Summary
from consultation.synthesis.queries import SummarySubject, wordings_of


def write_summary(
    session: Session,
    about: SummarySubject,
    *,
    text: str,
    language: str,
    is_public: bool,
    officer: Participant | None,
    version: int,
    now: datetime,
) -> Summary | None:
    """Return the next wording; what says the same as the one before is none.

    `version` is the number of the wording that the officer had before them, 0 for none: raises EditedMeanwhile where
    another has replaced it.
    """
    lock_name(session, f"summary {about}")
    last = next(iter(wordings_of(session, about)), None)
    said = (text, language, is_public)
    if (last is None and not text) or (last and (last.text, last.language, last.is_public) == said):
        return None
    if version != (last.number if last else 0):
        raise EditedMeanwhile(_("Somebody else has written this summary meanwhile."))
    if last is not None:
        last.replaced_at = now
    wording = Summary(text=text, language=language, is_public=is_public, written_at=now)
    wording.written_by_id = officer.id if officer else None
    wording.consultation_id, wording.proposal_id = about.consultation_id, about.proposal_id
    wording.scheme, wording.code = about.scheme, about.code
    wording.number = last.number + 1 if last else 1
    session.add(wording)
    session.flush()
    return wording


def take_out_wording(session: Session, wording: Summary) -> None:
    """Delete the wording that counts, so that the one before it counts again."""
    about = SummarySubject(wording.consultation_id, wording.proposal_id, wording.scheme, wording.code)
    session.delete(wording)
    session.flush()
    last = next(iter(wordings_of(session, about)), None)
    if last is not None:
        last.replaced_at = None
    session.flush()
