"""Benchmark: headcount and the rules that people deploy today over made worlds with known truth.

Rules are tuned on each world's own learning period; nothing is tuned on what is scored. `headcount lab benchmark` prints it,
`benchmarks/detection` makes a page of it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace

from headcount.lab.contestants import OURS, SHIPPED, TUNED, headcount_alarms, rivals
from headcount.lab.crowd import honest_world
from headcount.lab.lineup import scenes
from headcount.lab.planting import plant
from headcount.lab.score import Verdict, judge
from headcount.lab.scoreboard import facts
from headcount.lab.setting import Setting

FIRST_SEED = 1_001
"""Seeds below are for tuning."""


@dataclass(frozen=True, slots=True)
class Size:
    """How much is made and looked at."""

    seeds: int = 10
    """Worlds, and the honest crowds in them."""
    accounts: int = 20_000
    people: int = 100_000
    days: int = 60
    """Half of them are for learning."""
    every: int = 5
    """Days from one look of headcount to the next."""


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
        told = {how: facts(self.verdicts[how], self.alone[how]) for how in (TUNED, SHIPPED)}
        return {"setting": asdict(self.size), **told}


def compare(
    size: Size,
    *,
    first_seed: int = FIRST_SEED,
    copies: int = 1,
    campaigns: bool = True,
    say: Callable[[str], None] = lambda _: None,
) -> Run:
    """Make every world and ask every contestant.

    Args:
        size: how many worlds, and how large.
        first_seed: of the first world; each further one counts up.
        copies: of each harvester that is alone, in each world.
        campaigns: whether harvesters of many clients come too, each in a world of its own.
        say: told one line after each world.

    Raises:
        UsageError: the numbers are too small for a world.
    """
    run = Run(size)
    for seed in range(first_seed, first_seed + size.seeds):
        setting = Setting(people=size.people, clients=size.accounts, days=size.days, learning_days=size.days // 2, seed=seed)
        crowd = honest_world(setting)
        for number, (scene, harvesters) in enumerate(scenes(copies, campaigns=campaigns).items()):
            world = plant(crowd, harvesters)
            began = time.perf_counter()
            run.add(TUNED, OURS, judge(world, headcount_alarms(world, size.every)), alone=not number)
            ours = time.perf_counter() - began
            for rule, how, alarms in rivals(world):
                run.add(how, rule, judge(world, alarms), alone=not number)
            theirs = time.perf_counter() - began - ours
            say(f"seed {seed}, {scene}: {len(world.events):,} events, headcount {ours:.1f} s, rivals {theirs:.1f} s")
    return run
