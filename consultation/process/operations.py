"""Opening consultations."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.process.models import Action, Consultation, Phase
from indicators.fields import Kind
from indicators.marking import N_

OPEN_FOR = timedelta(days=90)
ZONE = "Europe/Zurich"  # Geneva, where the Network's secretariat works

MANDATED = (
    {
        "slug": "indicators",
        "kind": Kind.INDICATOR,
        "title": N_("A limited set of indicators"),
        "mandate": 70,
        "reference_prefix": "IND",
        "is_protected": False,
    },
    {
        "slug": "missing-migrants",
        "kind": Kind.RECOMMENDATION,
        "title": N_("Missing migrants and humanitarian assistance"),
        "mandate": 76,
        "reference_prefix": "REC",
        "is_protected": True,
    },
)


def open_mandated_consultations(session: Session, *, now: datetime) -> int:
    """Open the two consultations of the Progress Declaration where they are missing; return how many were."""
    present = set(session.scalars(select(Consultation.slug)))
    missing = [values for values in MANDATED if values["slug"] not in present]
    for values in missing:
        phase = Phase(opens_at=now, closes_at=now + OPEN_FOR, allows=[Action.PROPOSE, Action.COMMENT])
        session.add(Consultation(**values, zone=ZONE, phases=[phase]))
    session.flush()
    return len(missing)
