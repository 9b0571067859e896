"""Saved views: saving, finding and deleting orders by a name."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from consultation.database import lock_name
from consultation.errors import NotFound
from consultation.process.queries import get_consultation
from consultation.web.texts.sentences import list_in_words
from exports.handouts.models import SavedView
from exports.handouts.order import Order
from indicators.framework import Framework
from indicators.text import apart


def saved_views(session: Session, slug: str) -> Sequence[SavedView]:
    """Return the views of a consultation by their names."""
    of_consultation = SavedView.consultation_id == get_consultation(session, slug).id
    return session.scalars(select(SavedView).where(of_consultation).order_by(SavedView.name, SavedView.id)).all()


def get_view(session: Session, slug: str, name: str, framework: Framework) -> Order:
    """Return the view of this name; NotFound, naming those there are."""
    views = {view.name: view.asked for view in saved_views(session, slug)}
    if name not in views:
        names = list_in_words(f"“{apart(one)}”" for one in views) or _("none yet")
        raise NotFound(_("There is no view “%(name)s”. There are: %(names)s.", name=apart(name), names=names))
    return Order.from_json(json.loads(views[name]) | {"slug": slug}, framework)


def is_taken(session: Session, slug: str, name: str) -> bool:
    """Whether there is a view of this name."""
    return any(view.name == name for view in saved_views(session, slug))


def save_view(session: Session, name: str, order: Order, *, now: datetime) -> None:
    """Save an order by a name, in place of what was saved by it before."""
    consultation = get_consultation(session, order.slug)
    lock_name(session, f"views of {consultation.id}")
    named = (SavedView.consultation_id == consultation.id, SavedView.name == name)
    view = session.scalars(select(SavedView).where(*named)).one_or_none()
    if view is None:
        view = SavedView(consultation_id=consultation.id, name=name)
        session.add(view)
    view.asked, view.saved_at = json.dumps(order.as_json()), now
    session.flush()


def delete_view(session: Session, slug: str, name: str) -> None:
    """Delete the view of this name."""
    consultation = get_consultation(session, slug)
    session.execute(delete(SavedView).where(SavedView.consultation_id == consultation.id, SavedView.name == name))
