"""Reading an uploaded file in a process of its own, so that a crash of a library harms nothing else.

What its columns probably mean is guessed there too.

The process has little time, little memory and none of our settings, and says what it read as JSON.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Final

import orjson

from consultation.orphans import end_with
from consultation.places import PROJECT
from exports.files.reader.reader import read_table
from exports.files.reader.table import AS_FOUND, ReadingChoice, UnreadableFile
from exports.fill_in.guessing import guess_mapping
from exports.fill_in.language_guess import guess_language
from exports.fill_in.sent_table import SentTable
from exports.fill_in.sheet_mark import is_mark
from indicators.fields import SCHEMAS
from indicators.loading import load_framework
from indicators.marking import N_

try:
    import resource
except ImportError:  # no Unix system: the process has an end in time, but no bound of its memory
    resource = None  # type: ignore[assignment]

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
    command = [sys.executable, "-m", "exports.uploads.sandbox", *limits, str(path.absolute()), said]
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


def main(arguments: list[str]) -> None:
    """Read the file that is named, within the limits, and say what was read or why not."""
    parent, seconds, megabytes, path, choice = arguments
    end_with(int(parent))
    _bound(int(seconds), int(megabytes) * 10**6)
    try:
        said = with_guesses(sent_table(Path(path), ReadingChoice(**orjson.loads(choice)))).as_json()
    except UnreadableFile as refusal:
        said = {"refused": refusal.message, "values": refusal.values}
    sys.stdout.buffer.write(orjson.dumps(said))


def _bound(seconds: int, most_bytes: int) -> None:
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_AS, (most_bytes, most_bytes))


def sent_table(path: Path, choice: ReadingChoice = AS_FOUND) -> SentTable:
    """Read a file here, its marked sheet first."""
    return SentTable.of(read_table(path, choice=choice, is_mark=is_mark))


def with_guesses(table: SentTable) -> SentTable:
    """Return a table with its language and, a foreign one, which column is which field of each kind of proposal."""
    table = replace(table, language=guess_language(table))
    if table.mark is not None:
        return table
    framework = load_framework()
    return replace(
        table, guesses={kind.value: guess_mapping(table, schema, framework) for kind, schema in SCHEMAS.items()}
    )


if __name__ == "__main__":
    main(sys.argv[1:])
