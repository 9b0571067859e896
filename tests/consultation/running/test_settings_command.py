"""`settings` and what each command says of the site that it works on, by real processes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.machines import PROJECT
from tests.machines.production import production
from tests.machines.server import FLASK

STEPPINGSTONE = [
    sys.executable,
    "-c",
    "import sys; sys.argv[0] = 'steppingstone'; from consultation.running.steppingstone import main; main()",
]


def run(*command: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run a command with these settings, and no other of ours."""
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME"}}
    return subprocess.run(command, cwd=PROJECT, env=kept | settings, capture_output=True, text=True, check=False)


def test_settings_prints_what_is_in_force_and_no_secret(tmp_path: Path) -> None:
    given = {**production(tmp_path), "SMTP_URL": "smtp://ann:canary@mail.example.org:587"}
    done = run(*STEPPINGSTONE, "settings", **given)
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert "SECRET_KEY         32 characters" in lines
    assert "SMTP_URL           smtp://ann:***@mail.example.org:587" in lines
    assert "TRUSTED_PROXIES    1   (by default)" in lines
    assert "canary" not in done.stdout + done.stderr
    assert "s" * 32 not in done.stdout + done.stderr


def test_settings_says_everything_that_is_wrong_and_ends_with_a_fault() -> None:
    given = {"APP_ENV": "production", "KEY_SECRET": "short", "DATABASE_URL": "postgresql://ann:can@ary@:x/y"}
    done = run(*STEPPINGSTONE, "settings", **given)
    assert done.returncode == 1
    assert "OPERATOR           not set" in done.stdout
    assert f"DATABASE_URL       cannot be read: {len(given['DATABASE_URL'])} characters" in done.stdout
    assert "KEY_SECRET is too short: use at least 32 random characters." in done.stderr
    assert "SECRET_KEY is not set" in done.stderr
    assert "ary" not in done.stdout + done.stderr.replace("temporary", "")


def test_settings_and_every_start_say_all_that_is_wrong_at_once(tmp_path: Path) -> None:
    wrong = {
        "WEB_CONCURRENCY": "abc",
        "BASE_URL": "https://",
        "DATABASE_URL": "postgresql://ann:can@ary@localhost/name",
        "TRUSTED_PROXIES": "one",
        "WITHDRAWN_LOG": str(tmp_path / "not-mounted" / "withdrawn.log"),
        "SMTP_URL": "mail.example.org",
        "METRICS_ADDRESS": "0.0.0.0:9101",
        "INSTANCE_DIR": str(tmp_path / "a file" / "instance"),
    }
    (tmp_path / "a file").touch()
    given = {**production(tmp_path), **wrong}
    told = [run(*STEPPINGSTONE, command, **given) for command in ("settings", "web", "jobs")]
    assert [done.returncode for done in told] == [1, 1, 1]
    assert [name for name in wrong if any(name not in done.stderr for done in told)] == []
    assert all(len(done.stderr.strip().splitlines()) == len(wrong) for done in told)
    assert "ary" not in "".join(done.stdout + done.stderr for done in told)


def test_a_command_names_mode_and_database_beside_what_it_prints(tmp_path: Path) -> None:
    done = run(*FLASK, "db", "upgrade", INSTANCE_DIR=str(tmp_path))
    assert done.stdout == "The database is up to date.\n"
    assert done.stderr == f"Mode: development. Database: sqlite:///{tmp_path}/steppingstone.db\n"


def test_advice_names_a_command_as_it_can_be_typed(tmp_path: Path) -> None:
    empty = {**production(tmp_path)}
    (tmp_path / "production.db").touch()
    for program, typed in ((FLASK, "flask --app wsgi db upgrade"), (STEPPINGSTONE, "steppingstone db upgrade")):
        done = run(*program, "outbox", **empty)
        assert done.returncode == 1
        assert done.stderr.endswith(f"Run first: {typed}\n")


def test_steppingstone_has_every_command_of_ours_and_none_of_flask() -> None:
    ours = run(*STEPPINGSTONE, "--help").stdout.partition("Commands:")[2]
    all_of_them = run(*FLASK, "--help").stdout.partition("Commands:")[2]
    named = {line.split()[0] for line in ours.splitlines() if line.startswith("  ") and line[2] != " "}
    of_both = {line.split()[0] for line in all_of_them.splitlines() if line.startswith("  ") and line[2] != " "}
    assert of_both - named == {"routes", "run", "shell"}
