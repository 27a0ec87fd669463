"""The page of what was measured on data that nobody here wrote, put together from the results of three commands."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from headcount.lab.scoreboard import markdown
from headcount.stats.exact_intervals import count_interval, share_interval

HERE = Path(__file__).resolve().parent

_HEAD = """\
# Real backgrounds, sessions and size

*Written by `python -m benchmarks.detection.real_backgrounds DATA`, `python -m benchmarks.detection.sessions DATA` and
`python -m benchmarks.detection.size`; do not edit. The uncut figures are in `benchmarks/detection/results-*.json`. DATA is a
folder with the published data, which is no part of the project.*
"""

_BACKGROUNDS = """\
## One of them is turned

Two access graphs that nobody here made: 68 accounts of a bank and 13,087 applicants for loans over 167 days (BPI Challenge
2012), and 824 senders of mail to 986 people over 526 days (email-Eu-core). Nobody knows whether somebody in them harvests. One
account, drawn by the seed among those that come on 15 days before and after, begins to look at more: `extra_records` at so many
times its own records, any that there are by then; `table_walk` at all, one after the other, 5 an hour, around the clock or
during its shifts; `named_records` at three chosen ones on some days each; `new_contacts` at so many people a day for 30 days.
The whole shelf scans the growing log as `headcount scan --ledger` does, {looks} times at first ({first:g} to {last:g} days after
the learning), then every four weeks; everything until the look counts as exposed. No detector was tuned for these data, and each
keeps its declared rate. The system account of the bank is declared (an agreement), the others have one role.

The bank's table of open applications is made of the log itself (an application is open until it is declined, cancelled or
activated). The log holds work alone, so the whole table would explain 99.96 % of the honest first looks; elsewhere tables explain
90 to 94 % (Fabbri & LeFevre 2013), so 8 % of the applications are left out of it unless said.
"""

_LIMITS = """\
Intervals are exact (95 %) and of the runs shown. False incidents are those until the turned account was named; the honest
accounts are the same in every run, so they say less than as many months of different ones. What cannot be seen: looks at records
that anybody has a reason to look at (`open_only`); a share of more records where no table tells reasons apart; three records on
five days each, where one in a thousand of the applications that the table misses is looked at on as many days by honest clerks.
"""

_HONEST = """\
## Nobody is turned

The same data as they are, looked at again and again. Who is named here may be one, or an honest client whose habit changed:
all that the data say is that the account began to write to many whom few others write to.
"""

_SESSIONS = """
## Sessions of people and of bots

35 sessions of people and 35 of bots that drive a browser (Iliou et al. 2021, first data set, training part; a sixth of the bots'
page views is missing in the copy that was measured). Each session is judged by a logistic regression on the 69 others, nothing
was chosen by looking at results, and neither user agents nor dates are read. headcount's signals are columns of its window, each
page a record. It has no detector of single sessions: this is what such a score could do.
"""
_PUBLISHED = (27, 30)
"""Right ones of the paper's test sessions, from the log alone: an accuracy of 0.90."""

_SIZE = """
## Size

A ledger of 30 days: most clients with one or two accesses, two thousand (or one in fifty) with 300 to 3,000, and ten with
6,000 different people. The roll-up reads all of it; the engine may use 300 MB of memory and spills what is beyond. Peaks are of
the whole process. Detectors run one after the other here.
"""


def write_page(page: Path, results: Path) -> None:
    """Write the page from the results that there are."""
    parts = [_HEAD]
    for name, section in (("backgrounds", _backgrounds), ("sessions", _sessions), ("size", _size)):
        file = results / f"results-{name}.json"
        if file.is_file():
            parts.append(section(json.loads(file.read_text())))
    page.write_text("\n".join(parts))


