"""Scoreboard: the verdicts of several contestants over the same worlds, as one table for people and one for programs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np

from headcount.lab.score import Outcome, Verdict, false_rate
from headcount.stats.exact_intervals import share_interval

MISSED = 0.05
"""A contestant that finds fewer than this share of a harvester's runs is said to have missed it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One harvester at one intensity, as one contestant saw it."""

    pattern: str
    intensity: str
    """The parameters that vary within the pattern, unless they are 0 or nothing: `people_a_day=25 cover=3`."""
    contestant: str
    runs: int
    found: int
    found_low: float
    found_high: float
    """Clopper-Pearson interval (95 %) of the share found."""
    clients: int
    """Clients of one run, median."""
    taken: int
    """People it would have taken, median."""
    exposed_median: int
    exposed_p90: int
    """People exposed up to the alarm; runs never found count with all they took."""
    wait_median: float | None
    """Days from the first planted event to the alarm, over the runs found; None when there are none."""
    named: float
    """Share of its clients named until the end, mean."""
    half_median: float | None
    """People exposed per client when half of its clients were named; None when that did not come in half of the runs."""
    bystanders: int
    """Honest clients named together with it, all runs."""


def rows(contestants: Mapping[str, Sequence[Verdict]]) -> list[Row]:
    """One row a harvester, intensity and contestant; harvesters in the order in which they come."""
    found = [(name, outcome) for name, verdicts in contestants.items() for v in verdicts for outcome in v.outcomes]
    varying = _varying(outcome for _, outcome in found)
    cells: dict[tuple[str, str], dict[str, list[Outcome]]] = {}
    for name, outcome in found:
        key = (outcome.pattern, _intensity(outcome, varying))
        cells.setdefault(key, {}).setdefault(name, []).append(outcome)
    return [_row(*key, name, outcomes) for key, per in cells.items() for name, outcomes in per.items()]


def _varying(outcomes: Iterable[Outcome]) -> set[tuple[str, str]]:
    """(pattern, parameter) that has more than one value."""
    values: dict[tuple[str, str], set[str]] = {}
    for outcome in outcomes:
        for parameter, value in outcome.parameters:
            values.setdefault((outcome.pattern, parameter), set()).add(str(value))
    return {key for key, different in values.items() if len(different) > 1}


def _intensity(outcome: Outcome, varying: set[tuple[str, str]]) -> str:
    told = [(name, value) for name, value in outcome.parameters if value and (outcome.pattern, name) in varying]
    return " ".join(f"{name}={value:g}" if isinstance(value, float) else f"{name}={value}" for name, value in told)


def _row(pattern: str, intensity: str, contestant: str, runs: Sequence[Outcome]) -> Row:
    hits = [run for run in runs if run.found]
    low, high = share_interval(len(hits), len(runs))
    exposed = [run.exposed for run in runs]
    half = _middle([run.half for run in runs])
    return Row(
        pattern=pattern,
        intensity=intensity,
        contestant=contestant,
        runs=len(runs),
        found=len(hits),
        found_low=low,
        found_high=high,
        clients=int(_middle([run.clients for run in runs])),
        taken=int(_middle([run.taken for run in runs])),
        exposed_median=int(_middle(exposed)),
        exposed_p90=int(np.quantile(exposed, 0.9, method="higher")),
        wait_median=_middle([run.wait for run in hits]) if hits else None,
        named=float(np.mean([run.named for run in runs])),
        half_median=half if np.isfinite(half) else None,
        bystanders=sum(run.bystanders for run in runs),
    )


def _middle(values: Sequence[float]) -> float:
    """The upper median: a value that was measured."""
    return float(np.quantile(np.array(values, np.float64), 0.5, method="higher"))


def table(contestants: Mapping[str, Sequence[Verdict]], honest: Mapping[str, Sequence[Verdict]]) -> list[list[str]]:
    """The whole comparison as cells: a head, one line a harvester, and one of false incidents.

    Args:
        contestants: name to its verdicts; all on the same worlds.
        honest: the same names; the verdicts that false incidents are counted over. Worlds that share their honest crowd must
            be here only once.
    """
    names = list(contestants)
    lines = [["harvester", "takes", *names]]
    per: dict[tuple[str, str], dict[str, Row]] = {}
    for row in rows(contestants):
        per.setdefault((row.pattern, row.intensity), {})[row.contestant] = row
    for (pattern, intensity), by_name in per.items():
        any_row = next(iter(by_name.values()))
        takes = f"{any_row.taken:,}" + (f" by {any_row.clients:,}" if any_row.clients > 1 else "")
        lines.append([f"{pattern} {intensity}".strip(), takes, *(_cell(by_name[name]) for name in names)])
    rates = [false_rate(honest[name]) for name in names]
    said = [f"{rate.value:.2f} ({rate.low:.2f} - {rate.high:.2f})" for rate in rates]
    return [*lines, ["false incidents per 10,000 honest clients per 30 days", "", *said]]


def campaigns(contestants: Mapping[str, Sequence[Verdict]]) -> list[list[str]]:
    """Harvests of many clients as cells: who found them, how soon in people a client, and who was named; a head alone if none."""
    head = [
        "harvester",
        "by",
        "contestant",
        "found",
        "people a client at the alarm",
        "named",
        "people a client when half were named",
    ]
    lines = [[*head, "honest clients named with them"]]
    for row in rows(contestants):
        if row.clients > 1 and row.found:
            half = "never" if row.half_median is None else f"{row.half_median:.1f}"
            told = [f"{row.found} of {row.runs}", f"{row.exposed_median / row.clients:.1f}", f"{100 * row.named:.0f} %", half]
            who = [f"{row.pattern} {row.intensity}".strip(), f"{row.clients:,}", row.contestant]
            lines.append([*who, *told, f"{row.bystanders:,}"])
    return lines


def _cell(row: Row) -> str:
    """`66 / 90, 2.6 d`: people exposed, median and nine in ten, and the days it took; the share found when it is not all.

    Of many clients, one of which is easily accused by chance, also the share that was named.
    """
    if row.found < MISSED * row.runs or row.wait_median is None:
        return "missed"
    share = "" if row.found == row.runs else f", {100 * row.found // row.runs} %"
    named = f", {100 * row.named:.0f} % named" if row.clients > 1 else ""
    return f"{row.exposed_median:,} / {row.exposed_p90:,}{share}, {row.wait_median:.1f} d{named}"


def markdown(cells: Sequence[Sequence[str]]) -> str:
    """A Markdown table; the first line is its head."""
    head, *body = cells
    lines = [head, ["---"] * len(head), *body]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def plain(cells: Sequence[Sequence[str]]) -> str:
    """The same for a terminal: columns aligned, two spaces apart."""
    widths = [max(len(line[column]) for line in cells) for column in range(len(cells[0]))]
    return (
        "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in cells)
        + "\n"
    )


def facts(contestants: Mapping[str, Sequence[Verdict]], honest: Mapping[str, Sequence[Verdict]]) -> dict[str, object]:
    """The same, uncut, as one JSON-ready object."""
    return {
        "rows": [asdict(row) for row in rows(contestants)],
        "false_incidents": {name: asdict(false_rate(verdicts)) for name, verdicts in honest.items()},
    }
