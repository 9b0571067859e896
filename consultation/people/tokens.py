"""Making, writing and reading keys, tokens and their hashes."""

from __future__ import annotations

import base64
import hashlib
import hmac
import unicodedata

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # 32 characters: no 0 O, no 1 I
GROUPS = 5
GROUP_LENGTH = 4
LONGEST_TYPED = 100


def hashed(token: str) -> str:
    """Return the hash of a random token of 128 bits: too much to guess, so that no key is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


def mark_of(token: str) -> str:
    """Return by what a tombstone knows whatever has this random token, which cannot be found from it; "" for none."""
    return hashed(f"tombstone:{token}")[:32] if token else ""


def keyed_hash(secret: str, purpose: str, text: str) -> str:
    """Return the keyed hash of `text` for one purpose; worthless without the secret."""
    return hmac.new(secret.encode(), f"{purpose}:{text}".encode(), hashlib.sha256).hexdigest()


def token_of(token: str, said: str) -> str:
    """Return the token of what a form says: the same form has the same one, and another text another one."""
    digest = hashlib.sha256(f"{token}:{said}".encode()).digest()
    return base64.urlsafe_b64encode(digest[:16]).decode().rstrip("=")


def participation_key(secret: str, submission: str) -> str:
    """Return the participation key that belongs to a form's one-time submission key (100 bits, ungrouped).

    Derived and not drawn, so that sending the same form twice, as an impatient finger or a lost answer does, gives
    the same key; neither the server's secret nor what is stored suffices to make it again.
    """
    digest = hmac.new(secret.encode(), f"key of a form:{submission}".encode(), hashlib.sha256).digest()
    number = int.from_bytes(digest, "big")
    return "".join(ALPHABET[number >> 5 * place & 31] for place in range(GROUPS * GROUP_LENGTH))


def grouped(key: str) -> str:
    """Write a key as people copy it: five groups of four."""
    return "-".join(key[start : start + GROUP_LENGTH] for start in range(0, len(key), GROUP_LENGTH))


def read_key(typed: str) -> str | None:
    """Return the key somebody typed, in any script's digits and whatever they put between its characters.

    None when it cannot be one.
    """
    if len(typed) > LONGEST_TYPED:
        return None
    key = "".join(_plain(character) for character in unicodedata.normalize("NFKC", typed).upper())
    if len(key) != GROUPS * GROUP_LENGTH or any(character not in ALPHABET for character in key):
        return None
    return key


def _plain(character: str) -> str:
    """Write a digit of any script as ours; leave out what is neither letter nor digit."""
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    return character if character.isalnum() else ""
