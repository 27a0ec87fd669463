"""Make a large access log in the combined format, with three harvesters in it, and say who they are.

A made-up shop: people with favourites come in sessions, by day more than by night, from homes and through carriers' shared
addresses; search robots, a partner's nightly export and a health check come too. All columns are NumPy arrays, one day at a
time, so memory does not grow with the log.

    python benchmarks/make_log.py --lines 5000000 --out DIRECTORY

writes `access.log`, `truth.json` (who took what) and `headcount.toml` (the agreement with the partner).
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

import numpy as np
import shop
import visitors
from numpy.typing import NDArray

START = 1_761_955_200
"""2025-11-01 00:00:00 UTC, a Saturday."""

AGREEMENT = """\
# The partner may export orders every night: counted and shown, but no finding.
[[agreements]]
name = "partner export"
addresses = ["{address}"]
"""


def quotas(lines: int, days: int) -> NDArray[np.int64]:
    """Lines of ordinary people per day: fewer at weekends, the rest after rounding on the last day."""
    weight = np.where((np.arange(days) + 5) % 7 >= 5, 0.8, 1.1)
    share: NDArray[np.int64] = (lines * weight / weight.sum()).astype(np.int64)
    share[-1] += lines - share.sum()
    return share


def make(lines: int, days: int, addresses: int, seed: int, out: Path) -> dict[str, object]:
    """Write the log; returns the truth about its special clients and how fast it was made."""
    out.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    began = time.perf_counter()
    special = visitors.special_clients(rng, days)
    crowd = visitors.Crowd(rng, addresses, lines, days)
    names = shop.Names(
        crowd.addresses + [client.address for client in special], crowd.agents + [client.agent for client in special]
    )
    honest = quotas(max(lines - sum(len(client.rows.second) for client in special), days), days)
    written, truth = 0, visitors.Truth(special)
    with (out / "access.log").open("wb") as log:
        for day in range(days):
            parts = [crowd.day(rng, day, int(honest[day]))]
            parts += [client.on(day, len(crowd.addresses) + n, len(crowd.agents) + n) for n, client in enumerate(special)]
            rows = visitors.Rows.merge(parts)
            shop.answer(rng, rows, first_special=len(crowd.addresses))
            truth.count(rows, len(crowd.addresses))
            written += len(rows.second)
            log.write(names.render(rows, START + day * 86_400))
    seconds = time.perf_counter() - began
    told = {
        "lines": written,
        "days": days,
        "seconds": round(seconds, 1),
        "lines_per_second": round(written / seconds),
        "clients": truth.told(),
    }
    (out / "truth.json").write_text(json.dumps(told, indent=1) + "\n")
    partner = next(client.address for client in special if client.name == "partner export")
    (out / "headcount.toml").write_text(AGREEMENT.format(address=partner))
    return told


def main() -> None:
    """Make the log that was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=5_000_000)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--addresses", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    asked = parser.parse_args()
    told = make(asked.lines, asked.days, asked.addresses, asked.seed, asked.out)
    print(f"{told['lines']} lines, {told['lines_per_second']} lines/s", file=sys.stderr)


if __name__ == "__main__":
    main()
