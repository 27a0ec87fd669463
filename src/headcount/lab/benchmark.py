"""Benchmark: headcount and the rules that people deploy today over made worlds with known truth.

Rules are tuned on each world's own learning period; nothing is tuned on what is scored. `headcount lab benchmark` prints it,
`benchmarks/detection` makes a page of it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from multiprocessing import get_context

from headcount.lab.contestants import OURS, SHIPPED, TUNED, headcount_alarms, rivals
from headcount.lab.crowd import honest_world
from headcount.lab.harvesters.interface import Harvester
from headcount.lab.lineup import ALONE, scenes
from headcount.lab.planting import plant
from headcount.lab.score import Verdict, judge
from headcount.lab.scoreboard import facts
from headcount.lab.setting import Setting

FIRST_SEED = 1_001
"""Seeds below are for tuning."""


LOOKS = (1.0, *map(float, range(2, 25, 2)), 30.0, 36.0, 48.0, 72.0, 120.0, 192.0, 336.0, 504.0)
"""Hours: often on the first day, on which harvesters start; `headcount serve` looks every ten minutes unless told otherwise."""
LOOKS_AT_MANY = (12.0, 24.0, 72.0)
"""The same where a harvest has many clients, each of which takes little."""


@dataclass(frozen=True, slots=True)
class Size:
    """How much is made and looked at."""

    seeds: int = 10
    """Worlds, and the honest crowds in them."""
    accounts: int = 8_000
    people: int = 60_000
    days: int = 60
    """Half of them are for learning."""
    looks: tuple[float, ...] = LOOKS
    """Hours after the learning at which headcount looks; it looks once more at the end."""


QUICK = Size(seeds=2, accounts=4_000, people=20_000)
"""For trying it out."""


def sized(size: Size, seeds: int) -> Size:
    """The same with so many worlds."""
    return replace(size, seeds=seeds)


@dataclass(slots=True)
class Run:
    """Verdicts as they come in."""

    size: Size
    verdicts: dict[str, dict[str, list[Verdict]]] = field(default_factory=dict)
    """How thresholds were set, to contestant, to its verdict on each world."""
    alone: dict[str, dict[str, list[Verdict]]] = field(default_factory=dict)
    """The same, only on worlds with few harvesters: one a seed."""

    def add(self, how: str, contestant: str, verdict: Verdict, *, alone: bool) -> None:
        """One more world."""
        for kept in (self.verdicts, self.alone) if alone else (self.verdicts,):
            kept.setdefault(how, {}).setdefault(contestant, []).append(verdict)

    def facts(self) -> dict[str, object]:
        """Everything, uncut, as one JSON-ready object."""
        told = {how: facts(self.verdicts[how], self.alone.get(how, {})) for how in (TUNED, SHIPPED)}
        return {"setting": asdict(self.size), **told}


def compare(
    size: Size,
    *,
    first_seed: int = FIRST_SEED,
    copies: int = 1,
    campaigns: bool = True,
    alone: bool = True,
    jobs: int = 1,
    say: Callable[[str], None] = lambda _: None,
    keep: Callable[[Run], None] = lambda _: None,
) -> Run:
    """Make every world and ask every contestant.

    Args:
        size: how many worlds, and how large.
        first_seed: of the first world; each further one counts up.
        copies: of each harvester that is alone, in each world.
        campaigns: whether harvesters of many clients come too, each in a world of its own.
        alone: whether the harvesters come that are alone.
        jobs: processes that work side by side, each on worlds of its own.
        say: told one line after each world.
        keep: given what there is after the worlds of each seed, as of a run of so many seeds; nothing is lost with the rest.

    Raises:
        UsageError: the numbers are too small for a world.
    """
    run = Run(sized(size, 0))
    seeds = range(first_seed, first_seed + size.seeds)
    one = partial(_compare_on, size, scenes(copies, campaigns=campaigns, alone=alone))
    with ProcessPoolExecutor(jobs, get_context("spawn")) if jobs > 1 else nullcontext() as pool:
        for judged in pool.map(one, seeds) if pool else map(one, seeds):
            for line, few, verdicts in judged:
                for how, contestant, verdict in verdicts:
                    run.add(how, contestant, verdict, alone=few)
                say(line)
            run.size = sized(size, run.size.seeds + 1)
            keep(run)
    return run


def _compare_on(
    size: Size, lineup: Mapping[str, tuple[Harvester, ...]], seed: int
) -> list[tuple[str, bool, list[tuple[str, str, Verdict]]]]:
    """On the worlds of one seed: what to say of each, whether its harvesters are few, and (how, contestant, verdict)."""
    setting = Setting(people=size.people, clients=size.accounts, days=size.days, learning_days=size.days // 2, seed=seed)
    crowd = honest_world(setting)
    judged = []
    for scene, harvesters in lineup.items():
        world = plant(crowd, harvesters)
        began = time.perf_counter()
        looks = size.looks if scene == ALONE else LOOKS_AT_MANY
        verdicts = [(TUNED, OURS, judge(world, headcount_alarms(world, looks)))]
        ours = time.perf_counter() - began
        verdicts += [(how, rule, judge(world, alarms)) for rule, how, alarms in rivals(world)]
        theirs = time.perf_counter() - began - ours
        line = f"seed {seed}, {scene}: {len(world.events):,} events, headcount {ours:.1f} s, rivals {theirs:.1f} s"
        judged.append((line, scene == ALONE, verdicts))
    return judged
