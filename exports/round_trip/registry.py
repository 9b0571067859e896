"""The lists of the round trip by their names; a list is a file in this folder, and an entry here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from consultation.lists import ListName
from exports.round_trip.comment_list import CommentList
from exports.round_trip.editable_list import EditableList, ListContext
from exports.round_trip.proposal_list import ProposalList
from exports.round_trip.summary_list import SummaryList
from indicators.marking import N_


@dataclass(frozen=True)
class ListEntry:
    """A list: what makes it for whoever asks, what its pages call it (marked), and whether officers alone have it."""

    make: Callable[[ListContext], EditableList]
    title: str
    for_officers: bool = False


LISTS: Final[Mapping[ListName, ListEntry]] = {
    ListName.PROPOSALS: ListEntry(ProposalList, N_("Proposals")),
    ListName.COMMENTS: ListEntry(CommentList, N_("Comments and positions")),
    ListName.SUMMARIES: ListEntry(SummaryList, N_("Summaries"), for_officers=True),
}


def list_of(name: ListName, context: ListContext) -> EditableList:
    """Return the list of this name as whoever asks has it."""
    return LISTS[name].make(context)
