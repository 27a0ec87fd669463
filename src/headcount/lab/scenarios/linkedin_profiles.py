"""Profiles taken by made-up members and from bought addresses."""

from __future__ import annotations

from headcount.lab.harvesters.interface import Harvester
from headcount.lab.harvesters.many_accounts import ManyAccounts
from headcount.lab.harvesters.many_addresses import ManyAddresses
from headcount.lab.scenarios.interface import Scenario
from headcount.lab.setting import Setting


def harvesters(setting: Setting) -> tuple[Harvester, ...]:
    """A campaign of accounts that signed up in one week, one that shares nothing and hides, and one without accounts."""
    number = max(setting.clients // 40, 5)
    return (
        ManyAccounts(accounts=number, people_a_day=25.0, shared="cohort"),
        ManyAccounts(accounts=number, people_a_day=8.0, cover=1.0, active=0.6),
        ManyAddresses(addresses=number * 10),
    )


LINKEDIN_PROFILES = Scenario(
    "linkedin_profiles",
    "Profiles of some 500 to 700 million members were collected by programs and offered for sale "
    "(LinkedIn; statements of the company, April and June 2021).",
    harvesters,
)