def _backgrounds(facts: dict[str, Any]) -> str:
    looks = facts["looks"]
    head = [
        "background",
        "what the site's table has",
        "harvest",
        "found",
        "exposed, median (p90)",
        "taken",
        "days",
        "by",
        "false",
    ]
    harvests = markdown([head, *(_harvest(row) for row in facts["harvests"])])
    honest = [["background", "what the site's table has", "clients", "accesses", "days", "looks", "named", "per 30 days (95 %)"]]
    said = []
    for row in facts["honest"]:
        months = row["days"] / 30
        low, high = (bound / months for bound in count_interval(row["incidents"], 0.95))
        rate = f"{row['incidents'] / months:.2f} ({low:.2f} to {high:.2f})"
        counts = [f"{row[name]:,}" for name in ("clients", "accesses", "days", "looks", "incidents")]
        honest.append([row["background"], row["tables"], *counts, rate])
        said += [f"- {row['background']}, {row['tables']}: {sentence}" for sentence in row["sentences"]]
    told = _BACKGROUNDS.format(looks=len(looks), first=looks[0], last=looks[-1])
    return "\n".join([told, harvests, "", _LIMITS, _HONEST, markdown(honest), *([""] if said else []), *said, ""])


def _harvest(row: dict[str, Any]) -> list[str]:
    runs = row["runs"]
    found = sum(run["found"] for run in runs)
    low, high = share_interval(found, len(runs))
    exposed = np.array([run["exposed"] for run in runs])
    waits = [run["wait"] for run in runs if run["found"]]
    intensity = " ".join(f"{name}={value:g}" for name, value in row["parameters"].items() if not isinstance(value, bool))
    flags = " ".join(name for name, value in row["parameters"].items() if value is True)
    return [
        row["background"],
        row["tables"],
        f"{row['pattern']} {intensity} {flags}".strip(),
        f"{found} of {len(runs)} ({100 * low:.0f} to {100 * high:.0f} %)",
        f"{np.median(exposed):,.0f} ({np.quantile(exposed, 0.9):,.0f})",
        f"{np.median([run['taken'] for run in runs]):,.0f}",
        f"{np.median(waits):.1f}" if waits else "-",
        ", ".join(row["detectors"]) or "-",
        f"{row['false_incidents']} in {row['days_looked'] / 30:.0f} months",
    ]


def _sessions(facts: dict[str, Any]) -> str:
    rows = [["score", "accuracy (95 %)", "bots missed", "people accused", "area under the curve", "signals"]]
    for one in facts["scores"]:
        accuracy = f"{one['right'] / one['sessions']:.2f} ({one['low']:.2f} to {one['high']:.2f})"
        rows.append([one["score"], accuracy, *(str(one[name]) for name in ("bots_missed", "people_accused"))])
        rows[-1] += [f"{one['area']:.2f}", ", ".join(one["signals"])]
    right, sessions = _PUBLISHED
    low, high = share_interval(right, sessions)
    published = f"{right / sessions:.2f} ({low:.2f} to {high:.2f})"
    rows.append([f"published, {sessions} other sessions", published, "-", "-", "-", "of the log alone"])
    return "\n".join([_SESSIONS, markdown(rows)])


def _size(facts: dict[str, Any]) -> str:
    rows = [["clients", "accesses, millions", "roll-up, s of CPU (a million)", "detectors, s of CPU (a million)"]]
    rows[0] += ["peak of the roll-up, MB", "of the detectors", "window, MB", "spilt, MB"]
    parts = [["detector", *(f"{size['clients']:,} clients, s of CPU" for size in facts["sizes"])]]
    each: dict[str, list[str]] = {}
    for size in facts["sizes"]:
        [roll_up, window, *detectors] = size["stages"]
        millions = size["accesses"] / 1e6
        judged = sum(one["cpu"] for one in detectors)
        rows.append(
            [
                f"{size['clients']:,}",
                f"{millions:.1f}",
                f"{roll_up['cpu']:.1f} ({roll_up['cpu'] / millions:.1f})",
                f"{judged:.1f} ({judged / millions:.1f})",
                f"{roll_up['peak_mb']:,.0f}",
                f"{max(one['peak_mb'] for one in detectors):,.0f}",
                f"{window['bytes'] / 1e6:,.0f}",
                f"{roll_up['spilt_mb']:,.0f}",
            ]
        )
        for one in detectors:
            each.setdefault(one["stage"], []).append(f"{one['cpu']:.1f}")
    parts += [[name, *told] for name, told in each.items()]
    return "\n".join([_SIZE, markdown(rows), "", markdown(parts)])
