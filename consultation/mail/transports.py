"""Transports of mail: a mail server, or a folder where none is set."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from pathlib import Path
from urllib.parse import unquote, urlsplit

TIMEOUT = 60.0  # seconds for each answer of the mail server
PORTS = {"smtp": 25, "smtps": 465}
PORT_WITH_PASSWORD = 587
LOOPBACK = {"127.0.0.1", "::1", "localhost"}
GONE_FOR_GOOD = range(500, 600)  # answers to a recipient or to the text that will not change

Transport = Callable[[EmailMessage], None]


class NotDelivered(Exception):
    """The message did not leave. The words hold no address; `is_final` when trying again cannot help."""

    def __init__(self, words: str, *, is_final: bool = False) -> None:
        super().__init__(words)
        self.is_final = is_final


def compose(number: int, *, sender: str, recipient: str, subject: str, body: str, created_at: datetime) -> EmailMessage:
    """Return a message in plain text; composed twice, it is the same message."""
    message = EmailMessage(policy.SMTP.clone(cte_type="7bit"))
    message["From"] = sender
    message["To"] = recipient
    message["Subject"] = subject
    message["Date"] = format_datetime(created_at)
    message["Message-ID"] = f"<{number}.{created_at:%Y%m%d%H%M%S%f}@{parseaddr(sender)[1].rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body)
    return message


def transport_for(smtp_url: str, instance: Path) -> Transport:
    """Return the transport of the settings: the mail server of SMTP_URL, or the folder `instance/outbox`."""
    return MailServer.at(smtp_url) if smtp_url else OutboxFolder(instance / "outbox")


@dataclass(frozen=True)
class OutboxFolder:
    """Writes each message into a file of its own, for a developer to open."""

    folder: Path

    def __call__(self, message: EmailMessage) -> None:
        """Write the file under another name first, so that nobody meets half of one."""
        name = message["Message-ID"].strip("<>").partition("@")[0]
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)  # letters hold links that sign in
            half = self.folder / f"{name}.part"
            half.touch(mode=0o600)
            half.write_bytes(message.as_bytes(policy=policy.SMTP.clone(utf8=True)))
            half.rename(self.folder / f"{name}.eml")
        except OSError as problem:
            raise NotDelivered(f"the folder for mail cannot be written to ({problem.strerror})") from problem


@dataclass(frozen=True)
class MailServer:
    """Hands each message to a mail server, over TLS where the server offers it."""

    host: str
    port: int
    is_tls_from_the_start: bool = False
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)

    @classmethod
    def at(cls, url: str) -> MailServer:
        """Read `smtp://user:password@host:port` or `smtps://…`; raise ValueError with a sentence for anything else."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            parts, port = urlsplit(""), None
        if parts.scheme not in PORTS or not parts.hostname:
            raise ValueError("SMTP_URL must look like smtp://user:password@mail.example.org:587 or smtps://…")
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        usual = PORT_WITH_PASSWORD if user and parts.scheme == "smtp" else PORTS[parts.scheme]
        return cls(parts.hostname, port or usual, parts.scheme == "smtps", user, password)

    def __call__(self, message: EmailMessage) -> None:
        """Send one message over a connection of its own."""
        try:
            with self._connect() as server:
                self.greet(server)
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused as problem:
            code = next(iter(problem.recipients.values()))[0]
            raise _refused(code, "the recipient") from problem
        except smtplib.SMTPDataError as problem:
            raise _refused(problem.smtp_code, "the message") from problem
        except smtplib.SMTPResponseException as problem:
            raise NotDelivered(f"the mail server answered {problem.smtp_code}") from problem
        except (smtplib.SMTPException, OSError) as problem:
            raise NotDelivered(f"the mail server could not be used ({type(problem).__name__})") from problem

    def _connect(self) -> smtplib.SMTP:
        if self.is_tls_from_the_start:
            return smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT, context=ssl.create_default_context())
        return smtplib.SMTP(self.host, self.port, timeout=TIMEOUT)

    def greet(self, server: smtplib.SMTP) -> None:
        """Make the connection private where it can be, then say who we are; no password crosses it otherwise."""
        server.ehlo()
        is_private = self.is_tls_from_the_start or self.host in LOOPBACK
        if not is_private and server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
            server.ehlo()
            is_private = True
        if self.user:
            if not is_private:
                raise NotDelivered("the mail server offers no encryption, so the password was not sent")
            server.login(self.user, self.password)


def _refused(code: int, what: str) -> NotDelivered:
    return NotDelivered(f"the mail server refused {what} with {code}", is_final=code in GONE_FOR_GOOD)
