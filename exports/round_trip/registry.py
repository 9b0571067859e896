"""The lists there are."""

from __future__ import annotations

from typing import Final

from consultation.uploads.models import ListName
from exports.round_trip.lists import Asking, EditableList
from exports.round_trip.proposal_list import ProposalList

LISTS: Final = {ListName.PROPOSALS: ProposalList}


def list_of(name: ListName, asking: Asking) -> EditableList:
    """Return the list of this name as whoever asks has it."""
    return LISTS[name](asking)
