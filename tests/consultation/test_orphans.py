"""No process outlives the one that started it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from consultation.config import PROJECT
from tests.machines.server import LiveServer
from tests.processes import children_of, is_alive, wait_until

WITHOUT_THE_SYSTEM = "orphans._is_told_by_system = lambda: False"
STARTS_A_CHILD = """
import os, signal, sys, time
from consultation import orphans
{way}
parent = os.getpid()
if os.fork() == 0:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    orphans.end_with(parent)
    print(os.getpid(), flush=True)
time.sleep(300)
"""


@pytest.mark.parametrize("way", ["", WITHOUT_THE_SYSTEM], ids=["told by the system", "by looking"])
def test_a_child_that_listens_to_no_signal_ends_when_its_parent_is_killed(way: str) -> None:
    program = [sys.executable, "-c", STARTS_A_CHILD.format(way=way)]
    parent = subprocess.Popen(program, cwd=PROJECT, stdout=subprocess.PIPE, text=True)
    with parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert is_alive(child)
        parent.kill()
        wait_until(lambda: not is_alive(child))


def test_a_child_whose_parent_is_gone_already_ends_at_once() -> None:
    program = "from consultation.orphans import end_with; end_with(1); print('lives')"
    done = subprocess.run([sys.executable, "-c", program], cwd=PROJECT, capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (1, b"")


def test_of_whatever_runs_beside_the_server_nothing_outlives_what_keeps_it(tmp_path: Path) -> None:
    server = LiveServer(tmp_path)
    server.start()
    try:
        [keeper] = [child for child in children_of(server.pid) if len(children_of(child)) == 2]
        wait_until(lambda: len(all_below(keeper)) == 4)  # the sender; what keeps the workers, one of them and a clock
        [supervisor] = [child for child in children_of(keeper) if children_of(child)]
        workers = children_of(supervisor)
        os.kill(supervisor, signal.SIGKILL)
        wait_until(lambda: not any(map(is_alive, workers)))
        wait_until(lambda: len(all_below(keeper)) == 4)  # others in their place
        below = all_below(keeper)
        os.kill(keeper, signal.SIGKILL)
        wait_until(lambda: not any(map(is_alive, below)))
    finally:
        server.stop()


def all_below(process: int) -> list[int]:
    found = children_of(process)
    return [*found, *(below for child in found for below in all_below(child))]
