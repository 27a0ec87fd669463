"""Contestants: headcount, and each rival as shipped and tuned, over one world; each gives alarms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from headcount.detectors import DETECTORS
from headcount.lab.baselines import BASELINES
from headcount.lab.baselines.trace import BUDGET, alarm_times, tuned, watch_from
from headcount.lab.score import Alarm, alarms_of
from headcount.lab.views import views_of
from headcount.lab.window import window_of
from headcount.lab.world import DAY, HOUR, World

OURS = "headcount"
SHIPPED, TUNED = "shipped", "tuned"


def headcount_alarms(world: World, looks: Sequence[float] = (24.0,)) -> list[Alarm]:
    """What the shelf of detectors finds when it looks at all that has been, so many hours after learning and at the end.

    A client that was found is not told of again, nor a group none of whose members is new. The alarm comes with the look:
    everything until then counts as exposed.
    """
    alarms: list[Alarm] = []
    told: set[int] = set()
    learned = world.start + world.learning_days * DAY
    times = (learned + round(hours * HOUR) for hours in looks)
    for until in sorted({*(time for time in times if time < world.end), world.end}):
        window = window_of(world, until)
        number = dict(zip(window.clients["name"].to_pylist(), window.clients["client"].to_pylist(), strict=True))
        for detector in DETECTORS:
            for finding in detector.find(window):
                members = tuple(number[name] for name in finding.members)
                accused = members or (finding.client_id,)
                if not told.issuperset(accused):
                    told.update(accused)
                    alarms.append(Alarm(accused[0], until - 1, detector.name, members))
    return alarms


def rivals(world: World, budget: float = BUDGET) -> Iterator[tuple[str, str, list[Alarm]]]:
    """(rule, how its threshold was set, alarms) of every baseline; as shipped only where a product ships a threshold."""
    views, since, clients = views_of(world), watch_from(world), len(world.clients)
    for baseline in BASELINES:
        trace = baseline.trace(world, views)
        thresholds = {TUNED: tuned(trace, world, budget)}
        if baseline.shipped is not None:
            thresholds[SHIPPED] = np.full(clients, baseline.shipped)
        for how, threshold in thresholds.items():
            yield baseline.name, how, alarms_of(alarm_times(trace, threshold, since, clients), baseline.name)
