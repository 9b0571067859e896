"""The sheets by objective or theme, to print: their columns, and each proposal followed by what was said about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, repeat
from operator import attrgetter
from typing import Any, Final, NamedTuple

import pandas as pd

from consultation.people.models import Status
from exports.files.writer.heights import portions
from exports.report.columns.sheet_column import SheetColumn, number
from exports.report.columns.speakers import LANGUAGE, STATUS, in_words, speaker_of, with_speaker
from exports.report.sheets.proposals import POSITION_COUNTS
from exports.report.wording.language import Say
from exports.report.wording.subjects import Subject
from exports.report.wording.words import (
    ALSO_NAMED,
    COMMENT,
    PROPOSAL,
    REPLY,
    SECRETARIAT_SUMMARY,
    STANCES,
    STATUSES,
    SUGGESTED_WORDING,
    WHOLE,
    Labels,
)
from indicators.marking import N_

_IN_FULL: Final = N_(
    "Proposals that stand there in full, each on one sheet only: that of its primary objective, or of the first it "
    "names where none is stated as primary."
)


SUBJECTS: Final = (
    SheetColumn("sheet", N_("Sheet"), N_("The sheet where it all stands; empty where nothing was proposed."), 16),
    SheetColumn("code", N_("Code"), N_("The number of the objective or theme; “all” is all 23 objectives."), 7),
    SheetColumn("title", N_("Objective or theme"), N_("What it is called."), 60, wrap=True),
    number("proposals", N_("Proposals"), _IN_FULL, 11),
    number("also", N_("Also named by"), N_("Proposals that name it and stand in full on another sheet."), 11),
    number("comments", N_("Comments and positions"), N_("Those on the proposals in full, replies included."), 13),
    *POSITION_COUNTS[:3],
)


BY_SUBJECT: Final = (
    SheetColumn(
        "reference", N_("Reference"), N_("The id of the proposal or comment; empty where one goes on."), 12, wrap=True
    ),
    SheetColumn(
        "title",
        N_("Proposal"),
        N_("The title of the proposal that the rows below it speak of."),
        34,
        wrap=True,
        strong=True,
    ),
    SheetColumn(
        "kind",
        N_("What it is"),
        N_("A proposal with its rationale, or what was said about it, in the order of the discussion."),
        19,
        wrap=True,
        allowed=(PROPOSAL, SECRETARIAT_SUMMARY, ALSO_NAMED, COMMENT, REPLY, *STANCES.values(), SUGGESTED_WORDING),
    ),
    SheetColumn("text", N_("Text"), N_("In full; what does not fit into one row goes on in the next."), 78, wrap=True),
    SheetColumn("who", N_("Who"), N_("Who speaks, as far as it is to be shown."), 26, wrap=True),
    LANGUAGE,
    STATUS,
    *POSITION_COUNTS,
)


_COUNTS: Final = ("support_count", "changes_count", "concern_count", "comment_count")
_WIDTH: Final = next(column.width for column in BY_SUBJECT if column.name == "text")


class PrintedRow(NamedTuple):
    """A row of the sheet, by the names of its columns."""

    reference: str | None = None
    title: str | None = None
    kind: str | None = None
    text: str | None = None
    who: str | None = None
    language: str | None = None
    status: str | None = None
    support_count: int | None = None
    changes_count: int | None = None
    concern_count: int | None = None
    comment_count: int | None = None


def proposals_by_subject_frame(rows: pd.DataFrame, labels: Labels) -> pd.DataFrame:
    """Return the rows of `queries.proposals_by_subject` in words, and whether each is at home under its code.

    Of what was withdrawn nothing but reference and status is left.
    """
    found = with_speaker(rows, labels)
    withdrawn = found["status"] == Status.WITHDRAWN
    emptied = {name: found[name].mask(withdrawn, "") for name in ("title", "rationale", "language", "summary")}
    counts = {name: found[name].mask(withdrawn, None) for name in _COUNTS}
    who = pd.Series(
        [speaker_of(row, labels.say) for row in found.astype(object).itertuples(index=False)],
        index=found.index,
        dtype=object,
    )
    status = in_words(found["status"], STATUSES)
    is_home = [home == code for home, code in zip(found["home"], found["code"], strict=True)]
    return found.assign(**emptied, **counts, status=status, who=who.mask(withdrawn, ""), is_home=is_home)


def _row_of(proposal: Any) -> PrintedRow:
    return PrintedRow(
        reference=proposal.reference,
        title=proposal.title,
        kind=PROPOSAL,
        who=proposal.who,
        language=proposal.language,
        status=proposal.status,
        support_count=proposal.support_count,
        changes_count=proposal.changes_count,
        concern_count=proposal.concern_count,
        comment_count=proposal.comment_count,
    )


_ELSEWHERE: Final = N_("It stands in full on the sheet %(sheet)s.")


_OF_A_COMMENT: Final = (
    *("proposal_reference", "reference", "status", "level", "stance", "position", "section"),
    *("text", "suggested_wording", "language"),
    *("name", "organisation", "stakeholder_group", "region", "standing"),
)


def _of_comment(comment: Any, say: Say) -> Iterator[PrintedRow]:
    row = PrintedRow(reference=comment.reference, status=comment.status)
    if comment.status == STATUSES[Status.WITHDRAWN]:
        yield row._replace(kind=comment.level)
        return
    yield from _going_on(
        row._replace(kind=_kind(comment, say), who=speaker_of(comment, say), language=comment.language), comment.text
    )
    if comment.suggested_wording:
        yield from _going_on(PrintedRow(kind=SUGGESTED_WORDING), comment.suggested_wording)


def _kind(comment: Any, say: Say) -> str:
    what = say(comment.stance if comment.level == COMMENT else REPLY)
    about = f"\n{say(comment.section)}" if comment.section != WHOLE else ""
    return f"{what}{about}"


def _of_summary(text: str | None) -> Iterator[PrintedRow]:
    if text:
        yield from _going_on(PrintedRow(kind=SECRETARIAT_SUMMARY), text)


def _going_on(row: PrintedRow, text: str) -> Iterator[PrintedRow]:
    """Yield the row with the beginning of a text, then as many with the rest as it takes."""
    first, *others = portions(text or "", _WIDTH)
    yield row._replace(text=first)
    yield from (PrintedRow(text=portion) for portion in others)


class Subjects:
    """Counts what stands on the sheet of each objective or theme."""

    def __init__(self) -> None:
        self._counts: dict[str | None, Counter[str]] = {}

    def of(self, code: str | None) -> Counter[str]:
        """Return what was counted under a code so far, to be counted on."""
        return self._counts.setdefault(code, Counter())

    def sum(self, what: str) -> int:
        """Return how many "proposals" or "comments" stand on all the sheets together."""
        return sum(counts[what] for counts in self._counts.values())

    def contents(self, subjects: Iterable[Subject]) -> pd.DataFrame:
        """Return a row for each subject; where nothing stands under it, it has no sheet."""
        rows = [
            (
                sheet if code in self._counts else "",
                number,
                title,
                *(self._counts.get(code, _NOTHING)[name] for name in _COUNTED),
            )
            for code, number, sheet, title in subjects
        ]
        return pd.DataFrame(rows, columns=["sheet", "code", "title", *_COUNTED], dtype=object)


class BySubject:
    """Lays out proposals and the comments on them, sheet after sheet, and counts them in `subjects` as they pass.

    `proposals` are frames as from `proposals_by_subject_frame`, in the order of their codes, and `comments` such as on
    the sheet of comments, in the order of the proposals that are at home; `sheets` gives the name of each code's sheet,
    `summaries` the secretariat's summaries of the codes, `say` says our words in the workbook's language.
    """

    def __init__(
        self,
        proposals: Iterable[pd.DataFrame],
        comments: Iterable[pd.DataFrame],
        sheets: Mapping[str | None, str],
        subjects: Subjects,
        *,
        summaries: pd.DataFrame,
        say: Say,
    ) -> None:
        self._say = say
        counting = summaries[summaries["replaced_at"].isna()]
        self._summaries = dict(zip(counting["reference"], counting["text"], strict=True))
        self._by_code = groupby(_one_by_one(proposals), key=attrgetter("code"))
        said = (frame[list(_OF_A_COMMENT)] for frame in comments)
        self._said = groupby(_one_by_one(said), key=attrgetter("proposal_reference"))
        self._next_said: Any = _NOT_BEGUN
        self._sheets = sheets
        self._subjects = subjects

    def of(self, code: str | None) -> Iterator[pd.DataFrame]:
        """Yield the rows of the sheet of a code; the sheets are asked for in their order."""
        rows = list(_of_summary(self._summaries.get(code)))
        for proposal in self._proposals_of(code):
            rows += self._of_proposal(code, proposal)
            if len(rows) >= _AT_ONCE:
                yield _frame(rows)
                rows = []
        yield _frame(rows)

    def _proposals_of(self, code: str | None) -> Iterator[Any]:
        return next((rows for found, rows in self._by_code if found == code), iter(()))

    def _of_proposal(self, code: str | None, proposal: Any) -> Iterator[PrintedRow]:
        counts = self._subjects.of(code)
        if not proposal.is_home:
            counts["also"] += 1
            yield _row_of(proposal)._replace(
                kind=ALSO_NAMED, text=self._say(_ELSEWHERE) % {"sheet": self._sheets[proposal.home]}
            )
            return
        counts["proposals"] += 1
        counts.update({name: getattr(proposal, name) or 0 for name in _COUNTS[:3]})
        yield from _going_on(_row_of(proposal), proposal.rationale)
        yield from _of_summary(proposal.summary)
        for comment in self._comments_on(proposal.reference):
            counts["comments"] += 1
            yield from _of_comment(comment, self._say)

    def _comments_on(self, reference: str) -> list[Any]:
        if self._next_said is _NOT_BEGUN:
            self._next_said = next(self._said, None)
        if self._next_said is None or self._next_said[0] != reference:
            return []
        comments = list(self._next_said[1])
        self._next_said = next(self._said, None)
        return comments


_NOT_BEGUN: Final = object()
_AT_ONCE: Final = 1_000
_COUNTED: Final = ("proposals", "also", "comments", *_COUNTS[:3])
_NOTHING: Final[Counter[str]] = Counter()


def _one_by_one(frames: Iterable[pd.DataFrame]) -> Iterator[Any]:
    for frame in frames:
        yield from frame.astype(object).itertuples(index=False)


def _frame(rows: Sequence[PrintedRow]) -> pd.DataFrame:
    columns = zip(*rows, strict=True) if rows else repeat(())
    return pd.DataFrame(dict(zip(PrintedRow._fields, columns, strict=False)), dtype=object)
