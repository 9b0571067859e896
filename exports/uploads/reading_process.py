"""The process that `sandbox` starts: it reads one file, guesses what its columns mean, and says so as JSON."""

from __future__ import annotations

import gc
import sys

if __name__ == "__main__":
    gc.disable()  # it ends with its file, and looking for garbage would be a tenth of its work

from dataclasses import replace
from pathlib import Path

import orjson

from consultation.orphans import end_with
from exports.files.reader.reader import read_table
from exports.files.reader.table import AS_FOUND, ReadingChoice, UnreadableFile
from exports.fill_in.guessing import guess_mapping
from exports.fill_in.language_guess import guess_language
from exports.fill_in.sent_table import SentTable
from exports.fill_in.sheet_mark import is_mark
from indicators.fields import SCHEMAS
from indicators.loading import load_framework

try:
    import resource
except ImportError:  # no Unix system: the process has an end in time, but no bound of its memory
    resource = None  # type: ignore[assignment]


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
    gc.freeze()  # nor is anything looked for at its end
