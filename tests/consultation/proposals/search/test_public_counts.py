"""Counts that several change at once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from consultation.database import make_sessions
from consultation.proposals.models import PublicCount
from consultation.proposals.search.public_counts import CountedAs, change_counts
from tests.chance import IN_ORDER
from tests.factories import indicators

DATABASES = ("postgresql",)  # on SQLite one writes after the other


@pytest.fixture
def another(engine: Engine) -> Iterator[Session]:
    with make_sessions(engine, IN_ORDER)() as session:
        yield session


@pytest.fixture
def naming(session: Session) -> CountedAs:
    found = CountedAs(indicators(session).id, "objective", "8", "primary", "participant", "diaspora")
    change_counts(session, added={found: 1})
    session.commit()
    return found


def numbers(session: Session) -> list[int]:
    return list(session.scalars(select(PublicCount.number)))


def test_nobody_waits_for_another_who_changes_the_same_count_and_both_count(
    session: Session, another: Session, naming: CountedAs
) -> None:
    another.execute(select(func.set_config("lock_timeout", "1s", True)))
    change_counts(session, added={naming: 1})
    change_counts(another, added={naming: 1})
    another.commit()
    session.commit()
    assert sum(numbers(session)) == 3


def test_the_next_change_puts_one_row_in_the_place_of_several(
    session: Session, another: Session, naming: CountedAs
) -> None:
    change_counts(session, added={naming: 1})
    change_counts(another, added={naming: 1})
    another.commit()
    session.commit()
    assert len(numbers(session)) == 2
    change_counts(session, added={naming: 1})
    assert numbers(session) == [4]
    change_counts(session, removed={naming: 4})
    assert numbers(session) == []
