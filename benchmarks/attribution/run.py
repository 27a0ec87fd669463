"""How surely a leaked list is laid at the right door, and how often at a wrong one.

    python -m benchmarks.attribution.run            (a site of 20,000 accounts, 1,380 lists: six minutes of CPU)
    python -m benchmarks.attribution.run --sites 3  (three of them)
    python -m benchmarks.attribution.run --quick    (one small site: two minutes; writes nothing)
    python -m benchmarks.attribution.run --page     (the page again, from the results)

Writes `benchmarks/attribution/results.json` and `docs/benchmark-attribution.md`.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.attribution.leaks import FOREIGN, NOBODYS, Rng, mixed, size, tokens
from benchmarks.attribution.page import page
from benchmarks.attribution.sites import I64, Site, make_site
from headcount import __version__
from headcount.incident.attribution import FALSE_RATE, Explanation, explain

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "benchmark-attribution.md"
SEEDS = (101, 102, 103, 104, 105)
BANDS = ((10, 20), (20, 50), (50, 200), (200, 1_000), (1_000, 5_001))
"""People of the true client in the list."""


def main() -> None:
    """Measure, and write the results and the page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="a small site and few lists; nothing is written")
    parser.add_argument("--sites", type=int, default=1, help="how many sites, at most 5 (default 1)")
    parser.add_argument("--page", action="store_true", help="only write the page")
    options = parser.parse_args()
    results = HERE / "results.json"
    if not options.page:
        for found in measure(SEEDS[: options.sites], options.quick):
            if options.quick:
                print(page(found))
                return
            results.write_text(json.dumps(found) + "\n")
    PAGE.write_text(page(json.loads(results.read_text())))


def measure(seeds: Sequence[int], quick: bool) -> Iterator[dict[str, Any]]:  # noqa: FBT001 - the one switch of the command
    """Every list of every site; what there is after each site."""
    started = time.process_time()
    scale = {"people": 20_000, "clients": 3_000, "days": 20} if quick else {"people": 60_000, "clients": 20_000, "days": 40}
    nobodys, single, several = (10, 60, 15) if quick else (100, 300, 80)
    told: list[dict[str, Any]] = []
    clients = 0
    for place, seed in enumerate(seeds):
        with tempfile.TemporaryDirectory() as work:
            site = make_site(seed, Path(work), **scale)
            clients = site.exposures.clients
            rng = np.random.default_rng([seed, 9])
            for list_ in chain(_nobodys(site, rng, nobodys), _single(site, rng, single), _several(site, rng, several)):
                told.append(list_)
                if len(told) % 100 == 0:
                    print(f"{len(told)} lists, {time.process_time() - started:.0f} s of CPU", flush=True)
            site.close()
            yield {
                "version": __version__,
                "python": platform.python_version(),
                "cores": os.cpu_count(),
                "seeds": list(seeds[: place + 1]),
                "site": {**scale, "clients_in_ledger": clients},
                "false_rate": FALSE_RATE,
                "cpu_seconds": round(time.process_time() - started),
                "lists": told,
            }


def _asked(site: Site, people: I64) -> tuple[Explanation, float]:
    """What explains a list, and the seconds of CPU that it took."""
    begun = time.process_time()
    found = explain(site.exposures, *tokens(site, people))
    return found, round(time.process_time() - begun, 3)


def _nobodys(site: Site, rng: Rng, each: int) -> Iterator[dict[str, Any]]:
    for kind, make in NOBODYS.items():
        for _ in range(each):
            people = np.unique(make(site, rng, size(rng)))
            found, seconds = _asked(site, people)
            yield {
                "of": "nobody",
                "kind": kind,
                "rows": len(people),
                "known": found.known,
                "accused": len(found.members),
                "broad": len(found.broad),
                "seconds": seconds,
            }


def _able(site: Site, least: int) -> list[list[int]]:
    """Clients of the ledger that were shown so many: harvesters, and others."""
    absent = set(site.absent)
    there = [who for who, part in site.shown.items() if len(part) >= least and who not in absent]
    harvesters = set(site.harvesters)
    return [[who for who in there if who in harvesters], [who for who in there if who not in harvesters]]


def _number(site: Site, who: int) -> int:
    return site.number[site.world.clients.name[who]]


def _single(site: Site, rng: Rng, lists: int) -> Iterator[dict[str, Any]]:
    for turn in range(lists):
        low, high = BANDS[turn % len(BANDS)]
        of = _able(site, low)
        who = int(rng.choice(of[turn // len(BANDS) % 2] or of[0]))
        own = site.shown[who]
        foreign = FOREIGN[turn // (2 * len(BANDS)) % len(FOREIGN)]
        wanted = size(rng, low, min(high - 1, len(own)))
        people = mixed(site, rng, rng.choice(own, wanted, replace=False), foreign)
        found, seconds = _asked(site, people)
        right = _number(site, who)
        yield {
            "of": "one",
            "harvester": who in site.harvesters,
            "own": wanted,
            "foreign": foreign,
            "rows": len(people),
            "saw": len(own),
            "rank": next((n for n, one in enumerate(found.suspects, 1) if one.client == right), 0),
            "named": len(found.members) == 1 and found.members[0].client == right,
            "among": any(one.client == right for one in found.members),
            "wrong": sum(one.client != right for one in found.members),
            "seconds": seconds,
        }


def _several(site: Site, rng: Rng, lists: int) -> Iterator[dict[str, Any]]:
    for turn in range(lists):
        count = 2 + turn % 4
        of = [who for part in _able(site, 60) for who in part]
        chosen = [int(who) for who in rng.choice(np.array(of), count, replace=False)]
        if turn % 2 and len(site.harvesters) > count:
            chosen = [int(who) for who in rng.choice(np.array(site.harvesters), count, replace=False)]
        each = int(rng.integers(30, 200))
        own = np.concatenate([rng.choice(site.shown[who], min(each, len(site.shown[who])), replace=False) for who in chosen])
        people = mixed(site, rng, np.unique(own), FOREIGN[turn // 4 % len(FOREIGN)])
        found, seconds = _asked(site, people)
        right = {_number(site, who) for who in chosen}
        met = {one.client for one in found.members}
        yield {
            "of": "several",
            "clients": count,
            "foreign": FOREIGN[turn // 4 % len(FOREIGN)],
            "rows": len(people),
            "found": len(right & met),
            "wrong": len(met - right),
            "first": bool(found.suspects) and found.suspects[0].client in right,
            "seconds": seconds,
        }


if __name__ == "__main__":
    main()
