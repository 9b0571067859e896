"""Reading an uploaded file in a process of its own, so that a crash of a library harms nothing else.

What its columns probably mean is guessed there too.

The process has little time, little memory and none of our settings, and says what it read as JSON.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import orjson

from consultation.places import PROJECT
from exports.files.reader.table import AS_FOUND, ReadingChoice, UnreadableFile
from exports.fill_in.sent_table import SentTable
from indicators.marking import N_

MOST_SECONDS: Final = 60
MOST_MEGABYTES: Final = 1_500  # of addresses, of which the libraries take thirty

TOO_MUCH_WORK: Final = N_("The file takes too long to read or needs too much memory. Is it damaged? Save it again.")
_LIBRARIES: Final = ("LD_LIBRARY_PATH", "PATH", "PYTHONPATH")  # by which it finds what it needs
_log = logging.getLogger(__name__)


def read_table_apart(
    path: Path, *, choice: ReadingChoice = AS_FOUND, seconds: int = MOST_SECONDS, megabytes: int = MOST_MEGABYTES
) -> SentTable:
    """Read a file as `read_table` does, in another process; raise UnreadableFile as well where that one fails."""
    limits = [str(os.getpid()), str(seconds), str(megabytes)]
    said = orjson.dumps(choice).decode()
    command = [sys.executable, "-m", "exports.uploads.reading_process", *limits, str(path.absolute()), said]
    try:
        done = subprocess.run(  # noqa: S603 - our own module; the path is no option, since it is absolute
            command,
            cwd=PROJECT,
            env={"PYTHONUTF8": "1"} | {name: os.environ[name] for name in _LIBRARIES if name in os.environ},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=seconds + 5,  # what it waits for is not counted by the limit
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise UnreadableFile(TOO_MUCH_WORK) from None
    if done.returncode != 0:
        _log.error("reading a file ended with %d", done.returncode)  # what was said may quote the file
        raise UnreadableFile(TOO_MUCH_WORK)
    read = orjson.loads(done.stdout)
    if "refused" in read:
        raise UnreadableFile(read["refused"], **read["values"])
    return SentTable.from_json(read)
