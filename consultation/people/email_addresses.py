"""E-mail addresses: one way to write each, and none that could carry anything else."""

from __future__ import annotations

from email_validator import EmailNotValidError, validate_email


class AddressNotUsable(ValueError):
    """What was typed is no e-mail address that mail could be sent to."""


def normalised(typed: str) -> str:
    """Return the one way in which an address is kept, compared and written to; raise AddressNotUsable.

    Nothing is looked up. Capitals make no difference: no mail service in use tells them apart, and people type both.
    The domain is written in ASCII, as mail servers call it. Space around the address is dropped; inside it neither
    space nor line ends nor other controls can be.
    """
    try:
        address = validate_email(typed.strip(), check_deliverability=False)
    except EmailNotValidError as problem:
        raise AddressNotUsable from problem
    return f"{address.local_part}@{address.ascii_domain}".lower()
