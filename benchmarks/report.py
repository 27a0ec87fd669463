"""The benchmark's page: plain tables in Markdown, every figure with its unit and its spread."""

from __future__ import annotations

import platform
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contestants import Contestant, here
from measure import Cost, middle
from verdicts import Verdict

PUBLISHED_CROWDSEC = 3_600
"""Fully parsed nginx lines per second with one parser routine, as CrowdSec's own troubleshooting page (v1.8) gives it."""

HEAD = """\
# Benchmark

*Written by `python benchmarks/run.py`; do not edit. The raw figures are in `benchmarks/results.json`.*

This page is about speed and size. How early harvesters are found, and how often an honest client is accused, beside nine usual
rules: [detection benchmark](benchmark-detection.md).

One command makes the log, runs headcount and what people use or write instead, one after the other and then again, and
writes this page:

    python benchmarks/run.py            # about half an hour
    python benchmarks/run.py --quick    # a few minutes, small, for trying it out

It needs Linux with `apt` and `dpkg` for the peers, which are unpacked below `benchmarks/data/` and not installed (`--work`
says where else; about 8 GB with the log of 20 million lines).
"""

LOG = """\
## The log

{lines:,} lines, {gigabytes:.2f} GB, combined format, {days} days of a made-up shop (`benchmarks/make_log.py`, seed fixed;
{made:,} lines/s to make). About 200,000 addresses by Zipf's law, 500 browsers, carriers' addresses with hundreds of browsers
behind each, identifiers in paths and in queries, static files, searches, logins, 2 % of requests for things that are not
there. People come back to their favourites and to what is popular. It is made, not observed: use the ratios, and take the
verdicts as a comparison of rules on one known truth, not as field results.

| planted | what it is | address | requests | different records |
|---|---|---|--:|--:|
{clients}
"""

MACHINE = """\
## The machine and its noise

{model}, {cores} cores, {memory_gb} GB, {system}, Python {python}.
Load before the first round (1, 5, 15 minutes): {load}; more than about 0.5 means that other work took part of the cores, and that
only the CPU seconds and the ratios are worth reading. A fixed piece of arithmetic, timed before each round, took {low:.2f} to
{high:.2f} s (rounds: {rounds}; with one round no spread is known). The page cache is warm. "Peak memory" is the larger of the
kernel's figure for the biggest process and the sampled sum over all its processes.
"""

QUESTION = """\
Slow peers read the first lines of the same log. The one question of DuckDB, mawk and Python by hand: how many different
orders was each address answered? It takes one route and no detector; headcount answers it for every route that it finds.
"""

TOLD = """\
The robots declare themselves and the partner is in `headcount.toml`; the other tools are told neither. For fail2ban every
record that was answered counts as a failure. SQL counts different records per day. An accused address counts once, whether
the whole address or one browser behind it was accused.
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything that the page tells."""

    table: Sequence[Contestant]
    lines: dict[str, int]
    """Lines of each log."""
    costs: dict[str, list[Cost]]
    """Contestant to its runs; empty when it is not here or failed."""
    pace: list[float]
    """Seconds of the fixed arithmetic before each round."""
    memory: list[tuple[int, Cost]]
    verdicts: list[Verdict]
    truth: dict[str, Any]
    bytes: int
    machine: dict[str, Any]


