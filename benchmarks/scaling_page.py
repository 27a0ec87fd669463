"""The page of `scaling.py`: a table by size, and a plot whose axes are both logarithmic."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from pathlib import Path

Step = Mapping[str, float]
Results = Mapping[str, Mapping[str, Step]]
"""By millions of disclosures (as text), by step."""
HEAD = """\
# Growth, measured

*Written by `python benchmarks/scaling.py`; do not edit. The raw figures are in `benchmarks/scaling.json`, what follows from them
is in [scaling](scaling.md).*

One embedded ledger on one machine (2 cores, shared with other work: CPU seconds are the firmer figure). Made disclosures: a
client for each 50, a person for each 10, over 90 days; four views in ten are of people whom the client comes back to. Each step
is a process of its own, whose start alone takes 1.2 s of CPU. The engine may use 2 GB; what a look needs is its own. Other work
took more of the machine while different people were counted in compiled code than while the engine counted them.

![CPU seconds and bytes by disclosures, both axes logarithmic](scaling-measured.svg)

"""
ROWS: tuple[tuple[str, Callable[[Mapping[str, Step], float], str]], ...] = (
    ("append and commit: CPU s", lambda r, _: f"{r['fill']['cpu'] - r['fill']['making_cpu']:,.1f}"),
    ("append and commit: CPU s per million", lambda r, n: f"{(r['fill']['cpu'] - r['fill']['making_cpu']) / n:.2f}"),
    ("append and commit: memory, MB", lambda r, _: f"{r['fill']['memory_mb']:,.0f}"),
    ("name clients: CPU s", lambda r, _: f"{r['name']['cpu']:,.1f}"),
    ("first look of the detectors: wall s", lambda r, _: f"{r['look']['wall']:,.0f}"),
    ("first look of the detectors: CPU s", lambda r, _: f"{r['look']['cpu']:,.0f}"),
    ("first look of the detectors: memory, MB", lambda r, _: f"{r['look']['memory_mb']:,.0f}"),
    ("different people, exactly", lambda r, _: f"{r['distinct']['people']:,.0f}"),
    ("counting them: wall s", lambda r, _: f"{r['distinct']['wall']:,.1f}"),
    ("counting them: CPU s", lambda r, _: f"{r['distinct']['cpu']:,.1f}"),
    ("counting them in SQL: wall s", lambda r, _: f"{r['by_engine']['wall']:,.1f}"),
    ("counting them in SQL: CPU s", lambda r, _: f"{r['by_engine']['cpu']:,.1f}"),
    ("who saw one person: wall s", lambda r, _: f"{r['ask']['who_saw_wall']:.2f}"),
    ("how many one client was shown: wall s", lambda r, _: f"{r['ask']['count_wall']:.2f}"),
    ("ledger on disk, MB", lambda r, _: f"{r['name']['ledger_bytes'] / 1e6:,.0f}"),
    ("bytes per disclosure", lambda r, n: f"{r['name']['ledger_bytes'] / n / 1e6:.1f}"),
    ("exposures: different (client, person, route, day)", lambda r, _: f"{r['exposures']['exposures']:,.0f}"),
    ("bytes per exposure (target: 16)", lambda r, _: f"{r['name']['ledger_bytes'] / r['exposures']['exposures']:.1f}"),
    ("a scan of as many on Spark, two workers: CPU s", lambda r, _: f"{r['spark']['cpu']:,.0f}"),
    ("numbers beside the ledger for looks, bytes per disclosure", lambda r, n: f"{r['look']['showings_bytes'] / n / 1e6:.1f}"),
)
LINES: tuple[tuple[str, str, Callable[[Mapping[str, Step]], float]], ...] = (
    ("append, CPU s", "#3b6ea5", lambda r: r["fill"]["cpu"] - r["fill"]["making_cpu"]),
    ("first look, CPU s", "#b4532a", lambda r: r["look"]["cpu"]),
    ("different people, CPU s", "#4c8a4c", lambda r: r["distinct"]["cpu"]),
    ("ledger, MB", "#7a5ba6", lambda r: r["name"]["ledger_bytes"] / 1e6),
)
WIDTH, HEIGHT, LEFT, BOTTOM = 720, 400, 60, 40


def write_page(results: Results, folder: Path) -> None:
    """Write `scaling-measured.md` and its plot into the folder."""
    sizes = sorted(results, key=int)
    table = ["| | " + " | ".join(f"{size} million" for size in sizes) + " |", "|---|" + "---:|" * len(sizes)]
    for name, value in ROWS:
        table.append(f"| {name} | " + " | ".join(_cell(value, results[size], int(size)) for size in sizes) + " |")
    (folder / "scaling-measured.md").write_text(HEAD + "\n".join(table) + "\n\n`-`: not measured at this size.\n")
    (folder / "scaling-measured.svg").write_text(_plot(results, sizes))


def _cell(value: Callable[[Mapping[str, Step], float], str], result: Mapping[str, Step], millions: int) -> str:
    try:
        return value(result, millions)
    except KeyError:
        return "-"


def _plot(results: Results, sizes: list[str]) -> str:
    lines: list[tuple[str, str, list[tuple[float, float]]]] = []
    for name, colour, value in LINES:
        points = []
        for size in sizes:
            try:
                points.append((math.log10(int(size)), math.log10(max(value(results[size]), 1e-3))))
            except KeyError:
                continue
        lines.append((name, colour, points))
    told = [y for _, _, points in lines for _, y in points]
    low, high, right = math.floor(min(told)), math.ceil(max(told)), math.log10(max(map(int, sizes)))

    def place(x: float, y: float) -> tuple[float, float]:
        wide, tall = WIDTH - LEFT - 180, HEIGHT - BOTTOM - 20
        return LEFT + x / max(right, 1e-9) * wide, HEIGHT - BOTTOM - (y - low) / max(high - low, 1) * tall

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
    ]
    for power in range(low, high + 1):
        x, y = place(0, power)
        end, _ = place(right, power)
        parts.append(f'<path d="M{x:.0f} {y:.0f}H{end:.0f}" stroke="#dddddd"/>')
        parts.append(f'<text x="{x - 6:.0f}" y="{y + 4:.0f}" text-anchor="end">{10**power:g}</text>')
    for size in sizes:
        x, y = place(math.log10(int(size)), low)
        parts.append(f'<text x="{x:.0f}" y="{y + 18:.0f}" text-anchor="middle">{size} M</text>')
    for number, (name, colour, points) in enumerate(lines):
        at = [place(*point) for point in points]
        drawn = " ".join(f"{x:.1f},{y:.1f}" for x, y in at)
        parts.append(f'<polyline points="{drawn}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>' for x, y in at]
        parts.append(f'<text x="{WIDTH - 165}" y="{40 + 20 * number}" fill="{colour}">{name}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"
