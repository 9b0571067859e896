"""The numbers that are shown, as families of Prometheus: of requests as the ledger lets them, of the site as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics
from prometheus_client.metrics_core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector

from consultation.config import Config, version
from consultation.heartbeats import MAIL_SENDER, WORKER, last_heard_of
from consultation.metrics.ledger import Ledger
from consultation.metrics.records import FAULT, OUTAGE, RequestRecord
from consultation.readiness import Readiness, ReadinessWatch, waited_for

SECONDS: Final = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

disable_created_metrics()  # type: ignore[no-untyped-call] # they would say to the millisecond when somebody was the first to do something


class Numbers:
    """Counts requests, and shows what may be shown; several threads may do so at once."""

    def __init__(self, config: Config, watch: ReadinessWatch) -> None:
        self.registry = CollectorRegistry(auto_describe=False)
        self._clock = config.clock
        self._ledger = Ledger(config.metrics_step, config.clock())
        self._requests = Counter(
            "steppingstone_requests", "Requests answered.", ["endpoint", "method", "status"], registry=self.registry
        )
        self._seconds = Histogram(
            "steppingstone_request_seconds",
            "Seconds until the answer began.",
            ["endpoint", "method"],
            buckets=SECONDS,
            registry=self.registry,
        )
        self._problems = {
            FAULT: Counter("steppingstone_faults", "Requests that met a fault of ours.", registry=self.registry),
            OUTAGE: Counter(
                "steppingstone_outages", "Requests for which the database was not to be had.", registry=self.registry
            ),
        }
        self.registry.register(_OfSite(config.instance, watch, config.clock))

    def count(self, record: RequestRecord) -> None:
        """Count a request; that one met a problem is shown at once: it says neither what was asked nor by whom."""
        self._ledger.add(record)
        if record.problem in self._problems:
            self._problems[record.problem].inc()

    def let_time_pass(self) -> None:
        """Show what may be shown from now on."""
        for kind, seconds in self._ledger.due(self._clock()):
            self._requests.labels(kind.endpoint, kind.method, kind.status).inc(len(seconds))
            for one in seconds:
                self._seconds.labels(kind.endpoint, kind.method).observe(one)


class _OfSite(Collector):
    """What is so at the moment of asking."""

    def __init__(self, instance: Path, watch: ReadinessWatch, clock: Callable[[], datetime]) -> None:
        self._instance, self._watch, self._clock = instance, watch, clock

    def collect(self) -> Iterator[Metric]:
        """Yield what is so."""
        yield InfoMetricFamily("steppingstone", "The version that runs.", {"version": version()})
        state = self._watch.state()
        yield from _of_database(state)
        if state.has_schema:
            yield self._of_waiting(state)
        yield self._of_heartbeats()

    def _of_waiting(self, state: Readiness) -> Metric:
        waiting = GaugeMetricFamily(
            "steppingstone_oldest_waiting_seconds", "How long the oldest waits, in steps of 300.", labels=["what"]
        )
        for what, begin in (("mail", state.mail_since), ("job", state.job_since)):
            waiting.add_metric([what], waited_for(begin, self._clock()).total_seconds())
        return waiting

    def _of_heartbeats(self) -> Metric:
        heard = GaugeMetricFamily(
            "steppingstone_heard_of_timestamp_seconds", "When a program was last heard of here.", labels=["program"]
        )
        for program in (WORKER, MAIL_SENDER):
            last = last_heard_of(self._instance, program)
            if last is not None:
                heard.add_metric([program], last.timestamp())
        return heard


def _of_database(state: Readiness) -> Iterator[Metric]:
    for name, said, is_so in (
        ("ready", "Whether what people send can be kept.", state.is_ready),
        ("database_reached", "Whether the database answers.", state.has_database),
        ("schema_current", "Whether the database has the schema of this version.", state.has_schema),
        ("room_to_write", "Whether the database takes a row.", state.has_room),
    ):
        yield GaugeMetricFamily(f"steppingstone_{name}", said, float(is_so))