def machine(load: tuple[float, float, float]) -> dict[str, Any]:
    """What this ran on."""
    cpu = next(
        (line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")),
        "",
    )
    kib = next(int(line.split()[1]) for line in Path("/proc/meminfo").read_text().splitlines() if line.startswith("MemTotal:"))
    cores = sum(line.startswith("processor") for line in Path("/proc/cpuinfo").read_text().splitlines())
    return {
        "model": cpu or platform.machine(),
        "cores": cores,
        "memory_gb": round(kib / 1024**2),
        "system": f"Linux {platform.release()}",
        "python": platform.python_version(),
        "load": " / ".join(f"{x:.1f}" for x in load),
    }


def _rates(outcome: Outcome, contestant: Contestant) -> list[float]:
    return [outcome.lines[contestant.log] / cost.wall for cost in outcome.costs.get(contestant.name, [])]


def speed(outcome: Outcome) -> Iterable[str]:
    """The table of what each contestant costs."""
    yield "| what | answers | lines read | lines/s, median (min - max) | CPU s per million lines | peak memory, MB |"
    yield "|---|---|--:|--:|--:|--:|"
    for contestant in outcome.table:
        runs = outcome.costs.get(contestant.name, [])
        name = f"**{contestant.name}**" if contestant.ours else contestant.name
        if not runs:
            yield f"| {name} | {contestant.what} | | {'failed' if here(contestant) else 'not here'} | | |"
            continue
        mid, low, high = middle(_rates(outcome, contestant))
        lines = outcome.lines[contestant.log]
        cpu = statistics.median(cost.cpu for cost in runs) / lines * 1e6
        peak = max(cost.peak_mb for cost in runs)
        yield f"| {name} | {contestant.what} | {lines:,} | {mid:,.0f} ({low:,.0f} - {high:,.0f}) | {cpu:.2f} | {peak:,.0f} |"


def ratios(outcome: Outcome) -> Iterable[str]:
    """How many times faster than each peer, round by round."""
    ours = [contestant for contestant in outcome.table if contestant.ours and outcome.costs.get(contestant.name)]
    if not ours:
        yield "headcount is not here."
        return
    yield "| lines/s, as a multiple of | " + " | ".join(contestant.name for contestant in ours) + " |"
    yield "|---|" + "--:|" * len(ours)
    for peer in outcome.table:
        theirs = _rates(outcome, peer)
        if peer.ours or not theirs:
            continue
        cells = []
        for contestant in ours:
            pairs = [mine / other for mine, other in zip(_rates(outcome, contestant), theirs, strict=False)]
            mid, low, high = middle(pairs)
            cells.append(f"{mid:,.2f} ({low:,.2f} - {high:,.2f})")
        yield f"| {peer.name} | " + " | ".join(cells) + " |"
    published = (f"{statistics.median(_rates(outcome, contestant)) / PUBLISHED_CROWDSEC:,.0f}" for contestant in ours)
    yield f"| CrowdSec as published ({PUBLISHED_CROWDSEC:,} lines/s) | " + " | ".join(published) + " |"


def stages(outcome: Outcome) -> Iterable[str]:
    """Where headcount's time goes, as it says itself, medians; the rest is starting Python, summing up and writing."""
    yield "| what | reading: lines/s | reading, s | counting, s | detecting, s | the rest, s |"
    yield "|---|--:|--:|--:|--:|--:|"
    for contestant in outcome.table:
        runs = [cost for cost in outcome.costs.get(contestant.name, []) if cost.stages]
        if not runs:
            continue
        seconds = {name: statistics.median(cost.stages[name] for cost in runs) for name in ("reading", "counting", "detecting")}
        rest = statistics.median(cost.wall - sum(cost.stages.values()) for cost in runs)
        rate = outcome.lines[contestant.log] / seconds["reading"]
        yield f"| {contestant.name} | {rate:,.0f} | " + " | ".join(f"{s:.2f}" for s in (*seconds.values(), rest)) + " |"


def verdicts(outcome: Outcome) -> Iterable[str]:
    """The table of who found whom."""
    planted = [client["name"] for client in outcome.truth["clients"] if client["kind"] == "harvester"]
    yield "| rule | " + " | ".join(planted) + " | honest special clients accused | ordinary addresses accused | |"
    yield "|---|" + "---|" * len(planted) + "---|--:|---|"
    for verdict in outcome.verdicts:
        found = " | ".join("found" if name in verdict.harvesters else "-" for name in planted)
        yield f"| {verdict.rule} | {found} | {', '.join(verdict.honest) or 'none'} | {verdict.crowd:,} | {verdict.note} |"


def memory(outcome: Outcome) -> Iterable[str]:
    """The table of peak memory by size of log."""
    yield "| lines | peak memory, MB | wall, s | lines/s |"
    yield "|--:|--:|--:|--:|"
    for lines, cost in outcome.memory:
        yield f"| {lines:,} | {cost.peak_mb:,.0f} | {cost.wall:.1f} | {lines / cost.wall:,.0f} |"


def page(outcome: Outcome) -> str:
    """The whole page."""
    _, low, high = middle(outcome.pace)
    clients = (
        f"| {c['name']} | {c['kind']}: `{c['route']}` | {c['address']} | {c['requests']:,} | {c['records']:,} |"
        for c in outcome.truth["clients"]
    )
    parts = [
        HEAD,
        MACHINE.format(**outcome.machine, rounds=len(outcome.pace), low=low, high=high),
        LOG.format(
            lines=outcome.truth["lines"],
            gigabytes=outcome.bytes / 1e9,
            days=outcome.truth["days"],
            made=outcome.truth["lines_per_second"],
            clients="\n".join(clients),
        ),
        "## Speed\n\n" + "\n".join(speed(outcome)) + "\n",
        "\n".join(ratios(outcome)) + "\n",
        "Reading is everything from the bytes to the exact disclosures in the ledger: fields, identities, routes, tokens.\n",
        "\n".join(stages(outcome)) + "\n",
        QUESTION,
        "## What they find\n\n" + "\n".join(verdicts(outcome)) + "\n",
        TOLD,
        "## Memory\n\n" + "\n".join(memory(outcome)) + "\n",
    ]
    return "\n".join(parts)
