from __future__ import annotations

from headcount.lab.scenarios import SCENARIOS
from headcount.lab.scenarios.honest_year import HONEST_YEAR


def test_nobody_harvests_for_a_year() -> None:
    setting = HONEST_YEAR.setting(1_000, 100, None, 1)
    assert HONEST_YEAR.harvesters(setting) == ()
    assert (setting.days, setting.learning_days, setting.growth) == (365, 36, 0.3)
    assert (setting.feature_day, setting.viral_day, setting.sale_day) == (118, 200, 282)


def test_it_can_be_cut_short() -> None:
    short = HONEST_YEAR.setting(1_000, 100, 5, 1)
    assert (short.days, short.learning_days, short.sale_day) == (5, 1, None)


def test_names_are_unique_and_cases_are_told() -> None:
    names = [scenario.name for scenario in SCENARIOS]
    assert len(set(names)) == len(names) == 8
    assert [scenario.name for scenario in SCENARIOS if not scenario.about.endswith((").", "false."))] == []
