"""What a gate says of itself: health, problems, and counts for Prometheus. No label names a client or a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import msgspec
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from headcount import __version__
from headcount.gates.http import Receive, Scope, Send, reply
from headcount.gates.interface import Gate

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
Labelled = Mapping[tuple[str, ...], int]


class Counts(Protocol):
    """What a judge tells of its budgets: `policy.judge.MemoryJudge`."""

    def sizes(self) -> list[tuple[str, int, int]]:
        """(budget, clients that it counts now, clients that were forgotten too early)."""

    def problems(self) -> dict[str, str]:
        """Why what it counts is not shared or kept just now, by part."""

    def lost(self) -> dict[str, int]:
        """Changes that were given up, by part."""


class Heard(Protocol):
    """What brings verdicts: `verdicts.VerdictFeed`."""

    @property
    def problem(self) -> str:
        """Why nothing new is heard; empty while all is well."""


@dataclass(slots=True)
class Watch:
    """One gate, as whoever runs it wants to know it."""

    gate: Gate
    judge: Counts
    failures: Counter[str]
    """Questions that were answered without a decision, by the failure's type."""
    answers: Counter[str] = field(default_factory=Counter)
    """What became of answers, where the gate reads them (`answers.AnswerGate.counts`)."""
    feed: Heard | None = None
    """What brings verdicts; None without `serve`."""
    refused: str = ""
    """Why a changed configuration is not in force."""
    ready: bool = False
    """Whether it answers questions."""

    def problems(self) -> dict[str, str]:
        """Everything that does not work just now, by part, in fixed words without names of files."""
        own = {"serve": self.feed.problem if self.feed else "", "configuration": self.refused}
        return {part: what for part, what in sorted((own | self.judge.problems()).items()) if what}


class _Watched(Collector):
    def __init__(self, watch: Watch) -> None:
        self._watch = watch

    def collect(self) -> Iterable[CounterMetricFamily | GaugeMetricFamily]:
        """Every metric; names are documented in docs/metrics.md."""
        watch = self._watch
        gate = watch.gate
        about = GaugeMetricFamily("headcount_build_info", "Version of headcount", labels=["version"])
        about.add_metric([__version__], 1)
        yield about
        decided: dict[tuple[str, ...], int] = {("allow", "enforce"): gate.allowed}
        for (action, would), times in gate.decided.items():
            observed = would.severity > action.severity
            decided[action.value, "enforce"] = decided.get((action.value, "enforce"), 0) + times
            if observed:
                decided[would.value, "observe"] = decided.get((would.value, "observe"), 0) + times
        yield _counters("gate_decisions", "Decisions about requests", ("action", "mode"), decided)
        yield _counters("gate_failures", "Requests answered without a decision", ("error",), _keyed(watch.failures))
        yield _counters("gate_answers", "What became of requests and answers", ("what",), _keyed(watch.answers))
        sizes = watch.judge.sizes()
        clients = GaugeMetricFamily("headcount_gate_clients", "Clients that a budget counts", labels=["budget"])
        for budget, held, _ in sizes:
            clients.add_metric([budget], held)
        yield clients
        forgotten = {budget: lost for budget, _, lost in sizes}
        yield _counters("gate_forgotten_clients", "Clients forgotten too early", ("budget",), _keyed(forgotten))
        yield _counters("gate_lost_counts", "Changes neither shared nor kept", ("part",), _keyed(watch.judge.lost()))
        now = gate.now()
        in_force = sum(v.since <= now < v.until and not v.lifted for v in gate.judge.verdicts())
        yield GaugeMetricFamily("headcount_verdicts_in_force", "Verdicts that gates act on, dry runs included", value=in_force)
        problem = GaugeMetricFamily("headcount_problem", "1 for each part that has a problem just now", labels=["part"])
        for part in watch.problems():
            problem.add_metric([part], 1)
        yield problem
        yield GaugeMetricFamily("headcount_ready", "1 once it answers", value=int(watch.ready))


def exposition(watch: Watch) -> bytes:
    """What a scrape gets."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Watched(watch))
    return generate_latest(registry)


class Admin:
    """Health, readiness and metrics over HTTP (ASGI), on an address of their own."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch

    async def __call__(self, scope: Scope, _: Receive, send: Send) -> None:
        """Answer one question."""
        watch, path = self._watch, scope["path"]
        if path == "/healthz":
            await reply(send, 200, [("Content-Type", "text/plain")], b"ok\n")
        elif path == "/readyz":
            problems = watch.problems()
            said = {"ready": watch.ready, "problems": [{"part": part, "what": what} for part, what in problems.items()]}
            status = 200 if watch.ready and not problems else 503
            await reply(send, status, [("Content-Type", "application/json")], msgspec.json.encode(said) + b"\n")
        elif path == "/metrics":
            await reply(send, 200, [("Content-Type", CONTENT_TYPE)], exposition(watch))
        else:
            await reply(send, 404)


def _keyed(values: Mapping[str, int]) -> Labelled:
    return {(name,): count for name, count in values.items()}


def _counters(name: str, text: str, labels: tuple[str, ...], values: Labelled) -> CounterMetricFamily:
    family = CounterMetricFamily(f"headcount_{name}", text, labels=labels)
    for label, count in sorted(values.items()):
        family.add_metric(label, count)
    return family
