"""Paths that somebody may be led on to: only ever within this site."""

from __future__ import annotations

import re

_LOCAL_PATH = re.compile(r"/([A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*/?)?(\?[A-Za-z0-9_.=&%+-]*)?")
_LONGEST = 500


def local_path(text: str | None) -> str:
    """Return `text` when it is a path of this site as we write them, else "".

    A pattern of what is allowed, because lists of what is dangerous (`//host`, `/\\host`, a tab within) never end.
    """
    return text if text and len(text) <= _LONGEST and _LOCAL_PATH.fullmatch(text) else ""
