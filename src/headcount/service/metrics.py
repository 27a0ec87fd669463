"""Metrics in the Prometheus text format. Labels are reasons, detectors, actions and taps, never a client or a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from headcount import __version__
from headcount.service.status import Status

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
COUNTERS = {
    "lines": "Lines read from the taps",
    "accesses": "Lines that were accesses",
    "disclosures": "Records shown to clients",
    "commits": "Transactions of the ledger",
    "detections": "Rounds of all detectors",
    "reloads": "Configurations taken over while running",
}
GAUGES = {
    "ledger_bytes": "Size of the ledger file",
    "clients": "Clients that the ledger knows",
    "verdicts_in_force": "Verdicts that gates act on, dry runs included",
    "last_commit": "Time of the last commit, seconds since 1970",
    "last_detection": "Time of the last round of detectors, seconds since 1970",
    "detection_seconds": "What the last round of detectors took",
    "shards": "Partitions that this worker serves",
}
Labelled = Mapping[str, int]


class StatusCollector(Collector):
    """Reads a `Status` at every scrape; keeps nothing of its own."""

    def __init__(self, status: Status) -> None:
        self._status = status

    def collect(self) -> Iterable[CounterMetricFamily | GaugeMetricFamily]:
        """Every metric; names are documented in docs/metrics.md."""
        now = self._status.snapshot()
        about = GaugeMetricFamily("headcount_build_info", "Version of headcount", labels=["version"])
        about.add_metric([__version__], 1)
        yield about
        for name, text in COUNTERS.items():
            yield CounterMetricFamily(f"headcount_{name}", text, value=now.counts.get(name, 0))
        yield _counters("skipped_lines", "Lines that are no accesses", "reason", now.skipped)
        yield _counters("dead_letters", "Records that were put aside", "reason", now.dead_letters)
        yield _counters("findings", "New findings", "detector", now.findings)
        yield _verdicts(now.verdicts)
        for name, text in GAUGES.items():
            if name in now.gauges:
                yield GaugeMetricFamily(f"headcount_{name}", text, value=now.gauges[name])
        records = GaugeMetricFamily("headcount_tap_lag_records", "Records not yet read", labels=["tap"])
        size = GaugeMetricFamily("headcount_tap_lag_bytes", "Bytes not yet read", labels=["tap"])
        for tap, (waiting, left) in sorted(now.lag.items()):
            for family, value in ((records, waiting), (size, left)):
                if value is not None:
                    family.add_metric([tap], value)
        yield records
        yield size
        pushed = CounterMetricFamily("headcount_tap_pushed", "What taps that others push to counted", labels=["tap", "what"])
        for (tap, what), count in sorted(now.tapped.items()):
            pushed.add_metric([tap, what], count)
        yield pushed
        problem = GaugeMetricFamily("headcount_problem", "1 for each part that has a problem just now", labels=["part"])
        for part in sorted(now.problems):
            problem.add_metric([part], 1)
        yield problem
        yield GaugeMetricFamily("headcount_ready", "1 once the service has started", value=int(now.ready))


def _counters(name: str, text: str, label: str, values: Labelled) -> CounterMetricFamily:
    family = CounterMetricFamily(f"headcount_{name}", text, labels=[label])
    for value, count in sorted(values.items()):
        family.add_metric([value], count)
    return family


def _verdicts(values: Labelled) -> CounterMetricFamily:
    family = CounterMetricFamily("headcount_verdicts", "Verdicts that were set", labels=["action", "mode"])
    for value, count in sorted(values.items()):
        mode, _, action = value.rpartition(":")
        family.add_metric([action, mode or "enforce"], count)
    return family


def exposition(status: Status) -> bytes:
    """What a scrape gets."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(StatusCollector(status))
    return generate_latest(registry)
