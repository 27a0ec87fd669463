"""Harvesters in real access graphs: one of the people there is turned, and the product scans the growing log again and again.

    python -m benchmarks.detection.real_backgrounds DATA            (all patterns, ten seeds each: the better part of an hour)
    python -m benchmarks.detection.real_backgrounds DATA --quick    (two seeds, no daily looks, for trying it out)

DATA is a folder with the published tables (`staff-cases-bpic12`, `contacts-email-eu`), which are read and never copied. Writes
`benchmarks/detection/results-backgrounds.json` and `docs/benchmark-backgrounds.md`.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.detection.backgrounds_page import HERE, write_page
from headcount.lab import background_folder
from headcount.lab.backgrounds.contacts import Contacts
from headcount.lab.backgrounds.interface import Background, Reader
from headcount.lab.backgrounds.staff_cases import StaffCases
from headcount.lab.looks import Look, looks, times
from headcount.lab.parameters import fields_of
from headcount.lab.score import Outcome, judge
from headcount.lab.turned import ExtraRecords, NamedRecords, NewContacts, TableWalk, Turned
from headcount.lab.turning import turn
from headcount.lab.world import DAY, World

FIRST_SEED = 2_001
"""Seeds below were looked at while this was built."""
LOOKS = (1.0, 2.0, 3.0, 5.0, 7.0, 10.0, 14.0, 21.0, 28.0)
"""Days after the learning at which the log is scanned while somebody harvests; then every four weeks, and at the end."""
_LATER = 28.0


@dataclass(frozen=True, slots=True)
class Case:
    """One pattern on one background."""

    told: str
    """What the site's tables know, for the page."""
    folder: str
    """Of the data, with its file."""
    reader: Reader
    turned: Turned

    def named(self) -> dict[str, object]:
        """What tells its results from those of the others."""
        parameters = {name: value for name, value in fields_of(self.turned).items() if name != "name"}
        return {"background": self.reader.name, "tables": self.told, "pattern": self.turned.name, "parameters": parameters}


STAFF, MAILS = "staff-cases-bpic12/BPIC12.csv.gz", "contacts-email-eu/email-Eu-core-temporal.txt.gz"
GAPS, WHOLE, NONE = "open applications, 8 % of them missing", "all open applications", "no table"
CASES = (
    *(
        Case(GAPS, STAFF, StaffCases(), turned)
        for turned in (
            ExtraRecords(factor=1.2),
            ExtraRecords(),
            ExtraRecords(open_only=True),
            TableWalk(),
            TableWalk(day_and_night=False),
            NamedRecords(),
            NamedRecords(days_each=10),
        )
    ),
    *(Case(NONE, MAILS, Contacts(), NewContacts(people_a_day=rate)) for rate in (12.0, 25.0, 50.0, 5.0)),
    *(Case(NONE, STAFF, StaffCases(missing=1.0), turned) for turned in (ExtraRecords(), TableWalk())),
    *(
        Case(WHOLE, STAFF, StaffCases(missing=0.0), turned)
        for turned in (ExtraRecords(), NamedRecords(), NamedRecords(days_each=10))
    ),
)

HONEST = ((GAPS, StaffCases(), STAFF), (NONE, StaffCases(missing=1.0), STAFF), (NONE, Contacts(), MAILS))


def harvests(case: Case, path: Path, seeds: Sequence[int]) -> dict[str, object]:
    """What became of one pattern, one client turned a seed; nobody looks any more when that one was named."""
    outcomes: list[Outcome] = []
    false, days, by = 0, 0.0, set[str]()
    for seed in seeds:
        background = case.reader.read(path, seed)
        world = turn(background, case.turned, seed)
        [planted] = world.harvesters
        one = int(planted.clients[0])
        said: list[Look] = []
        with tempfile.TemporaryDirectory() as scratch:
            background_folder.write(background, world, case.turned.name, Path(scratch))
            for look in looks(world, Path(scratch), times(world, LOOKS, _LATER)):
                said.append(look)
                if one in look.alarm.named:
                    by.add(look.alarm.detector)
                    break
        verdict = judge(world, [look.alarm for look in said])
        outcomes += verdict.outcomes
        false += verdict.incidents
        end = said[-1].alarm.at if said and one in said[-1].alarm.named else world.end
        days += (end - world.start) / DAY - world.learning_days
    told = [
        {name: value for name, value in asdict(outcome).items() if name in {"found", "exposed", "taken", "wait"}}
        for outcome in outcomes
    ]
    return {
        **case.named(),
        "runs": [run if run["found"] else run | {"wait": None} for run in told],
        "detectors": sorted(by),
        "false_incidents": false,
        "days_looked": days,
    }


