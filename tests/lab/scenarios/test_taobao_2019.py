from __future__ import annotations

from headcount.lab.harvesters.single_account import SingleAccount
from headcount.lab.scenarios.taobao_2019 import TAOBAO_2019


def test_the_same_share_of_the_people_each_day_as_then() -> None:
    setting = TAOBAO_2019.setting(1_000_000, 100, None, 1)
    assert TAOBAO_2019.harvesters(setting) == (
        SingleAccount(people_a_day=6_250.0, route="/order/evaluate?buyer={}", most=1_000_000),
    )
    assert (setting.days, setting.learning_days) == (60, 30)
