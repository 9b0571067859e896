"""What the queries share."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

from sqlalchemy import Select

Rows: TypeAlias = Select[*tuple[Any, ...]]

WHO: Final = ("stakeholder_group", "region", "organisation", "name", "confirmed_at")
"""Who speaks, as far as the author lets it be shown: the same names on proposals and comments."""

POSITIONS_COUNTED: Final = ("support_count", "changes_count", "concern_count")