def honest(told: str, reader: Reader, path: Path, every: float, seed: int) -> dict[str, object]:
    """What is said of the background as it is, by looks again and again."""
    background: Background = reader.read(path, seed)
    world = background.world
    with tempfile.TemporaryDirectory() as scratch:
        background_folder.write(background, world, "honest", Path(scratch))
        said = list(looks(world, Path(scratch), times(world, [every], every)))
    verdict = judge(world, [look.alarm for look in said])
    return {
        "background": reader.name,
        "tables": told,
        "clients": len(world.clients),
        "accesses": len(world.events),
        "days": world.days - world.learning_days,
        "looks": len(times(world, [every], every)),
        "incidents": verdict.incidents,
        "client_months": verdict.months,
        "sentences": [f"{look.alarm.detector}: {_nameless(look, world)}" for look in said],
    }


def _nameless(look: Look, world: World) -> str:
    """The sentence without the client's name in the data."""
    return re.sub(rf"\b{re.escape(world.clients.name[look.alarm.client])}\b", "(one)", look.sentence)


def main() -> None:
    """Measure, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, metavar="DATA")
    parser.add_argument("--seeds", type=int, default=10, help="of each pattern")
    parser.add_argument("--quick", action="store_true", help="two seeds, looks at the honest data once in eight weeks")
    parser.add_argument("--keep", action="store_true", help="do not measure again what the results have of these seeds and looks")
    parser.add_argument("--results", type=Path, default=HERE, help="folder of the results")
    parser.add_argument("--page", type=Path, default=HERE.parents[1] / "docs" / "benchmark-backgrounds.md")
    asked = parser.parse_args()
    seeds = range(FIRST_SEED, FIRST_SEED + (2 if asked.quick else asked.seeds))
    facts: dict[str, Any] = {"seeds": [seeds[0], seeds[-1]], "looks": list(LOOKS), "harvests": [], "honest": []}
    file = asked.results / "results-backgrounds.json"
    before: dict[str, Any] = json.loads(file.read_text()) if asked.keep and file.is_file() else {}
    known = before["harvests"] if all(before.get(name) == facts[name] for name in ("seeds", "looks")) else []

    def keep() -> None:
        """What there is until now: the whole takes long."""
        file.write_text(json.dumps(facts, indent=1) + "\n")
        write_page(asked.page, asked.results)

    for case in CASES:
        work = partial(harvests, case, asked.data / case.folder, seeds)
        kept = [row for row in known if case.named().items() <= row.items() and len(row["runs"]) == len(seeds)]
        facts["harvests"].append(kept[0] if kept else _timed(f"{case.reader.name}, {case.told}, {case.turned}", work))
        keep()
    for told, reader, place in HONEST:
        every = 56.0 if asked.quick else 7.0 if place == STAFF else 28.0
        work = partial(honest, told, reader, asked.data / place, every, seeds[0])
        facts["honest"].append(_timed(f"{reader.name}, {told}, nobody turned", work))
        keep()
    print(asked.page)


def _timed(name: str, work: Callable[[], dict[str, object]]) -> dict[str, object]:
    """Do it, and say how long it took."""
    began = time.process_time()
    done = work()
    print(f"{name}: {time.process_time() - began:.0f} s of CPU", file=sys.stderr, flush=True)
    return done


if __name__ == "__main__":
    main()
