"""Erasing contributions from kept files: the bytes of the files that hold them, and of the kept rows only theirs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from consultation.erasure.contributions import Cause, Contributions
from consultation.erasure.stores import Store
from consultation.keeping.blocks import number_in, without
from consultation.keeping.models import KeptFile, KeptRows, Reason
from consultation.keeping.operations import delete_bytes
from consultation.lists import CONTRIBUTED

REASONS: Final = {
    Cause.DELETED: Reason.WITHDRAWN,
    Cause.WITHDRAWN: Reason.WITHDRAWN,
    Cause.RESTORED: Reason.WITHDRAWN,
    Cause.CHANGED: Reason.CHANGED,
    Cause.LESS_SHOWN: Reason.LESS_SHOWN,
    Cause.HIDDEN: Reason.HIDDEN,
}


def _erase(session: Session, contributions: Contributions, because: Cause, now: datetime) -> None:
    references = contributions.references
    if because not in REASONS or not references or contributions.of not in CONTRIBUTED:
        return
    numbers = [number_in(reference) for reference in references]
    for rows, kept in session.execute(_holding(contributions, numbers, but_secretariat=because is Cause.HIDDEN)).all():
        rest = without(rows.content, references)
        if rest is not None:
            rows.content = rest
            delete_bytes(session, kept, because=REASONS[because], now=now)


def _holding(
    contributions: Contributions, numbers: Sequence[int], *, but_secretariat: bool
) -> Select[KeptRows, KeptFile]:
    found = (
        select(KeptRows, KeptFile)
        .join(KeptFile, KeptFile.id == KeptRows.file_id)
        .where(KeptFile.consultation_id == contributions.consultation_id)
        .where(KeptRows.of == contributions.of, KeptRows.first <= max(numbers), KeptRows.last >= min(numbers))
    )
    return found.where(KeptFile.of_secretariat.is_(False)) if but_secretariat else found


STORES: Final = [Store(frozenset({"kept_pieces.content", "kept_rows.content"}), _erase)]
