"""Where the project lies; apart from the settings, so that what needs no more starts without a database's libraries."""

from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
