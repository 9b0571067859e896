"""The settings of production, and the commands of whoever runs the site there."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.machines import PROJECT
from tests.machines.server import FLASK

SITE = "https://consultation.example.org"


def production(instance: Path) -> Mapping[str, str]:
    """Return everything that production asks for, with a database in a folder."""
    return {
        "APP_ENV": "production",
        "SECRET_KEY": "s" * 32,
        "KEY_SECRET": "k" * 32,
        "DATABASE_URL": f"sqlite:///{instance / 'production.db'}",
        "BASE_URL": SITE,
        "SMTP_URL": "smtp://127.0.0.1:9",
        "MAIL_FROM": "Steppingstone <no-reply@example.org>",
        "OPERATOR": "Secretariat of the Network",
        "CONTACT_EMAIL": "consultation@example.org",
        "INSTANCE_DIR": str(instance),
    }


def in_production_run(instance: Path, *command: str) -> str:
    """Run a flask command, and return what it printed; fail with what it said where it fails."""
    done = subprocess.run(
        [*FLASK, *command],
        cwd=PROJECT,
        env={**os.environ, **production(instance)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
