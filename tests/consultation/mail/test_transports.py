"""How a message leaves, tried with a real mail server."""

from __future__ import annotations

import ssl
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from consultation.mail.transports import MailServer, NotDelivered, OutboxFolder, compose, transport_for
from tests.clock import START
from tests.machines.mail import Letterbox

ANN = "ann@example.org"


def a_message(recipient: str = ANN, body: str = "Open it.\n") -> EmailMessage:
    return compose(
        7,
        sender="Steppingstone <no-reply@example.org>",
        recipient=recipient,
        subject="Your link",
        body=body,
        created_at=START,
    )


def test_a_message_arrives_as_plain_text_that_says_who_sent_it(smtp_sink: Letterbox) -> None:
    MailServer.at(smtp_sink.url)(a_message())
    [received] = smtp_sink.messages
    assert received.get_content_type() == "text/plain"
    assert received.get_content() == "Open it.\n"
    assert {name: received[name] for name in ("From", "To", "Subject", "Auto-Submitted", "Message-ID")} == {
        "From": "Steppingstone <no-reply@example.org>",
        "To": ANN,
        "Subject": "Your link",
        "Auto-Submitted": "auto-generated",
        "Message-ID": "<7.20270115120000000000@example.org>",
    }


@pytest.mark.parametrize("body", ["Ouvrez-le : ça ne dure pas.\n", "افتح الرابط\n", "打开链接\n", "a" * 2000 + "\n"])
def test_a_message_in_any_language_arrives_as_it_was_written(smtp_sink: Letterbox, body: str) -> None:
    MailServer.at(smtp_sink.url)(a_message(body=body))
    assert smtp_sink.messages[0].get_content().splitlines() == body.splitlines()


def test_a_message_reaches_an_address_outside_ascii(smtp_sink: Letterbox) -> None:
    MailServer.at(smtp_sink.url)(a_message("آن@example.org"))
    assert smtp_sink.messages[0]["To"] == "آن@example.org"


def test_a_message_in_a_file_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    OutboxFolder(tmp_path)(a_message())
    assert [path.stat().st_mode & 0o077 for path in tmp_path.iterdir()] == [0]


def test_an_unknown_mailbox_is_final_and_is_not_named(smtp_sink: Letterbox) -> None:
    smtp_sink.refused.add(ANN)
    with pytest.raises(NotDelivered) as problem:
        MailServer.at(smtp_sink.url)(a_message())
    assert problem.value.is_final
    assert str(problem.value) == "the mail server refused the recipient with 550"


def test_a_mail_server_that_is_not_there_is_tried_again(smtp_sink: Letterbox) -> None:
    with pytest.raises(NotDelivered) as problem:
        MailServer.at("smtp://127.0.0.1:9")(a_message())
    assert not problem.value.is_final
    assert str(problem.value) == "the mail server could not be used (ConnectionRefusedError)"


class Elsewhere:
    """A mail server on another machine, as far as it is greeted."""

    def __init__(self, *, offers_encryption: bool) -> None:
        self.heard: list[str] = []
        self._offers_encryption = offers_encryption

    def ehlo(self) -> None:
        self.heard.append("ehlo")

    def has_extn(self, name: str) -> bool:
        return name == "starttls" and self._offers_encryption

    def starttls(self, *, context: ssl.SSLContext) -> None:
        assert context.check_hostname
        self.heard.append("starttls")

    def login(self, user: str, password: str) -> None:
        self.heard.append("login")


def test_encryption_is_used_where_it_is_offered_before_anything_is_said() -> None:
    server = Elsewhere(offers_encryption=True)
    MailServer.at("smtp://user:secret@mail.example.org").greet(server)  # type: ignore[arg-type]
    assert server.heard == ["ehlo", "starttls", "ehlo", "login"]


def test_a_password_is_never_sent_where_others_could_read_it() -> None:
    server = Elsewhere(offers_encryption=False)
    with pytest.raises(NotDelivered, match="no encryption"):
        MailServer.at("smtp://user:secret@mail.example.org").greet(server)  # type: ignore[arg-type]
    assert server.heard == ["ehlo"]


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example.org", MailServer("mail.example.org", 25)),
        ("smtp://u:p%40ss@mail.example.org", MailServer("mail.example.org", 587, False, "u", "p@ss")),
        ("smtps://u:p@mail.example.org", MailServer("mail.example.org", 465, True, "u", "p")),
        ("smtp://mail.example.org:2525", MailServer("mail.example.org", 2525)),
    ],
)
def test_the_address_of_a_mail_server_is_read(url: str, server: MailServer) -> None:
    assert MailServer.at(url) == server
    assert "p@ss" not in repr(server)


@pytest.mark.parametrize(
    "url", ["mail.example.org", "https://mail.example.org", "smtp://", "smtp://host:port", "smtp:///x"]
)
def test_anything_else_is_no_mail_server(url: str) -> None:
    with pytest.raises(ValueError, match="SMTP_URL must look like"):
        MailServer.at(url)


def test_without_a_mail_server_mail_is_written_into_a_folder(tmp_path: Path) -> None:
    transport = transport_for("", tmp_path)
    assert transport == OutboxFolder(tmp_path / "outbox")
    transport(a_message("آن@example.org"))
    [file] = (tmp_path / "outbox").iterdir()
    assert file.suffix == ".eml"
    written = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert (written["To"], written.get_content().strip()) == ("آن@example.org", "Open it.")


def test_a_folder_that_cannot_be_written_to_is_tried_again(tmp_path: Path) -> None:
    (tmp_path / "outbox").write_text("in the way")
    with pytest.raises(NotDelivered, match="cannot be written to"):
        transport_for("", tmp_path)(a_message())


def test_no_line_end_can_make_a_header_of_its_own() -> None:
    with pytest.raises(ValueError, match=r"linefeed|newline|invalid"):
        a_message("ann@example.org\r\nBcc: all@example.org")
