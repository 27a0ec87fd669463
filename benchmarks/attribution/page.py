"""The page about attribution, from the results of a run."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from statistics import median, quantiles
from typing import Any

BANDS = ("10 to 19", "20 to 49", "50 to 199", "200 to 999", "1,000 to 5,000")
_EDGES = (20, 50, 200, 1_000)
FOREIGN = (0.0, 0.1, 0.25, 0.5)


def page(found: dict[str, Any]) -> str:
    """Markdown."""
    lists = found["lists"]
    nobody = [one for one in lists if one["of"] == "nobody"]
    single = [one for one in lists if one["of"] == "one"]
    several = [one for one in lists if one["of"] == "several"]
    return "\n".join([*_head(found), *_wrong(nobody), *_right(single), *_groups(several), *_cost(lists), ""])


def _head(found: dict[str, Any]) -> list[str]:
    site = found["site"]
    return [
        "# Attribution benchmark",
        "",
        "*Written by `python -m benchmarks.attribution.run`; do not edit. The uncut figures are in",
        "`benchmarks/attribution/results.json`.*",
        "",
        f"Made sites: {len(found['seeds'])}, each of {site['clients']:,} accounts with their guests and harvesters,",
        f"{site['people']:,} people and {site['days']} days, with seeds that nothing was tuned on. The ledger that",
        f"`headcount scan` makes of the log has {site['clients_in_ledger']:,} clients. 300 accounts of the site",
        "are left out of the log: what they took is a leak from elsewhere. The sites are made, not observed.",
        "",
    ]


def _wrong(nobody: Sequence[dict[str, Any]]) -> list[str]:
    rows = [
        "## Lists that no client explains",
        "",
        "At most 0.1% of them may be laid at a client's or a group's door. `broad`: said to be covered only by clients that",
        "were shown a fifth of everybody or more, which accuses nobody.",
        "",
        "| list | lists | rows, median | accused | broad |",
        "| --- | --- | --- | --- | --- |",
    ]
    for kind in dict.fromkeys(one["kind"] for one in nobody):
        of = [one for one in nobody if one["kind"] == kind]
        accused = sum(one["accused"] > 0 for one in of)
        broad = sum(one["broad"] > 0 for one in of)
        rows.append(f"| {kind} | {len(of):,} | {median(one['rows'] for one in of):,.0f} | {accused} | {broad} |")
    accused = sum(one["accused"] > 0 for one in nobody)
    low, high = interval(accused, len(nobody))
    rows += [f"| all | {len(nobody):,} | | **{accused}** | |", ""]
    rows += [
        f"All together {accused} of {len(nobody):,}: {accused / len(nobody):.2%} (95 % interval {low:.2%} to {high:.2%}).",
        "",
    ]
    return rows


def _right(single: Sequence[dict[str, Any]]) -> list[str]:
    rows = [
        "## Lists of one client",
        "",
        "Half of the clients are harvesters, the others honest accounts. A cell is `true client first / named alone as",
        "the one / somebody else named`. The foreign rows are people of the site at random, its popular people, or people",
        "that the site does not have.",
        "",
        "| its own people in the list | " + " | ".join(f"{share:.0%} foreign" for share in FOREIGN) + " |",
        "| --- | " + " | ".join("---" for _ in FOREIGN) + " |",
    ]
    for number, band in enumerate(BANDS):
        here = [one for one in single if sum(one["own"] >= edge for edge in _EDGES) == number]
        rows.append(f"| {band} | " + " | ".join(_cell([o for o in here if o["foreign"] == f]) for f in FOREIGN) + " |")
    from_50 = [one for one in single if one["own"] >= 50]
    first = sum(one["rank"] == 1 for one in from_50)
    low, high = interval(len(from_50) - first, len(from_50))
    rows += [
        "",
        f"From 50 of its people on the true client is first in {first:,} of {len(from_50):,}: **{first / len(from_50):.2%}**",
        f"(95 % interval {1 - high:.2%} to {1 - low:.2%}).",
        "",
    ]
    return rows


def _cell(of: Sequence[dict[str, Any]]) -> str:
    if not of:
        return ""
    first, named, wrong = (sum(told) for told in zip(*((o["rank"] == 1, o["named"], o["wrong"] > 0) for o in of), strict=True))
    return f"{first / len(of):.1%} / {named / len(of):.1%} / {wrong} of {len(of)}"


def _groups(several: Sequence[dict[str, Any]]) -> list[str]:
    rows = [
        "## Lists of several clients",
        "",
        "30 to 199 people of each of the clients, with 0 to 50 % foreign rows; half of the groups are harvesters.",
        "",
        "| clients | lists | first is one of them | of the members named | all named | somebody else named |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for count in sorted({one["clients"] for one in several}):
        of = [one for one in several if one["clients"] == count]
        first, every, wrong = (
            sum(told) for told in zip(*((o["first"], o["found"] == count, o["wrong"] > 0) for o in of), strict=True)
        )
        share = sum(one["found"] for one in of) / (count * len(of))
        rows.append(f"| {count} | {len(of)} | {first / len(of):.1%} | {share:.1%} | {every / len(of):.1%} | {wrong} |")
    return [*rows, ""]


def _cost(lists: Sequence[dict[str, Any]]) -> list[str]:
    seconds = [one["seconds"] for one in lists]
    return [
        "## What a question costs",
        "",
        f"CPU for one list, once the ledger is prepared: {median(seconds):.2f} s in the middle,",
        f"{quantiles(seconds, n=100)[98]:.2f} s in 99 of 100, {max(seconds):.2f} s at most.",
    ]


def interval(hits: int, of: int) -> tuple[float, float]:
    """The 95 % interval of Clopper and Pearson (1934), by bisection."""

    def at(share: float, most: int) -> float:
        """The chance of at most `most` hits."""
        terms = (
            math.lgamma(of + 1)
            - math.lgamma(k + 1)
            - math.lgamma(of - k + 1)
            + k * math.log(share)
            + (of - k) * math.log1p(-share)
            for k in range(most + 1)
        )
        return math.fsum(map(math.exp, terms))

    low = 0.0 if hits == 0 else _root(lambda share: 1 - at(share, hits - 1) - 0.025)
    high = 1.0 if hits == of else _root(lambda share: 0.025 - at(share, hits))
    return low, high


def _root(rising: Callable[[float], float]) -> float:
    low, high = 1e-12, 1 - 1e-12
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (low, middle) if rising(middle) > 0 else (middle, high)
    return (low + high) / 2
