"""The lists there are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from consultation.erasure.contributions import ListName
from exports.round_trip.comment_list import CommentList
from exports.round_trip.editable_list import Asking, EditableList
from exports.round_trip.proposal_list import ProposalList
from exports.round_trip.summary_list import SummaryList

LISTS: Final[Mapping[ListName, Callable[[Asking], EditableList]]] = {
    ListName.PROPOSALS: ProposalList,
    ListName.COMMENTS: CommentList,
    ListName.SUMMARIES: SummaryList,
}


def list_of(name: ListName, asking: Asking) -> EditableList:
    """Return the list of this name as whoever asks has it."""
    return LISTS[name](asking)
