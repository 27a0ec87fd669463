from __future__ import annotations

import pytest

from headcount.lab.scenarios import SCENARIOS
from headcount.lab.scenarios.interface import Scenario
from tests.house.tree import PACKAGE


def test_one_word_names_a_scenario_everywhere() -> None:
    stems = {path.stem for path in (PACKAGE / "lab" / "scenarios").glob("*.py")} - {"__init__", "interface"}
    assert sorted(scenario.name for scenario in SCENARIOS) == sorted(stems)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: str(scenario.name))
def test_every_scenario_makes_a_setting_and_its_harvesters(scenario: Scenario) -> None:
    setting = scenario.setting(2_000, 100, None, 7)
    assert (setting.people, setting.clients, setting.seed, setting.days) == (2_000, 100, 7, scenario.days)
    assert 0 < setting.learning_days < setting.days
    assert (scenario.harvesters(setting) == ()) == (scenario.name == "honest_year")
