"""The project's folder; apart from the settings, so that it is known without a database's libraries."""

from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
