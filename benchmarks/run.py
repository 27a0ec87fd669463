"""The benchmark, one command: makes the log, measures headcount and its peers side by side, writes `docs/benchmark.md`.

    python benchmarks/run.py                 (about half an hour; 5 million lines, three rounds, memory up to 20 million lines)
    python benchmarks/run.py --quick         (a few minutes; half a million lines, one round, for trying it out)

The contestants run one after the other, and then again, so that a slow minute of the machine hits all of them. Needs Linux;
peers come from Debian packages that are unpacked, not installed. What cannot be had is reported as "not here".
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import subprocess
import sys
from dataclasses import asdict, replace
from pathlib import Path

import report
from contestants import PEERS, Contestant, Inputs, contestants, headcount, here
from measure import Cost, run, spin
from verdicts import all_verdicts

HERE = Path(__file__).resolve().parent
CUTS = {"1M": 1_000_000, "100k": 100_000, "20k": 20_000}


def make_log(work: Path, lines: int) -> Path:
    """The log of so many lines, made once and kept."""
    at = work / f"log-{lines}"
    if not (at / "headcount.toml").exists():
        subprocess.run([sys.executable, str(HERE / "make_log.py"), "--lines", str(lines), "--out", str(at)], check=True)
    return at


def cut(full: Path, lines: int) -> Path:
    """The first lines of a log, for slow peers."""
    out = full.with_name(f"first-{lines}.log")
    if not out.exists():
        with full.open("rb") as source, out.open("wb") as target:
            target.writelines(itertools.islice(source, lines))
    return out


def rounds(table: list[Contestant], inputs: Inputs, count: int) -> tuple[dict[str, list[Cost]], list[float]]:
    """Every contestant `count` times, interleaved; with the machine's pace before each round."""
    costs: dict[str, list[Cost]] = {contestant.name: [] for contestant in table}
    pace = []
    for number in range(count):
        pace.append(spin())
        for contestant in table:
            if contestant.name.startswith("CrowdSec"):
                scenario = [str(PEERS / "crowdsec.sh"), str(inputs.root), str(inputs.work / "crowdsec"), "http-crawl-non_statics"]
                subprocess.run(scenario, check=False)
            cost = run(contestant.command, inputs.work / "out", contestant.environment)
            print(
                f"{number + 1}/{count} {contestant.name}: {cost.wall:.2f} s, {cost.peak_mb:.0f} MB, exit {cost.code}",
                file=sys.stderr,
            )
            if contestant.ours and cost.code in contestant.accepts:
                cost = replace(cost, stages=json.loads((inputs.work / "out").read_text())["coverage"]["stages"])
            if cost.code in contestant.accepts:
                costs[contestant.name].append(cost)
    return costs, pace


def memory(inputs: Inputs, sizes: list[int]) -> list[tuple[int, Cost]]:
    """What headcount costs at several sizes of log, one run each."""
    found = []
    for lines in sizes:
        at = make_log(inputs.work, lines)
        command = headcount(inputs, at / "access.log")
        cost = run(command, inputs.work / "out")
        print(f"{lines} lines: {cost.wall:.1f} s, {cost.peak_mb:.0f} MB, exit {cost.code}", file=sys.stderr)
        if cost.code == 0:
            found.append((lines, cost))
    return found


def main() -> None:
    """Run the benchmark and write its report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=5_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--memory", type=int, nargs="*", default=[1_000_000, 5_000_000, 20_000_000], help="sizes of log for peak memory"
    )
    parser.add_argument("--headcount", default=str(Path(sys.executable).with_name("headcount")), help="the command to measure")
    parser.add_argument("--work", type=Path, default=HERE / "data", help="logs and peers are kept here")
    parser.add_argument("--quick", action="store_true", help="half a million lines, one round")
    parser.add_argument("--page", type=Path, default=HERE.parent / "docs" / "benchmark.md")
    parser.add_argument("--json", type=Path, default=HERE / "results.json")
    asked = parser.parse_args()
    if asked.quick:
        asked.lines, asked.rounds, asked.memory = 500_000, 1, [500_000]
    asked.work.mkdir(parents=True, exist_ok=True)
    subprocess.run([str(PEERS / "setup.sh"), str(asked.work / "peers")], check=False)
    at = make_log(asked.work, asked.lines)
    full = at / "access.log"
    logs = {"full": full, **{name: cut(full, lines) for name, lines in CUTS.items()}}
    inputs = Inputs(logs, at / "headcount.toml", asked.work / "peers" / "root", asked.work, asked.headcount)
    truth = json.loads((at / "truth.json").read_text())
    lines = {"full": truth["lines"], **{name: min(count, truth["lines"]) for name, count in CUTS.items()}}
    table = contestants(inputs)
    machine = report.machine(os.getloadavg())
    costs, pace = rounds([contestant for contestant in table if here(contestant)], inputs, asked.rounds)
    outcome = report.Outcome(
        table=table,
        lines=lines,
        costs=costs,
        pace=pace,
        memory=memory(inputs, asked.memory),
        verdicts=all_verdicts(inputs, truth),
        truth=truth,
        bytes=full.stat().st_size,
        machine=machine,
    )
    asked.page.write_text(report.page(outcome))
    plain = {
        "lines": lines,
        "costs": {name: [asdict(cost) for cost in runs] for name, runs in costs.items()},
        "pace": pace,
        "memory": [{"lines": size, **asdict(cost)} for size, cost in outcome.memory],
        "verdicts": [asdict(verdict) for verdict in outcome.verdicts],
        "truth": truth,
        "machine": outcome.machine,
    }
    asked.json.write_text(json.dumps(plain, indent=1) + "\n")
    print(f"{asked.page}\n{asked.json}")


if __name__ == "__main__":
    main()
