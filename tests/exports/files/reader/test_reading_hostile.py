"""What is hostile or broken is refused in one sentence, soon, and with little memory."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from exports.files.reader.reader import UnreadableFile, read_table
from tests.exports.files.reader.hostile import HOSTILE, Hostile
from tests.machines import PROJECT

MOST_SECONDS = 6  # of the processor; it takes less than 2 on a quiet machine, which the benchmark checks
MOST_MEMORY = 300  # MB
WALL = 3 * 2**30  # bytes of address space, so that a mistake here does not take the machine along

READ_ALL = """
import json, re, resource, sys, time
from pathlib import Path
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[1]),) * 2)
from exports.files.reader.reader import UnreadableFile, read_table
STATUS = Path("/proc/self/status")  # what getrusage tells includes the process that started this one
for path in map(Path, sys.argv[2:]):
    begun = time.process_time()
    try:
        read_table(path)
        outcome = "accepted"
    except UnreadableFile:
        outcome = "refused"
    seconds = time.process_time() - begun
    print(json.dumps([path.name, outcome, seconds, int(re.search(r"VmHWM:\\s+(\\d+)", STATUS.read_text())[1]) / 1024]))
"""


@pytest.fixture(scope="module")
def file_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Hostile], Path]:
    """Return the file of something hostile, written the first time it is asked for: some are large."""
    folder = tmp_path_factory.mktemp("hostile")

    def written(hostile: Hostile) -> Path:
        path = folder / hostile.name
        return path if path.exists() else hostile.write(folder).rename(path)

    return written


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda hostile: hostile.name)
def test_a_hostile_file_is_refused_in_one_sentence(hostile: Hostile, file_of: Callable[[Hostile], Path]) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_table(file_of(hostile))
    sentence = str(refused.value)
    assert hostile.refused_as in sentence
    assert sentence == refused.value.message % refused.value.values
    assert len(sentence) < 250
    assert "\n" not in sentence


def test_every_hostile_file_is_refused_soon_and_with_little_memory(file_of: Callable[[Hostile], Path]) -> None:
    command = [sys.executable, "-c", READ_ALL, str(WALL), *(str(file_of(hostile)) for hostile in HOSTILE)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=PROJECT, check=True, timeout=300)
    outcomes = [json.loads(line) for line in done.stdout.splitlines()]
    assert [name for name, *_rest in outcomes] == [hostile.name for hostile in HOSTILE]
    assert not [
        outcome
        for outcome in outcomes
        if outcome[1] != "refused" or outcome[2] > MOST_SECONDS or outcome[3] > MOST_MEMORY
    ]
