"""Where the project's own files are, templates and migrations among them: known without a database's libraries."""

from pathlib import Path
from typing import Final

_PACKAGE: Final = Path(__file__).resolve().parent
_IN_THE_WHEEL: Final = _PACKAGE / "site"  # pyproject.toml puts them there

IS_INSTALLED: Final = _IN_THE_WHEEL.is_dir()
"""Whether this code was installed from a wheel, and is no checkout."""

PROJECT: Final = _IN_THE_WHEEL if IS_INSTALLED else _PACKAGE.parent
"""The folder of `templates`, `static`, `migrations`, `translations` and `gunicorn.conf.py`."""
