"""Whatever keeps text of contributions is erased by one operation (docs/decisions/0037).

A column of text is registered with it, in the module `erasure` of its feature, or stands in `no_user_text.txt` with the
reason why it keeps nothing that anybody wrote in a contribution.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import JSON, Boolean, Date, DateTime, Engine, Enum, Integer, Numeric, event, inspect, text
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

import wsgi
from consultation.database import Base
from consultation.discussion.operations.commenting import withdraw_comment
from consultation.erasure.contributions import Cause, Contributions
from consultation.erasure.operations import erase
from consultation.erasure.stores import stores
from consultation.lists import CONTRIBUTED
from consultation.proposals.operations.lifecycle import withdraw_proposal
from consultation.synthesis.operations import write_summary
from consultation.synthesis.queries import SummarySubject
from indicators.codes import Code
from indicators.fields import INDICATOR, RECOMMENDATION
from tests.clock import START
from tests.factories import a_comment, a_proposal, an_officer
from tests.safety.storage import everything_stored

assert wsgi  # so that every table is known
HERE = Path(__file__).parent
ROOT = HERE.parent.parent
NO_USER_TEXT = HERE / "no_user_text.txt"
INDEX = "proposal_search"  # whose columns differ from database to database; SQLite keeps it in tables of its own
REGISTERED = frozenset[str]().union(*(store.columns for store in stores()))


def listed() -> Mapping[str, str]:
    """Columns that keep no text of contributions, each with the reason."""
    lines = (line.partition(" ") for line in NO_USER_TEXT.read_text(encoding="utf-8").splitlines())
    return {column: reason.strip() for column, _space, reason in lines if column}


def keeps_text(kind: TypeEngine[Any]) -> bool:
    """Whether words fit in: everything but numbers, moments, truth and closed lists."""
    return not isinstance(kind, Enum | Numeric | Integer | Boolean | Date | DateTime) and not is_moment(kind)


def columns_of_text(engine: Engine) -> set[str]:
    """Return every column that can keep words, as `table.column`; of the search index its name."""
    with engine.connect() as connection:
        looked_at = inspect(connection)
        found = set()
        for table in looked_at.get_table_names():
            if table.startswith(INDEX):
                found.add(INDEX)
                continue
            known = Base.metadata.tables[table].columns if table in Base.metadata.tables else {}
            for column in looked_at.get_columns(table):
                name = column["name"]
                kind = known[name].type if name in known else column["type"]
                if keeps_text(kind):
                    found.add(f"{table}.{name}")
        return found


def is_moment(kind: TypeEngine[Any]) -> bool:
    return type(kind).__name__ == "UtcDateTime"


def test_each_column_of_text_is_registered_to_be_erased_or_listed_with_a_reason(engine: Engine) -> None:
    found = columns_of_text(engine)
    missing = sorted(found - REGISTERED - listed().keys())
    assert missing == [], "register them in the feature's `erasure`, or say in no_user_text.txt why they keep no words"
    assert sorted(listed().keys() - found) == [], "no such column"
    assert sorted(REGISTERED - found) == [], "no such column"
    assert sorted(REGISTERED & listed().keys()) == [], "both registered and listed"


def test_each_listed_column_has_a_reason() -> None:
    lines = NO_USER_TEXT.read_text(encoding="utf-8").splitlines()
    assert lines == sorted(lines)
    assert [column for column, reason in listed().items() if len(reason.split()) < 2] == []


def test_nobody_but_the_one_operation_calls_what_erases() -> None:
    files = [*(ROOT / "consultation").rglob("*.py"), *(ROOT / "exports").rglob("*.py"), ROOT / "wsgi.py"]
    assert [str(file.relative_to(ROOT)) for file in files if calls_an_eraser(file)] == []


def calls_an_eraser(file: Path) -> bool:
    """Whether a module names a feature's `erasure`, however it is imported."""
    imported: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            imported |= {f"{node.module}.{alias.name}" for alias in node.names} | {str(node.module)}
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
    return any(name.endswith(".erasure") for name in imported - {"consultation.erasure"})


OF_OWN_ROWS = ("alignments", "comments", "proposals", "revisions", "summaries")
CANARY = "ZqCanaryZq"


def test_a_withdrawal_empties_each_registered_column_of_what_is_withdrawn(session: Session, engine: Engine) -> None:
    proposal = a_proposal(session, codes=(Code("theme", "1"),))
    comment = a_comment(session, proposal)
    officer = an_officer(session)
    about = SummarySubject(proposal.consultation_id, proposal_id=proposal.id)
    said = {"text": "Much.", "language": "en", "is_public": True, "version": 0}
    write_summary(session, about, officer=officer, now=START, **said)
    session.commit()
    of_others = {f"revisions.{one.name}" for one in RECOMMENDATION.columns if one not in INDICATOR.columns}
    columns = sorted(one for one in REGISTERED - of_others if one.partition(".")[0] in OF_OWN_ROWS)
    for table, _dot, name in (column.partition(".") for column in columns):
        kind = Base.metadata.tables[table].columns[name].type
        words = f'{{"name": "{CANARY} {table}.{name}"}}' if isinstance(kind, JSON) else f"{CANARY} {table}.{name}"
        session.execute(text(f'UPDATE {table} SET "{name}" = :words'), {"words": words})
    session.commit()
    for one in session:  # what it has read was another text
        session.expire(one, [column.key for column in inspect(type(one)).column_attrs])
    assert {column for column in columns if f"{CANARY} {column}" not in everything_stored(engine)} == set()
    withdraw_comment(session, comment, now=START)
    withdraw_proposal(session, proposal, now=START)
    session.commit()
    session.close()
    stored = everything_stored(engine)
    assert {column for column in columns if f"{CANARY} {column}" in stored} == set()


def test_that_something_is_taken_away_is_counted_before_any_store_is_looked_through(
    session: Session, engine: Engine
) -> None:
    """Else a file or a list that is kept between the two would stay, with what was taken away in it."""
    comment = a_comment(session, a_proposal(session))
    session.flush()
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(" ".join(statement.split()[:3]))

    event.listen(engine, "before_cursor_execute", note)
    withdraw_comment(session, comment, now=START)
    event.remove(engine, "before_cursor_execute", note)
    writes = [one for one in sent if not one.startswith("SELECT")]
    after = writes[writes.index("INSERT INTO tombstones") + 1 :]
    assert after[0] == "UPDATE consultations SET"
    assert "DELETE FROM list_files" in after


@pytest.mark.parametrize("cause", Cause)
@pytest.mark.parametrize("of", CONTRIBUTED)
def test_every_store_takes_lists_and_does_nothing_a_second_time(session: Session, of: Any, cause: Cause) -> None:
    a_proposal(session, title="A stranger")
    session.flush()
    gone = Contributions(1, of, {900 + number: f"IND-{900 + number}" for number in range(3)})
    for later in (START, START + timedelta(hours=1)):
        erase(session, gone, because=cause, now=later)
    session.commit()
    assert session.scalar(text("SELECT title FROM revisions")) == "A stranger"
