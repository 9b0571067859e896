"""The full-text index: a row for each published proposal, on both databases (docs/decisions/0007).

It holds the words of everything that is shown of a proposal: its title, its other texts, its reference, who speaks and
where it comes from. Beside them stand the facets a list is filtered by, so that a filtered search is one look into one
index, which gives the newest first. What the facets say of the framework is counted as they change.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import bindparam, text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import Boolean

from consultation.database import in_parts
from consultation.proposals.content import Content
from consultation.proposals.models import Proposal, Revision
from consultation.proposals.search.filters import NOT_STATED, Named
from consultation.proposals.search.public_counts import (
    CountedAs,
    change_counts,
    forget_counts,
    namings_in,
    site_numbers_of,
)
from consultation.proposals.search.words import MOST_TERMS, Term, reader_of_many, terms_of, words_of
from consultation.web.paging import LARGEST
from indicators.schemes import ALL_OBJECTIVES, OBJECTIVE, PARAGRAPH, PRINCIPLE, THEME

VERSION = 4  # of what stands in a row; when it is raised, everything is indexed anew at the next start or upgrade
SEARCHED = ("title", "said")
FEW = 500  # found, to be ordered by PostgreSQL one by one
MOST_RANKED = 2_000  # of what is found, the newest: a rank has to look at each
ABOUT = ("reference", "proposer", "organisation", "name", "source", "source_note", "external_id")
ORGANISATION = "organisation"
EVERYTHING = ("all", "proposals")  # the facet that everything in a consultation has
LAST_POSITION = 16_383  # of a word in a text, as far as PostgreSQL counts
LAST_NUMBER = LARGEST

# FTS5 keeps the words of deleted rows until their part of the index is rewritten; since SQLite 3.42 it can rewrite
# that part at once, before that only all of it.
_CAN_DELETE_FOR_GOOD = sqlite3.sqlite_version_info >= (3, 42)

_REWRITE = text("INSERT INTO proposal_search (proposal_search) VALUES ('optimize')")

_INSERT = {
    "sqlite": text("INSERT INTO proposal_search (rowid, title, said, facets) VALUES (:number, :title, :said, :facets)"),
    "postgresql": text(
        "INSERT INTO proposal_search (published_number, document) VALUES (:number, CAST(:document AS tsvector))"
    ),
}
_DELETE = {
    "sqlite": text("DELETE FROM proposal_search WHERE rowid = :number"),
    "postgresql": text("DELETE FROM proposal_search WHERE published_number = :number"),
}
_FACETS_OF = {  # the words of a text have no underscore
    "sqlite": text("SELECT rowid, facets FROM proposal_search WHERE rowid IN :numbers"),
    "postgresql": text(
        "SELECT published_number, (SELECT string_agg(facet, ' ') FROM unnest(tsvector_to_array(document)) AS facet"
        " WHERE position('_' IN facet) > 0) FROM proposal_search WHERE published_number IN :numbers"
    ),
}
_FACETS = {dialect: said.bindparams(bindparam("numbers", expanding=True)) for dialect, said in _FACETS_OF.items()}
_FIND = {
    "sqlite": text(
        "SELECT rowid FROM proposal_search WHERE proposal_search MATCH :query AND rowid < :before"
        " ORDER BY rowid DESC LIMIT :most"
    ),
    # PostgreSQL cannot tell how rare a word is. Of few, all are found in the index of words and ordered; of many, the
    # newest are looked through until the page is full. Whichever it is not costs nothing.
    "postgresql": text(
        "WITH first_found AS MATERIALIZED (SELECT published_number FROM proposal_search"
        f" WHERE document @@ CAST(:query AS tsquery) LIMIT {FEW + 1}),"
        f" rarity AS MATERIALIZED (SELECT count(*) <= {FEW} AS is_rare FROM first_found)"
        " SELECT published_number FROM first_found, rarity WHERE is_rare AND published_number < :before"
        " UNION ALL (SELECT published_number FROM proposal_search"
        " WHERE NOT (SELECT is_rare FROM rarity) AND document @@ CAST(:query AS tsquery) AND published_number < :before"
        " ORDER BY published_number DESC LIMIT :most)"
        " ORDER BY published_number DESC LIMIT :most"
    ),
}
_RANK = {
    "sqlite": text(
        "SELECT rowid FROM (SELECT rowid, bm25(proposal_search, 10.0, 1.0, 0.0) AS fit FROM proposal_search"
        " WHERE proposal_search MATCH :query ORDER BY rowid DESC LIMIT :most) AS newest ORDER BY fit, rowid DESC"
    ),
    "postgresql": text(
        "SELECT published_number FROM (SELECT published_number, document FROM proposal_search"
        " WHERE document @@ CAST(:query AS tsquery) ORDER BY published_number DESC LIMIT :most) AS newest"
        " ORDER BY ts_rank(document, CAST(:words AS tsquery)) DESC, published_number DESC"
    ),
}
_COUNT = {
    "sqlite": text(
        "SELECT count(*) FROM (SELECT rowid FROM proposal_search WHERE proposal_search MATCH :query LIMIT :most)"
    ),
    "postgresql": text(
        "SELECT count(*) FROM"
        " (SELECT 1 FROM proposal_search WHERE document @@ CAST(:query AS tsquery) LIMIT :most) AS found"
    ),
}


class Entry(NamedTuple):
    """What the index is to say of a proposal: its place, its words, its facets; and what it adds to the counts."""

    number: int | None
    title: Sequence[str]
    said: Sequence[str]
    facets: Sequence[str]
    counts: Counter[CountedAs]


def index(session: Session, proposal: Proposal, revision: Revision) -> None:
    """Let what is published now be found, in place of what was before; the revision comes with its alignments."""
    removed = _take_out(session, [proposal])
    change_counts(session, added=_put_in(session, [entry_of(proposal, revision.content)]), removed=removed)


def index_new(session: Session, pairs: Sequence[tuple[Proposal, Content]]) -> None:
    """Let proposals be found by what they say, of which none is found yet."""
    read = reader_of_many()
    add_entries(session, [entry_of(*pair, read) for pair in pairs])


def unindex(session: Session, proposal: Proposal) -> None:
    """Let a proposal be found no more."""
    unindex_all(session, [proposal])


def unindex_all(session: Session, proposals: Iterable[Proposal]) -> None:
    """Let proposals be found no more."""
    change_counts(session, removed=_take_out(session, proposals))


def unindex_everything(session: Session) -> None:
    """Let nothing be found, and count from nothing again."""
    session.execute(text("DELETE FROM proposal_search"))
    forget_counts(session)


def entry_of(proposal: Proposal, content: Content, read: Callable[[str], list[str]] = words_of) -> Entry:
    """Return what the index is to say of a proposal that is not in it; `read` takes texts apart into words."""
    facets = _facets(proposal, content)
    return Entry(proposal.published_number, *_texts(proposal, content, read), facets, _counts(proposal, facets))


def add_entries(session: Session, entries: Sequence[Entry]) -> None:
    """Write what `entry_of` has made into the index."""
    change_counts(session, added=_put_in(session, entries))


def _put_in(session: Session, entries: Sequence[Entry]) -> Counter[CountedAs]:
    """Write entries, and return what they add to the counts."""
    dialect = _dialect(session)
    session.execute(_INSERT[dialect], [_PREPARED[dialect](entry) for entry in entries])
    added = Counter[CountedAs]()
    for entry in entries:
        added.update(entry.counts)
    return added


def _take_out(session: Session, proposals: Iterable[Proposal]) -> Counter[CountedAs]:
    """Delete what the index says of proposals, and return what they were in the counts."""
    dialect = _dialect(session)
    by_number = {one.published_number: one for one in proposals if one.published_number is not None}
    if by_number and dialect == "sqlite" and _CAN_DELETE_FOR_GOOD:
        _delete_for_good(session)
    removed = Counter[CountedAs]()
    for some in in_parts(list(by_number)):
        for number, facets in session.execute(_FACETS[dialect], {"numbers": some}):
            removed.update(_counts(by_number[number], facets.split()))
        session.execute(_DELETE[dialect], [{"number": number} for number in some])
    return removed


def _counts(proposal: Proposal, facets: Sequence[str]) -> Counter[CountedAs]:
    return Counter(namings_in(facets)) + site_numbers_of(proposal)


def purge(session: Session) -> None:
    """Remove from the index every trace of words that were taken out of it, now and before."""
    if _dialect(session) == "sqlite" and not _CAN_DELETE_FOR_GOOD:
        session.execute(_REWRITE)


def _delete_for_good(session: Session) -> None:
    """Let FTS5 leave nothing of what it deletes from here on; what an older SQLite left behind goes once."""
    if not session.scalar(text("SELECT v FROM proposal_search_config WHERE k = 'secure-delete'")):
        session.execute(text("INSERT INTO proposal_search (proposal_search, rank) VALUES ('secure-delete', 1)"))
        session.execute(_REWRITE)


class SearchQuery:
    """What is searched for, in the language of either database.

    With `within`, the id of a consultation, only what was proposed there is found, and the facets narrow it further:
    by kind of facet, codes of which one is needed; by words that must all stand in the name of the organisation.
    """

    def __init__(
        self,
        typed: str,
        *,
        within: int | None = None,
        facets: Mapping[str, Sequence[str]] | None = None,
        organisation: str = "",
    ) -> None:
        self.terms = terms_of(typed)
        self.facets = [[_facet(within, kind, code) for code in codes] for kind, codes in (facets or {}).items()]
        self.facets += [[_facet(within, ORGANISATION, word)] for word in words_of(organisation)[:MOST_TERMS]]
        if within is not None and not self.facets:
            self.facets = [[_facet(within, *EVERYTHING)]]

    def written_for(self, dialect: str) -> str:
        """Return the query as text; made of letters, digits and our own signs alone, whatever was typed."""
        return self._for_sqlite() if dialect == "sqlite" else self._for_postgresql()

    @property
    def words(self) -> str:
        """The words alone, without facets, as PostgreSQL ranks by them."""
        return " & ".join(f"({' | '.join(map(_tsquery_term, spellings))})" for spellings in self.terms)

    def _for_sqlite(self) -> str:
        facets = [" OR ".join(f'"{facet}"' for facet in one_of) for one_of in self.facets]
        words = [" OR ".join(map(_fts_term, spellings)) for spellings in self.terms]
        return " AND ".join(f"({alternatives})" for alternatives in [*facets, *words])

    def _for_postgresql(self) -> str:
        facets = [" | ".join(map(_lexeme, one_of)) for one_of in self.facets]
        return " & ".join([*(f"({alternatives})" for alternatives in facets), *([self.words] if self.terms else [])])


def found_numbers(session: Session, query: SearchQuery, *, before: int | None, most: int) -> list[int]:
    """Return the published numbers of what is found, newest first, at most so many and older than `before`."""
    dialect = _dialect(session)
    values = {"query": query.written_for(dialect), "before": before or LAST_NUMBER, "most": most}
    return list(session.scalars(_FIND[dialect], values))


def best_numbers(session: Session, query: SearchQuery) -> list[int]:
    """Return the published numbers of the newest that are found, at most `MOST_RANKED`, those that fit best first.

    A word in the title weighs ten times one elsewhere; of equal ones the newest is first.
    """
    dialect = _dialect(session)
    values = {"query": query.written_for(dialect), "words": query.words, "most": MOST_RANKED}
    return list(session.scalars(_RANK[dialect], values))


def count_found(session: Session, query: SearchQuery, *, most: int) -> int:
    """Return how many are found; counting ends at `most`."""
    dialect = _dialect(session)
    return int(session.scalar(_COUNT[dialect], {"query": query.written_for(dialect), "most": most}) or 0)


class is_found(FunctionElement[bool]):  # noqa: N801 - reads as a function of SQL
    """Whether a published number is among what a query finds: a condition for any statement, on either database."""

    type = Boolean()
    inherit_cache = True

    def __init__(self, number: Any, query: SearchQuery) -> None:
        super().__init__(number, query.written_for("sqlite"), query.written_for("postgresql"))


@compiles(is_found, "sqlite")
def _is_found_on_sqlite(element: is_found, compiler: SQLCompiler, **kwargs: Any) -> str:
    number, query, _other = (compiler.process(clause, **kwargs) for clause in element.clauses)
    return f"{number} IN (SELECT rowid FROM proposal_search WHERE proposal_search MATCH {query})"


@compiles(is_found, "postgresql")
def _is_found_on_postgresql(element: is_found, compiler: SQLCompiler, **kwargs: Any) -> str:
    number, _other, query = (compiler.process(clause, **kwargs) for clause in element.clauses)
    return f"{number} IN (SELECT published_number FROM proposal_search WHERE document @@ CAST({query} AS tsquery))"


def _dialect(session: Session) -> str:
    return session.get_bind().dialect.name


def _texts(proposal: Proposal, content: Content, read: Callable[[str], list[str]]) -> tuple[list[str], list[str]]:
    """Return the words of the title, and those of everything else that is shown."""
    answers = (answer if isinstance(answer, str) else "\n".join(answer or ()) for answer in content.answers.values())
    about = (str(getattr(proposal, name) or "") for name in ABOUT)
    title = read(str(content.answers.get("title", "")))
    return title, [word for text in (*answers, *about) for word in read(text)]


def _facets(proposal: Proposal, content: Content) -> list[str]:
    found = [
        EVERYTHING,
        ("group", proposal.stakeholder_group or NOT_STATED),
        ("region", proposal.region or NOT_STATED),
        ("language", content.language),
        ("origin", proposal.origin.value),
        ("action", str(content.answers.get("action", ""))),
        *_objectives(content),
        *((scheme, code) for scheme in (PRINCIPLE, PARAGRAPH, THEME) for code in content.of(scheme)),
        *((ORGANISATION, word) for word in dict.fromkeys(words_of(proposal.organisation or ""))),
    ]
    return [_facet(proposal.consultation_id, kind, code) for kind, code in found if code]


def _objectives(content: Content) -> Iterator[tuple[str, str]]:
    for code in content.of(OBJECTIVE):
        yield OBJECTIVE, code
        is_open = content.is_primary_open and code != ALL_OBJECTIVES
        named = Named.PRIMARY if code == content.primary else Named.NOT_STATED if is_open else Named.ALSO
        yield f"{named}_objective", code


def _facet(consultation_id: int | None, kind: str, code: str) -> str:
    # A word has no underscore, and one that is searched by its beginning is no number: the two cannot be confused.
    return f"{consultation_id}_{kind}_{code}"


def _for_sqlite(entry: Entry) -> dict[str, Any]:
    words = {name: " ".join(getattr(entry, name)) for name in (*SEARCHED, "facets")}
    return {"number": entry.number, **words}


def _for_postgresql(entry: Entry) -> dict[str, Any]:
    positions: dict[str, list[str]] = {}
    place = 0
    for name in SEARCHED:
        weight = "A" if name == "title" else ""
        for word in getattr(entry, name):
            place += 1
            positions.setdefault(word, []).append(f"{min(place, LAST_POSITION)}{weight}")
        place += 1  # so that no phrase runs from one text into the next
    words = (f"{_lexeme(word)}:{','.join(places)}" for word, places in positions.items())
    return {"number": entry.number, "document": " ".join([*words, *map(_lexeme, entry.facets)])}


_PREPARED = {"sqlite": _for_sqlite, "postgresql": _for_postgresql}


def _fts_term(term: Term) -> str:
    return f'"{" ".join(term.words)}"{" *" if term.begins else ""}'


def _tsquery_term(term: Term) -> str:
    *first, last = map(_lexeme, term.words)
    return f"({' <-> '.join([*first, last + (':*' if term.begins else '')])})"


def _lexeme(word: str) -> str:
    return f"'{word}'"
