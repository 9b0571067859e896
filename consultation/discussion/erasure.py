"""Erasing what comments said from their own rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.database import in_parts
from consultation.discussion.models import Comment
from consultation.erasure.contributions import Cause, Contributions
from consultation.erasure.stores import Store
from consultation.lists import ListName
from consultation.people.operations import erase_speaker
from consultation.people.tokens import mark_of


def _erase_rows(session: Session, contributions: Contributions, because: Cause, now: datetime) -> None:
    if contributions.of is not ListName.COMMENTS or because not in (Cause.WITHDRAWN, Cause.DELETED):
        return
    for some in in_parts(list(contributions.items)):
        for comment in session.scalars(select(Comment).where(Comment.id.in_(some))).all():
            if because is Cause.DELETED:
                session.delete(comment)
            else:
                _erase_words(comment)


def _erase_words(comment: Comment) -> None:
    comment.text = comment.suggested_wording = comment.reason = comment.fingerprint = ""
    comment.tell_nothing()
    erase_speaker(comment)


def _marks(session: Session, ids: Sequence[int]) -> Mapping[int, tuple[str, str]]:
    known = select(Comment.id, Comment.submission, Comment.attribution)
    found = (session.execute(known.where(Comment.id.in_(some)).order_by(Comment.id)) for some in in_parts(ids))
    return {number: (mark_of(submission or ""), shows.value) for rows in found for number, submission, shows in rows}


_SAID: Final = ("text", "suggested_wording", "reason", "told", "fingerprint")
_SHOWN: Final = ("stakeholder_group", "region", "organisation", "name")
STORES: Final = [Store(frozenset(f"comments.{name}" for name in (*_SAID, *_SHOWN)), _erase_rows)]
MARKS: Final = {ListName.COMMENTS: _marks}
