"""The contributions whose words are erased, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from consultation.lists import ListName


class Cause(StrEnum):
    """Why words are erased, from what leaves least of a contribution on.

    Deleted: a draft was discarded, or the upload that had added it undone; not even a trace stays. Withdrawn: a dated
    trace stays. Restored: the upload that had changed it was undone. Changed: it has one text, and that is another by
    now. Less shown: somebody's name or organisation came off. Hidden: nobody but the secretariat and its author reads
    it. Past undo: its author has changed it, so that no earlier upload can be undone.
    """

    DELETED = "deleted"
    WITHDRAWN = "withdrawn"
    RESTORED = "restored"
    CHANGED = "changed"
    LESS_SHOWN = "less_shown"
    HIDDEN = "hidden"
    PAST_UNDO = "past_undo"


@dataclass(frozen=True)
class Contributions:
    """Contributions of one list in one consultation: by their ids, the references by which others know them.

    A draft has no reference. Summaries go as what they sum up, by its reference.
    """

    consultation_id: int
    of: ListName
    items: Mapping[int, str | None]

    @property
    def references(self) -> set[str]:
        return {reference for reference in self.items.values() if reference}
