"""The machines do what the tests that use them rely on."""

from __future__ import annotations

import smtplib
import subprocess
import sys
import time
from email.message import EmailMessage
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import Engine, text
from sqlalchemy.engine import make_url

from tests.machines import PROJECT
from tests.machines.mail import Letterbox
from tests.machines.office import Office

HOLD_A_FOLDER = """
import sys, time
from tests.machines import fast_folder
with fast_folder("held") as folder:
    print(folder, flush=True)
    time.sleep(60)
"""


def letter(to: str) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = "Ссылка для входа"
    message["From"] = "site@example.org"
    message["To"] = to
    message.set_content("Здравствуйте\n")
    return message


def test_a_run_that_is_killed_leaves_no_folder_behind() -> None:
    with subprocess.Popen([sys.executable, "-c", HOLD_A_FOLDER], cwd=PROJECT, stdout=subprocess.PIPE) as run:
        assert run.stdout
        folder = Path(run.stdout.readline().decode().strip())
        assert folder.is_dir()
        run.kill()
    deadline = time.monotonic() + 30
    while folder.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not folder.exists()


def test_the_letterbox_keeps_what_it_receives_and_turns_away_whom_it_was_told_to(smtp_sink: Letterbox) -> None:
    smtp_sink.refused.add("unknown@example.org")
    address = make_url(smtp_sink.url)
    with smtplib.SMTP(address.host or "", address.port or 0) as connection:
        connection.send_message(letter("somebody@example.org"))
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            connection.send_message(letter("unknown@example.org"))
    (message,) = smtp_sink.messages
    assert message["Subject"] == "Ссылка для входа"
    assert message.get_content() == "Здравствуйте\n"


def test_the_office_opens_a_workbook_and_saves_it_again(office: Office, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = "原文 – نص"
    book.save(tmp_path / "book.xlsx")
    again = openpyxl.load_workbook(office.convert(tmp_path / "book.xlsx"))
    assert again.worksheets[0]["A1"].value == "原文 – نص"


def test_what_the_office_cannot_open_is_said(office: Office, tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match=r"missing\.xlsx"):
        office.convert(tmp_path / "missing.xlsx")


@pytest.mark.parametrize("visit", ["the first time", "again"])
def test_no_test_finds_what_another_wrote_to_the_database(engine: Engine, visit: str) -> None:
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE only_here (id integer)"))


@pytest.mark.parametrize("databases", ["postgresql"], indirect=True)
def test_postgresql_folds_the_case_of_every_script_that_has_one(engine: Engine) -> None:
    with engine.connect() as connection:
        assert connection.execute(text("SELECT lower('МИГРАЦИЯ É')")).scalar_one() == "миграция é"
