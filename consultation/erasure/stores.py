"""The stores of text: each feature names its own in a module `erasure`, as `STORES`; and the marks of contributions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy.orm import Session

import consultation
from consultation.erasure.contributions import Cause, Contributions
from consultation.features import modules_called
from consultation.lists import ListName

Marks = Callable[[Session, Sequence[int]], Mapping[int, tuple[str, str]]]
"""Returns, by the ids of contributions that are there, the mark and the attribution that a tombstone holds."""


@dataclass(frozen=True)
class Store:
    """Columns, as `table.column`, that keep words of contributions, and how these are erased for each cause.

    What a cause does not concern it leaves as it is.
    """

    columns: frozenset[str]
    erase: Callable[[Session, Contributions, Cause, datetime], None]


@cache
def stores() -> Sequence[Store]:
    """Return the stores of every feature.

    They are looked up here, when the first words are erased, because the features that keep words of contributions
    stand above as well as below those that erase them.
    """
    return [store for module in modules_called("erasure", consultation) for store in module.STORES]


def marks(session: Session, of: ListName, ids: Sequence[int]) -> Mapping[int, tuple[str, str]]:
    """Return what a tombstone holds of contributions: each feature names how it is found in `erasure`, as `MARKS`."""
    return _marks_of()[of](session, ids)


@cache
def _marks_of() -> Mapping[ListName, Marks]:
    found = (getattr(module, "MARKS", {}) for module in modules_called("erasure", consultation))
    return {of: marks for named in found for of, marks in named.items()}
