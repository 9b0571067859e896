"""What the secretariat can decide about a contribution."""

from __future__ import annotations

from enum import StrEnum


class Decision(StrEnum):
    """One thing an officer can do; the last three are about an edit that waits beside what is or was public."""

    PUBLISH = "publish"
    REFUSE = "refuse"
    HIDE = "hide"
    SHOW_AGAIN = "show_again"
    KEEP_HIDDEN = "keep_hidden"
    ASK_CHANGE = "ask_change"
    PUBLISH_EDIT = "publish_edit"
    REFUSE_EDIT = "refuse_edit"
    ASK_CHANGE_OF_EDIT = "ask_change_of_edit"


class Confirmation(StrEnum):
    """What an officer can do about who speaks in a contribution."""

    CONFIRM = "confirm"
    TAKE_BACK = "take_back"


_OF_EDITS = (Decision.PUBLISH_EDIT, Decision.REFUSE_EDIT, Decision.ASK_CHANGE_OF_EDIT)
OF_COMMENTS = tuple(decision for decision in Decision if decision not in _OF_EDITS)
OF_PROPOSALS = tuple(decision for decision in Decision if decision is not Decision.KEEP_HIDDEN)
NEEDS_REASON = frozenset(Decision) - {Decision.PUBLISH, Decision.SHOW_AGAIN, Decision.PUBLISH_EDIT}

_BY_STAGE = {
    "approved": (Decision.REFUSE,),
    "held": (Decision.PUBLISH, Decision.REFUSE, Decision.ASK_CHANGE),
    "refused": (Decision.PUBLISH, Decision.ASK_CHANGE),
    "published": (Decision.HIDE, Decision.ASK_CHANGE),
    "hidden": (Decision.SHOW_AGAIN, Decision.ASK_CHANGE),
}
_SENT_AGAIN = (Decision.SHOW_AGAIN, Decision.KEEP_HIDDEN, Decision.ASK_CHANGE)


def possible_decisions(stage: str, *, has_author: bool = True) -> tuple[Decision, ...]:
    """Return what can be decided about something at this stage; nothing about what is withdrawn.

    Where nobody sent it, nobody can be asked to change it.
    """
    possible = _BY_STAGE.get(stage, ())
    return possible if has_author else tuple(one for one in possible if one is not Decision.ASK_CHANGE)


def decisions_on_edit(status: str, *, is_approved: bool = False) -> tuple[Decision, ...]:
    """Return what can be decided where an edit waits beside a text in this status."""
    of_edit = (Decision.REFUSE_EDIT,) if is_approved else _OF_EDITS
    return (*of_edit, Decision.HIDE) if status == "published" else of_edit


def decisions_on_sent_again() -> tuple[Decision, ...]:
    """Return what can be decided about a hidden comment that its author has changed and sent again."""
    return _SENT_AGAIN
