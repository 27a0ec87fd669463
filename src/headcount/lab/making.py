"""From a scenario's name to a world, and to a folder."""

from __future__ import annotations

from pathlib import Path

from headcount.errors import UsageError
from headcount.lab import folder
from headcount.lab.access_log import Format
from headcount.lab.crowd import honest_world
from headcount.lab.planting import plant
from headcount.lab.relations import Relations, settle
from headcount.lab.scenarios import SCENARIOS
from headcount.lab.scenarios.interface import Scenario
from headcount.lab.truth import Truth, tell
from headcount.lab.world import World


def scenario(name: str) -> Scenario:
    """The scenario of this name.

    Raises:
        UsageError: there is none.
    """
    found = next((one for one in SCENARIOS if one.name == name), None)
    if found is None:
        raise UsageError(f"there is no scenario {name!r}; there are: {', '.join(one.name for one in SCENARIOS)}")
    return found


def make_world(case: Scenario, people: int, clients: int, days: int | None, seed: int) -> tuple[World, Relations]:
    """The world of a scenario, with what its relations explain marked.

    Args:
        case: the scenario.
        people: whose data the site holds.
        clients: accounts of the honest crowd; anonymous visitors and harvesters come on top.
        days: length; the scenario's own when None.
        seed: the same seed gives the same world.

    Raises:
        UsageError: the numbers are too small for a world.
    """
    setting = case.setting(people, clients, days, seed)
    return settle(plant(honest_world(setting), case.harvesters(setting)))


def make(case: Scenario, people: int, clients: int, days: int | None, seed: int, out: Path, form: Format) -> tuple[Truth, int]:
    """Make a world and write it into a folder; returns the truth and the size of the log in bytes."""
    world, relations = make_world(case, people, clients, days, seed)
    truth = tell(world, case.name, clients)
    return truth, folder.write(world, relations, truth, out, form)
