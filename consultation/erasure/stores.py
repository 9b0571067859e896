"""The stores of text: each feature names its own in a module `erasure`, as `STORES`."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from sqlalchemy.orm import Session

import consultation
from consultation.erasure.contributions import Cause, Contributions


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
    features = sorted(found.name for found in pkgutil.iter_modules(consultation.__path__) if found.ispkg)
    named = (f"consultation.{feature}.erasure" for feature in features if feature != "erasure")
    return [store for name in named if find_spec(name) is not None for store in import_module(name).STORES]
