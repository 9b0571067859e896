"""The protocol of the editable lists: columns, current rows, reading a row, applying rows and undoing that."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Final, NamedTuple, Protocol

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from consultation.errors import NotAllowed, PhaseClosed
from consultation.lists import ListName
from consultation.people.speaker import NOBODY, Speaker
from consultation.process.models import Action, Consultation
from consultation.process.operations import require_answer
from consultation.proposals.search.filters import Filters
from consultation.uploads.models import UploadEntry
from consultation.uploads.operations import NewEntry
from exports.files.writer.sheet_data import MOST_UNITS, units
from exports.fill_in.input_columns import InputColumn, input_column
from exports.report.columns.sheet_column import SheetColumn
from exports.report.wording.language import ENGLISH, Tongue
from exports.report.wording.words import Labels
from exports.round_trip.rows import RowEffect, Uploader
from indicators.folding import fold
from indicators.framework import Framework
from indicators.marking import N_

OF_THE_SECRETARIAT: Final = ("external_id", "source", "proposer", "source_note")
"""Where something comes from, which only the secretariat says."""
NOT_YOURS: Final = N_("It is somebody else's: only its author can change it.")
TAKE_BACK: Final = N_("take back")
YES: Final = N_("yes")
NO: Final = N_("no")
TOO_LONG: Final = N_("(too long for a cell: %(number)d characters; it can be changed on the site)")
TAKE_BACK_COLUMN: Final = SheetColumn(
    "take_back",
    N_("Take back"),
    N_("Choose “take back” to withdraw this row: what it says is then deleted everywhere, for good."),
    11,
)
MINE_COLUMN: Final = SheetColumn(
    "mine",
    N_("Yours to change"),
    N_("Whether you can change this row. What is written in others is ignored."),
    9,
)


@dataclass(frozen=True)
class ListContext:
    """Who asks for a list of which consultation, when, and in which language it is written."""

    consultation: Consultation
    framework: Framework
    uploader: Uploader
    now: datetime
    tongue: Tongue = ENGLISH

    @cached_property
    def labels(self) -> Labels:
        """The words for codes in the language of the list."""
        return Labels(self.framework, self.tongue)

    @cached_property
    def in_english(self) -> Labels:
        """The words that the forms understand."""
        return Labels(self.framework)


@dataclass(frozen=True)
class CurrentRow:
    """A row of a list as the database has it now.

    `cells` are as they stand in the list, `plain` as the form takes them: whole, and in its words. `refusal` tells why
    whoever asks may not change it, "" where they may; `is_own` whether they are its author.
    """

    item_id: int
    reference: str
    version: str
    title: str
    cells: Mapping[str, str]
    plain: Mapping[str, str]
    refusal: str = ""
    is_own: bool = False


class RowReading(NamedTuple):
    """What a form makes of a row: what it says in plain values, as the list would show it, or what is wrong with it."""

    said: Mapping[str, Any]
    cells: Mapping[str, str]
    problems: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class Acceptance:
    """Who accepts rows, and who speaks in what a participant adds where a row does not say so itself."""

    context: ListContext
    new_token: Callable[[], str]
    speaker: Speaker = NOBODY

    @property
    def participant_id(self) -> int:
        """The number of whoever asks; LookupError for the command line, which has none."""
        if self.context.uploader.participant_id is None:
            raise LookupError("nobody is signed in")
        return self.context.uploader.participant_id


class EditableList(Protocol):
    """A list that is edited offline: of proposals, comments or summaries."""

    @property
    def context(self) -> ListContext: ...

    @property
    def name(self) -> ListName: ...

    @property
    def title(self) -> str:
        """What the sheet is called, marked."""

    @property
    def columns(self) -> tuple[InputColumn, ...]:
        """Its input columns in their order."""

    @property
    def words(self) -> Mapping[str, Mapping[str, str]]:
        """By column, what is meant by words of the list's language, folded."""

    def rows_of(self, session: Session, filters: Filters) -> Sequence[CurrentRow]:
        """Return the rows of a filtered list in the order of their references."""

    def number_of_rows(self, session: Session, filters: Filters) -> int:
        """Return how many rows a filtered list has."""

    def find_rows(self, session: Session, references: Sequence[str]) -> Mapping[str, CurrentRow]:
        """Return the rows of these references that whoever asks may see."""

    def read_row(self, values: Mapping[str, str], current: CurrentRow | None) -> RowReading:
        """Let the form read a row, a new one where there is no current one; in a request's or command's app context."""

    def checked_together(self, session: Session, rows: Sequence[RowEffect]) -> list[RowEffect]:
        """Return the rows checked against one another: some are there already, some cannot all be taken."""

    def apply(self, session: Session, acceptance: Acceptance, rows: Sequence[RowEffect]) -> list[NewEntry]:
        """Apply accepted rows; EditedMeanwhile where something is not as it was when that was found."""

    def changed_since(self, session: Session, entries: Sequence[UploadEntry], *, hold: bool) -> list[str]:
        """Return the references of what was changed, or discussed, since an upload.

        It is locked where it is to be held. NotAllowed where only somebody else can undo it.
        """

    def undo(self, session: Session, entries: Sequence[UploadEntry]) -> None:
        """Let everything be as it was before an upload on which nothing was built."""


def why_closed(context: ListContext, action: Action, *, since: datetime | None = None) -> str:
    """Return why a consultation does not take something now, "" where it does.

    What an author was told, at `since`, they may answer for a while although it has closed.
    """
    try:
        require_answer(context.consultation, action, since=since, now=context.now)
    except PhaseClosed as refusal:
        return refusal.sentence
    return ""


def require_own(author_ids: Iterable[int | None], context: ListContext) -> None:
    """Raise NotAllowed where something is an author's who is not the one who asks."""
    if any(one not in (None, context.uploader.participant_id) for one in author_ids):
        raise NotAllowed(_("There are contributions of somebody in it, which only they can undo or take back."))


def columns_of_every_list(labels: Labels) -> tuple[InputColumn, ...]:
    """Return the columns that stand beside a reference in every list: whose the row is, and taking it back."""
    return (
        input_column(MINE_COLUMN, labels, is_locked=True),
        input_column(TAKE_BACK_COLUMN, labels, choices=(TAKE_BACK,)),
    )


def cells_that_fit(cells: Mapping[str, str], tongue: Tongue) -> dict[str, str]:
    """Return cells of which none is longer than one can be: a sentence stands in the place of what would be."""
    return {name: text if _fits(text) else _too_long(text, tongue) for name, text in cells.items()}


def _fits(text: str) -> bool:
    return 2 * len(text) <= MOST_UNITS or units(text) <= MOST_UNITS


def _too_long(text: str, tongue: Tongue) -> str:
    return tongue.say(TOO_LONG) % {"number": len(text)}


def folded_words(said: Mapping[str, Iterable[str]], tongue: Tongue) -> dict[str, dict[str, str]]:
    """Return, by column, which of our marked words is meant by each word of a language, folded."""
    return {name: {fold(tongue.say(word)): word for word in words} for name, words in said.items()}


def editable_names(columns: Sequence[InputColumn]) -> tuple[str, ...]:
    """Return the names of the columns of which a row's mark has a digest."""
    return tuple(one.name for one in columns if one.name not in {"mine", "take_back"})
