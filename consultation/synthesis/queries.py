"""Reading summaries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from consultation.process.models import Consultation
from consultation.synthesis.models import Summary


@dataclass(frozen=True)
class SummarySubject:
    """Of what a summary is: of a proposal, or of the code of a scheme, in a consultation."""

    consultation_id: int
    proposal_id: int | None = None
    scheme: str = ""
    code: str = ""

    def condition(self) -> ColumnElement[bool]:
        """Return the condition of its wordings."""
        if self.proposal_id is not None:
            return Summary.proposal_id == self.proposal_id
        of_consultation = and_(Summary.consultation_id == self.consultation_id, Summary.proposal_id.is_(None))
        return and_(of_consultation, Summary.scheme == self.scheme, Summary.code == self.code)


def wordings_of(session: Session, about: SummarySubject) -> Sequence[Summary]:
    """Return every wording, the newest first."""
    return session.scalars(select(Summary).where(about.condition()).order_by(Summary.number.desc())).all()


def find_summary(session: Session, about: SummarySubject, *, public_only: bool) -> Summary | None:
    """Return the wording that counts; None where there is none, or none that this reader may see."""
    found = session.scalars(select(Summary).where(about.condition(), Summary.replaced_at.is_(None))).one_or_none()
    return None if found is None or not found.text or (public_only and not found.is_public) else found


def current_wordings(session: Session, consultation_id: int) -> dict[SummarySubject, Summary]:
    """Return, by what each is of, the wordings of a consultation that count, empty ones too."""
    current = select(Summary).where(Summary.consultation_id == consultation_id, Summary.replaced_at.is_(None))
    return {
        SummarySubject(consultation_id, one.proposal_id, one.scheme, one.code): one for one in session.scalars(current)
    }


def summaries_of_subjects(session: Session, consultation_id: int, scheme: str) -> dict[str, Summary]:
    """Return, by its code, the wording that counts of every objective or theme that has a summary."""
    of_subjects = (Summary.consultation_id == consultation_id, Summary.proposal_id.is_(None), Summary.scheme == scheme)
    found = select(Summary).where(*of_subjects, Summary.replaced_at.is_(None), Summary.text != "")
    return {summary.code: summary for summary in session.scalars(found)}


def public_summaries(
    session: Session, scheme: str, code: str, consultations: Iterable[Consultation]
) -> dict[int, Summary | None]:
    """Return, by the ids of consultations, the summaries of an objective or theme that everybody may read."""
    of_subject = (Summary.proposal_id.is_(None), Summary.scheme == scheme, Summary.code == code)
    current = select(Summary).where(*of_subject, Summary.replaced_at.is_(None), Summary.text != "", Summary.is_public)
    found: dict[int, Summary | None] = {one.consultation_id: one for one in session.scalars(current)}
    return {one.id: found.get(one.id) for one in consultations}


def number_of_proposals_with_summary(session: Session, consultation_id: int) -> int:
    """Return how many proposals of a consultation have a summary."""
    of_proposals = (Summary.consultation_id == consultation_id, Summary.proposal_id.is_not(None))
    counted = select(func.count()).select_from(Summary).where(*of_proposals)
    return session.scalars(counted.where(Summary.replaced_at.is_(None), Summary.text != "")).one()
