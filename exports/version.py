"""Which version of the software this is."""

from __future__ import annotations

import tomllib
from functools import cache

from consultation.checkout import PROJECT


@cache
def version() -> str:
    """Return the version the project declares of itself."""
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    return str(project["project"]["version"])
