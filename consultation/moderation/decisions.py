"""What the secretariat can decide about a contribution."""

from __future__ import annotations

from enum import StrEnum


class Decision(StrEnum):
    """One thing an officer can do; the last two are about an edit that waits beside the public text."""

    PUBLISH = "publish"
    REFUSE = "refuse"
    HIDE = "hide"
    SHOW_AGAIN = "show_again"
    PUBLISH_EDIT = "publish_edit"
    REFUSE_EDIT = "refuse_edit"


OF_COMMENTS = (Decision.PUBLISH, Decision.REFUSE, Decision.HIDE, Decision.SHOW_AGAIN)
OF_PROPOSALS = tuple(Decision)
NEEDS_REASON = frozenset({Decision.REFUSE, Decision.HIDE, Decision.REFUSE_EDIT})

_BY_STATUS = {
    "held": (Decision.PUBLISH, Decision.REFUSE),
    "refused": (Decision.PUBLISH,),
    "published": (Decision.HIDE,),
    "hidden": (Decision.SHOW_AGAIN,),
}


def possible_decisions(status: str, *, has_held_edit: bool = False) -> tuple[Decision, ...]:
    """Return what can be decided about something in this status; nothing about what is withdrawn."""
    of_edit = (Decision.PUBLISH_EDIT, Decision.REFUSE_EDIT) if has_held_edit else ()
    return of_edit + _BY_STATUS.get(status, ())
