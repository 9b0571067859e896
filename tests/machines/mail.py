"""A mail server that keeps what it receives."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.machines import free_port


class Letterbox:
    """Takes every message; an address in `refused` is turned away for good, as an unknown one would be."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.refused: set[str] = set()
        self.url = ""

    async def handle_RCPT(  # noqa: N802 - the library calls it so
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Accept or refuse one recipient."""
        if address in self.refused:
            return f"550 No such mailbox: {address}"  # mail servers repeat it
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep one message."""
        content = cast("bytes", envelope.content).replace(b"\r\n", b"\n")  # as it was before the wire
        self.messages.append(message_from_bytes(content, policy=policy.default))
        return "250 Kept"


@contextmanager
def letterbox() -> Iterator[Letterbox]:
    """Listen on a free loopback port while the block runs."""
    box = Letterbox()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        box.url = f"smtp://{controller.hostname}:{controller.port}"
        yield box
    finally:
        controller.stop()
