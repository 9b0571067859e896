"""The settings."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from consultation.config import Config, SettingsProblem, without_password
from tests.machines import PROJECT

PRODUCTION = {
    "APP_ENV": "production",
    "SECRET_KEY": "s" * 32,
    "KEY_SECRET": "k" * 32,
    "DATABASE_URL": "postgresql://localhost/consultation",
    "BASE_URL": "https://consultation.example.org/",
    "SMTP_URL": "smtp://mail.example.org:587",
    "MAIL_FROM": "Consultation <no-reply@example.org>",
    "OPERATOR": "Secretariat of the Network",
    "CONTACT_EMAIL": "consultation@example.org",
}


WHAT_IS_WRONG = """
import os, sys
from pathlib import Path
from consultation.setting_checks import problems_of_places
if os.geteuid() == 0:
    os.setuid(65534)
log = Path(sys.argv[1])
print(*problems_of_places(Path("/tmp"), log), sep="\\n")
"""


def problems_of(environ: dict[str, str]) -> str:
    with pytest.raises(SettingsProblem) as refusal:
        Config.from_environment(environ)
    return str(refusal.value)


def test_production_with_all_its_settings_starts_and_trusts_one_host() -> None:
    config = Config.from_environment(PRODUCTION)
    assert config.is_production
    assert config.is_secure
    assert config.base_url == "https://consultation.example.org"
    assert config.trusted_hosts == ["consultation.example.org"]


@pytest.mark.parametrize("name", [name for name in PRODUCTION if name != "APP_ENV"])
def test_production_without_one_of_its_settings_refuses_and_names_it(name: str) -> None:
    assert name in problems_of({**PRODUCTION, name: " "})


def test_production_without_anything_names_everything_at_once() -> None:
    told = problems_of({"APP_ENV": "production"})
    assert all(name in told for name in PRODUCTION if name != "APP_ENV")


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"SECRET_KEY": "short"}, "SECRET_KEY is too short"),
        ({"KEY_SECRET": "short"}, "KEY_SECRET is too short"),
        ({"BASE_URL": "http://consultation.example.org"}, "https://"),
        ({"TRUSTED_PROXIES": "one"}, "TRUSTED_PROXIES"),
        ({"TRUSTED_PROXIES": "-1"}, "TRUSTED_PROXIES"),
        ({"WEB_CONCURRENCY": "abc"}, "WEB_CONCURRENCY is “abc”; it must be a whole number from 1 to 99."),
        ({"WEB_CONCURRENCY": "0"}, "WEB_CONCURRENCY"),
        ({"BASE_URL": "https://"}, "BASE_URL names no host"),
        ({"BASE_URL": "https://[::1"}, "BASE_URL names no host"),
        ({"BASE_URL": "https://example.org:port"}, "BASE_URL names no host"),
        ({"BASE_URL": "https://example.org/consultation"}, "BASE_URL has more than a host"),
        ({"BASE_URL": "https://example.org/?a=b"}, "BASE_URL has more than a host"),
        ({"BASE_URL": "https://ann@example.org"}, "BASE_URL has more than a host"),
        ({"SECRET_KEY": PRODUCTION["KEY_SECRET"]}, "SECRET_KEY and KEY_SECRET are the same"),
        ({"METRICS_ADDRESS": "9101"}, "cannot be listened at: “9101” is no HOST:PORT such as 127.0.0.1:9101"),
        ({"METRICS_ADDRESS": "127.0.0.1:99999"}, "METRICS_ADDRESS cannot be listened at"),
        ({"METRICS_ADDRESS": "0.0.0.0:9101"}, "which everybody may reach"),
        ({"METRICS_ADDRESS": "[::]:9101"}, "which everybody may reach"),
        ({"METRICS_ADDRESS": "[::ffff:0.0.0.0]:9101"}, "which everybody may reach"),
        ({"METRICS_ADDRESS": "8.8.8.8:9101"}, "which everybody may reach"),
        ({"METRICS_ADDRESS": "metrics.example.org:9101"}, "which everybody may reach"),
        ({"WITHDRAWN_LOG": "/nowhere/withdrawn.log"}, "lies in the folder /nowhere, which is not there"),
        ({"WITHDRAWN_LOG": "/"}, "WITHDRAWN_LOG is the folder /"),
        ({"APP_ENV": "staging"}, "APP_ENV"),
        ({"SMTP_URL": "mail.example.org"}, "SMTP_URL must look like smtp://"),
        ({"SMTP_URL": "smtp://mail.example.org:port"}, "SMTP_URL must look like smtp://"),
        ({"SMTP_URL": "smtp://ann:se@cret@mail.example.org"}, "SMTP_URL must look like smtp://"),
        ({"KEY_SECRET_EARLIER": "much too short"}, "KEY_SECRET_EARLIER holds no secret"),
        ({"DATABASE_URL": "postgresql://ann:se@cret@localhost/name"}, "DATABASE_URL cannot be read"),
        ({"MAIL_FROM": "Consultation"}, "MAIL_FROM is “Consultation”, in which no e-mail address stands."),
        ({"CONTACT_EMAIL": "Consultation"}, "CONTACT_EMAIL is “Consultation”, which is no e-mail address."),
        (
            {"DATABASE_URL": "mysql://user:password@localhost/name"},
            "DATABASE_URL must begin with sqlite:// or postgresql://",
        ),
    ],
)
def test_a_setting_that_cannot_be_right_is_named(changed: dict[str, str], told: str) -> None:
    assert told in problems_of({**PRODUCTION, **changed})


def test_half_of_the_settings_of_production_without_a_mode_are_refused() -> None:
    given = {name: PRODUCTION[name] for name in ("SECRET_KEY", "KEY_SECRET", "SMTP_URL", "OPERATOR")}
    told = problems_of(given)
    assert told.startswith("APP_ENV is not set, but these are: SECRET_KEY KEY_SECRET SMTP_URL OPERATOR.")
    assert "Set it to “production” or “development”." in told
    assert not Config.from_environment({**given, "APP_ENV": "development"}).is_production


def test_earlier_secrets_are_named_with_spaces_between_them_and_one_that_holds_a_space_is_known_too() -> None:
    def earlier(text: str) -> tuple[str, ...]:
        return Config.from_environment({**PRODUCTION, "KEY_SECRET_EARLIER": text}).key_secret_earlier

    spaced = "a secret of many words that somebody made up"
    assert earlier(f"{'a' * 32} {'b' * 40}")[:2] == ("a" * 32, "b" * 40)
    assert earlier(spaced) == (spaced,)
    assert earlier("") == ()


def test_the_whereabouts_of_a_site_hold_no_password() -> None:
    config = Config.from_environment({**PRODUCTION, "DATABASE_URL": "postgresql://ann:secret@localhost/consultation"})
    assert config.whereabouts == "Mode: production. Database: postgresql://ann:***@localhost/consultation"


@pytest.mark.parametrize(
    ("address", "printed"),
    [
        ("postgresql://ann:canary@localhost/name", "postgresql://ann:***@localhost/name"),
        ("postgresql://ann@localhost/name?password=canary", "postgresql://ann@localhost/name"),
        ("postgresql://ann:can@ary@localhost/name", "cannot be read: 39 characters"),
    ],
)
def test_an_address_is_printed_without_its_password_wherever_that_stands(address: str, printed: str) -> None:
    assert without_password(address) == printed


@pytest.mark.parametrize("place", ["127.0.0.1:9101", "[::1]:9101", "localhost:9101", "10.0.0.7:9101", "[fd00::7]:9101"])
def test_metrics_are_told_on_this_machine_or_in_a_private_network(place: str) -> None:
    assert Config.from_environment({**PRODUCTION, "METRICS_ADDRESS": place}).metrics_address == place


def test_a_log_of_withdrawals_that_this_user_cannot_write_is_said() -> None:
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        log = Path(folder).resolve() / "withdrawn.log"
        log.touch(mode=0o400)
        asked = [sys.executable, "-c", WHAT_IS_WRONG, str(log)]
        done = subprocess.run(asked, cwd=PROJECT, capture_output=True, text=True, check=True)
    assert done.stdout == f"WITHDRAWN_LOG cannot be written by the user who runs this: {log}.\n"


def test_development_needs_nothing_and_keeps_its_secrets_over_a_restart(tmp_path: Path) -> None:
    first = Config.from_environment({"INSTANCE_DIR": str(tmp_path)})
    second = Config.from_environment({"INSTANCE_DIR": str(tmp_path)})
    assert first.secret_key == second.secret_key != first.key_secret
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0
    assert first.database_url == f"sqlite:///{tmp_path}/steppingstone.db"


def test_a_folder_that_cannot_be_written_to_is_said_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "instance").write_text("a file where the folder should be")
    told = problems_of({"INSTANCE_DIR": str(tmp_path / "instance")})
    assert "cannot be written to" in told
    assert "\n" not in told


def test_no_secret_is_printed_with_the_settings() -> None:
    shown = repr(Config.from_environment(PRODUCTION))
    assert "ssss" not in shown
    assert "kkkk" not in shown
    assert "postgresql" not in shown
