"""The numbers of a real server with two processes that answer, asked for as Prometheus does."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import connect

import pytest
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample

from consultation.config import version
from consultation.metrics.ledger import FEWEST
from consultation.web.security.access import ACCESS
from tests.machines import PROJECT, free_port
from tests.machines.production import HOST, Gunicorn, gunicorn, prepare, production
from tests.machines.server import FLASK
from tests.machines.visits import ask
from tests.processes import children_of, wait_until

CANARY = "canary-of-a-person"
IN_SHORT_STEPS = """
import os, sys
from dataclasses import replace
from datetime import timedelta
from consultation.config import Config
from consultation.running.server_choice import chosen_server
from wsgi import create_app
config = replace(Config.from_environment(os.environ), metrics_step=timedelta(milliseconds=100))
chosen_server().answer(create_app(config), bind=sys.argv[-1])
"""


@dataclass(frozen=True)
class Watched:
    """A site, and the port of its metrics."""

    site: Gunicorn
    port: int
    instance: Path

    @property
    def text(self) -> str:
        answer = ask(self.port, "/metrics")
        assert answer.status == 200
        return answer.text

    @property
    def samples(self) -> list[Sample]:
        return [sample for family in text_string_to_metric_families(self.text) for sample in family.samples]

    def number(self, name: str, **labels: str) -> float:
        """Return the sum of the numbers of a name with these labels."""
        found = [one for one in self.samples if one.name == name and labels.items() <= one.labels.items()]
        return sum(one.value for one in found)


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    instance, port = tmp_path_factory.mktemp("watched"), free_port()
    prepare(instance)
    program = (sys.executable, "-c", IN_SHORT_STEPS)
    with gunicorn(instance, program=program, METRICS_ADDRESS=f"127.0.0.1:{port}", TRUSTED_PROXIES="0") as site:
        yield Watched(site, port, instance)


def answering(watched: Watched) -> list[int]:
    """Return the processes that answer; the one that keeps what counts has a child."""
    return [pid for pid in children_of(watched.site.process.pid) if not children_of(pid)]


def test_what_two_processes_answer_is_counted_together_and_outlives_them(watched: Watched) -> None:
    wait_until(lambda: len(answering(watched)) == 2)
    killed, _other = answering(watched)
    asked = {"endpoint": "pages.about", "method": "GET", "status": "2xx"}
    for _one in range(40):
        assert watched.site.ask("/about").status == 200
    wait_until(lambda: watched.number("steppingstone_requests_total", **asked) > 40 - FEWEST)
    count = watched.number("steppingstone_requests_total", **asked)
    assert count <= 40
    assert watched.number("steppingstone_request_seconds_count", endpoint="pages.about") == count
    os.kill(killed, signal.SIGKILL)
    wait_until(lambda: len({*answering(watched)} - {killed}) == 2)
    assert watched.number("steppingstone_requests_total", **asked) >= count


def test_outages_are_counted_one_by_one_and_at_once(watched: Watched) -> None:
    before = watched.number("steppingstone_outages_total")
    file = watched.instance / "production.db"
    file.rename(file.with_suffix(".away"))
    for _one in range(20):
        assert watched.site.ask("/consultations/indicators").status == 503
    wait_until(lambda: watched.number("steppingstone_outages_total") - before == 20)
    wait_until(lambda: watched.number("steppingstone_ready") == 0)
    file.with_suffix(".away").rename(file)
    wait_until(lambda: watched.number("steppingstone_ready") == 1)
    assert watched.number("steppingstone_faults_total") == 0


def test_faults_are_counted_one_by_one_and_at_once(watched: Watched) -> None:
    """A table that is not there is a fault, and no outage."""
    outages = watched.number("steppingstone_outages_total")
    with closing(connect(watched.instance / "production.db")) as database:
        database.execute("ALTER TABLE public_counts RENAME TO away")
        for _one in range(3):
            assert watched.site.ask("/").status == 500
        database.execute("ALTER TABLE away RENAME TO public_counts")
    wait_until(lambda: watched.number("steppingstone_faults_total") == 3)
    assert watched.number("steppingstone_outages_total") == outages
    assert watched.site.ask("/").status == 200


def test_what_is_so_at_the_moment_is_told_with_the_version(watched: Watched) -> None:
    (watched.instance / "heard-of").mkdir(exist_ok=True)
    (watched.instance / "heard-of" / "worker").touch()
    assert watched.number("steppingstone_info", version=version()) == 1
    assert watched.number("steppingstone_heard_of_timestamp_seconds", program="worker") > 0
    waiting = {one.labels["what"]: one.value for one in watched.samples if one.name.endswith("oldest_waiting_seconds")}
    assert waiting == {"mail": 0, "job": 0}
    assert not [one for one in watched.samples if one.name.endswith("_created")]


def test_nothing_that_anybody_sends_is_in_the_numbers_and_labels_are_names_of_ours(watched: Watched) -> None:
    for _one in range(2 * FEWEST):
        told = {"User-Agent": CANARY, "Referer": CANARY, "X-Forwarded-For": "203.0.113.77", "Cookie": f"a={CANARY}"}
        watched.site.ask(f"/{CANARY}?q={CANARY}", **told)
        watched.site.ask(f"/proposals/IND-0042?{CANARY}", **told)
        with suppress(OSError):
            ask(watched.site.port, f"/{CANARY}", CANARY.upper(), CANARY, Host=HOST)
        ask(watched.site.port, "/", Host=f"{CANARY}.example")
    wait_until(lambda: watched.number("steppingstone_requests_total", endpoint="none", status="4xx") > FEWEST)
    wait_until(lambda: watched.number("steppingstone_requests_total", method="other") > FEWEST)
    said = watched.text
    assert not re.search(rf"{CANARY}|203\.0|127\.0|IND-|/", said, re.IGNORECASE)
    labels = [one.labels for one in watched.samples]
    assert {one["endpoint"] for one in labels if "endpoint" in one} <= {*ACCESS, "none"}
    assert {one["method"] for one in labels if "method" in one} <= {"GET", "HEAD", "OPTIONS", "POST", "other"}
    assert {name for one in labels for name in one} <= {
        "endpoint",
        "method",
        "status",
        "le",
        "version",
        "program",
        "what",
    }


def test_the_public_address_does_not_lead_to_the_numbers(watched: Watched) -> None:
    assert watched.site.ask("/metrics").status == 404
    assert ask(watched.port, "/metrics", Host=HOST).status == 403
    assert ask(watched.port, "/metrics", **{"X-Forwarded-For": "203.0.113.77"}).status == 403
    assert ask(watched.port, "/").status == 404


def test_what_counts_is_begun_again_when_it_dies(watched: Watched) -> None:
    [(_keeper, counting)] = [
        (keeper, child) for keeper in children_of(watched.site.process.pid) for child in children_of(keeper)
    ]
    os.kill(counting, signal.SIGKILL)
    assert watched.number("steppingstone_info") == 1  # who asks meanwhile waits for it
    assert watched.number("steppingstone_requests_total") == 0


def test_an_address_that_is_taken_is_said_in_one_sentence(tmp_path: Path) -> None:
    prepare(tmp_path)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        place = f"127.0.0.1:{taken.getsockname()[1]}"
        done = subprocess.run(
            [*FLASK, "web", "--bind", f"127.0.0.1:{free_port()}"],
            cwd=PROJECT,
            env={**os.environ, **production(tmp_path), "METRICS_ADDRESS": place},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith(f"METRICS_ADDRESS is {place}, which cannot be listened at: ")
