"""Order ratings of a market place, read for eight months."""

from __future__ import annotations

from headcount.lab.harvesters.interface import Harvester
from headcount.lab.harvesters.single_account import SingleAccount
from headcount.lab.scenarios.interface import Scenario
from headcount.lab.setting import Setting

USERS, A_DAY = 800_000_000, 5_000_000
"""Accounts of the site then, roughly; people taken on an average day."""


def harvesters(setting: Setting) -> tuple[Harvester, ...]:
    """One client that takes the same share of the people each day, through the query of the rating page, day and night."""
    a_day = max(setting.people * A_DAY / USERS, 12.0)
    return (SingleAccount(people_a_day=a_day, route="/order/evaluate?buyer={}", most=setting.people),)


TAOBAO_2019 = Scenario(
    "taobao_2019",
    "From November 2019 to July 2020 a crawler took 1.18 billion rows (user ids, nicknames, phone numbers) through the interface "
    "of order ratings, at the end 5 million a day (Taobao; criminal judgment reported in June 2021).",
    harvesters,
)
